"""Searching what was written: by words, all of them in one event, or by a reference.

Words never stand in an address: a search goes on as a token in which they are sealed, for one
person and for one shift. That somebody searched, and for what, is a row of the ledger.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Actor
from nightsafe.incidents.models import Entry, Event, SearchTerm
from nightsafe.incidents.queries import visible, visible_events
from nightsafe.incidents.stems import stems_of, words
from nightsafe.incidents.word_index import term_of
from nightsafe.ledger.actions import stage
from nightsafe.ledger.crypto import installation_key
from nightsafe.ledger.keys import Unreadable, seal, unseal
from nightsafe.review.filters import Unknown
from nightsafe.review.models import Question
from nightsafe.submissions.reference import heard

LASTS = timedelta(hours=12)
LONGEST = 200  # letters of a search
MOST_WORDS = 8
# A word in more records than these is common: its events are met soon by walking the queue's
# order, while gathering them all would take longer the more there are.
COMMON = 1000


@dataclass(frozen=True)
class Search:
    """What somebody searched for: as they typed it, and its words, the rarest first."""

    text: str
    words: tuple[str, ...]
    common: bool
    at: datetime

    def over(self, now: datetime) -> bool:
        """Whether it has to be asked anew."""
        return now - self.at >= LASTS


def by_reference(actor: Actor, text: str, *, now: datetime) -> UUID | None:
    """The event of the entry with this reference, which somebody may read; None otherwise.

    What was found is noted as a search, in the same transaction.
    """
    reference = heard(text)
    if reference is None:
        return None
    told = visible(actor).where(Entry.reference == reference).with_only_columns(Entry.event_id)
    # Two records may share a reference: then the newer.
    query = visible_events(actor).where(Event.id.in_(told)).with_only_columns(Event.id)
    found = db.session.scalars(query.order_by(Event.occurred_at.desc()).limit(1)).first()
    if found is not None:
        stage("searched", found, actor.person_id, {"as": actor.role, "by": "reference"}, now=now)
    return found


def begin(actor: Actor, text: str, *, now: datetime) -> str:
    """Note a search for words, and give its token; raises ProductError where there is no word."""
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise ProductError(_l("Search for fewer words: at most 200 letters."), "q")
    asked = _asked(text)
    if not asked:
        raise ProductError(
            _l("Write a word that was written in the log, or a reference such as 4K7-PQ2."), "q"
        )
    often = _how_often(asked)
    rarest_first = sorted(asked, key=lambda word: often[word])
    common = often[rarest_first[0]] > COMMON
    noted = _seal({"words": text}, "searched words", actor)
    stage("searched", None, actor.person_id, {"as": actor.role, "words": noted}, now=now)
    # The text once, and the order of its words: an address has only so much room.
    order = [asked.index(word) for word in rarest_first]
    said = {"t": text, "o": order, "c": int(common), "at": int(now.timestamp())}
    return _seal(said, "search tokens", actor)


def search_of(actor: Actor, token: str | None) -> Search | None:
    """What a token holds; raises Unknown for one that is bent, or somebody else's (R19)."""
    if token is None:
        return None
    key = installation_key().derive("search tokens")
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        said = json.loads(unseal(key, sealed, _bound(actor)))
    except (Unreadable, binascii.Error, ValueError) as error:
        raise Unknown("no search of this person's") from error
    at = datetime.fromtimestamp(said["at"], UTC)
    asked = _asked(said["t"])
    return Search(said["t"], tuple(asked[place] for place in said["o"]), bool(said["c"]), at)


def check(actor: Actor, token: str | None, *, now: datetime) -> None:
    """Raise Unknown for a token that does not open, ProductError for one that has run out."""
    search = search_of(actor, token)
    if search is not None and search.over(now):
        raise ProductError(_l("Your search has run out after 12 hours. Search again."))


def is_common(actor: Actor, token: str | None) -> bool:
    """Whether each word of a search stands nearly everywhere."""
    search = search_of(actor, token)
    return search is not None and search.common


def condition(actor: Actor, token: str) -> ColumnElement[bool]:
    """The condition that every word stands in an event, in whatever part somebody may read.

    Restricted words are found by whoever holds the grant and has just given their password.
    """
    search = search_of(actor, token)
    assert search is not None
    terms = [[term_of(stem) for stem in sorted(stems_of(word))] for word in search.words]
    there = [_stands(actor, one) for one in terms]
    if not search.common:
        # From the rarest word's few records; the others are looked for in these events only.
        there[0] = _among(actor, terms[0])
    if not (actor.restricted and actor.confirmed):
        there.append(Event.restricted.is_(False))
    return and_(*there)


def left_out(actor: Actor) -> bool:
    """Whether giving the password again would search restricted records, too."""
    return actor.restricted and not actor.confirmed


def _among(actor: Actor, terms: list[bytes]) -> ColumnElement[bool]:
    records = select(SearchTerm.record_id).where(SearchTerm.term.in_(terms))
    told = visible(actor).with_only_columns(Entry.event_id)
    asked = select(Question.entry_id).where(Question.id.in_(records))
    return Event.id.in_(
        told.where(Entry.id.in_(records)).union_all(told.where(Entry.id.in_(asked)), records)
    )


def _stands(actor: Actor, terms: list[bytes]) -> ColumnElement[bool]:
    def has(record_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
        # Looked up record by record: a common word's records are too many to go through.
        found = select(SearchTerm.term).where(
            SearchTerm.term.in_(terms), SearchTerm.record_id == record_id
        )
        return found.correlate(record_id.class_).exists()

    asked = select(Question.id).where(Question.entry_id == Entry.id, has(Question.id))
    told = visible(actor).where(
        Entry.event_id == Event.id, or_(has(Entry.id), asked.correlate(Entry).exists())
    )
    return or_(told.correlate(Event).exists(), has(Event.id))


def _how_often(asked: list[str]) -> dict[str, int]:
    """In how many records each word stands, counted to a little past COMMON: one statement."""
    columns = []
    for number, word in enumerate(asked):
        terms = [term_of(stem) for stem in sorted(stems_of(word))]
        some = select(SearchTerm.record_id).where(SearchTerm.term.in_(terms)).limit(COMMON + 1)
        counted = select(func.count()).select_from(some.subquery()).scalar_subquery()
        columns.append(counted.label(f"word_{number}"))
    return dict(zip(asked, db.session.execute(select(*columns)).one(), strict=True))


def _asked(text: str) -> list[str]:
    """The words of a search, each once, in the order of the text."""
    return list(dict.fromkeys(words(text)))[:MOST_WORDS]


def _seal(value: object, purpose: str, actor: Actor) -> str:
    plain = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
    sealed = seal(installation_key().derive(purpose), plain, _bound(actor))
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def _bound(actor: Actor) -> bytes:
    return actor.person_id.to_bytes(8, "big")
