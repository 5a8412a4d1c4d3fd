"""The envelope's hidden fields, shared by every form that submits."""

from datetime import UTC, datetime
from uuid import UUID

from flask import g
from wtforms import HiddenField

from nightsafe.forms import NightForm
from nightsafe.submissions.envelope import FORMAT, Envelope, Kind, fresh

EARLIEST = datetime(1969, 12, 31, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


class EnvelopeForm(NightForm):
    """A form in an envelope; the page mints its ids, so that sent twice is sent once."""

    submission = HiddenField()
    record = HiddenField()
    parent = HiddenField()
    format = HiddenField(default=str(FORMAT))
    captured = HiddenField()
    sent = HiddenField()

    def put(self, envelope: Envelope) -> None:
        """Fill the hidden fields in for a page to be shown."""
        self.submission.data = str(envelope.submission_id)
        self.record.data = str(envelope.record_id)
        self.parent.data = str(envelope.parent_id or "")
        self.format.data = str(envelope.format)

    def envelope(self, kind: Kind, record_id: UUID | None = None) -> Envelope:
        """The envelope that was sent; what is missing or bent is minted anew.

        `record_id` is the record of the address, where the address names one: it wins.
        """
        minted = fresh(kind)
        return Envelope(
            submission_id=read_record(self.submission.data) or minted.submission_id,
            record_id=record_id or read_record(self.record.data) or minted.record_id,
            kind=kind,
            parent_id=read_record(self.parent.data),
            format=_format(self.format.data or ""),
            captured_at=instant(self.captured.data),
            sent_at=instant(self.sent.data),
            queued=bool(g.get("queued")),
        )


def read_record(text: str | None) -> UUID | None:
    """The random id (version 4) in a text; None for anything else.

    Ids that the product derives are of version 5: a sender who named one, as an event's, would
    have two records share its key.
    """
    try:
        found = UUID(text or "")
    except ValueError:
        return None
    return found if found.version == 4 else None


def instant(text: str | None) -> datetime | None:
    """The instant (UTC) of an ISO 8601 text with its offset; None for anything else.

    A phone that starts again from nothing says 1970; what no clock says is no instant, and
    would lead reckoning with it beyond the calendar's ends.
    """
    try:
        found = datetime.fromisoformat(text or "")
        if found.tzinfo is None:
            return None
        found = found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if EARLIEST <= found <= LATEST else None


def _format(text: str) -> int:
    """The number of the format; one that is absurdly long is no format we know."""
    if not text.isdecimal():
        return FORMAT
    return int(text) if len(text) < 9 else -1
