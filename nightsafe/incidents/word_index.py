"""The words that a reviewer can search for: keyed hashes of their stems, never the words.

Only what is for review and stands is in it. Whoever changes what somebody wrote calls in here, in
the same transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sqlalchemy import delete, event, insert
from sqlalchemy.orm import Session, SessionTransaction

from nightsafe.database import db
from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry, SearchTerm
from nightsafe.incidents.stems import of_number, stems
from nightsafe.incidents.written import Written, typed
from nightsafe.ledger.crypto import installation_key
from nightsafe.ledger.keys import InstallationKey

PURPOSE = "search terms"
BYTES = 8
_WAITING = "words to be indexed"


@dataclass(frozen=True)
class _Found:
    terms: set[bytes]
    anew: bool


def term_of(stem: str) -> bytes:
    """The hash under which a stem stands: nobody without the installation's key can guess it."""
    return _hashed(installation_key(), stem)


@lru_cache(maxsize=4096)
def _hashed(key: InstallationKey, stem: str) -> bytes:
    return key.keyed_hash(PURPOSE, stem.encode())[:BYTES]


def index_entry(entry: Entry, written: Written) -> None:
    """Let an entry be found by its words as they are now: no more, when it is not for review."""
    found = stems_in(written) if is_searched(entry) else set()
    # In its first version there is nothing yet that could have to go.
    index_stems(entry.id, found, anew=entry.version > 1)


def is_searched(entry: Entry) -> bool:
    """Whether an entry can be found at all: not what stays in a register, nor what was withdrawn"""
    return entry.audience == Audience.REVIEW and entry.withdrawn_at is None


def stems_in(written: Written) -> set[str]:
    """The stems of what somebody wrote in an entry; a plate and their references among them."""
    origin = written.origin.get("external_id", "")
    numbers = (written.plate, written.police_reference, str(origin))
    return stems(typed(written)).union(*(of_number(one) for one in numbers if one))


def index_stems(record_id: UUID, found: Iterable[str], *, anew: bool = True) -> None:
    """Let a record be found by these stems and no others, from this transaction's commit on.

    `anew` when it may be found by some already.
    """
    session = db.session()
    if not session.in_transaction():
        session.begin()
    waiting: dict[UUID, _Found] = session.info.setdefault(_WAITING, {})
    waiting[record_id] = _Found({term_of(stem) for stem in found}, anew)


def forget_words(*record_ids: UUID) -> None:
    """Let records be found by no word any more; their rows leave the table at once."""
    gone = delete(SearchTerm).where(SearchTerm.record_id.in_(record_ids))
    db.session.execute(gone, execution_options={"synchronize_session": False})


def write(session: Session) -> None:
    """Put what waits into the table: two statements, however many records there are."""
    waiting: dict[UUID, _Found] = session.info.pop(_WAITING, {})
    before = [record_id for record_id, one in waiting.items() if one.anew]
    if before:
        gone = delete(SearchTerm).where(SearchTerm.record_id.in_(before))
        session.execute(gone, execution_options={"synchronize_session": False})
    rows = [
        {"term": term, "record_id": record_id}
        for record_id, one in waiting.items()
        for term in sorted(one.terms)
    ]
    if rows:
        session.execute(insert(SearchTerm), rows)


def _before_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        write(session)


def _after_end(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_WAITING, None)


def listen() -> None:
    """Hang the index on every session of the product; done once, at import."""
    event.listen(Session, "before_commit", _before_commit)
    event.listen(Session, "after_transaction_end", _after_end)


listen()
