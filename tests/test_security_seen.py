"""R3, R6: which of somebody's words reach whom, on all pages together, equals a reviewed table."""

from pathlib import Path

from tests.cases import address, cases, read_matrix
from tests.routes import COLUMNS, Night

SEEN = Path(__file__).with_name("seen.txt")


def read_seen() -> dict[str, list[str]]:
    """The cells of each field, by its label."""
    rows = {}
    for line in SEEN.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            label, _, cells = line.partition("|")
            rows[label.strip()] = cells.split()
    return rows


def test_everybodys_words_reach_whom_they_should_and_nobody_else(night: Night) -> None:
    reached: dict[str, set[str]] = {who: set() for who in COLUMNS}
    rows = read_matrix()
    for case in cases(night.app):
        if case.method != "GET":
            continue
        there = address(night.app, night.world, case)
        for who, cell in zip(COLUMNS, rows[case.name], strict=True):
            if cell != "ok":
                continue
            page = night.send(who, "GET", there).get_data(as_text=True)
            reached[who] |= {label for label, word in night.world.words.items() if word in page}
    found = {
        label: ["yes" if label in reached[who] else "-" for who in COLUMNS]
        for label in night.world.words
    }
    said = read_seen()
    wrong = [
        f"{label:46} |" + "".join(f"{each:>4}" for each in cells)
        for label, cells in found.items()
        if cells != said.get(label)
    ]
    assert wrong == [], "these rows are otherwise now:\n" + "\n".join(wrong)
    assert sorted(said) == sorted(found)
