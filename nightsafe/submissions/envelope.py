"""An envelope's fields, as a phone, a plain form or an import fills them in (pure)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

# Published formats, and the day on which the next was published; each stays accepted for 90
# days from then, so that what lies on a phone still fits.
FORMATS: dict[int, date | None] = {1: None}
FORMAT = 1
ACCEPTED_FOR = timedelta(days=90)
SKEW_WORTH_SAYING = timedelta(minutes=5)
LATE = timedelta(hours=6)


def accepted(format_: int, today: date) -> bool:
    """Whether a format is (still) understood."""
    if format_ not in FORMATS:
        return False
    followed = FORMATS[format_]
    return followed is None or today <= followed + ACCEPTED_FOR


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
    # It waited in a phone's queue: never refused for a time, only flagged (rule 10).
    queued: bool = False
    # Brought along from records kept elsewhere: as old as it may be (rule 10).
    imported: bool = False

    def skew(self, received_at: datetime) -> timedelta | None:
        """How far the phone's clock was behind the server's at sending; None when not known."""
        return None if self.sent_at is None else received_at - self.sent_at

    def made_at(self, received_at: datetime) -> datetime:
        """When it was saved on the phone, by the server's clock; at receiving when not known."""
        if self.captured_at is None or self.sent_at is None:
            return received_at
        try:
            return self.captured_at + (received_at - self.sent_at)
        except OverflowError:
            return received_at


def fresh(kind: Kind, record_id: UUID | None = None, parent_id: UUID | None = None) -> Envelope:
    """A new envelope, its ids minted here."""
    return Envelope(uuid4(), record_id or uuid4(), kind, parent_id)
