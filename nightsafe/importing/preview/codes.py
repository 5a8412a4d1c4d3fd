"""Their codes and what they become, with counts: the first place where a wrong mapping shows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from nightsafe.importing.mapping import Codes
from nightsafe.importing.tally import Outcome, What
from nightsafe.importing.terminal import figure, heading, share, table, wrapped
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.words import flag_label

_MOST_KINDS = 5000  # codes kept apart; a column with more of them holds no codes
_MOST_SHOWN = 150
_MOST_LEFT_OUT = 20  # what does not come in is looked over, not checked one by one
_OTHERS = "(more codes)"
_LONGEST = 200
# Theirs, ours, count, share, restricted.
_WIDEST = (27, 30, 9, 7)
_OURS = (58, 9, 7)

_Key = tuple[str, str, tuple[str, ...]]


@dataclass
class ByCode:
    """Rows by their code and ours."""

    codes: Codes
    added: Counter[_Key] = field(default_factory=Counter)
    ours: Counter[str] = field(default_factory=Counter)
    restricted: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)

    def add(self, outcome: Outcome) -> None:
        """Count a row under its code."""
        theirs = self._kept(outcome.source_code)
        if outcome.what is What.LEFT_OUT:
            self.left_out[theirs] += 1
        elif outcome.what is What.ADDED and outcome.code is not None:
            self.added[theirs, outcome.code, outcome.flags] += 1
            self.ours[outcome.code] += 1
            self.restricted[outcome.code] += outcome.restricted
        elif outcome.what is What.REJECTED:
            translated = outcome.source_code in self.codes.known or self.codes.other is not None
            (self.rejected if translated else self.unknown)[theirs] += 1

    def _kept(self, theirs: str) -> str:
        theirs = theirs[:_LONGEST]
        if theirs not in self.seen and len(self.seen) >= _MOST_KINDS:
            return _OTHERS
        self.seen.add(theirs)
        return theirs

    def lines(self) -> list[str]:
        """What becomes of each of their codes; what stands under each of ours."""
        total = sum(self.added.values())
        lines: list[str] = []
        if total:
            lines += heading("By code: theirs, and what it becomes")
            ranked = self.added.most_common()
            lines += table(
                (
                    (_theirs(theirs), _ours(code, flags), figure(number), share(number, total))
                    for (theirs, code, flags), number in ranked[:_MOST_SHOWN]
                ),
                _WIDEST,
                words=2,
            )
            lines += _and_more(ranked[_MOST_SHOWN:])
            lines += heading("By code: ours, as the screens will count them")
            lines += table(
                (
                    (self._label(code), figure(number), share(number, total))
                    for code, number in self.ours.most_common()
                ),
                _OURS,
                words=1,
            )
            if hidden := sum(self.restricted.values()):
                lines += wrapped(
                    f"{figure(hidden)} restricted: nobody without the grant learns of them, and "
                    "no figure of the week has them in it.",
                    2,
                )
        lines += _section(
            "Codes that nobody has translated: all their rows are rejects", self.unknown
        )
        lines += _section("Codes with rows that are rejects for another reason", self.rejected)
        lines += _section(
            "Codes left out: their rows are not brought in", self.left_out, _MOST_LEFT_OUT
        )
        return lines

    def _label(self, code: str) -> str:
        hidden = self.restricted[code]
        mark = ", restricted" if hidden else ""
        if 0 < hidden < self.ours[code]:
            mark = f", {figure(hidden)} restricted"
        return f"{code} {CATEGORIES[code].label}{mark}"


def _theirs(code: str) -> str:
    return code or "(empty)"


def _ours(code: str, flags: Iterable[str]) -> str:
    return ", ".join((f"{code} {CATEGORIES[code].label}", *map(flag_label, flags)))


def _section(title: str, counted: Counter[str], most: int = _MOST_SHOWN) -> list[str]:
    if not counted:
        return []
    others = counted[_OTHERS]
    ranked = [one for one in counted.most_common() if one[0] != _OTHERS]
    return [
        *heading(title),
        *table(
            ((_theirs(theirs), figure(number)) for theirs, number in ranked[:most]),
            (60, 9),
            words=1,
        ),
        *_and_more(ranked[most:], others),
        f"  Together {figure(counted.total())}.",
    ]


def _and_more(rest: list[tuple[str, int]] | list[tuple[_Key, int]], others: int = 0) -> list[str]:
    if not rest:
        return []
    rows = sum(number for _, number in rest) + others
    least = "at least " if others else ""
    return [f"  … and {least}{len(rest):,} more, with {rows:,} rows together"]
