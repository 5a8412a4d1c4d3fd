"""`nightsafe import` touches no file but those it makes, whatever they are called."""

import os
from pathlib import Path

import pytest
from click.testing import Result

from nightsafe.config import Settings
from tests.cli.conftest import Command, MakeNetwork
from tests.importing.past import FIGHT, mapped, past

BAD = FIGHT.replace("7,", "8,").replace("23:40", "27:10")
LONG = "x" * 250


@pytest.fixture
def here(network: MakeNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An empty network, the current folder a folder of the test's own with a file and a mapping."""
    settings = network()
    monkeypatch.chdir(tmp_path)
    past(tmp_path, FIGHT, BAD)
    mapped(
        tmp_path,
        ('"Police"', '"Police"\norganisation_kind = "police"'),
        ('unknown = "reject"', 'unknown = "make"\nmake_area = true'),
    )
    return settings


def refused(result: Result) -> str:
    """What was said; words for a person, never a traceback."""
    assert isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code == 1, result.output
    return result.output


def test_a_mapping_is_suggested_into_a_new_file_or_none(command: Command, here: Settings) -> None:
    Path("past.toml").symlink_to("victim.toml")
    assert "not written over" in refused(command("import", "past.csv", "--suggest"))
    assert not Path("victim.toml").exists(), "it is not written through a link that leads nowhere"
    suggest = ("import", "past.csv", "--suggest", "-m")
    assert "cannot be written" in refused(command(*suggest, "gone/past.toml"))
    assert "cannot be written" in refused(command(*suggest, f"{LONG}{LONG}"))


@pytest.mark.parametrize(
    ("file", "mapping", "rejects"),
    [
        ("past.csv", "mapping.toml", "past.csv"),
        ("past.csv", "mapping.toml", "mapping.toml"),
        ("past.csv.part", "mapping.toml", "past.csv"),
        ("past.csv", "x.part", "x"),
        ("past.csv", "mapping.toml", LONG * 2),
        ("past.csv", "mapping.toml", "gone/rejects.csv"),
    ],
)
def test_rejects_take_the_place_of_no_file(
    command: Command, here: Settings, file: str, mapping: str, rejects: str
) -> None:
    Path("past.csv").rename(file)
    Path("mapping.toml").rename(mapping)
    before = Path(file).read_bytes(), Path(mapping).read_bytes()
    words = ("import", file, "-m", mapping, "--rejects", rejects, "--by", "Ann", "--yes")
    result = command(*words)
    assert (Path(file).read_bytes(), Path(mapping).read_bytes()) == before
    if rejects in (file, mapping) or "gone" in rejects or len(rejects) > 255:
        assert "--rejects" in refused(result)
    else:
        assert "27:10" in Path(rejects).read_text(encoding="utf-8-sig")


def test_a_link_with_the_rejects_name_is_not_followed(command: Command, here: Settings) -> None:
    Path("victim").write_text("precious")
    Path("past.rejects.csv").symlink_to("victim")
    Path("past.rejects-2.csv.part").symlink_to("victim")
    result = command("import", "past.csv", "-m", "mapping.toml", "--by", "Ann", "--yes")
    assert "The rejects are in past.rejects-2.csv" in result.output
    assert Path("victim").read_text() == "precious"


def test_a_name_that_is_no_text_does_no_harm(command: Command, here: Settings) -> None:
    name = os.fsdecode(b"p\xff\x1b[2J.csv")
    Path("past.csv").rename(name)
    assert refused(command("import", name + "x", "-m", "mapping.toml", "--dry-run"))
    suggested = command("import", name, "--suggest")
    brought = command("import", name, "-m", "mapping.toml", "--by", "Ann", "--yes")
    assert suggested.exit_code == brought.exit_code == 0, brought.output
    assert "The rejects are in p\\udcff\\x1b[2J.rejects.csv" in brought.output
    assert "\x1b" not in suggested.output + brought.output


def test_a_mapping_that_never_ends_is_refused(command: Command, here: Settings) -> None:
    os.mkfifo("pipe")
    for mapping in ("/dev/zero", "pipe"):
        assert "no ordinary file" in refused(
            command("import", "past.csv", "-m", mapping, "--dry-run")
        )
        assert "no ordinary file" in refused(command("import", mapping, "-m", "m", "--suggest"))
