"""What happened before the last weekend, as rows put into a database in bulk.

Its texts are bytes that nobody opens, and its rows of the ledger make no chain.
"""

import itertools
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Table, func, select

from nightsafe import nights
from nightsafe.accounts.models import Membership
from nightsafe.database import Model, db
from nightsafe.delivery.models import Message
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.category import Audience
from nightsafe.incidents.events import event_id_of
from nightsafe.incidents.models import Entry, Event, EventMove, SearchTerm
from nightsafe.incidents.rules import is_restricted
from nightsafe.incidents.stems import stems
from nightsafe.incidents.word_index import term_of
from nightsafe.ledger.models import RecordKey, Row
from nightsafe.review.models import Finding, Question
from nightsafe.submissions.reference import reference_of

SEED = 20261122
WAITING = 40  # of the newest nobody has seen so many
CHUNK = 2_000
TZ = ZoneInfo("Europe/London")
# Likely codes, and how likely; all others are as likely as each other.
CODES = {"L3": 14, "V1": 11, "W1": 11, "D1": 8, "L1": 8, "B1": 7, "P1": 5, "V3": 5, "W2": 4}
# A word of many entries, words of few, and one of hardly any: of one in so many.
COMMON = ("fight", "queue")
SOUNDS = ["ba", "da", "ga", "ka", "la", "ma", "na", "pa", "ra", "sa", "ta", "va"]
WORDS = ["".join(sounds) for sounds in itertools.product(SOUNDS, repeat=3)]
RARE, RARELY = "ocelot", 20_000
FILLER = random.Random(SEED).randbytes(4_096)  # noqa: S311 - the same for everybody
# In the order in which they can be put in: what points at something comes after it.
KINDS: tuple[type[Model], ...] = (
    RecordKey,
    Event,
    Entry,
    Finding,
    Question,
    EventMove,
    Message,
    SearchTerm,
    Row,
)


@dataclass(frozen=True)
class Ground:
    """Where things happen, who tells of them, and who reviews them."""

    places: list[int]
    tellers: list[Membership]
    reviewers: list[int]


def put_in(where: Ground, happened: Iterator[datetime]) -> None:
    """An entry for each of these times, the newest first, and its review; commits."""
    past = Past(where)
    connection = db.session.connection()
    seq = connection.scalar(select(func.coalesce(func.max(Row.seq), 0))) or 0
    numbered = enumerate(happened)
    while chunk := list(itertools.islice(numbered, CHUNK)):
        past.rows.clear()
        for number, at in chunk:
            past.tell(at, unseen=number < WAITING * 5 and number % 5 == 0)
            past.index(rare=number % RARELY == 0)
        for row in past.rows[Row]:
            seq += 1
            row["seq"] = seq
        for kind in KINDS:
            if past.rows[kind]:
                connection.execute(_table(kind).insert(), past.rows[kind])
    db.session.commit()


def _table(kind: type[Model]) -> Table:
    table = kind.__table__
    assert isinstance(table, Table)
    return table


