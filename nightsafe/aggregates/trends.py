"""The row of released quarters that a release stands in, from released figures alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from flask_babel import get_locale

from nightsafe.aggregates.charts_trend import TrendQuarter
from nightsafe.aggregates.document_tables import share_of
from nightsafe.aggregates.expected import Expected, expected
from nightsafe.aggregates.models import Release
from nightsafe.aggregates.queries import released
from nightsafe.aggregates.safe import TOTAL, read_table
from nightsafe.nights import Quarter, quarter_of

# Quarters at most: three years.
LONGEST = 12
COUNTED, CONFIRMED = "counted", "confirmed"


@dataclass(frozen=True)
class Trend:
    """Quarters in a row, oldest first, the last being the release's own."""

    quarters: tuple[TrendQuarter, ...]
    known: int  # released quarters before it whose figure is shown

    @property
    def present(self) -> TrendQuarter:
        """The release's own quarter."""
        return self.quarters[-1]

    @property
    def before(self) -> TrendQuarter | None:
        """The quarter before, where it is in the row."""
        return self.quarters[-2] if len(self.quarters) > 1 else None

    @property
    def expected(self) -> Expected | None:
        """What was to be expected of the release's own quarter."""
        return self.present.expected


def trend_of(release: Release) -> Trend:
    """The quarters up to a release's own, of the same areas, that left before it did.

    A quarter that left more than once stands by its first release whose figure is shown: they all
    count the same records. What left after a release changes nothing in its document.
    """
    scope = sorted(release.wanted.get("areas", ()))
    earlier: dict[date, Release] = {}
    for one in released():
        older = release.number is None or (one.number or 0) < release.number
        same = sorted(one.wanted.get("areas", ())) == scope
        if older and same and one.quarter < release.quarter:
            kept = earlier.get(one.quarter)
            if kept is None or confirmed(kept) is None or confirmed(one) is not None:
                earlier[one.quarter] = one
    quarters = [quarter_of(release.quarter)]
    first = min((*earlier, release.quarter))
    while quarters[0].first > first and len(quarters) < LONGEST:
        quarters.insert(0, quarters[0].previous())
    rows = [earlier.get(one.first) for one in quarters[:-1]]
    figures = [None if one is None else confirmed(one) for one in rows]
    return Trend(
        tuple(
            _quarter(quarter, one, figures[:place], present=one is release)
            for place, (quarter, one) in enumerate(zip(quarters, [*rows, release], strict=True))
        ),
        sum(figure is not None for figure in figures),
    )


def confirmed(release: Release) -> int | None:
    """How many confirmed events a release tells of, as it was protected; None: not shown."""
    for one in release.tables.get("tables", ()):
        if one["key"] == COUNTED:
            return read_table(one).cells.get((CONFIRMED, TOTAL))
    return None


def _quarter(
    quarter: Quarter, release: Release | None, before: Sequence[int | None], *, present: bool
) -> TrendQuarter:
    known = [figure for figure in before if figure is not None]
    return TrendQuarter(
        label=months(quarter),
        released=release is not None,
        figure=None if release is None else confirmed(release),
        expected=expected(known),
        share=None if release is None else share_of(release.tables.get("coverage", {})),
        present=present,
    )


def months(quarter: Quarter) -> tuple[str, str]:
    """The months of a quarter, short, and its year: ("Jul–Sep", "2026")."""
    first, last = (
        format_date(day, "LLL", locale=get_locale()) for day in (quarter.first, quarter.last)
    )
    return f"{first}–{last}", str(quarter.year)
