"""A message that somebody sends to themselves, to see that it arrives."""

from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from nightsafe.database import db
from nightsafe.delivery.actions import notify
from nightsafe.delivery.models import Message, PushSubscription, Sending
from nightsafe.errors import ProductError

TEST = "test"
PAUSE = timedelta(minutes=1)
SHOWN_FOR = timedelta(hours=24)

Way = tuple[Sending, str]


def send_test(person_id: int, test_id: UUID, *, now: datetime) -> None:
    """Send somebody a test by every way that is set up for them, at once and at any hour.

    The same `test_id` twice is one test; raises ProductError for another within a minute.
    """
    mine = Message.person_id == person_id, Message.kind == TEST, Message.record_id != test_id
    if db.session.scalar(select(Message.id).where(*mine, Message.created_at > now - PAUSE)):
        raise ProductError(
            _l("A test has just been sent. Wait a minute before you send the next one.")
        )
    # What became of an earlier one nobody needs to know any more.
    earlier = update(Message).where(*mine, Message.withdrawn_at.is_(None))
    db.session.execute(earlier.values(withdrawn_at=now))
    notify({person_id}, TEST, test_id, now=now)


def last_test(person_id: int, *, now: datetime) -> list[Way]:
    """The ways of somebody's last test of today, each with the browser it goes to, if to one."""
    query = (
        select(Sending, PushSubscription.device)
        .join(Message, Message.id == Sending.message_id)
        .outerjoin(PushSubscription, PushSubscription.id == Sending.subscription_id)
        .where(
            Message.person_id == person_id,
            Message.kind == TEST,
            Message.withdrawn_at.is_(None),
            Message.created_at > now - SHOWN_FOR,
        )
        .order_by(Sending.id)
    )
    return [(sending, device or "") for sending, device in db.session.execute(query)]
