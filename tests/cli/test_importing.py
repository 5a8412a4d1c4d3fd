"""`nightsafe import` at a keyboard: looked at, brought in, mended, taken out."""

import csv
import sqlite3
from pathlib import Path

import pytest
from click.testing import Result

from nightsafe.config import Settings
from tests.cli.conftest import Command, MakeNetwork
from tests.importing.past import FIGHT, HEADER, THEFT, mapped, past

NEW_NETWORK = (
    ('"Police"', '"Police"\norganisation_kind = "police"'),
    ('unknown = "reject"', 'unknown = "make"\nmake_area = true'),
)


@pytest.fixture
def here(network: MakeNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An empty network, and the current folder a folder of the test's own."""
    settings = network()
    monkeypatch.chdir(tmp_path)
    return settings


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return mapped(tmp_path, *NEW_NETWORK)


def tables(settings: Settings) -> dict[str, int]:
    """How many rows there are of what an import makes."""
    connection = sqlite3.connect(settings.data / "nightsafe.db")
    try:
        return {
            "entries": connection.execute("SELECT count(*) FROM entries").fetchone()[0],
            "batches": connection.execute("SELECT count(*) FROM import_batches").fetchone()[0],
            "places": connection.execute("SELECT count(*) FROM places").fetchone()[0],
            "people": connection.execute("SELECT count(*) FROM people").fetchone()[0],
            "ledger": connection.execute("SELECT count(*) FROM ledger").fetchone()[0],
        }
    finally:
        connection.close()


def good(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output


def refused(result: Result) -> str:
    """What was said; a paragraph for a person, never a traceback."""
    assert result.exit_code == 1, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result.output


def test_from_a_file_to_figures_and_out_again(
    command: Command, here: Settings, mapping: Path, tmp_path: Path
) -> None:
    file = past(tmp_path, FIGHT, THEFT, "9,Fight,2015-06-07,27:10,George Street,")
    words = ("import", str(file), "--mapping", str(mapping))
    before = tables(here)

    seen = good(command(*words, "--dry-run"))
    assert "Fight or assault" in seen and "Nothing was written." in seen
    assert tables(here) == before

    told = good(command(*words, "--by", "Ann Archive", "--yes"))
    assert "Batch 1" in told and "2 entries brought in" in told and "1 rejected" in told
    assert "past.rejects.csv" in told and "--undo 1" in told
    assert tables(here) == {**tables(here), "entries": 2, "batches": 1, "places": 2}

    again = good(command(*words, "--by", "Ann Archive", "--yes"))
    assert "Nothing was new: no batch was made." in again
    assert "past.rejects-2.csv" in again, "the first may be half mended by now"
    assert "0 new, 2 there already, 0 left out, 1 rejected" in again

    rejects = tmp_path / "past.rejects.csv"
    mended = rejects.read_text(encoding="utf-8-sig").replace("27:10", "03:10")
    rejects.write_text(mended, encoding="utf-8")
    fed = good(command("import", str(rejects), "-m", str(mapping), "--by", "Ann", "--yes"))
    assert "1 entries brought in" in fed or "1 new" in fed
    assert tables(here)["entries"] == 3

    out = good(command("import", "--undo", "1", "--by", "Ben", "--reason", "a try", "--yes"))
    assert "2 entries withdrawn" in out
    assert "no" not in good(command("verify")).splitlines()[0].split()
    assert "taken out already" in refused(
        command("import", "--undo", "1", "--by", "Ben", "--reason", "a try", "--yes")
    )


def test_the_rejects_tell_line_column_and_reason(
    command: Command, here: Settings, mapping: Path, tmp_path: Path
) -> None:
    file = past(tmp_path, FIGHT, "9,Brawl,2015-06-07,03:10,George Street,")
    good(
        command(
            *("import", str(file), "-m", str(mapping), "--by", "Ann", "--yes"),
            *("--rejects", "out.csv"),
        )
    )
    with Path("out.csv").open(encoding="utf-8-sig", newline="") as opened:
        (row,) = csv.DictReader(opened)
    assert list(row)[:6] == HEADER.split(",")
    assert (row["nightsafe_line"], row["nightsafe_column"]) == ("3", "What")
    assert '"Brawl" is not among the codes' in row["nightsafe_reason"]


def test_a_suggestion_is_written_once_and_leads_on(
    command: Command, here: Settings, tmp_path: Path
) -> None:
    file = past(tmp_path, *(FIGHT.replace("7,", f"{number},") for number in range(30)))
    told = good(command("import", str(file), "--suggest"))
    assert "Wrote past.toml" in told and "--dry-run" in told
    text = Path("past.toml").read_text(encoding="utf-8")
    assert "# UNSURE:" in text and 'id = "Number"' in text

    assert "not written over" in refused(command("import", str(file), "--suggest"))
    assert Path("past.toml").read_text(encoding="utf-8") == text


def test_how_a_file_is_read_is_said_as_options_while_there_is_no_mapping(
    command: Command, here: Settings, tmp_path: Path
) -> None:
    rows = [f"{number};Fight;2015-06-06;23:40;Café Street;" for number in range(30)]
    file = tmp_path / "past.csv"
    text = "\n".join(["Old log of the café", HEADER.replace(",", ";"), *rows, ""])
    file.write_bytes(text.encode("cp1252"))
    told = refused(command("import", str(file), "--suggest"))
    assert "cp1252" in told and "--encoding" in told

    how = ("--encoding", "cp1252", "--header-line", "2")
    good(command("import", str(file), "--suggest", *how))
    mapping = Path("past.toml").read_text(encoding="utf-8")
    assert 'encoding = "cp1252"' in mapping and "header_line = 2" in mapping
    told = refused(command("import", str(file), "-m", "past.toml", "--dry-run", *how))
    assert "under [file]" in told


MAPPED = ("-m", "mapping.toml", "--by", "Ann", "--yes")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Name the file"),
        (("past.csv",), "--suggest"),
        (("past.csv", "-m", "mapping.toml"), "--by"),
        (("past.csv", "-m", "mapping.toml", "--by", "  "), "--by"),
        (("past.csv", "--suggest", "--dry-run"), "First --suggest"),
        (("past.csv", "-m", "mapping.toml", "--nights", "--by", "Ann"), "--nights"),
        (("--undo", "1"), "--by"),
        (("--undo", "1", "--by", "Ann"), "--reason"),
        (("--undo", "1", "--by", "Ann", "--reason", "so"), "There is no batch 1"),
        (("past.csv", *MAPPED, "--rejects", "past.csv"), "not written over"),
        (("--undo", "1", *MAPPED, "--reason", "so"), "without FILE"),
        (("--undo", "1", "--by", "Ann", "--reason", "a\x1bb"), "--reason"),
        (("past.csv", "--undo", "1", "--by", "Ann", "--reason", "so"), "without FILE"),
        (("none.csv", "-m", "mapping.toml", "--dry-run"), "none.csv"),
        (("past.csv", "-m", "none.toml", "--dry-run"), "none.toml"),
    ],
)
def test_what_is_missing_is_said(
    command: Command,
    here: Settings,
    mapping: Path,
    tmp_path: Path,
    words: tuple[str, ...],
    said: str,
) -> None:
    past(tmp_path, FIGHT)
    assert said in refused(command("import", *words))


