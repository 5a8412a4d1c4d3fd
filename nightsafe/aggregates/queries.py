"""Reading releases: what left, what lies about, what somebody may open."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_, select, text, true

from nightsafe.accounts import roles
from nightsafe.accounts.models import Membership, Person
from nightsafe.accounts.queries import runs
from nightsafe.accounts.roles import PERMISSIONS
from nightsafe.aggregates.models import Frozen, Release
from nightsafe.aggregates.releases import BEFORE_APPROVERS, UNFINISHED, State
from nightsafe.aggregates.safe import SafeTable, read_table
from nightsafe.aggregates.weekly_groups import KIND
from nightsafe.database import db, is_postgres
from nightsafe.gate import Actor, Can

# One release or weekly table leaves at a time: what it was checked beside hangs on all others.
LEAVING_LOCK = (0x6E736166, 2)


def released() -> list[Release]:
    """All releases that left, newest first."""
    query = select(Release).where(Release.state == State.RELEASED)
    return list(db.session.scalars(query.order_by(Release.number.desc())))


def release_numbered(number: int) -> Release | None:
    """The release that left under a number."""
    return db.session.scalar(
        select(Release).where(Release.number == number, Release.state == State.RELEASED)
    )


def released_of_quarter(first: date) -> list[Release]:
    """The releases of a quarter, by its first night, that left; oldest first."""
    query = select(Release).where(Release.quarter == first, Release.state == State.RELEASED)
    return list(db.session.scalars(query.order_by(Release.number)))


def numbers_released() -> dict[date, list[int]]:
    """The numbers of all releases that left, in order, by the first night of their quarter."""
    found: dict[date, list[int]] = {}
    query = select(Release.quarter, Release.number).where(Release.state == State.RELEASED)
    for first, number in db.session.execute(query.order_by(Release.number)):
        if number is not None:
            found.setdefault(first, []).append(number)
    return found


def released_on(frozen_id: int | None) -> list[Release]:
    """The releases that left and count the same frozen records, oldest first."""
    query = select(Release).where(Release.frozen_id == frozen_id, Release.state == State.RELEASED)
    return list(db.session.scalars(query.order_by(Release.number)))


def weekends_out(first: date, last: date) -> list[str]:
    """The Fridays (ISO) of the weekends with a night from `first` to `last` that members read."""
    query = select(Frozen.first).where(
        Frozen.kind == KIND,
        Frozen.released.is_(True),
        Frozen.last >= first,
        Frozen.first <= last,
    )
    return [friday.isoformat() for friday in db.session.scalars(query.order_by(Frozen.first))]


def one_at_a_time() -> None:
    """Let no other figures leave until this transaction ends.

    SQLite's write lock is held since the request began; PostgreSQL is told.
    """
    if is_postgres(db.session):
        first, second = LEAVING_LOCK
        db.session.execute(
            text("SELECT pg_advisory_xact_lock(CAST(:first AS integer), CAST(:second AS integer))"),
            {"first": first, "second": second},
        )


def tables_of(release: Release) -> list[SafeTable]:
    """The tables of a release that was checked; none before."""
    return [read_table(one) for one in release.tables.get("tables", ())]


def opened_by(actor: Actor) -> Select[Release]:
    """The releases that somebody may open (`releases.may_open`)."""
    return select(Release).where(_opens(actor))


def _opens(actor: Actor) -> ColumnElement[bool]:
    if roles.may(actor, Can.PREPARE_RELEASE):
        return true()
    seen: list[ColumnElement[bool]] = [false()]
    if roles.may(actor, Can.FIGURES):
        seen.append(Release.state == State.RELEASED)
    if roles.may(actor, Can.APPROVE_RELEASE):
        seen.append(Release.state.in_(sorted(BEFORE_APPROVERS)))
    return or_(*seen)


def release_of(actor: Actor, release_id: UUID) -> Release | None:
    """A release that somebody may open; another's is as good as missing."""
    return db.session.scalar(opened_by(actor).where(Release.id == release_id))


def unfinished_of(actor: Actor) -> list[Release]:
    """The releases that somebody may open and that have not left, changed last first."""
    query = opened_by(actor).where(Release.state.in_(sorted(UNFINISHED)))
    return list(db.session.scalars(query.order_by(Release.changed_at.desc(), Release.id)))


def names_of(releases: Sequence[Release]) -> dict[int, str]:
    """The names of all who prepared, returned or approved some releases, by their ids."""
    ids = {
        person
        for one in releases
        for person in (one.prepared_by, one.returned_by, one.approved_by)
        if person is not None
    }
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return dict(rows.all())


def approvers(*, besides: int, now: datetime) -> Sequence[int]:
    """The ids of everybody who may approve a release now, but for the one who prepared it."""
    able = [str(role) for role, can in PERMISSIONS.items() if Can.APPROVE_RELEASE in can]
    query = (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Person.id != besides,
            Person.suspended_at.is_(None),
            Membership.role.in_(able),
            runs(now),
        )
    )
    return db.session.scalars(query.distinct().order_by(Person.id)).all()
