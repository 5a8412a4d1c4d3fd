"""What was referred, opened for whom it was referred to; each opening is a ledger row."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from nightsafe.accounts import stepping_up
from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.incidents.models import Entry
from nightsafe.incidents.photo_files import Seen, seen
from nightsafe.incidents.photo_queries import photos_of
from nightsafe.incidents.written import Written as EntryWritten
from nightsafe.incidents.written import read_written as read_entry
from nightsafe.ledger.actions import stage
from nightsafe.network.models import Organisation, Place, Premises
from nightsafe.referrals import rules
from nightsafe.referrals.queries import Line, names_of
from nightsafe.referrals.rules import Deed
from nightsafe.referrals.written import Written, read_written


@dataclass(frozen=True)
class Telling:
    """One referred account: its facts and words, and for whom it was logged; no author's name."""

    entry: Entry
    written: EntryWritten
    logged_for: str
    photos: list[Seen]


@dataclass(frozen=True)
class Done:
    """Something that was done about a referral."""

    text: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Opened:
    """A referral as its owner reads it."""

    line: Line
    written: Written
    tellings: list[Telling]
    sender: str
    done: list[Done]
    may: dict[str, bool]
    late: bool


def open_line(actor: Actor, line: Line, now: datetime) -> Opened:
    """Open a referral, and stage the reads: of it, and of each entry not one's own (R34)."""
    if any(one.restricted and one.author_id != actor.person_id for one in line.entries):
        stepping_up.require(actor)
    referral = line.referral
    written = read_written(referral)
    names = names_of({referral.sent_by, *(one["by"] for one in written.deeds)})
    stage("read", referral.id, actor.person_id, {"as": actor.role}, now=now)
    for entry in line.entries:
        if entry.author_id != actor.person_id:
            what = {"as": actor.role, "referral": str(referral.id)}
            stage("read", entry.id, actor.person_id, what, now=now)
    return Opened(
        line,
        written,
        _tellings(line.entries),
        names[referral.sent_by],
        [
            Done(one["text"], datetime.fromisoformat(one["at"]), names[one["by"]])
            for one in written.deeds
        ],
        {str(one): rules.may(one, referral, actor) for one in Deed},
        rules.is_late(referral, now),
    )


def _tellings(entries: list[Entry]) -> list[Telling]:
    photos = photos_of([one.id for one in entries])
    places = _logged_for(entries)
    return [Telling(one, read_entry(one), places[one.id], seen(photos[one.id])) for one in entries]


def _logged_for(entries: list[Entry]) -> dict[UUID, str]:
    """The premises that entries were logged for, else the organisation, by the entry's id."""
    if not entries:
        return {}
    rows = db.session.execute(
        select(Entry.id, Place.name, Organisation.name)
        .join(Organisation, Organisation.id == Entry.organisation_id)
        .outerjoin(Premises, Premises.id == Entry.premises_id)
        .outerjoin(Place, Place.id == Premises.place_id)
        .where(Entry.id.in_([one.id for one in entries]))
    )
    return {entry_id: place or organisation for entry_id, place, organisation in rows}
