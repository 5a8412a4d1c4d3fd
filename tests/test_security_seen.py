"""R3, R6: which of somebody's words reach whom, on all pages together, equals a reviewed table."""

from collections.abc import Iterator
from pathlib import Path

from tests.cases import address, cases, read_matrix
from tests.routes import ABOUT_REQUESTS, COLUMNS, Night, changes

SEEN = Path(__file__).with_name("seen.txt")


def read_seen() -> dict[str, list[str]]:
    """The cells of each field, by its label."""
    rows = {}
    for line in SEEN.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            label, _, cells = line.partition("|")
            rows[label.strip()] = cells.split()
    return rows


def pages(night: Night, who: str, column: int) -> Iterator[str]:
    """Every page that somebody is given."""
    rows = read_matrix()
    for case in cases(night.app):
        if case.method == "GET" and rows[case.name][column] == "ok":
            there = address(night.app, night.world, case)
            yield night.send(who, "GET", there).get_data().decode(errors="replace")


def test_everybodys_words_reach_whom_they_should_and_nobody_else(night: Night) -> None:
    """On the way it is held that no page changes anything: rows of who read what aside."""
    words = night.world.words
    reached: dict[str, set[str]] = {}
    before = night.dump()
    for column, who in enumerate(COLUMNS):
        shown = "\n".join(pages(night, who, column))
        reached[who] = {label for label, word in words.items() if word in shown}
        after = night.dump()
        changed = {table for table, _row in changes(before, after)}
        assert changed <= ABOUT_REQUESTS, who
        rows = after["ledger"][len(before["ledger"]) :]
        assert {row[1] for row in rows} <= {"read"}, who
        before = after
    found = {label: ["yes" if label in reached[who] else "-" for who in COLUMNS] for label in words}
    said = read_seen()
    wrong = [
        f"{label:46} |" + "".join(f"{each:>4}" for each in cells)
        for label, cells in found.items()
        if cells != said.get(label)
    ]
    assert wrong == [], "these rows are otherwise now:\n" + "\n".join(wrong)
    assert sorted(said) == sorted(found)
