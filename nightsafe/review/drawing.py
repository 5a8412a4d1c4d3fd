"""Draws the table of what leads where, as docs/review.md shows it (pure).

`python3 -m nightsafe.review.drawing docs/review.md` draws it anew. The document holds the table
itself, readable as text, and a diagram that git hosts turn into a picture.
"""

import sys
from pathlib import Path

from nightsafe.review.rules import NEXT, OF_THE_REPORTER, Deed, State

BEGIN = "<!-- drawn from nightsafe/review/rules.py -->"
END = "<!-- end of the drawing -->"

DEEDS: dict[Deed, str] = {
    Deed.SEE: "Seen",
    Deed.ASK: "Question",
    Deed.ANSWER: "Answer",
    Deed.FIND: "Finding",
    Deed.CLOSE: "Close",
    Deed.REOPEN: "Reopen",
    Deed.ADD: "Something added",
}


def drawn_into(document: str) -> str:
    """A document with the drawing between its two marks; raises ValueError without them."""
    before, begin, rest = document.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError("the document has no place for the drawing")
    return f"{before}{BEGIN}\n\n{_table()}\n\n{_diagram()}\n\n{END}{after}"


def _table() -> str:
    """One row for each state, one column for each deed, the next states in the cells."""
    heads = [f"{DEEDS[deed]}{' *' if deed in OF_THE_REPORTER else ''}" for deed in Deed]
    rows = [["", *heads], ["---"] * (len(Deed) + 1)]
    for state in State:
        cells = [_names(NEXT[state].get(deed, frozenset())) for deed in Deed]
        rows.append([f"**{state}**", *cells])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _names(states: frozenset[State]) -> str:
    return ", ".join(state for state in State if state in states) or "–"


def _diagram() -> str:
    """What changes the state, as a diagram; what leaves it as it is stands in the table."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {State.UNSEEN}"]
    for state, deeds in NEXT.items():
        words = {
            to: " / ".join(DEEDS[deed] for deed in Deed if to in deeds.get(deed, ()))
            for to in State
            if to != state
        }
        lines += [f"    {state} --> {to}: {said}" for to, said in words.items() if said]
    return "\n".join([*lines, "```"])


if __name__ == "__main__":
    file = Path(sys.argv[1])
    file.write_text(drawn_into(file.read_text(encoding="utf-8")), encoding="utf-8")
