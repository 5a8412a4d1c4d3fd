"""A table of a mapping file, read key by key; whatever is wrong with it is noted, not raised."""

import difflib
import math
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from nightsafe.importing.mapping import UNDECIDED

_CUTOFF = 0.6
_MOST_NEAR = 3


class Faults:
    """What is wrong with a mapping: every fault under the key it is about, in their order."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, key: str, words: str) -> None:
        """Note a fault of a key ("time.zone")."""
        self.found.append(f"{key}: {words}")


def nearest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known names most like a word, however it was capitalised; at most three."""
    by_plain: dict[str, str] = {}
    for name in known:
        by_plain.setdefault(name.casefold(), name)
    plain = word.casefold().strip()
    return tuple(
        by_plain[each]
        for each in difflib.get_close_matches(plain, list(by_plain), _MOST_NEAR, _CUTOFF)
    )


def perhaps(word: str, known: Iterable[str]) -> str:
    """A sentence that offers the nearest known names; nothing when none is near."""
    near = nearest(word, known)
    return f" Did you mean {' or '.join(quoted(each) for each in near)}?" if near else ""


def quoted(text: str) -> str:
    """A text as it is shown in a message: between quotation marks, on one line, not endless."""
    plain = " ".join(text.split())
    plain = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in plain)
    return f'"{plain[:77]}..."' if len(plain) > 80 else f'"{plain}"'


def figures(number: float) -> str:
    """A number as it is shown in a message; one of endless figures by how many it has."""
    if isinstance(number, int) and abs(number) >= 10**18:
        return f"a number of about {math.log10(abs(number)):.0f} figures"
    return f"{number:g}"


def listed(names: Iterable[str]) -> str:
    """Names in a row, each between quotation marks."""
    return ", ".join(quoted(each) for each in names)


