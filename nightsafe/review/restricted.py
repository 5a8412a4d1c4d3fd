"""The one list of restricted records that a grant-holder may read."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_
from sqlalchemy.orm import joinedload

from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry
from nightsafe.incidents.queries import visible

PAGE = 25


def restricted_entries(
    actor: Actor, before: tuple[datetime, UUID] | None = None
) -> Sequence[Entry]:
    """The restricted records somebody may open, newest first, one more than a page."""
    query = visible(actor).where(
        Entry.restricted.is_(True),
        Entry.audience == Audience.REVIEW,
        Entry.withdrawn_at.is_(None),
    )
    if before is not None:
        at, entry_id = before
        query = query.where(
            or_(Entry.occurred_at < at, and_(Entry.occurred_at == at, Entry.id < entry_id))
        )
    return db.session.scalars(
        query.order_by(Entry.occurred_at.desc(), Entry.id.desc())
        .limit(PAGE + 1)
        .options(joinedload(Entry.place), joinedload(Entry.event))
    ).all()


def restricted_entry(actor: Actor, entry_id: UUID) -> Entry | None:
    """One restricted record, if somebody may open it."""
    return db.session.scalar(
        visible(actor)
        .where(Entry.id == entry_id, Entry.restricted.is_(True))
        .options(joinedload(Entry.place), joinedload(Entry.event))
    )
