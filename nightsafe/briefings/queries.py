"""Reading briefings: what lies about, what was published, for whom."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Exists, func, select
from sqlalchemy.orm import aliased

from nightsafe.accounts.audience import Reach, reach_of, reaches
from nightsafe.accounts.models import Membership, Person
from nightsafe.accounts.queries import runs
from nightsafe.accounts.roles import PERMISSIONS, may
from nightsafe.briefings.models import Briefing
from nightsafe.briefings.states import UNFINISHED, State
from nightsafe.database import db
from nightsafe.gate import Actor, Can

ARCHIVE = 60  # briefings on one page of the archive: more than a year


def unfinished() -> Sequence[Briefing]:
    """What is being written, or waits; the newest first."""
    query = select(Briefing).where(Briefing.state.in_(sorted(UNFINISHED)))
    return db.session.scalars(query.order_by(Briefing.week.desc(), Briefing.version.desc())).all()


def on_the_desk(briefing_id: UUID) -> Briefing | None:
    """Any briefing but a dropped one, for whoever writes or approves."""
    return db.session.scalar(
        select(Briefing).where(Briefing.id == briefing_id, Briefing.state != State.DROPPED)
    )


def of_week(week: date) -> Sequence[Briefing]:
    """All versions of a week's briefing that were not dropped, the oldest first."""
    query = select(Briefing).where(Briefing.week == week, Briefing.state != State.DROPPED)
    return db.session.scalars(query.order_by(Briefing.version)).all()


def published(actor: Actor, now: datetime, most: int = ARCHIVE) -> list[Briefing]:
    """The newest published version of each week that reaches somebody, newest week first."""
    query = select(Briefing).where(Briefing.state == State.PUBLISHED, ~_corrected())
    found = db.session.scalars(query.order_by(Briefing.week.desc()).limit(most)).all()
    reach = reach_of(actor, now)
    return [one for one in found if reached(actor, reach, one)]


def readable(actor: Actor, briefing_id: UUID, now: datetime) -> Briefing | None:
    """A published briefing that reaches somebody; another's is as good as missing.

    Once a correction is out, what it corrected is for its writers alone: it may have been wrong
    about somebody.
    """
    query = select(Briefing).where(Briefing.id == briefing_id, Briefing.state == State.PUBLISHED)
    if not may(actor, Can.DRAFT_BRIEFING):
        query = query.where(~_corrected())
    reach = reach_of(actor, now)
    found = db.session.scalar(query)
    return found if found is not None and reached(actor, reach, found) else None


def instead_of(actor: Actor, briefing_id: UUID, now: datetime) -> Briefing | None:
    """What stands in the place of a briefing that was corrected, where it reaches somebody."""
    week = select(Briefing.week).where(
        Briefing.id == briefing_id, Briefing.state == State.PUBLISHED, _corrected()
    )
    query = select(Briefing).where(
        Briefing.week == week.scalar_subquery(), Briefing.state == State.PUBLISHED, ~_corrected()
    )
    reach = reach_of(actor, now)
    found = db.session.scalar(query)
    return found if found is not None and reached(actor, reach, found) else None


def _corrected() -> Exists:
    """The condition that a later version of the same weekend's was published."""
    other = aliased(Briefing)
    return (
        select(other.id)
        .where(
            other.week == Briefing.week,
            other.state == State.PUBLISHED,
            other.version > Briefing.version,
        )
        .exists()
    )


def reached(actor: Actor, reach: Reach, briefing: Briefing) -> bool:
    """Whether a briefing is for somebody; whoever writes briefings reads all of them."""
    if may(actor, Can.DRAFT_BRIEFING):
        return True
    return reaches(reach, briefing.audience["roles"], briefing.audience["areas"])


def newest_published(week: date) -> Briefing | None:
    """The version of a week's briefing that stands."""
    query = select(Briefing).where(Briefing.week == week, Briefing.state == State.PUBLISHED)
    return db.session.scalar(query.order_by(Briefing.version.desc()).limit(1))


def published_and_not_nudged() -> Sequence[Briefing]:
    """The newest published versions whose readers were not nudged, of the last few weeks."""
    query = select(Briefing).where(Briefing.state == State.PUBLISHED)
    rows = db.session.scalars(
        query.order_by(Briefing.week.desc(), Briefing.version.desc()).limit(8)
    )
    newest: dict[date, Briefing] = {}
    for one in rows:
        newest.setdefault(one.week, one)
    return [one for one in newest.values() if one.nudged_at is None]


def last_published(until: date | None = None) -> Sequence[UUID]:
    """The ids of the last briefings that were published, the newest weekend's first.

    `until` is the week of the newest one that is meant.
    """
    query = select(Briefing.id).where(Briefing.state == State.PUBLISHED)
    if until is not None:
        query = query.where(Briefing.week <= until)
    ordered = query.order_by(Briefing.week.desc(), Briefing.version.desc())
    return db.session.scalars(ordered.limit(8)).all()


def last_version(week: date) -> int:
    """The highest version that a week's briefing has had; 0 for none."""
    query = select(func.max(Briefing.version)).where(Briefing.week == week)
    return db.session.scalar(query) or 0


def able(can: Can, now: datetime, *, besides: Iterable[int] = ()) -> Sequence[int]:
    """The ids of everybody who may do something now, but for some."""
    roles = [str(role) for role, granted in PERMISSIONS.items() if can in granted]
    query = (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Person.suspended_at.is_(None),
            Membership.role.in_(roles),
            Person.id.not_in(list(besides)),
            runs(now),
        )
    )
    return db.session.scalars(query.distinct().order_by(Person.id)).all()


def names_of(people: Iterable[int | None]) -> dict[int, str]:
    """The names of some people, by their ids."""
    ids = {person for person in people if person is not None}
    return dict(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())
