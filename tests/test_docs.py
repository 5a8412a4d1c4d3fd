"""What the documentation says is held to the code."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from nightsafe.cli.main import main
from nightsafe.config import Settings, variable

TOP = Path(__file__).parent.parent
README = (TOP / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(NIGHTSAFE_\w+)` \| (?:`([^`]*)`)? ?\| (.+) \|$", re.MULTILINE)


def shown(default: object) -> str:
    """A default as the table writes it."""
    return {True: "yes", False: "no"}[default] if isinstance(default, bool) else str(default)


def test_the_settings_table_is_the_settings() -> None:
    expected = [
        (variable(one.name), shown(one.default), one.metadata["about"]) for one in fields(Settings)
    ]
    assert ROW.findall(README) == expected


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        "docs/architecture.md",
        "docs/briefing.md",
        "docs/evaluation.md",
        "docs/figures.md",
        "docs/import.md",
        "docs/languages.md",
        "docs/map.md",
        "docs/calendar.md",
        "docs/messages.md",
        "docs/offline.md",
        "docs/phone.md",
        "docs/photos.md",
        "docs/review.md",
        "docs/shared-phone.md",
        "benchmarks/README.md",
        "CHANGELOG.md",
    ],
)
def test_what_a_document_links_to_is_there(document: str) -> None:
    file = TOP / document
    text = file.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!http|#)([^)#]+)\)", text)
    missing = [link for link in links if not (file.parent / link).exists()]
    assert not missing


def test_the_commands_that_are_named_exist() -> None:
    named = set(re.findall(r"`nightsafe ([\w-]+)", README))
    assert named and named <= set(main.commands)


def test_the_ladder_names_every_feature() -> None:
    text = (TOP / "docs" / "architecture.md").read_text(encoding="utf-8")
    features = {one.name for one in (TOP / "nightsafe").iterdir() if (one / "__init__.py").exists()}
    missing = {one for one in features if f"`{one}`" not in text}
    assert not missing
