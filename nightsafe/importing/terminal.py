"""Text for a terminal: columns that stay in line whatever somebody's file holds (pure)."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

WIDTH = 80  # what the narrowest terminal shows without breaking a line
_MOST_MARKS = 2  # accents one above the other; more of them is no name
_LONGEST = 2000


@lru_cache(maxsize=4096)
def shown(text: str) -> str:
    """A text that a terminal may print: on one line, with nothing in it that acts on the screen.

    Control characters, direction marks and halves of characters stand as their numbers.
    """
    out: list[str] = []
    marks = 0
    for each in text[:_LONGEST]:
        marks = marks + 1 if unicodedata.combining(each) else 0
        if each.isprintable():
            out.append(each if marks <= _MOST_MARKS else "")
        elif each.isspace() and each not in "\x1c\x1d\x1e\x1f\x85":
            out.append(" ")
        else:
            out.append(_number(each))
    return "".join(out)


def _number(each: str) -> str:
    number = ord(each)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(map(_columns, text))


def _columns(each: str) -> int:
    if unicodedata.category(each) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(each) in "WF" else 1


def cut(text: str, columns: int) -> str:
    """A text made safe, and cut to some columns with "…" where it is longer."""
    text = shown(text)
    if width(text) <= columns:
        return text
    kept, taken = "", 0
    for each in text:
        taken += _columns(each)
        if taken > columns - 1:
            break
        kept += each
    return f"{kept.rstrip()}…"


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """A text made safe, cut, and filled with spaces to some columns; figures stand to the right."""
    text = cut(text, columns)
    space = " " * (columns - width(text))
    return f"{space}{text}" if right else f"{text}{space}"


def wrapped(text: str, indent: int = 0, hanging: int | None = None) -> list[str]:
    """A text made safe, on as many lines as it takes; those after the first stand in `hanging`."""
    lines: list[str] = []
    start, line = " " * indent, ""
    for word in shown(text).split(" "):
        room = WIDTH - len(start)
        if line and width(line) + 1 + width(word) > room:
            lines.append(start + line)
            start, line = " " * (indent if hanging is None else hanging), ""
            room = WIDTH - len(start)
        while width(word) > room:
            part = _fitting(word, room)
            lines.append(start + part)
            word = word[len(part) :]
        line = f"{line} {word}" if line else word
    return [*lines, start + line] if line else lines


def _fitting(word: str, columns: int) -> str:
    taken = 0
    for number, each in enumerate(word):
        taken += _columns(each)
        if taken > columns:
            return word[: max(number, 1)]
    return word


def table(
    rows: Iterable[Sequence[str]], widest: Sequence[int], *, words: int, indent: int = 2
) -> list[str]:
    """Rows in columns no wider than they need; the first `words` are texts, the others figures."""
    lines = [tuple(map(shown, row)) for row in rows]
    columns = [
        min(most, max((width(row[number]) for row in lines), default=0))
        for number, most in enumerate(widest)
    ]
    return [
        (
            " " * indent
            + "  ".join(
                padded(cell, columns[number], right=number >= words)
                for number, cell in enumerate(row)
            )
        ).rstrip()
        for row in lines
    ]


def figure(number: int) -> str:
    """A count with its thousands marked; nothing for none, so that the others stand out."""
    return f"{number:,}" if number else "."


def share(number: int, total: int) -> str:
    """A part of a whole in percent."""
    if not total:
        return ""
    percent = 100 * number / total
    if 0 < percent < 0.1:
        return "<0.1 %"
    if number < total and percent > 99.9:
        return ">99.9 %"
    return f"{percent:.1f} %"


def heading(text: str) -> list[str]:
    """The head of a section, with an empty line before it."""
    return ["", text.upper()]
