"""The calendar as an iCalendar feed (RFC 5545), at an address of each person's own."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from nightsafe.calendar.models import CalendarEvent, Term
from nightsafe.ledger.crypto import installation_key

PURPOSE = "calendar feed"
_MARK = 16  # bytes of the keyed hash
_DAY = timedelta(days=1)


def token_of(person_id: int) -> str:
    """What stands in the address of somebody's feed."""
    said = str(person_id).encode()
    mark = installation_key().keyed_hash(PURPOSE, said)[:_MARK]
    return urlsafe_b64encode(mark + said).decode().rstrip("=")


def read_token(token: str) -> int | None:
    """Whose feed it is; None for a token that is not ours."""
    try:
        found = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        mark, said = found[:_MARK], found[_MARK:]
        if not hmac.compare_digest(mark, installation_key().keyed_hash(PURPOSE, said)[:_MARK]):
            return None
        return int(said.decode("ascii"))
    except (Error, ValueError):
        return None


def feed(
    network: str,
    events: Sequence[CalendarEvent],
    holidays: Sequence[tuple[date, str]],
    terms: Sequence[Term],
) -> bytes:
    """All of it as a calendar; whole days, since a night has no hour of its own."""
    from icalendar import Calendar, Event  # noqa: PLC0415 - for a feed now and then

    calendar = Calendar()
    calendar.add("prodid", "-//nightsafe//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", network)
    calendar.add("x-published-ttl", "PT6H")
    for one in events:
        entry = _entry(Event(), f"{one.id}@nightsafe", one.name, one.first, one.last)
        entry.add("dtstamp", one.changed_at)
        entry.add("last-modified", one.changed_at)
        # Seconds since it was entered: each change is a later one to a calendar program.
        entry.add("sequence", max(0, int((one.changed_at - one.made_at).total_seconds())))
        if one.place:
            entry.add("location", one.place)
        if one.crowd is not None:
            entry.add("description", f"Expected: {one.crowd}")
            entry.add("x-expected", str(one.crowd))
        calendar.add_component(entry)
    stamp = max((one.changed_at for one in events), default=None)
    for day, name in holidays:
        entry = _entry(Event(), f"{day.isoformat()}-bank-holiday@nightsafe", name, day, day)
        _stamp(entry, stamp, day)
        calendar.add_component(entry)
    for term in terms:
        entry = _entry(Event(), _term_uid(term), term.name, term.first, term.last)
        entry.add("dtstamp", term.made_at)
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _term_uid(term: Term) -> str:
    """The same after terms were brought in again: they are rows anew then."""
    said = f"{term.name}|{term.first.isoformat()}"
    return f"term-{hashlib.sha256(said.encode()).hexdigest()[:24]}@nightsafe"


def _entry(entry: Any, uid: str, name: str, first: date, last: date) -> Any:
    entry.add("uid", uid)
    entry.add("summary", name)
    entry.add("dtstart", first)
    entry.add("dtend", last + _DAY)
    # Nobody of us is busy by it.
    entry.add("transp", "TRANSPARENT")
    return entry


def _stamp(entry: Any, stamp: datetime | None, day: date) -> None:
    entry.add("dtstamp", stamp or datetime.combine(day, time(), tzinfo=UTC))