class Past:
    """Draws one entry after the other, the same for everybody; `rows` by the kind they are of."""

    def __init__(self, where: Ground) -> None:
        self.where = where
        self.dice = random.Random(SEED)  # noqa: S311 - the same for everybody
        self.rows: dict[type[Model], list[dict[str, Any]]] = defaultdict(list)
        self.terms = [term_of(one) for word in (*COMMON, *WORDS, RARE) for one in stems(word)]

    def tell(self, at: datetime, *, unseen: bool) -> None:
        """One entry; now and then it tells of the same event as the one before."""
        dice = self.dice
        record = UUID(int=dice.getrandbits(128), version=4)
        teller, who = dice.choice(self.where.tellers), dice.choice(self.where.reviewers)
        event = self._event(record, at, unseen=unseen)
        received = at + timedelta(minutes=dice.expovariate(1 / 20))
        reviewed = received + timedelta(hours=20 + dice.expovariate(1 / 20))
        home = self._home(event, record, who, reviewed)
        self.rows[Event].append(event)
        self.rows[Entry].append(self._entry(event, home, record, teller, received))
        self._key(record)
        self._key(event["id"])
        self._ledger("entry", record, teller.person_id, received, 900)
        if event["audience"] is not Audience.REVIEW or self.rows[Entry][-1]["withdrawn_at"]:
            return
        if event["severity"] == 4:
            for each in self.where.reviewers:
                self._message(each, "urgent", record, received, reviewed)
        if not event["needs_review"]:
            self._ledger("read", record, who, reviewed, 60)
            self._review(event["id"], who, reviewed)
            if dice.random() < 0.08:
                self._ask(record, teller.person_id, who, reviewed)

    def index(self, *, rare: bool) -> None:
        """The words of the newest entry: a few stand in many, most in few."""
        entry = self.rows[Entry][-1]
        if entry["audience"] is Audience.REVIEW and entry["withdrawn_at"] is None:
            drawn = {int(len(self.terms) * self.dice.random() ** 3) for _ in range(10)}
            drawn |= {len(self.terms) - 1} if rare else set()
            found = [{"term": self.terms[one], "record_id": entry["id"]} for one in drawn]
            self.rows[SearchTerm] += found

    def _event(self, record: UUID, at: datetime, *, unseen: bool) -> dict[str, Any]:
        dice = self.dice
        code = dice.choices(list(CATEGORIES), [CODES.get(each, 1) for each in CATEGORIES])[0]
        restricted = is_restricted(code, (), ())
        register = code.startswith("L") and not restricted and dice.random() < 0.8
        audience = Audience.REGISTER if register else Audience.REVIEW
        standing = dice.random() < 0.99
        return {
            "id": event_id_of(record),
            "code": code,
            "severity": CATEGORIES[code].severity,
            "occurred_at": at,
            "night": nights.night_of(at, TZ),
            "place_id": dice.choice(self.where.places) if dice.random() < 0.9 else None,
            "audience": audience,
            "restricted": restricted,
            "standing": standing,
            "source": None,
            "merged_into": None,
            "needs_review": unseen and not register and standing,
        }

    def _home(self, event: dict[str, Any], record: UUID, who: int, at: datetime) -> UUID:
        """The event that an entry belongs to: its own, or the one before where they are merged."""
        before = self.rows[Event][-1] if self.rows[Event] else event
        same = all(
            one["audience"] is Audience.REVIEW and one["standing"] and not one["needs_review"]
            for one in (before, event)
        )
        alike = same and before is not event and before["restricted"] == event["restricted"]
        own: UUID = event["id"]
        if not alike or self.dice.random() > 0.06:
            return own
        home: UUID = before["id"]
        event.update(standing=False, merged_into=home)
        move = {"entry_id": record, "from_event": own, "to_event": home, "why": ["time"]}
        self.rows[EventMove].append(move | {"moved_by": who, "moved_at": at})
        return home

    def _entry(
        self,
        event: dict[str, Any],
        home: UUID,
        record: UUID,
        teller: Membership,
        received: datetime,
    ) -> dict[str, Any]:
        dice = self.dice
        same = ("code", "severity", "occurred_at", "night", "place_id", "audience", "restricted")
        withdrawn = not event["standing"] and event["merged_into"] is None
        return {
            **{name: event[name] for name in same},
            "id": record,
            "event_id": home,
            "reference": reference_of(record),
            "author_id": teller.person_id,
            "organisation_id": teller.organisation_id,
            "premises_id": teller.premises_id,
            "role": teller.role,
            "severity_chosen": False,
            "flags": ["alcohol"] if dice.random() < 0.4 else [],
            "actions": ["separated"] if dice.random() < 0.3 else [],
            "details": {},
            "people": {"number": 2, "bands": ["18-25"]} if dice.random() < 0.3 else {},
            "shared_at": None,
            "source": None,
            "claimed_at": event["occurred_at"],
            "received_at": received,
            "sent_at": received,
            "written": self._bytes(320),
            "version": 1,
            "head": record,
            "changed_at": received,
            "withdrawn_at": received if withdrawn else None,
        }

    def _review(self, event_id: UUID, who: int, at: datetime) -> None:
        outcomes = ("confirmed", "not_confirmed", "passed_on", None)
        outcome = self.dice.choices(outcomes, (70, 10, 8, 12))[0]
        closed = self.dice.random() < 0.97
        self.rows[Finding].append(
            {
                "event_id": event_id,
                "first_seen_at": at,
                "seen_at": at,
                "seen_by": who,
                "outcome": outcome,
                "home_office": None,
                "decided_at": at if outcome else None,
                "decided_by": who if outcome else None,
                "closed_at": at if closed else None,
                "closed_by": who if closed else None,
                "reopened_at": None,
                "written": self._bytes(120),
                "version": 2,
                "changed_at": at,
            }
        )
        for _ in range(2):
            self._ledger("finding", event_id, who, at, 420)

    def _ask(self, record: UUID, author: int, who: int, at: datetime) -> None:
        question = UUID(int=self.dice.getrandbits(128), version=4)
        answered = at + timedelta(hours=5) if self.dice.random() < 0.98 else None
        asked = {"id": question, "entry_id": record, "asked_by": who, "asked_at": at}
        more = {"answered_at": answered, "written": self._bytes(200), "version": 2}
        self.rows[Question].append(asked | more)
        self._ledger("question", record, who, at, 300)
        self._message(author, "question", record, at, answered, str(question))

    def _message(
        self,
        person: int,
        kind: str,
        record: UUID,
        at: datetime,
        done: datetime | None,
        topic: str = "",
    ) -> None:
        about = {"person_id": person, "kind": kind, "record_id": record, "topic": topic}
        times = {"created_at": at, "acknowledged_at": done}
        self.rows[Message].append(about | times | {"withdrawn_at": None, "passed_on_at": None})

    def _key(self, record: UUID) -> None:
        key = {"record_id": record, "wrapped": self._bytes(60), "wrapped_by": "benchmark"}
        self.rows[RecordKey].append(key | {"destroyed_at": None})

    def _ledger(self, kind: str, record: UUID, actor: int, at: datetime, length: int) -> None:
        row = {"kind": kind, "record_id": record, "actor_id": actor, "received_at": at}
        sealed = {"payload": FILLER[:length], "digest": FILLER[:32], "previous": FILLER[:32]}
        self.rows[Row].append(row | sealed)

    def _bytes(self, length: int) -> bytes:
        start = self.dice.randrange(len(FILLER) - length)
        return FILLER[start : start + length]
