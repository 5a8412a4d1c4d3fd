"""What has become unseen since a page was made: in its view, and outside it."""

import base64
import binascii
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import func, select

from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.queries import visible_events
from nightsafe.ledger.crypto import installation_key
from nightsafe.ledger.keys import Unreadable, seal, unseal
from nightsafe.ledger.models import Row
from nightsafe.network.queries import time_zone
from nightsafe.review.conditions import selected
from nightsafe.review.filters import EVERYTHING, Filters
from nightsafe.review.side import address

# What makes an event unseen: an entry that is new, late, amended or shared, or its photos.
TELLING = ("entry", "photos")
MOST = 1000


@dataclass(frozen=True)
class Slot:
    """What a page says of itself so that news of it can be asked for: where to ask, where to go."""

    ask: str
    show: str
    elsewhere: str


@dataclass(frozen=True)
class News:
    """How many events became unseen since: in the view, and outside it."""

    inside: int = 0
    outside: int = 0


def slot(actor: Actor, filters: Filters) -> Slot:
    """The slot of a page that is being made; called before anything that it shows is read.

    What comes in between is shown and is news as well: nothing is ever missed.
    """
    since = mark(actor, db.session.scalar(select(func.max(Row.seq))) or 0)
    first = filters.with_()
    return Slot(
        ask=url_for("home.live", since=since, **first.query()),
        show=address(first),
        elsewhere=url_for("review.queue", view=EVERYTHING),
    )


def news(actor: Actor, filters: Filters, since: int) -> News:
    """What became unseen after the ledger's row number `since`; three statements at most.

    The ledger is numbered in the order of the commits, so a slow save is never overlooked, and
    only its newest rows are read.
    """
    told = (
        select(Entry.event_id)
        .join(Row, Row.record_id == Entry.id)
        .where(Row.seq > since, Row.kind.in_(TELLING))
        .distinct()
        .limit(MOST)
    )
    changed = db.session.scalars(told).all()
    if not changed:
        return News()
    unseen = visible_events(actor).where(Event.id.in_(changed), Event.needs_review.is_(True))
    found = db.session.scalars(unseen.with_only_columns(Event.id)).all()
    if not found:
        return News()
    among = selected(actor, filters, time_zone()).where(Event.id.in_(found))
    inside = set(db.session.scalars(among.with_only_columns(Event.id)))
    return News(len(inside), len(set(found) - inside))


def mark(actor: Actor, seq: int) -> str:
    """A row's number, sealed for one person: how much others do is nobody's to read off."""
    sealed = seal(installation_key().derive("live"), seq.to_bytes(8), _bound(actor))
    return base64.urlsafe_b64encode(sealed).decode()


def read_mark(actor: Actor, text: str) -> int:
    """The number that was sealed; raises ValueError for anything else."""
    try:
        sealed = base64.urlsafe_b64decode(text.encode("ascii"))
        return int.from_bytes(unseal(installation_key().derive("live"), sealed, _bound(actor)))
    except (Unreadable, binascii.Error, UnicodeError) as error:
        raise ValueError("no mark of ours") from error


def _bound(actor: Actor) -> bytes:
    return f"live/{actor.person_id}".encode()
