"""Rows by place: those we know, those that would be made, and none at all."""

from collections import Counter
from dataclasses import dataclass, field

from nightsafe.importing.tally import Outcome, What
from nightsafe.importing.terminal import figure, heading, share, table

_MOST = 10
_MOST_KEPT = 50_000  # places kept apart
_MORE = ("(more places)", "")
_WIDEST = (37, 19, 9, 7)

_Key = tuple[str, str]


@dataclass
class ByPlace:
    """Rows by the place and the area that they would stand under."""

    known: Counter[_Key] = field(default_factory=Counter)
    made: Counter[_Key] = field(default_factory=Counter)
    areas: Counter[str] = field(default_factory=Counter)
    none: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count a row that would be added under its place."""
        if outcome.what is not What.ADDED:
            return
        if not outcome.place:
            self.none += 1
            return
        counted = self.made if outcome.new_place else self.known
        key = (outcome.place, outcome.area)
        counted[key if key in counted or len(counted) < _MOST_KEPT else _MORE] += 1
        self.areas[outcome.area] += 1

    def lines(self) -> list[str]:
        """How many places of each sort with how many rows; the foremost; the areas."""
        known, made = self.known.total(), self.made.total()
        total = known + made + self.none
        if not total:
            return []
        lines = heading("By place")
        lines += table(
            (
                ("", "places", "rows", ""),
                ("that we know", figure(len(self.known)), figure(known), share(known, total)),
                ("would be made", figure(len(self.made)), figure(made), share(made, total)),
                ("no place", "", figure(self.none), share(self.none, total)),
            ),
            (16, 9, 9, 7),
            words=1,
        )
        lines += _foremost("that would be made", self.made, total)
        lines += _foremost("that we know", self.known, total)
        lines += heading("By area")
        areas = self.areas.most_common()
        rows = [(name or "(none)", figure(n), share(n, total)) for name, n in areas[: 3 * _MOST]]
        if self.none:
            rows.append(("No place given", figure(self.none), share(self.none, total)))
        lines += table(rows, (50, 9, 7), words=1)
        if len(areas) > 3 * _MOST:
            lines.append(f"  … and {figure(len(areas) - 3 * _MOST)} more areas")
        return lines


def _foremost(what: str, counted: Counter[_Key], total: int) -> list[str]:
    if not counted:
        return []
    most = counted.most_common(_MOST)
    title = f"Places {what}"
    if len(counted) > len(most):
        title += f": the {len(most)} with most rows, of {figure(len(counted))}"
    return [
        *heading(title),
        *table(
            ((name, area, figure(number), share(number, total)) for (name, area), number in most),
            _WIDEST,
            words=2,
        ),
    ]
