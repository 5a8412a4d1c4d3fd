"""The certificate of a release: what its audit found, and what could leave instead."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nightsafe.aggregates.crossing import TooFine
from nightsafe.aggregates.disclosure.auditing import Audit, Bound, audit
from nightsafe.aggregates.disclosure.figures import BASE, WIDTH, Dimensions, Figure
from nightsafe.aggregates.disclosure.hiding import CannotHide
from nightsafe.aggregates.disclosure.published import figures_of, parts_of
from nightsafe.aggregates.headings import LEAST, LEAST_SENSITIVE, threshold
from nightsafe.aggregates.safe import TOTAL, Method, SafeTable
from nightsafe.aggregates.tables import TABLES

STEPS = 100
OTHER = {Method.ROUNDING: Method.SUPPRESSION, Method.SUPPRESSION: Method.ROUNDING}

Numbers = Sequence[tuple[Mapping[str, str], int]]
# Makes a table by its key; raises TooFine or CannotHide.
Build = Callable[[str, Method, Sequence[Figure]], SafeTable]
Row = dict[str, Any]


@dataclass
class Certifying:
    """Tables that are put together one after another, as long as all of them are safe together."""

    units: Mapping[str, tuple[Dimensions, Numbers]]
    # By the number of the release in which each left, or the name of the briefing.
    earlier: Sequence[tuple[int | str, SafeTable]]
    build: Build
    tell: Callable[[int, int], None]
    # What an attacker knows without any figure, by unit.
    known: Mapping[str, Sequence[Figure]] = field(default_factory=dict)
    _done: int = 0
    _whole: int = 1
    _classes: dict[str, int] = field(default_factory=dict)
    _known: dict[tuple[object, ...], Audit | None] = field(default_factory=dict)
    _solved: int = 0
    _seconds: float = 0.0

    def certify(
        self, always: Sequence[str], asked: Sequence[tuple[str, Method]]
    ) -> tuple[list[SafeTable], dict[str, Any]]:
        """The tables that are safe together, and the certificate; raises TooMuch."""
        self._whole = 2 + len(asked)
        made = [self.build(key, Method.ROUNDING, ()) for key in always]
        refused: dict[str, list[Row]] = {}
        twice: list[str] = []
        for key, method in asked:
            one = self._built(key, method, made)
            before = self._left_before(one) if isinstance(one, SafeTable) else None
            if before is not None:
                words = f"It has left already, in No. {before}. Nothing is issued twice."
                refused[key] = [_row(key, "", "", words)]
                twice.append(key)
            elif isinstance(one, SafeTable):
                made.append(one)
            else:
                refused[key] = one
            self._step()
        audits = self._audited(made)
        offers: list[Row] = []
        if not all(one.safe for one in audits.values()):
            made, more = self._as_many_as_are_safe(made, always)
            refused = {**refused, **more}
        if refused:
            again = [one for one in asked if one[0] in refused and one[0] not in twice]
            offers = [_left_out(key) for key in twice] + self._offers(made, again)
            audits = self._audited(made)
        self.tell(STEPS, STEPS)
        kept = [one for one in made if one.key not in {offer["key"] for offer in offers}]
        return kept, self._certificate(made, audits, refused, offers)

    def _built(self, key: str, method: Method, made: Sequence[SafeTable]) -> SafeTable | list[Row]:
        """A table, or why there is none."""
        try:
            return self.build(key, method, self._published(TABLES[key].unit, made))
        except CannotHide:
            words = "No choice of figures to leave out keeps the small ones unknown."
            return [_row(key, "", "", words)]
        except TooFine as error:
            return [_row(key, "", "", str(error))]

    def _left_before(self, table: SafeTable) -> int | str | None:
        """The number of the release in which just this table has left."""
        same = (table.key, table.method, table.only)
        return next(
            (no for no, one in self.earlier if (one.key, one.method, one.only) == same), None
        )

    def _published(self, unit: str, made: Sequence[SafeTable]) -> list[Figure]:
        """Every figure of a unit that has left, or is to leave with these tables."""
        left = [(str(number), one) for number, one in self.earlier]
        return [
            figure
            for within, one in [*left, *(("", one) for one in made)]
            if one.unit == unit
            for figure in figures_of(one, within=within)
        ]

    def _audited(self, made: Sequence[SafeTable]) -> dict[str, Audit]:
        """Everything published of each unit, solved together."""
        found = {}
        for unit in self.units:
            # What is said of events tells nothing of visits: each is solved again only if changed.
            tables = (unit, *((one.key, one.method) for one in made if one.unit == unit))
            if tables not in self._known:
                figures = self._published(unit, made)
                self._known[tables] = self._audit(unit, figures) if figures else None
            audited = self._known[tables]
            if audited is not None:
                found[unit] = audited
                self._classes[unit] = audited.classes
        self._step()
        return found

    def _audit(self, unit: str, figures: Sequence[Figure]) -> Audit:
        dimensions, numbers = self.units[unit]
        found = audit(
            dimensions,
            figures,
            numbers,
            known=self.known.get(unit, ()),
            threshold=threshold,
            tell=self._within,
        )
        self._solved += found.solved
        self._seconds += found.seconds
        return found

    def _as_many_as_are_safe(
        self, made: Sequence[SafeTable], always: Sequence[str]
    ) -> tuple[list[SafeTable], dict[str, list[Row]]]:
        """Tables that are safe together, taken in their order; what is wrong with the others.

        What stands in each release, and nobody asked for, is left out where it is not safe. Where
        the records came from is tried last: it must not keep out what was asked for.
        """
        kept: list[SafeTable] = []
        refused: dict[str, list[Row]] = {}
        for one in sorted(made, key=lambda one: one.key in always[1:]):
            self._whole += 1
            unsafe = [
                bound for audits in self._audited([*kept, one]).values() for bound in audits.unsafe
            ]
            if not unsafe:
                kept.append(one)
            elif one.key not in always:
                refused[one.key] = [_told(bound, one, self.earlier) for bound in unsafe]
        return kept, refused

    def _offers(self, kept: list[SafeTable], refused: Sequence[tuple[str, Method]]) -> list[Row]:
        """For each refused table one that is safe with all others; taken up among `kept`."""
        offers = []
        for key, method in refused:
            offer = _left_out(key)
            for other, how in _instead(key, method):
                if other in {one.key for one in kept}:
                    continue
                one = self._built(other, how, kept)
                if isinstance(one, SafeTable) and all(
                    each.safe for each in self._audited([*kept, one]).values()
                ):
                    kept.append(one)
                    offer = {"key": other, "method": str(how), "instead_of": key}
                    break
            offers.append(offer)
        return offers

    def _certificate(
        self,
        made: Sequence[SafeTable],
        audits: Mapping[str, Audit],
        refused: Mapping[str, list[Row]],
        offers: Sequence[Row],
    ) -> dict[str, Any]:
        return {
            "safe": not refused,
            "unsafe": [row for rows in refused.values() for row in rows],
            "offers": list(offers),
            "checked": [_checked(one, audits) for one in made],
            "classes": sum(self._classes.values()),
            "solved": self._solved,
            "seconds": round(self._seconds, 1),
            "rule": {
                "base": BASE,
                "threshold": LEAST,
                "threshold_high": LEAST_SENSITIVE,
                "width": WIDTH,
            },
        }

    def _step(self) -> None:
        self._done += 1
        self._whole = max(self._whole, self._done + 1)
        self._within(0, 1)

    def _within(self, done: int, whole: int) -> None:
        part = (self._done + done / max(whole, 1)) / (self._whole + 1)
        self.tell(min(STEPS - 1, int(STEPS * part)), STEPS)


def _left_out(key: str) -> Row:
    """The offer to release everything but one table."""
    return {"key": "", "method": "", "instead_of": key}


def _instead(key: str, method: Method) -> list[tuple[str, Method]]:
    """What might be safe instead of a table: ever coarser ones, then the same by other means."""
    chain = []
    coarser = TABLES[key].coarser
    while coarser is not None:
        chain.append(coarser)
        coarser = TABLES[coarser].coarser
    other = OTHER[method]
    return [*((one, method) for one in chain), *((one, other) for one in (key, *chain))]


def _told(bound: Bound, table: SafeTable, earlier: Sequence[tuple[int | str, SafeTable]]) -> Row:
    """An unsafe figure in words, for the preparer alone."""
    parts = parts_of(bound.name)
    words = (
        f"It could be shown to be at least {bound.low}."
        if bound.zero and bound.low > 0
        else f"It could be shown to be {bound.low} to {bound.high}."
    )
    if not bound.exact:
        words = "It could not be shown in time that enough stays unknown."
    if parts is None:
        return _row(table.key, bound.name, "", f"Not printed, but found by difference. {words}")
    within, key, row, column = parts
    shown = table
    if within:
        words = f"In {'No. ' if within.isdecimal() else ''}{within}. {words}"
        shown = next(one for number, one in earlier if (str(number), one.key) == (within, key))
    labels = {one.key: one.label for one in (*shown.rows, *shown.columns)}
    return _row(
        key, labels.get(row, "Total"), labels.get(column, "" if column == TOTAL else column), words
    )


def _row(table: str, row: str, column: str, words: str) -> Row:
    return {"table": table, "row": row, "column": column, "words": words}


def _checked(table: SafeTable, audits: Mapping[str, Audit]) -> Row:
    names = {one.name for one in figures_of(table)}
    bounds = [
        bound
        for bound in audits[table.unit].bounds
        if bound.name in names and (bound.width or bound.zero)
    ]
    return {
        "table": table.key,
        "figures": len(table.cells),
        "protected": len(bounds),
        "hidden": table.hidden,
        "least_width": min((bound.high - bound.low for bound in bounds), default=None),
    }
