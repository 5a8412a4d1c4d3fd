"""Making what is held, for tests of the screens that tell of it."""

from datetime import datetime, timedelta
from uuid import uuid4

from nightsafe.database import db
from nightsafe.submissions import held
from nightsafe.submissions.models import Held
from tests.people import membership, person


def to_finish(who: str, *, now: datetime, **fields: str) -> Held:
    """A log of somebody's that did not fit its form; commits."""
    submission, record = uuid4(), uuid4()
    filled_in = {
        "submission": str(submission),
        "record": str(record),
        "format": "1",
        "captured": (now - timedelta(minutes=4)).isoformat(),
        "when": "pick",
        "when_date": "2026-03-29",
        "when_time": "01:30",
        **fields,
    }
    content = {
        "path": "/log/V1",
        "fields": [list(pair) for pair in filled_in.items()],
        "membership": membership(who).id,
    }
    row = held.hold(
        person(who).id,
        submission,
        device_id=uuid4(),
        key_id="k",
        digest=b"d" * 32,
        state=held.ATTENTION,
        why=held.FORM,
        content=content,
        record_id=record,
        kind="incidents.new",
        sent_at=now,
        now=now,
    )
    db.session.commit()
    return row


def unread(who: str, *, now: datetime) -> Held:
    """Something of somebody's that waits unread; commits."""
    row = held.hold(
        person(who).id,
        uuid4(),
        device_id=uuid4(),
        key_id="k",
        digest=b"d" * 32,
        state=held.QUARANTINED,
        why=held.DEVICE,
        sealed=b"as the phone sealed it",
        sent_at=now,
        now=now,
    )
    db.session.commit()
    return row
