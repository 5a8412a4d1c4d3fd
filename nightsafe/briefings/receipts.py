"""Who has read a briefing: said by themselves with one tap, counted by organisation.

An organisation of one or two people is counted together with others like it: its line would be
somebody's own.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from nightsafe.accounts.audience import members
from nightsafe.accounts.models import Membership
from nightsafe.accounts.queries import runs
from nightsafe.briefings.approving import NUDGE, PUBLISHED
from nightsafe.briefings.models import Briefing, BriefingRead
from nightsafe.database import db, is_postgres
from nightsafe.delivery.actions import acknowledge
from nightsafe.delivery.models import Message
from nightsafe.gate import Actor
from nightsafe.network.models import Organisation

ALONE = 3  # people; fewer of an organisation are no line of their own


@dataclass(frozen=True)
class Read:
    """How many of an organisation's people have read a briefing, of how many it reaches."""

    organisation: str
    read: int
    of: int

    @property
    def share(self) -> int:
        """In percent."""
        return round(100 * self.read / self.of) if self.of else 0


def have_read(actor: Actor, briefing: Briefing, *, now: datetime) -> None:
    """Note that somebody has read a briefing, once, and take its notices off their screen."""
    # Two taps at once are one.
    insert = postgresql.insert if is_postgres(db.session) else sqlite.insert
    db.session.execute(
        insert(BriefingRead)
        .values(
            briefing_id=briefing.id,
            person_id=actor.person_id,
            organisation_id=actor.organisation_id,
            read_at=now,
        )
        .on_conflict_do_nothing()
    )
    waiting = select(Message).where(
        Message.person_id == actor.person_id,
        Message.record_id == briefing.id,
        Message.kind.in_((PUBLISHED, NUDGE)),
        Message.acknowledged_at.is_(None),
        Message.withdrawn_at.is_(None),
    )
    for message in db.session.scalars(waiting).all():
        acknowledge(message, now=now)


def read_at(actor: Actor, briefing: Briefing) -> datetime | None:
    """When somebody said that they have read it; None where they have not."""
    found = db.session.get(BriefingRead, (briefing.id, actor.person_id))
    return found.read_at if found else None


def by_organisation(briefing: Briefing, *, now: datetime) -> list[Read]:
    """Of each organisation that a briefing reaches, how many have read it; the least read first.

    Small ones are one line together, with the least of the others where that is of few people, too.
    """
    reached = members(briefing.audience["roles"], briefing.audience["areas"], now)
    homes = _homes(reached, now)
    readers = set(
        db.session.scalars(
            select(BriefingRead.person_id).where(BriefingRead.briefing_id == briefing.id)
        )
    )
    names = dict(db.session.execute(select(Organisation.id, Organisation.name)).all())
    found: dict[int, list[int]] = {}
    for person, organisation in homes.items():
        found.setdefault(organisation, []).append(person)
    rows = [
        Read(names[organisation], sum(one in readers for one in people), len(people))
        for organisation, people in found.items()
    ]
    return sorted(_none_alone(rows), key=lambda one: (one.share, one.organisation))


def _none_alone(rows: Collection[Read]) -> list[Read]:
    """The same with the small ones in one line, so that no line is of fewer than three people."""
    left = sorted(rows, key=lambda one: (one.of, one.organisation))
    small: list[Read] = []
    while left and (left[0].of < ALONE or 0 < whole(small).of < ALONE):
        small.append(left.pop(0))
    if not small:
        return left
    together = whole(small)
    return [*left, Read(_("Small organisations together"), together.read, together.of)]


def _homes(people: Collection[int], now: datetime) -> dict[int, int]:
    """The organisation of each person: that of their first running membership."""
    query = (
        select(Membership.person_id, func.min(Membership.id))
        .where(Membership.person_id.in_(people), runs(now))
        .group_by(Membership.person_id)
        .subquery()
    )
    rows = select(Membership.person_id, Membership.organisation_id).join(
        query, query.c[1] == Membership.id
    )
    return dict(db.session.execute(rows).all())


def whole(rows: Collection[Read]) -> Read:
    """All organisations together."""
    return Read("", sum(one.read for one in rows), sum(one.of for one in rows))