def test_a_no_writes_nothing(
    command: Command, here: Settings, mapping: Path, tmp_path: Path
) -> None:
    file = past(tmp_path, FIGHT)
    before = tables(here)
    result = command("import", str(file), "-m", str(mapping), "--by", "Ann")
    assert result.exit_code == 1 and "Bring in 1 rows" in result.output
    assert tables(here) == before


BAD = {
    "empty": b"",
    "binary": bytes(range(256)) * 40,
    "a pdf": b"%PDF-1.7\n" + b"\x00\x01" * 400,
    "other words": (HEADER + "\n" + FIGHT.replace("George", "K\xf6nig") + "\n").encode("cp1252"),
    "spoilt at the end": (HEADER + "\n" + (FIGHT + "\n") * 900).encode() + b"8,Th\xff\xfe\n",
    "a header alone": (HEADER + "\n").encode(),
    "another header": b"a,b,c\n1,2,3\n",
    "longer rows": (HEADER + "\n" + FIGHT + ",more,and more\n").encode(),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_cannot_be_read_writes_nothing(
    command: Command, here: Settings, mapping: Path, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "past.csv"
    file.write_bytes(BAD[kind])
    before = tables(here)
    told = refused(command("import", str(file), "-m", str(mapping), "--by", "Ann", "--yes"))
    assert len(told) > 40
    assert tables(here) == before
    assert not Path("past.rejects.csv").exists()


def test_a_huge_file_is_refused_at_once(
    command: Command, here: Settings, mapping: Path, tmp_path: Path
) -> None:
    file = tmp_path / "past.csv"
    with file.open("wb") as opened:
        opened.truncate(2_000_000_000)
    assert "too large" in refused(command("import", str(file), "-m", str(mapping), "--dry-run"))


def test_without_a_network_there_is_nothing_to_import_into(
    command: Command, tmp_path: Path, mapping: Path
) -> None:
    good(command("migrate"))
    told = refused(command("import", str(past(tmp_path, FIGHT)), "-m", str(mapping), "--dry-run"))
    assert "nightsafe create" in told


def test_an_import_leaves_the_door_open_for_the_first_coordinator(
    command: Command, here: Settings, mapping: Path, tmp_path: Path
) -> None:
    """Whoever lost the first link gets another, though somebody brought records along."""
    file = past(tmp_path, FIGHT)
    good(command("import", str(file), "-m", str(mapping), "--by", "Ann", "--yes"))
    assert "/link/" in good(command("create", "--name", "Testford"))


def test_a_file_that_lost_rows_since_it_was_looked_over_is_said(
    command: Command,
    here: Settings,
    mapping: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = past(tmp_path, *(FIGHT.replace("7,", f"{number},") for number in range(900)))

    def cut(job: object, yes: bool) -> None:
        past(tmp_path, *(FIGHT.replace("7,", f"{number},") for number in range(300)))

    monkeypatch.setattr("nightsafe.cli.importing_steps.confirm", cut)
    told = refused(command("import", str(file), "-m", str(mapping), "--by", "Ann", "--yes"))
    assert "changed" in told


def test_a_last_line_that_may_be_cut_off_is_said_in_the_preview(
    command: Command, here: Settings, mapping: Path, tmp_path: Path
) -> None:
    file = tmp_path / "past.csv"
    file.write_text(f"{HEADER}\n{FIGHT}\n{THEFT}", encoding="utf-8")
    cut = good(command("import", str(file), "-m", str(mapping), "--dry-run"))
    whole = good(command("import", str(past(tmp_path, FIGHT)), "-m", str(mapping), "--dry-run"))
    assert "line 3" in cut and "line 3" not in whole
