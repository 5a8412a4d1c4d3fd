"""What members are told of a weekend beside its table: what was unusual, and what to expect.

Judged from raw weekends (rule 9), and said so coarsely that no figure can be worked out: of a
group only where its own figure is printed, in three words that hold for the least that the printed
figure may be; of the whole network a range rounded outward to five, and the busiest band where it
had enough in it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from nightsafe.aggregates import weekends
from nightsafe.aggregates.disclosure.figures import WEEKLY_LEAST, of_weekly
from nightsafe.aggregates.outlook.exceedance import exceedance, many
from nightsafe.aggregates.outlook.forecast import forecast
from nightsafe.aggregates.outlook.seasonal import Covariates as Known
from nightsafe.aggregates.outlook.simple import LONG_RUN
from nightsafe.aggregates.outlook_words import (
    HIDDEN,
    LOOK,
    NONE,
    SHORT,
    UNUSUAL,
    change_words,
)
from nightsafe.aggregates.safe import TOTAL, SafeTable
from nightsafe.aggregates.weekends import Series
from nightsafe.aggregates.weekly_groups import GROUPS
from nightsafe.nights import Weekend

STEP = 5  # ranges are rounded outward to this
Covariates = Callable[[Sequence[date]], Mapping[date, Any]]


def said(
    weekend: Weekend, table: SafeTable | None, tz: ZoneInfo, covariates: Covariates
) -> dict[str, Any]:
    """What may be said of a weekend and of the next: {"change": rows, "forecast": one or None}.

    Each row has a key ("total" or a group's), a label, a verdict and words; the forecast low and
    high (events of the whole weekend), the busiest night and band, and on how many weekends it
    rests.
    """
    series = weekends.series(weekends.for_members(), weekend, tz)
    return {
        "change": _change(series, table),
        "usual": _usual(series),
        "forecast": _forecast(series, weekend.next(), covariates),
    }


def _change(series: Series, table: SafeTable | None) -> list[dict[str, Any]]:
    if table is None or not series.weekends:
        return []
    whole = exceedance(series.totals[:-1], _least(table.at(TOTAL)))
    rows = [
        _row(
            "total",
            _("The whole network"),
            _verdict(None if whole is None else str(whole.verdict), table.at(TOTAL)),
        )
    ]
    of = {key: series.of(codes) for key, (_label, codes) in GROUPS.items()}
    printed = {one.key: table.at(one.key) for one in table.rows}
    judged = many({key: (numbers[:-1], _least(printed.get(key))) for key, numbers in of.items()})
    for heading in table.rows:
        found = judged.get(heading.key)
        verdict = _verdict(None if found is None else str(found.verdict), table.at(heading.key))
        rows.append(_row(heading.key, heading.label, verdict))
    return rows


def _least(printed: int | None) -> int:
    """The least that a printed figure may be: what is said of it then tells no more than itself.

    Judged by its true number, a figure printed 20 that was only "worth a look" could be told to be
    15.
    """
    return of_weekly("", {}, printed).low


def _verdict(found: str | None, figure: int | None) -> str:
    """In one word; a figure that is not printed must not be told from none (R38)."""
    if figure is None:
        return HIDDEN
    if found is None:
        return SHORT
    return {"unusual": UNUSUAL, "worth a look": LOOK}.get(found, NONE)


def _row(key: str, label: str, verdict: str) -> dict[str, Any]:
    return {"key": key, "label": label, "verdict": verdict, "words": change_words(verdict)}


def _usual(series: Series) -> dict[str, int] | None:
    """Between what most weekends lie, rounded outward; None where the history is too short."""
    if not series.weekends:
        return None
    found = exceedance(series.totals[:-1], series.totals[-1])
    return None if found is None else _outward(found.low, found.high)


def _forecast(series: Series, coming: Weekend, covariates: Covariates) -> dict[str, Any] | None:
    nights = [night for one in series.weekends for night in Weekend(one.friday).nights]
    ahead = covariates([*nights, *coming.nights])
    known = {night: Known(one.bank_holiday, one.term, one.crowd) for night, one in ahead.items()}
    found = forecast(series.weekends, known)
    if found is None:
        return None
    busiest = None
    if found.busiest is not None:
        had = sum(one.cells.get(found.busiest, 0) for one in series.weekends[-LONG_RUN:])
        if had >= WEEKLY_LEAST:
            # Of fewer, the busiest hours would tell when somebody's night went wrong.
            busiest = dict(zip(("night", "band"), found.busiest, strict=True))
    return {
        **_outward(found.low, found.high),
        "busiest": busiest,
        "weekends": found.weekends,
        "how": found.method,
    }


def _outward(low: int, high: int) -> dict[str, int]:
    return {"low": low // STEP * STEP, "high": -(-high // STEP) * STEP or STEP}
