"""An envelope's fields, as a phone, a plain form or an import fills them in (pure)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

# Published formats; one stays accepted for 90 days after the next is published.
FORMATS = frozenset({1})
FORMAT = 1
SKEW_WORTH_SAYING = timedelta(minutes=5)
LATE = timedelta(hours=6)


class Kind(StrEnum):
    """What a submission asks for."""

    LOG = "log"
    AMEND = "amend"
    WITHDRAW = "withdraw"
    UNDO = "undo"
    SHARE = "share"
    ANSWER = "answer"
    VISIT = "visit"
    QUIET = "quiet"


@dataclass(frozen=True)
class Envelope:
    """Ids and clocks around a submission; all instants aware.

    `parent_id` is the submission that the sender saw as newest; `captured_at` and `sent_at` are
    the phone's own clock, empty when the page ran without script.
    """

    submission_id: UUID
    record_id: UUID
    kind: Kind
    parent_id: UUID | None = None
    format: int = FORMAT
    captured_at: datetime | None = None
    sent_at: datetime | None = None

    def skew(self, received_at: datetime) -> timedelta | None:
        """How far the phone's clock was behind the server's at sending; None when not known."""
        return None if self.sent_at is None else received_at - self.sent_at


def fresh(kind: Kind, record_id: UUID | None = None, parent_id: UUID | None = None) -> Envelope:
    """A new envelope, its ids minted here."""
    return Envelope(uuid4(), record_id or uuid4(), kind, parent_id)
