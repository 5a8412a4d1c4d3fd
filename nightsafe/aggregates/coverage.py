"""Coverage: how many premises and teams reported in a week, of how many that were active.

Reported is an entry, a visit or a quiet night. More logs are not more harm: every trend stands
beside this.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, case, or_, select, union

from nightsafe.accounts.models import Membership
from nightsafe.accounts.roles import Role, allows
from nightsafe.database import db
from nightsafe.gate import Actor, Can
from nightsafe.incidents.models import Entry
from nightsafe.incidents.queries import countable_entries
from nightsafe.network.models import Organisation, Premises
from nightsafe.nights import Quarter, Week, week_of
from nightsafe.shifts.models import QuietNight
from nightsafe.shifts.queries import countable as countable_quiet
from nightsafe.visits.models import Visit
from nightsafe.visits.queries import countable as countable_visits

# Whoever can say that a night was quiet is expected to be heard from.
EXPECTED = tuple(str(role) for role in Role if allows(role, Can.QUIET))


@dataclass(frozen=True)
class Coverage:
    """Who reported in a week, of who was active."""

    premises_reported: int
    premises: int
    teams_reported: int
    teams: int

    @property
    def reported(self) -> int:
        return self.premises_reported + self.teams_reported

    @property
    def active(self) -> int:
        return self.premises + self.teams


@dataclass(frozen=True)
class Active:
    """From when until when premises or a team were there."""

    id: int
    since: datetime
    until: datetime | None

    def at_some_time(self, start: datetime, end: datetime) -> bool:
        """Whether they were there at any instant from `start` to before `end`."""
        return self.since < end and (self.until is None or self.until > start)


def coverage(actor: Actor, weeks: Sequence[Week], tz: ZoneInfo) -> dict[Week, Coverage]:
    """The coverage of each of some weeks (oldest first, none left out), in three statements."""
    reported = _reported(
        countable_entries(actor), countable_visits(actor), countable_quiet(actor), weeks
    )
    return _covered(weeks, reported, tz)[0]


def coverage_of_quarter(quarter: Quarter, tz: ZoneInfo) -> dict[str, Any]:
    """Who reported in a quarter and in each of its weeks, for everybody: no person is asked for.

    A dictionary of numbers: `premises` and `teams` that were active in it, how many of them
    `reported` at least once, and `weeks`, each with `reported` and `active` of both together.
    """
    weeks = [week_of(quarter.first)]
    while weeks[-1] < week_of(quarter.last):
        weeks.append(weeks[-1].next())
    found = _covered(weeks, _reported(*_of_everybody(), weeks), tz)
    all_reported, all_active = found[1:]
    return {
        "premises": len(all_active[0]),
        "premises_reported": len(all_reported[0]),
        "teams": len(all_active[1]),
        "teams_reported": len(all_reported[1]),
        "weeks": [
            {"reported": found[0][week].reported, "active": found[0][week].active} for week in weeks
        ],
    }


def coverage_of_week(week: Week, tz: ZoneInfo) -> Coverage:
    """Who reported in a week, for everybody: no person is asked for."""
    return _covered([week], _reported(*_of_everybody(), [week]), tz)[0][week]


def _of_everybody() -> tuple[Select[Entry], Select[Visit], Select[QuietNight]]:
    # Without restricted ones, as on the pages of raw counts: by the difference between the two, one
    # could tell that somebody had reported nothing else.
    return (
        select(Entry).where(
            Entry.withdrawn_at.is_(None), Entry.restricted.is_not(True), Entry.source.is_(None)
        ),
        select(Visit).where(Visit.withdrawn_at.is_(None), Visit.restricted.is_not(True)),
        select(QuietNight).where(QuietNight.withdrawn_at.is_(None)),
    )


_Ids = tuple[set[int], set[int]]  # of premises, of teams


def _covered(
    weeks: Sequence[Week], reported: dict[int, set[tuple[int | None, int]]], tz: ZoneInfo
) -> tuple[dict[Week, Coverage], _Ids, _Ids]:
    """The coverage of each week; who reported in any of them, and who was active in any."""
    premises, walking = _premises(), teams()
    found: dict[Week, Coverage] = {}
    all_reported: _Ids = (set(), set())
    all_active: _Ids = (set(), set())
    for number, week in enumerate(weeks):
        bounds = week.bounds(tz)
        here = reported[number]
        heard = (
            {premises_id for premises_id, _ in here if premises_id},
            {team_id for premises_id, team_id in here if premises_id is None},
        )
        active = (
            {one.id for one in premises if one.at_some_time(*bounds)},
            {one.id for one in walking if one.at_some_time(*bounds)},
        )
        for kind in (0, 1):
            all_reported[kind].update(heard[kind] & active[kind])
            all_active[kind].update(active[kind])
        found[week] = Coverage(
            premises_reported=len(heard[0] & active[0]),
            premises=len(active[0]),
            teams_reported=len(heard[1] & active[1]),
            teams=len(active[1]),
        )
    return found, all_reported, all_active


def _reported(
    entries: Select[Entry],
    visits: Select[Visit],
    quiet: Select[QuietNight],
    weeks: Sequence[Week],
) -> dict[int, set[tuple[int | None, int]]]:
    """Who was heard from, as (premises, organisation), by the number of the week."""
    records = union(
        _who(entries, Entry, weeks), _who(visits, Visit, weeks), _who(quiet, QuietNight, weeks)
    )
    found: dict[int, set[tuple[int | None, int]]] = defaultdict(set)
    for number, premises_id, organisation_id in db.session.execute(records):
        found[number].add((premises_id, organisation_id))
    return found


def _who(
    counted: Select[Entry] | Select[Visit] | Select[QuietNight],
    model: type[Entry] | type[Visit] | type[QuietNight],
    weeks: Sequence[Week],
) -> Select[int, int | None, int]:
    number = case(
        *((model.night < week.next().monday, position) for position, week in enumerate(weeks))
    )
    first: date = weeks[0].monday
    return counted.with_only_columns(number, model.premises_id, model.organisation_id).where(
        model.night >= first, model.night < weeks[-1].next().monday
    )


def _premises() -> list[Active]:
    found = db.session.execute(select(Premises.id, Premises.created_at, Premises.retired_at))
    return [Active(*row) for row in found]


def teams() -> list[Active]:
    """Organisations without premises, whose members log without premises."""
    with_premises = select(Premises.organisation_id).where(Premises.retired_at.is_(None))
    found = db.session.execute(
        select(Organisation.id, Membership.starts_at, Membership.ends_at, Organisation.retired_at)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(
            Membership.premises_id.is_(None),
            Membership.role.in_(EXPECTED),
            Organisation.id.not_in(with_premises),
            or_(Membership.ends_at.is_(None), Membership.ends_at > Membership.starts_at),
        )
    )
    return [
        Active(team_id, since, min(filter(None, (until, retired)), default=None))
        for team_id, since, until, retired in found
    ]
