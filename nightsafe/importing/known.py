"""What was brought along before: the entry of a record of theirs, and how a row differs from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from nightsafe import nights
from nightsafe.database import db
from nightsafe.importing.models import ImportBatch, ImportedEntry
from nightsafe.importing.tally import Outcome
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.report import Report
from nightsafe.incidents.written import Written, read_written, split_details
from nightsafe.ledger.crypto import canonical, installation_key, know_keys
from nightsafe.network.queries import time_zone

KEY_BYTES = 16


@dataclass(frozen=True)
class Known:
    """What a record of theirs is here: an entry that stands, or one that was erased (None)."""

    batch_id: int
    entry: Entry | None


def key_of(source: str, identity: str) -> bytes:
    """What a record of theirs is known by: nobody without the installation's key can guess it."""
    text = canonical([source.casefold(), identity])
    return installation_key().keyed_hash("imported record", text)[:KEY_BYTES]


def known_by(keys: Iterable[bytes]) -> Mapping[bytes, Known]:
    """What stands or was erased under some keys, in three statements; what was undone is new."""
    rows = db.session.execute(
        select(ImportedEntry.key, ImportedEntry.batch_id, ImportedEntry.entry_id).where(
            ImportedEntry.key.in_(set(keys))
        )
    ).all()
    ids = {row.entry_id for row in rows}
    entries = {
        one.id: one
        for one in db.session.scalars(
            select(Entry).where(Entry.id.in_(ids)).options(joinedload(Entry.place))
        )
    }
    found: dict[bytes, Known] = {}
    for row in rows:
        entry = entries.get(row.entry_id)
        if entry is None or entry.withdrawn_at is None:
            found[row.key] = Known(row.batch_id, entry)
    return found


def hold_keys(known: Mapping[bytes, Known]) -> Sequence[object]:
    """Look up the keys that the entries are sealed under at once; hold on to what is returned."""
    ids = [one.entry.id for one in known.values() if one.entry is not None]
    return know_keys(ids) if ids else ()


def brought_under_another_name(file_digest: str, source: str) -> ImportBatch | None:
    """A batch that still stands of the same file, but under another name of its source."""
    found = db.session.scalars(
        select(ImportBatch).where(
            ImportBatch.file_digest == file_digest, ImportBatch.undone_at.is_(None)
        )
    )
    return next((one for one in found if one.source.casefold() != source.casefold()), None)


def lines_alike(source: str, outcomes: Sequence[Outcome]) -> set[int]:
    """The lines of those rows at whose time and under whose code other records stand already."""
    at = {(one.instant, one.code): one.line for one in outcomes}
    on = {one.night for one in outcomes}
    if not at:
        return set()
    found = db.session.execute(
        select(Event.occurred_at, Event.code, Event.source).where(
            Event.night.in_(on),
            Event.occurred_at.in_({instant for instant, _ in at}),
            Event.source.is_not(None),
            Event.standing.is_(True),
        )
    )
    mine = source.casefold()
    return {
        at[instant, code]
        for instant, code, other in found
        if other is not None and other.casefold() != mine and (instant, code) in at
    }


def differences(entry: Entry, report: Report, audience: str) -> tuple[str, ...]:
    """What a row says otherwise than the entry it became, in words; nothing when it is the same."""
    written = read_written(entry)
    keys, words = split_details(report.details)
    # What follows from the code may follow otherwise by now; only what they say themselves counts.
    severity = report.severity or entry.severity
    pairs = (
        ("audience", entry.audience, audience),
        ("code", entry.code, report.code),
        ("time", _local(entry.claimed_at), _local(report.when.claimed_at)),
        ("flags", _list(entry.flags), _list(report.flags)),
        ("actions", _list(entry.actions), _list(report.actions)),
        ("severity", entry.severity, severity),
        ("people", entry.people, report.people),
        ("answers", entry.details, keys),
    )
    found = [f"{name} was {old}, is now {new}" for name, old, new in pairs if old != new]
    if (entry.place_id, written.place_words) != (report.place_id, report.place_words):
        before = entry.place.name if entry.place else written.place_words or "none"
        found.append(f"place was {before}, is now another")
    if _said(written) != (report.description, report.police_reference, words):
        # Not what it said: a file of rejects goes through many hands.
        found.append("its words have changed")
    return tuple(found)


def _said(written: Written) -> tuple[str, str, dict[str, str]]:
    description = "\n".join(one["text"] for one in written.paragraphs)
    return description, written.police_reference, written.details


def _list(keys: Iterable[str]) -> str:
    return ", ".join(sorted(keys)) or "none"


def _local(instant: datetime) -> str:
    tz = time_zone()
    return f"{nights.local(instant, tz):%-d %B %Y} {nights.clock_label(instant, tz)}"
