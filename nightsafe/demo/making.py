"""Making the plan: half a year of nights up to now, the same for the same seed and moment."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import exp
from random import Random
from zoneinfo import ZoneInfo

from nightsafe.demo.corrections import corrections
from nightsafe.demo.happenings import Happening, happenings, twin_fights, worth_showing
from nightsafe.demo.people import GRANTED, PEOPLE, REVIEWERS
from nightsafe.demo.plan import (
    Item,
    Plan,
    PlannedDuty,
    PlannedEntry,
    PlannedQuiet,
)
from nightsafe.demo.reviewing import asked_at_the_door, reviews
from nightsafe.demo.roster import Roster, Teller, roster
from nightsafe.demo.season import SATURDAY, busyness
from nightsafe.demo.stays import stays, still_here
from nightsafe.demo.telling import accounts
from nightsafe.nights import Band, Weekend, band_of, night_bounds, night_of, week_of, weekend_of

TIME_ZONE = ZoneInfo("Europe/London")
WEEKS = 26
# Events and visits to expect in the whole weeks; other tellings make more entries of them.
_EVENTS, _VISITS = 1870, 270
_FULL = 1.3
# How readily a venue says that a night was quiet: some nearly always, some hardly ever.
_SAYS_SO = (0.3, 0.02, 0.1, 0.01, 0.14)


def make_plan(seed: int, now: datetime, tz: ZoneInfo = TIME_ZONE) -> Plan:
    """The plan from 26 whole weeks before this one up to `now` (aware); nothing lies after it."""
    this_week = week_of(night_of(now, tz))
    first = this_week.monday - timedelta(weeks=WEEKS)
    nights = [first + timedelta(days=number) for number in range(7 * (WEEKS + 1))]
    latest = latest_weekend(now, tz)
    loads = {night: busyness(night) * _fullness(night, latest) for night in nights}
    scale = sum(load for night, load in loads.items() if night < this_week.monday)
    rng = Random(f"{seed} city")  # noqa: S311 - a demo needs the same dice, not secret ones
    skews = _skews(rng)
    items: list[Item] = []
    twins: list[tuple[str, str]] = []
    for night in nights:
        dice = Random(f"{seed} {night}")  # noqa: S311
        pair = _night(night, loads[night] / scale, latest, skews, items, dice, tz)
        twins += [pair] if pair else []
    items += list(reviews(items, latest.bounds(tz)[0], rng, tz))
    question = asked_at_the_door(items, now)
    items += [question] if question else []
    items += [] if band_of(now, tz) is Band.DAY else still_here(now)
    items += _on_duty([*latest.nights, night_of(now, tz)], tz)
    kept = sorted((one for one in items if one.at <= now), key=lambda one: one.at)
    return Plan(seed, now, tuple(kept), _events(kept), tuple(_told(twins, kept)))


def latest_weekend(now: datetime, tz: ZoneInfo) -> Weekend:
    """The weekend that reviewers have not been through: the last of which a night is over."""
    night = night_of(now, tz)
    return weekend_of(night - timedelta(days=1))


def _night(
    night: date,
    share: float,
    latest: Weekend,
    skews: dict[str, timedelta],
    items: list[Item],
    rng: Random,
    tz: ZoneInfo,
) -> tuple[str, str] | None:
    """Add one night's items; returns its twin fights, where it has them."""
    noon, _ = night_bounds(night, tz)
    on = roster(night, rng)
    happened = happenings(on, _poisson(_EVENTS * share, rng), noon, rng)
    pair = _twins(night, latest, on, noon, rng)
    happened += pair
    if night in latest.nights:
        happened += worth_showing(on, noon, rng)
    stayed = stays(on, _poisson(_VISITS * share, rng), noon, rng)
    happened += [incident for _, _, incident in stayed if incident]
    entries = [one for each in happened for one in accounts(each, on, skews, rng, tz)]
    received = {one.key: one.at for one in entries}
    for visit, leaving, incident in stayed:
        linked = incident is not None and received[incident.key] < visit.at
        items.append(replace(visit, entry=incident.key) if incident and linked else visit)
        items += [leaving] if leaving else []
    items += entries
    items += [change for one in entries for change in corrections(one, rng)]
    items += _quiet(on, {one.work.where for one in entries}, noon, rng)
    return (pair[0].key, pair[1].key) if pair else None


def _twins(
    night: date, latest: Weekend, on: Roster, noon: datetime, rng: Random
) -> tuple[Happening, ...]:
    recent = night in (*latest.nights, *latest.previous().nights)
    if night.weekday() == SATURDAY and (recent or rng.random() < 0.25):
        return twin_fights(on, noon, rng)
    return ()


def _quiet(on: Roster, logged: set[str], noon: datetime, rng: Random) -> Iterator[PlannedQuiet]:
    for place, staff in on.doors.items():
        if place not in logged and rng.random() < _SAYS_SO[len(place) % len(_SAYS_SO)]:
            yield _zero_return(on, staff[0], noon, rng)
    for team in on.patrols.values():
        if team[0][1].where not in logged and rng.random() < 0.6:
            yield _zero_return(on, team[0], noon, rng)


def _zero_return(on: Roster, teller: Teller, noon: datetime, rng: Random) -> PlannedQuiet:
    at = noon + timedelta(minutes=rng.randrange(11 * 60 + 20, 15 * 60 + 30))
    return PlannedQuiet(at, *teller, on.night)


def _fullness(night: date, latest: Weekend) -> float:
    recent = (*latest.nights, *latest.previous().nights, *latest.next().nights)
    return _FULL if night in recent else 1


def _skews(rng: Random) -> dict[str, timedelta]:
    """Whose phone's clock is wrong: a few by minutes, one by an hour."""
    wrong = rng.sample([one.name for one in PEOPLE if one.works[0].role in ("VS", "SP", "DR")], 5)
    minutes = (-11, -6, 4, 7, 60)
    return {name: timedelta(minutes=off) for name, off in zip(wrong, minutes, strict=True)}


def _on_duty(nights: list[date], tz: ZoneInfo) -> Iterator[PlannedDuty]:
    for night in sorted(set(nights)):
        since = night_bounds(night, tz)[0] + timedelta(hours=6)
        yield PlannedDuty(since, *REVIEWERS[0], "review")
        yield PlannedDuty(since, *GRANTED, "restricted")


def _poisson(mean: float, rng: Random) -> int:
    count, chance, limit = 0, rng.random(), exp(-mean)
    while chance > limit:
        count, chance = count + 1, chance * rng.random()
    return count


def _events(items: list[Item]) -> dict[str, tuple[str, ...]]:
    events: dict[str, tuple[str, ...]] = {}
    for one in items:
        if isinstance(one, PlannedEntry):
            events[one.event] = (*events.get(one.event, ()), one.key)
    return events


def _told(pairs: list[tuple[str, str]], items: list[Item]) -> Iterator[tuple[str, str]]:
    events = _events(items)
    yield from (pair for pair in pairs if pair[0] in events and pair[1] in events)
