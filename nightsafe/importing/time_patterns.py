"""What a strptime pattern of a mapping asks for, and which patterns would mislead (pure)."""

import re
from dataclasses import dataclass
from functools import lru_cache

from nightsafe.importing.mapping import HHMM, HOUR, ISO, UTC_MIDNIGHT

_DIRECTIVE = re.compile(r"%(.?)", re.DOTALL)
_PACKED = re.compile(r"%[dmyYHIMSjf]%[dmyYHIMSjf]")
_DIRECTIVES = frozenset("aAbBdfHIjmMpSyYz%")
_DATED, _TIMED = frozenset("dmbBjyY"), frozenset("HI")
# Of these, a pattern has one at most: the last one read would win.
_ONE_OF = ("yY", "mbBj", "dj", "HI", "aA")
_FIGURES = {
    **dict.fromkeys("dmHIMS", r"\d\d?"),
    "y": r"\d\d",
    "Y": r"\d{4}",
    "j": r"\d{1,3}",
    "f": r"\d{1,6}",
}
_NAMED = frozenset({UTC_MIDNIGHT, ISO, HHMM, HOUR})


@dataclass(frozen=True)
class Pattern:
    """What is known of a strptime pattern before it meets a text."""

    fault: str  # why it cannot be used, in words; "" when it can
    dated: bool
    timed: bool
    packed: bool  # two numbers with nothing between: 2018111 would be two dates
    weekday: bool
    swapped: str  # the same with day and month in each other's place; "" unless both are numbers
    parts: re.Pattern[str]  # where its parts stand in a text that it reads


def fault_of(name: str) -> str:
    """What is wrong with a format of a mapping file, in words; "" when nothing is."""
    return "" if name in _NAMED else pattern_of(name).fault


def swapped(name: str) -> str:
    """A format with its day and month in each other's place; "" where they are not numbers."""
    return "" if name in _NAMED else pattern_of(name).swapped


@lru_cache(maxsize=256)
def pattern_of(pattern: str) -> Pattern:
    """What a strptime pattern asks for."""
    said = [each for each in _DIRECTIVE.findall(pattern) if each != "%"]
    have = frozenset(said)
    turned = _DIRECTIVE.sub(lambda one: {"%d": "%m", "%m": "%d"}.get(one[0], one[0]), pattern)
    return Pattern(
        fault=_fault(said),
        dated=bool(have & _DATED),
        timed=bool(have & _TIMED),
        packed=_PACKED.search(pattern) is not None,
        weekday=bool(have & set("aA")),
        swapped=turned if {"d", "m"} <= have else "",
        parts=_parts(pattern) if len(said) == len(have) else re.compile(""),
    )


def cut_short(text: str, pattern: str) -> str:
    """Which part of a text lacks a figure, in words; "" when none does.

    `strptime` reads 21.3 as 21:03, though it may be 21.30 with its nought dropped by a spreadsheet.
    """
    found = pattern_of(pattern).parts.fullmatch(text)
    said = found.groupdict() if found is not None else {}
    minute, second = said.get("M") or "", said.get("S") or ""
    hour = said.get("H") or said.get("I") or ""
    if len(minute) == 1:
        tens = f"{hour}:{minute}0 or " if int(minute) < 6 else ""
        return f"minutes have two figures: {tens}{hour}:0{minute}?"
    return "seconds have two figures" if len(second) == 1 else ""


def _parts(pattern: str) -> re.Pattern[str]:
    """As `strptime` reads it, each part under the letter of its directive."""
    made = []
    for piece in re.split(r"(%.|\s+)", pattern, flags=re.DOTALL):
        if len(piece) == 2 and piece[0] == "%":
            made.append(_part(piece[1]))
        else:
            made.append(r"\s+" if piece.isspace() else re.escape(piece))
    return re.compile("".join(made), re.IGNORECASE | re.DOTALL)


def _part(letter: str) -> str:
    if letter == "%":
        return "%"
    figures = _FIGURES.get(letter, ".+?")
    return f"(?P<{letter}>{figures})" if letter.isascii() and letter.isalpha() else figures


def _fault(said: list[str]) -> str:
    have = frozenset(said)
    dated, timed = have & _DATED, have & _TIMED
    month_and_day = ("d" in have and bool(have & set("mbB"))) or "j" in have
    checks = (
        (bool(have - _DIRECTIVES), _strange(have - _DIRECTIVES)),
        (not dated and not timed, "it has neither a date (%d/%m/%Y) nor an hour (%H:%M)"),
        (len(said) != len(have), "it has a part twice"),
        (any(len(have & set(each)) > 1 for each in _ONE_OF), "it has a part twice"),
        (bool(dated) and not have & set("yY"), "it has no year (%Y)"),
        (bool(dated) and not month_and_day, "it needs a day and a month (%d and %m)"),
        (bool(have & set("MSf")) and not timed, "it has minutes without an hour (%H)"),
        (("I" in have) != ("p" in have), "%I (1 to 12) and %p (AM, PM) need each other; else %H"),
        ("z" in have and not (dated and timed), "%z (an offset) needs a date and an hour"),
    )
    return next((words for wrong, words in checks if wrong), "")


def _strange(directives: frozenset[str]) -> str:
    if "Z" in directives:
        return "%Z (a name of a zone) cannot be relied upon: use %z, or leave it to zone"
    one = min(directives, default="")
    return f"%{one} is not one of the parts we read (such as %d %m %Y %H %M)"
