"""Finishing what a phone brought and could not be taken in: its view is asked again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask import Response

from nightsafe.accounts.models import Membership
from nightsafe.accounts.sessions import actor_of
from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.offline import times, within
from nightsafe.offline.attention import Waiting
from nightsafe.offline.taking import WHY
from nightsafe.offline.typed import Pairs
from nightsafe.submissions import held
from nightsafe.submissions.envelope import FORMAT
from nightsafe.submissions.models import Held

# What a form is posted with and nobody types: the phone's clocks stay those of when it was saved.
_CLOCKS = frozenset({"captured", "sent", "csrf_token"})


def may_be_asked(one: Waiting, path: str) -> bool:
    """Whether finishing may be a post to a path: its own, or a correction of the same record."""
    found = within.declared(path)
    if found is None or not found[2].queued:
        return False
    named = [value for value in found[1].values() if isinstance(value, UUID)]
    return path == one.content["path"] or named == [one.row.record_id]


def ask(one: Waiting, path: str, posted: Pairs | None, *, now: datetime) -> Response:
    """The answer of the view: to what was sent, or to what its author posted from its page.

    The view has committed when it leads on. As from the queue no time that the phone told is
    refused; one that is changed by hand has to be a likely one.
    """
    stored = one.settled
    if posted is None:
        return _asked(one, path, stored, queued=True, now=now)
    fields = [pair for pair in posted if pair[0] not in _CLOCKS | {"format"}]
    # Its page is of today, however old the form was that it was first typed into.
    fields.append(("format", str(FORMAT)))
    by_hand = times.told(fields) != times.told(stored)
    # "Now", chosen on the page, is now; the phone's clock then says nothing of it.
    if not times.counts_back(fields):
        fields += [pair for pair in stored if pair[0] == "captured"]
    return _asked(one, path, fields, queued=not by_hand, now=now)


def ask_again(one: Waiting, instead: dict[str, str], *, now: datetime) -> Response:
    """The answer to what was behind another; `instead` says which parent now stands for which."""
    fields = [
        (name, instead.get(value, value) if name == "parent" else value)
        for name, value in one.settled
    ]
    return _asked(one, one.content["path"], fields, queued=True, now=now)


def is_done(answer: Response) -> bool:
    """Whether an answer means that it was taken in: it leads on."""
    return 300 <= answer.status_code < 400


def why_not(answer: Response) -> str:
    """Why something is still held, by the answer to it."""
    return WHY.get(answer.status_code, held.REFUSED)


def next_behind(author_id: int, record_id: UUID | None) -> Held | None:
    """What was behind another about a record, and is the first about it now."""
    about: Sequence[Held] = held.about(author_id, record_id) if record_id is not None else ()
    first = next(iter(about), None)
    return first if first is not None and first.why == held.BEHIND else None


def _asked(one: Waiting, path: str, fields: Pairs, *, queued: bool, now: datetime) -> Response:
    row = one.row
    # What the phone's clock, right or wrong, would say now: so it is known how far it is out.
    if row.sent_at is not None:
        fields = [*fields, ("sent", (now - (row.received_at - row.sent_at)).isoformat())]
    membership = db.session.get_one(Membership, one.content["membership"])
    return within.ask(path, _author(one.actor, membership), fields, queued=queued)


def _author(actor: Actor, membership: Membership) -> Actor:
    """The author, where they worked when they saved it: it was received while they did."""
    return actor_of(
        membership,
        session_id=actor.session_id,
        by_pin=actor.by_pin,
        own_restricted_since=actor.own_restricted_since,
    )
