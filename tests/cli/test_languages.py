"""Catalogues: complete where a phone needs them, compiled, true to what they translate."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import write_po

from nightsafe.cli.languages import FOLDER, extract, missing, read
from tests.cli.conftest import Command

# What only desks show; new words are a phone's until their file stands here.
DESK = (
    "nightsafe/aggregates/",
    "nightsafe/ledger/",
    "nightsafe/network/actions.py",
    "nightsafe/network/forms.py",
    "nightsafe/network/queries.py",
    "nightsafe/network/rules.py",
    "nightsafe/network/saving.py",
    "nightsafe/network/subjects.py",
    "nightsafe/review/filters.py",
    "nightsafe/review/side.py",
    "templates/aggregates/",
    "templates/home/ledger.html",
    "templates/network/",
    "templates/review/_queue.html",
    "templates/review/queue.html",
)
CATALOGUES = sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))
HOLES = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")


def code_of(path: Path) -> str:
    return path.parent.parent.name


each_language = pytest.mark.parametrize("path", CATALOGUES, ids=code_of)


@lru_cache(maxsize=1)
def said() -> Catalog:
    """What the screens say now."""
    return extract()


def messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def forms(said: object) -> list[str]:
    return [said] if isinstance(said, str) else [str(form) for form in said]  # type: ignore[attr-defined]


def key(message: Message) -> tuple[str, ...]:
    # A compiled catalogue is read with its contexts as octets.
    context: str | bytes = message.context or ""
    return (context.decode() if isinstance(context, bytes) else context, *forms(message.id))


def on_phones(message: Message) -> bool:
    return not all(name.startswith(DESK) for name, _line in message.locations)


def test_polish_is_there() -> None:
    assert "pl" in [code_of(path) for path in CATALOGUES]


def test_what_desks_alone_show_is_there() -> None:
    """A renamed file must not take its words out of what is demanded."""
    names = {name for message in messages(said()) for name, _line in message.locations}
    assert [one for one in DESK if not any(name.startswith(one) for name in names)] == []


def test_polish_has_every_word_of_a_phones_screens() -> None:
    polish = read(FOLDER / "pl" / "LC_MESSAGES" / "messages.po")
    lacking = []
    for message in messages(said()):
        found = polish.get(message.id, message.context)
        if on_phones(message) and (found is None or missing([found])):
            lacking.append(f"{message.locations[0][0]}: {forms(message.id)[0]}")
    assert lacking == [], "say `python3 run.py nightsafe languages`, then put them into Polish"


@each_language
def test_what_the_product_reads_is_what_people_wrote(path: Path) -> None:
    with path.with_suffix(".mo").open("rb") as file:
        compiled = {key(one): forms(one.string) for one in messages(read_mo(file))}
    written = {key(one): forms(one.string) for one in messages(read(path)) if not missing([one])}
    # What has no words yet stays English, in each of its forms.
    for name in compiled.keys() - written.keys():
        assert set(compiled[name]) <= set(name[1:])
        written[name] = compiled[name]
    assert compiled == written, "say `python3 run.py nightsafe languages`"


@each_language
def test_nothing_is_left_to_guess(path: Path) -> None:
    catalogue = read(path)
    assert not catalogue.fuzzy
    assert [one.id for one in messages(catalogue) if one.fuzzy] == []
    assert list(catalogue.obsolete) == []


@each_language
def test_words_have_the_same_holes_ends_and_forms(path: Path) -> None:
    catalogue = read(path)
    wrong = []
    for message in messages(catalogue):
        if missing([message]):
            continue
        there, here = forms(message.id), forms(message.string)
        holes = {tuple(sorted(HOLES.findall(form))) for form in there}
        if any(tuple(sorted(HOLES.findall(form))) not in holes for form in here):
            wrong.append(f"holes: {here}")
        if any(edges(form) != edges(there[0]) for form in here):
            wrong.append(f"begins or ends otherwise: {here}")
        if not isinstance(message.id, str) and len(here) != catalogue.num_plurals:
            wrong.append(f"plural forms: {here}")
    assert wrong == []


def edges(text: str) -> tuple[bool, bool]:
    """Whether it begins and ends with a blank: it is a piece of a sentence."""
    return text[:1].isspace(), text[-1:].isspace()


def test_polish_counts_as_poles_do() -> None:
    polish = read(FOLDER / "pl" / "LC_MESSAGES" / "messages.po")
    assert polish.num_plurals == 3
    wrong = [
        one.string
        for one in messages(polish)
        if not isinstance(one.id, str) and not missing([one]) and len(set(forms(one.string))) < 2
    ]
    assert wrong == []


def test_a_language_is_begun_translated_and_compiled(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nightsafe.cli.languages.FOLDER", tmp_path)
    monkeypatch.setattr("nightsafe.cli.languages.extract", said)
    assert f"{len(said())} without words yet" in command("languages", "--add", "cy").output
    path = tmp_path / "cy" / "LC_MESSAGES" / "messages.po"
    catalogue = read(path)
    assert (str(catalogue.locale), len(catalogue)) == ("cy", len(said()))
    assert not path.with_suffix(".mo").exists(), "an empty language is offered to nobody"
    catalogue["Help"].string = "Cymorth"
    catalogue.add("Said no more", "Dim mwy")
    with path.open("wb") as file:
        write_po(file, catalogue)
    assert f"{len(said()) - 1} without words yet" in command("languages").output
    assert "Said no more" not in read(path)
    with path.with_suffix(".mo").open("rb") as file:
        assert read_mo(file)["Help"].string == "Cymorth"
    refused = command("languages", "--add", "cy")
    assert refused.exit_code == 1 and "is there already" in refused.output
    unknown = command("languages", "--add", "tlh-x")
    assert unknown.exit_code == 1 and "no language we know" in unknown.output
