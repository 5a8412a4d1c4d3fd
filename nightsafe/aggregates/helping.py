"""Did it help? An intervention's weekends, counted and weighed, and what can be said of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from nightsafe.aggregates.evaluation import FEWEST, Cell, Estimate, Four, estimate
from nightsafe.aggregates.interventions import asked_of
from nightsafe.aggregates.models import Intervention
from nightsafe.aggregates.periods import USUAL_HOURS, Periods, hours, periods
from nightsafe.aggregates.reporting import Share, shares
from nightsafe.aggregates.spans import Span, spans
from nightsafe.aggregates.week import series
from nightsafe.gate import Actor
from nightsafe.nights import Weekend, week_of


class Side(StrEnum):
    """Where something was done, and what it is compared with."""

    TREATED = "treated"
    COMPARED = "compared"


class Period(StrEnum):
    """When, seen from the night it began."""

    BEFORE = "before"
    RUNNING = "running"  # the weekend it began in the middle of: neither
    AFTER = "after"


class Verdict(StrEnum):
    """What can be said."""

    TOO_EARLY = "too early"  # too few weekends after: more are to come
    TOO_FEW = "too few"  # too few weekends before, or after with none to come
    NOTHING = "nothing"  # one of the four sums is 0
    UNCLEAR = "unclear"  # the interval holds "no change"
    FEWER = "fewer"
    MORE = "more"


@dataclass(frozen=True)
class Line:
    """One weekend: how many events on each side, who reported there; whether it is counted in."""

    weekend: Weekend
    period: Period
    events: tuple[int, int]  # treated, compared
    shares: tuple[Share, Share]
    hours: float
    used: bool

    def weight(self, side: int, *, brought: bool) -> float:
        """What it weighs beside a usual weekend in which everybody reported."""
        part = 1.0 if brought else self.shares[side].part
        return part * self.hours / USUAL_HOURS


@dataclass(frozen=True)
class Evaluation:
    """Everything that is said of an intervention; `source` names records brought along, if any."""

    periods: Periods
    lines: tuple[Line, ...]
    source: str | None
    four: Four | None
    estimate: Estimate | None
    verdict: Verdict
    says_on: date | None  # when it can be said, if it is too early

    def used(self, period: Period) -> list[Line]:
        """The weekends of a period that are counted in."""
        return _used(self.lines, period)

    def left_out(self, period: Period) -> int:
        """How many weekends of a period are over and left out."""
        there = sum(line.period == period for line in self.lines)
        return there - len(self.used(period))

    @property
    def changed_clock(self) -> list[Line]:
        """The weekends that a clock change made longer or shorter."""
        return [line for line in self.lines if line.hours != USUAL_HOURS]

    @property
    def brought(self) -> bool:
        return self.source is not None


def evaluate(actor: Actor, intervention: Intervention, now: datetime, tz: ZoneInfo) -> Evaluation:
    """What can be said of an intervention now; raises NotAllowed for whoever sees no raw counts.

    Six statements, however many weekends. A weekend is counted in where somebody reported on
    both sides: without them, what is missing cannot be told from what did not happen.
    """
    asked = asked_of(intervention)
    found = periods(intervention.began, asked.before, asked.after, now, tz)
    sides: dict[str, tuple[str, ...]] = {Side.TREATED: asked.treated, Side.COMPARED: asked.compared}
    counted = series(actor, found.all, sides, asked.codes)
    shared = shares(actor, found.all, sides, tz)
    known = spans(actor)

    def line(weekend: Weekend, source: Span | None) -> Line:
        period = _period(weekend, found)
        reported = (shared[weekend, Side.TREATED], shared[weekend, Side.COMPARED])
        week = week_of(weekend.friday)
        if source is None:
            there = all(each.reported for each in reported)
        else:
            there = source.first <= week <= source.last
        name = source.source if source else None
        return Line(
            weekend=weekend,
            period=period,
            events=(
                counted.of(weekend, Side.TREATED, name),
                counted.of(weekend, Side.COMPARED, name),
            ),
            shares=reported,
            hours=hours(weekend, tz),
            used=there and period != Period.RUNNING,
        )

    ways = [
        (tuple(line(weekend, span) for weekend in found.all), span)
        for span in (None, *known.brought)
    ]
    # What was logged here comes first; records brought along where they alone reach far enough.
    lines, span = next((way for way in ways if _enough(way[0])), max(ways, key=_reach))
    return _judged(found, lines, span.source if span else None)


def _period(weekend: Weekend, found: Periods) -> Period:
    if weekend == found.running:
        return Period.RUNNING
    return Period.BEFORE if weekend in found.before else Period.AFTER


def _used(lines: Sequence[Line], period: Period) -> list[Line]:
    return [line for line in lines if line.used and line.period == period]


def _numbers(lines: Sequence[Line]) -> tuple[int, int]:
    return len(_used(lines, Period.BEFORE)), len(_used(lines, Period.AFTER))


def _enough(lines: Sequence[Line]) -> bool:
    return min(_numbers(lines)) >= FEWEST


def _reach(way: tuple[Sequence[Line], Span | None]) -> tuple[int, int]:
    """How far a way of counting comes: by its shorter side first."""
    numbers = _numbers(way[0])
    return min(numbers), sum(numbers)


def _judged(found: Periods, lines: tuple[Line, ...], source: str | None) -> Evaluation:
    """The estimate, and what it lets be said."""
    before, after = (_used(lines, period) for period in (Period.BEFORE, Period.AFTER))
    four = found_estimate = None
    if before and after:
        brought = source is not None
        four = Four(
            *(
                Cell(
                    [line.events[side] for line in there],
                    [line.weight(side, brought=brought) for line in there],
                )
                for side in (0, 1)
                for there in (before, after)
            )
        )
    says_on = None
    if len(before) < FEWEST or len(after) < FEWEST:
        missing = FEWEST - len(after)
        # Records brought along do not grow.
        if len(before) >= FEWEST and source is None and missing <= len(found.coming):
            verdict = Verdict.TOO_EARLY
            says_on = found.coming[missing - 1].nights[-1] + timedelta(days=1)
        else:
            verdict = Verdict.TOO_FEW
    else:
        assert four is not None
        found_estimate = estimate(four)
        verdict = _verdict(found_estimate)
    return Evaluation(found, lines, source, four, found_estimate, verdict, says_on)


def _verdict(found: Estimate | None) -> Verdict:
    if found is None:
        return Verdict.NOTHING
    if found.fewer:
        return Verdict.FEWER
    return Verdict.MORE if found.more else Verdict.UNCLEAR