class Table:
    """One table; `path` is how its keys are named in a fault ("place", "place.map")."""

    def __init__(self, values: Mapping[str, Any], path: str, faults: Faults) -> None:
        self.values = values
        self.path = path
        self.faults = faults

    def key(self, name: str) -> str:
        """A key's whole path; one that is no bare word stands between quotation marks."""
        bare = name.replace("_", "").replace("-", "").isalnum() and name.isascii()
        return f"{self.path}.{name if bare else quoted(name)}".lstrip(".")

    def fault(self, name: str, words: str) -> None:
        """Note what is wrong with one of its keys."""
        self.faults.add(self.key(name), words)

    def noted(self, name: str) -> bool:
        """Whether a fault of the key is noted already."""
        return any(each.startswith(f"{self.key(name)}:") for each in self.faults.found)

    def only(self, known: Collection[str]) -> None:
        """Note every key that is not known, with the nearest that are."""
        for name in self.values:
            if name not in known:
                offer = perhaps(name, known) or f" There are {listed(known)}."
                self.fault(name, f"there is no such key here.{offer}")

    def has(self, name: str) -> bool:
        """Whether the key is there at all."""
        return name in self.values

    def table(self, name: str) -> "Table":
        """A table within; an empty one when it is missing or something else."""
        given = self.values.get(name, {})
        if not isinstance(given, dict):
            self.fault(name, f"is {_kind(given)}; it must be a table: [{self.key(name)}].")
            given = {}
        return Table(given, self.key(name), self.faults)

    def text(self, name: str, default: str = "", *, needed: str = "") -> str:
        """A text; `needed` says what to write where an empty one will not do."""
        given = self.values.get(name, default)
        if not isinstance(given, str):
            self.fault(name, f'is {_kind(given)}; write a text between quotation marks: "...".')
            return default
        if given.strip() == UNDECIDED:
            self.fault(name, f'is still undecided ("?"). {needed or "Write what it is."}')
            return default
        if needed and not given.strip():
            self.fault(name, f"is {'empty' if self.has(name) else 'missing'}. {needed}")
        return given.strip()

    def name(self, name: str, longest: int, *, needed: str = "") -> str:
        """A name that will stand on screens and labels: one line, at most so many characters."""
        given = self.text(name, needed=needed)
        self.check_name(name, given, longest)
        return given

    def check_name(self, name: str, given: str, longest: int) -> None:
        """Note what would keep a text from being a name."""
        if "\n" in given or "\r" in given or len(given) > longest:
            self.fault(name, f"must be one line of at most {longest} characters.")
        elif not all(map(_can_be_shown, given)) and not self.noted(name):
            self.fault(name, f"{quoted(given)} has a character that cannot be shown. Take it out.")

    def columns(self, name: str, *, needed: str = "") -> tuple[str, ...]:
        """The name of a column, or a list of them; as they are written, each once."""
        found = self.texts(name, needed=needed)
        if len(set(found)) < len(found):
            self.fault(name, "names a column twice. Name each once.")
        return tuple(dict.fromkeys(found))

    def texts(self, name: str, *, needed: str = "", empty: bool = False) -> tuple[str, ...]:
        """A text, or a list of them, as they are written; empty ones only where they may be."""
        given = self.values.get(name, [])
        many = [given] if isinstance(given, str) else given
        if not isinstance(many, list) or not all(isinstance(each, str) for each in many):
            self.fault(name, f'is {_kind(given)}; write a text, "A", or texts, ["A", "B"].')
            return ()
        found = tuple(each for each in many if empty or each.strip())
        if needed and not found:
            self.fault(name, f"is {'empty' if self.has(name) else 'missing'}. {needed}")
        return found

    def column(self, name: str, *, needed: str = "") -> str:
        """The name of one column."""
        found = self.columns(name, needed=needed)
        if len(found) > 1:
            self.fault(name, "names several columns; only one can be read here.")
        return found[0] if found else ""

    def choice(self, name: str, known: Collection[str], default: str = "") -> str:
        """One of the known words."""
        given = self.text(name, default)
        if given != default and given not in known:
            offer = perhaps(given, known) or f" Write one of {listed(known)}."
            self.fault(name, f"{quoted(given)} is not known.{offer}")
            return default
        return given

    def yes(self, name: str) -> bool:
        """A true or false; false when it is missing."""
        given = self.values.get(name, False)
        if not isinstance(given, bool):
            self.fault(name, f"is {_kind(given)}; write true or false, without quotation marks.")
            return False
        return given

    def number(self, name: str, default: float, least: float, most: float) -> float:
        """A number within bounds, both allowed."""
        given = self.values.get(name, default)
        if isinstance(given, bool) or not isinstance(given, (int, float)):
            self.fault(name, f"is {_kind(given)}; write a number, without quotation marks.")
            return default
        if not least <= given <= most:
            self.fault(name, f"is {figures(given)}; it must be from {least:g} to {most:g}.")
            return default
        return float(given)

    def keys_of(self, name: str, known: Mapping[str, object]) -> tuple[str, ...]:
        """A list of known keys, such as flags."""
        given = self.values.get(name, [])
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            self.fault(name, f'is {_kind(given)}; write a list: ["..."].')
            return ()
        for each in given:
            if each not in known:
                offer = by_label(each, known) or f" There are {listed(known)}."
                self.fault(name, f"{quoted(each)} is not known.{offer}")
        return tuple(dict.fromkeys(each for each in given if each in known))


def by_label(word: str, known: Mapping[str, object]) -> str:
    """The keys that a word may have meant, by their own names or by their labels on a screen."""
    labels = {str(getattr(one, "label", one)): key for key, one in known.items()}
    plain = word.casefold().strip()
    meant = [key for label, key in labels.items() if label.casefold() == plain]
    meant += nearest(word, known) or [labels[each] for each in nearest(word, labels)]
    found = [f"{quoted(key)} ({getattr(known[key], 'label', known[key])})" for key in meant]
    return f" Did you mean {' or '.join(dict.fromkeys(found))}?" if found else ""


def _can_be_shown(each: str) -> bool:
    """Not so marks of direction and controls; the spaces of other scripts are only spaces."""
    return each.isprintable() or unicodedata.category(each) == "Zs"


def _kind(given: object) -> str:
    names = {str: "a text", bool: "true or false", dict: "a table", list: "a list"}
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return "a number"
    if isinstance(given, list) and given and isinstance(given[0], list):
        return "a list of lists"
    return names.get(type(given), "a date or time")
