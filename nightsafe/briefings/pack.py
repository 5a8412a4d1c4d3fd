"""The weekly review pack: the full figures of a weekend, for those who may see raw counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from flask_babel import format_date
from flask_babel import gettext as _

from nightsafe.aggregates import week_history
from nightsafe.aggregates.coverage import Coverage, coverage
from nightsafe.aggregates.outlook.exceedance import Exceedance, Verdict, exceedance, many
from nightsafe.aggregates.outlook.farrington import farrington
from nightsafe.aggregates.outlook.forecast import Forecast, forecast
from nightsafe.aggregates.outlook.seasonal import Covariates
from nightsafe.briefings.suggesting import HOURS, NIGHTS
from nightsafe.calendar.queries import covariates
from nightsafe.gate import Actor
from nightsafe.incidents.categories import CATEGORIES, GROUPS
from nightsafe.nights import Weekend, week_of

MOST_PLACES = 10


@dataclass(frozen=True)
class Judged:
    """A line of the pack: this weekend, the one before, what was to be expected, what that says.

    `count` is None where the records do not tell of the whole weekend, `before` of the one before.
    """

    label: str
    count: int | None
    before: int | None
    expected: str
    said: str
    smallest: int | None


@dataclass(frozen=True)
class Ahead:
    """A night and band of the weekend to come: "likely 2 to 9", or how often there was any."""

    night: str
    hours: str
    said: str


@dataclass(frozen=True)
class Pack:
    """All figures of a weekend; raw, for use inside."""

    weekend: Weekend
    title: str
    whole: Judged
    groups: tuple[Judged, ...]
    codes: tuple[Judged, ...]
    season: str
    ahead_said: str
    ahead: tuple[Ahead, ...]
    places: tuple[tuple[str, int], ...]
    coverage: Coverage


def pack_of(actor: Actor, weekend: Weekend, tz: ZoneInfo) -> Pack:
    """The pack of a weekend; raises NotAllowed for whoever may not see raw counts."""
    series = week_history.history(actor, weekend, tz)
    totals = series.totals
    of = {
        group: series.of(frozenset(code for code, one in CATEGORIES.items() if one.group == group))
        for group in GROUPS
    }
    by_code = {code: series.by_code[code] for code in CATEGORIES if code in series.by_code}
    whole = exceedance(totals[:-1], totals[-1]) if totals else None
    week = week_of(weekend.friday)
    nights = [night for one in series.weekends for night in Weekend(one.friday).nights]
    ahead = covariates([*nights, *weekend.next().nights])
    known = {
        night: Covariates(one.bank_holiday, one.term, one.crowd) for night, one in ahead.items()
    }
    said, cells = _ahead(forecast(series.weekends, known) if series.weekends else None)
    return Pack(
        weekend=weekend,
        title=_("Review pack, weekend of %(day)s", day=format_date(weekend.friday, "d MMMM y")),
        whole=_judged(_("All together"), totals, whole),
        groups=_lines(of, {key: str(label) for key, label in GROUPS.items()}),
        codes=_lines(by_code, {code: f"{code} {CATEGORIES[code].label}" for code in by_code}),
        season=_season(totals),
        ahead_said=said,
        ahead=cells,
        places=tuple(week_history.places(actor, weekend)[:MOST_PLACES]),
        coverage=coverage(actor, [week], tz)[week],
    )


def _lines(series: Mapping[str, Sequence[int]], labels: Mapping[str, str]) -> tuple[Judged, ...]:
    """A line of each series; all are judged together, so that chance is not noticed in many."""
    found = many({key: (each[:-1], each[-1]) for key, each in series.items() if each})
    return tuple(_judged(labels[key], each, found.get(key)) for key, each in series.items())


def _judged(label: str, numbers: Sequence[int], found: Exceedance | None) -> Judged:
    if not numbers:
        # What was logged since its Saturday would be too few beside any other.
        said = _("The records do not tell of the whole weekend.")
        return Judged(label, None, None, "–", said, None)
    count = numbers[-1]
    before = numbers[-2] if len(numbers) > 1 else None
    if found is None:
        said = _("Fewer than 8 weekends before it: nothing can be said.")
        return Judged(label, count, before, "–", said, None)
    return Judged(
        label,
        count,
        before,
        _("%(low)s to %(high)s", low=found.low, high=found.high),
        _many_words() if _among_many(found, count) else verdict_words(found.verdict),
        found.smallest_rise.count,
    )


def _among_many(found: Exceedance, count: int) -> bool:
    """Whether a count would have been noticed by itself, and is not among all the lines."""
    return found.verdict is Verdict.NOTHING_SEEN and count >= found.smallest_rise.count


def _many_words() -> str:
    return _("High by itself; among so many lines chance alone brings such")


def verdict_words(verdict: Verdict) -> str:
    """What the figures can bear; what is not seen is never called normal."""
    return {
        Verdict.UNUSUAL: _("Unusual (chance: under 1 in 100)"),
        Verdict.LOOK: _("Worth a look (chance: under 1 in 20)"),
        Verdict.NOTHING_SEEN: _("No change that figures this small could show"),
        Verdict.TOO_FEW: _("Under 5 in 4 weekends: too few to judge"),
    }[verdict]


def _season(totals: Sequence[int]) -> str:
    """Whether the weekend was unusual for its season, from three years of history on."""
    found = farrington(totals, len(totals) - 1) if totals else None
    if found is None:
        return _("Beside the same season of earlier years: not before three years of history.")
    if found.upper is None or found.expected is None:
        return _("Beside the same season of earlier years: too few to judge.")
    words = {"expected": round(found.expected, 1), "upper": round(found.upper, 1)}
    if found.alarm:
        return _(
            "Beside the same season of earlier years: unusual. Expected %(expected)s, and more "
            "than %(upper)s is unusual.",
            **words,
        )
    return _(
        "Beside the same season of earlier years: no change that figures this small could show. "
        "Expected %(expected)s; more than %(upper)s would be unusual.",
        **words,
    )


def _ahead(found: Forecast | None) -> tuple[str, tuple[Ahead, ...]]:
    if found is None:
        return _("Fewer than 8 weekends: nothing can be foretold."), ()
    said = _(
        "The weekend of %(day)s: likely %(low)s to %(high)s events (four times in five), from "
        "%(weekends)s weekends.",
        day=format_date(found.friday, "d MMMM"),
        low=found.low,
        high=found.high,
        weekends=found.weekends,
    )
    cells = []
    for one in found.cells:
        if one.frequency is not None:
            words = _(
                "some on %(had)s of the last %(of)s", had=one.frequency.had, of=one.frequency.of
            )
            if not one.frequency.had:
                words = _("none on the last %(of)s", of=one.frequency.of)
        else:
            words = _("likely %(low)s to %(high)s", low=one.low, high=one.high)
        cells.append(Ahead(str(NIGHTS[one.night]), str(HOURS[one.band]), words))
    return said, tuple(cells)


def day_of(text: str | None) -> date | None:
    """A day as an address names it; None for anything bent."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    # Room for the weekends before and after it.
    return found if 1900 < found.year < 2200 else None
