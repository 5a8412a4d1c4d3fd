"""Lines of a proposed mapping: values quoted as TOML, comments that stay comments (pure)."""

import json
import textwrap
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from nightsafe.importing.mapping import UNDECIDED

WIDTH = 100
Value = str | bool | int | float | tuple[str, ...] | tuple[float, ...]


@dataclass(frozen=True)
class Line:
    """A key of the proposal, what speaks for its value, and what is doubtful about it."""

    key: str
    value: Value
    notes: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()

    def __str__(self) -> str:
        written = f"{key_text(self.key)} = {literal(self.value)}"
        if len(self.notes) == 1 and not self.unsure:
            beside = f"{written}  # {one_line(self.notes[0])}"
            if len(beside) <= WIDTH:
                return beside
        above = [each for note in self.notes for each in comment(note)]
        above += [each for doubt in self.unsure for each in comment(f"UNSURE: {doubt}")]
        return "\n".join([*above, written])


@dataclass
class Section:
    """A section of the proposal and its lines; `used` are the columns it explains."""

    name: str
    lines: list[Line] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    after: str = ""  # already written, such as a table within
    undecided: list[str] = field(default_factory=list)  # what somebody has to decide, in words

    def add(
        self,
        key: str,
        value: Value,
        *notes: str,
        unsure: Iterable[str] = (),
    ) -> None:
        """Add a key, with what speaks for its value and what does not."""
        notes = tuple(each for each in notes if each)
        self.lines.append(Line(key, value, notes, tuple(each for each in unsure if each)))

    def ask(self, key: str, *unsure: str, value: str = UNDECIDED) -> None:
        """Add a key that somebody has to decide: `read_mapping` refuses "?" and nothing."""
        self.add(key, value, unsure=unsure)
        self.undecided.append(f"{self.name}.{key}")

    def __str__(self) -> str:
        return "\n".join([f"[{self.name}]", *map(str, self.lines)]) + "\n" + self.after


def literal(value: Value) -> str:
    """A value as TOML writes it, on one line, whatever characters it holds."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + "".join(map(_escaped, value)) + '"'
    if isinstance(value, tuple):
        return f"[{', '.join(map(literal, value))}]"
    return json.dumps(value)


def key_text(key: str) -> str:
    """A key: a bare word as it is, anything else quoted."""
    bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if bare else literal(key)


def one_line(text: str) -> str:
    """A text for a comment: on one line, with nothing that acts on a screen."""
    return "".join(each if each in "\"\\'" else _escaped(each) for each in " ".join(text.split()))


def comment(text: str, indent: str = "") -> list[str]:
    """A text as lines of comment, wrapped between words."""
    return textwrap.wrap(
        one_line(text),
        WIDTH,
        initial_indent=f"# {indent}",
        subsequent_indent=f"#   {indent}",
        break_long_words=False,
        break_on_hyphens=False,
    )


def shown(text: str, longest: int = 40) -> str:
    """A text of the file within a comment: quoted, cut short."""
    plain = " ".join(text.split())
    return f'"{plain[: longest - 1]}…"' if len(plain) > longest else f'"{plain}"'


def examples(texts: Iterable[str], most: int = 3) -> str:
    """The first few texts, quoted, with commas between."""
    found = [shown(text) for text, _ in zip(texts, range(most), strict=False)]
    return ", ".join(found)


_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _escaped(each: str) -> str:
    if each in _SHORT:
        return _SHORT[each]
    # Controls break a line, marks of direction turn it round: written as what they are.
    if unicodedata.category(each) in {"Cc", "Cf", "Zl", "Zp"}:
        number = ord(each)
        return f"\\U{number:08x}" if number > 0xFFFF else f"\\u{number:04x}"
    return each
