"""A batch from its begin to its end: who it acts as, what it may not double, what it counted."""

import json
from datetime import date, datetime

from sqlalchemy import select

from nightsafe.accounts.actions import add_person
from nightsafe.accounts.models import Person
from nightsafe.accounts.roles import Role
from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.importing.known import brought_under_another_name
from nightsafe.importing.mapping import Entries, Mapping
from nightsafe.importing.models import ImportBatch
from nightsafe.importing.problems import CannotImport
from nightsafe.importing.tally import Tally
from nightsafe.ledger.actions import stage
from nightsafe.network.actions import add_organisation
from nightsafe.network.models import Organisation, Premises
from nightsafe.network.queries import all_premises, organisations
from nightsafe.network.rules import same_name

# In which role somebody of an organisation would have logged.
_ROLES = {
    "venue": Role.VS,
    "door": Role.VS,
    "pastors": Role.SP,
    "drivers": Role.DR,
    "cctv": Role.CC,
    "safe-place": Role.SF,
    "police": Role.PR,
    "council": Role.CO,
    "safeguarding": Role.SG,
}
_NO_SESSION = 0


def organisation_of(entries: Entries) -> Organisation | None:
    """The organisation whose records they are; None where it is yet to be made.

    Raises CannotImport when there is none and none may be made.
    """
    for one in organisations():
        if same_name(one.name, entries.organisation):
            return one
    if entries.organisation_kind:
        return None
    there = ", ".join(one.name for one in organisations()) or "none yet"
    raise CannotImport(
        f'There is no organisation "{entries.organisation}" (there: {there}). Set it up first, '
        'or say of what kind it is, to have it made: organisation_kind = "police" under [entries].'
    )


def premises_of(entries: Entries) -> Premises | None:
    """The premises whose register they are; raises CannotImport when there is no such one."""
    if not entries.premises:
        return None
    for one in all_premises():
        if same_name(one.name, entries.premises):
            if same_name(one.organisation.name, entries.organisation):
                return one
            raise CannotImport(
                f'The premises "{one.name}" are run by "{one.organisation.name}", not by '
                f'"{entries.organisation}": put the organisation right under [entries].'
            )
    raise CannotImport(f'There are no premises called "{entries.premises}". Set them up first.')


def unfinished(file_digest: str, mapping: Mapping) -> ImportBatch | None:
    """The batch of the same file and mapping that was stopped half-way, to go on with."""
    return db.session.scalar(
        select(ImportBatch)
        .where(
            ImportBatch.file_digest == file_digest,
            ImportBatch.mapping_digest == mapping.digest,
            ImportBatch.finished_at.is_(None),
            ImportBatch.undone_at.is_(None),
        )
        .order_by(ImportBatch.id.desc())
    )


def refuse_double(file_digest: str, mapping: Mapping) -> None:
    """Raise CannotImport for what would bring the same records in a second time."""
    source = mapping.entries.source
    other = brought_under_another_name(file_digest, source)
    if other is not None:
        raise CannotImport(
            f'This very file was brought in as batch {other.id}, from "{other.source}". Under the '
            f'name "{source}" all of it would come in twice: write the same source, or take that '
            f"batch out first with --undo {other.id}."
        )
    standing = select(ImportBatch).where(ImportBatch.out_at.is_(None))
    for one in db.session.scalars(standing):
        same = one.source.casefold() == source.casefold()
        if same and one.undone_at is not None:
            raise CannotImport(
                f'Batch {one.id} of "{source}" is half taken out. Say --undo {one.id} again first: '
                "it goes on where it was stopped."
            )
        if same and one.identity != _identity(mapping):
            before = " + ".join(json.loads(one.identity))
            raise CannotImport(
                f'Batch {one.id} of "{source}" told its records apart by {before}; this mapping '
                f"does by {' + '.join(mapping.entries.identity)}. The same records would come in "
                f"twice: write the same id, or take that batch out first with --undo {one.id}."
            )


def begin(
    mapping: Mapping, file_name: str, file_digest: str, by: str, *, now: datetime
) -> ImportBatch:
    """Begin a batch as "Import by NAME": a person who belongs nowhere and never signs in."""
    organisation = organisation_of(mapping.entries)
    person = _person(by, now)
    if organisation is None:
        organisation = add_organisation(
            mapping.entries.organisation,
            mapping.entries.organisation_kind,
            actor_id=person.id,
            now=now,
        )
    batch = ImportBatch(
        source=mapping.entries.source,
        audience=mapping.entries.audience,
        identity=_identity(mapping),
        organisation_id=organisation.id,
        person_id=person.id,
        file_name=file_name,
        file_digest=file_digest,
        mapping_digest=mapping.digest,
        started_at=now,
        rows=0,
        known=0,
        left_out=0,
        rejected=0,
        reasons={},
        added=0,
        withdrawn=0,
    )
    db.session.add(batch)
    db.session.flush()
    note(batch, "begun", now, mapping=mapping.text, **told(batch))
    return batch


def note(batch: ImportBatch, what: str, now: datetime, **more: object) -> None:
    """Stage the ledger row of a step of a batch."""
    value = {"batch": batch.id, "what": what, "source": batch.source, **more}
    stage("import", None, batch.person_id, value, now=now)


def told(batch: ImportBatch) -> dict[str, object]:
    """What the ledger keeps of a batch from its begin on."""
    return {
        "audience": batch.audience,
        "identity": batch.identity,
        "organisation": batch.organisation_id,
        "person": batch.person_id,
        "file_name": batch.file_name,
        "file": batch.file_digest,
        "mapped": batch.mapping_digest,
    }


def counted(batch: ImportBatch) -> dict[str, int]:
    """What the ledger keeps of a batch once its file was read to its end."""
    return {
        "rows": batch.rows,
        "added": batch.added,
        "known": batch.known,
        "left_out": batch.left_out,
        "rejected": batch.rejected,
    }


def actor_of(batch: ImportBatch, premises: Premises | None) -> Actor:
    """As whom a batch's entries are saved and withdrawn."""
    organisation = db.session.get_one(Organisation, batch.organisation_id)
    return Actor(
        person_id=batch.person_id,
        name=db.session.get_one(Person, batch.person_id).name,
        membership_id=_NO_SESSION,
        role=_ROLES.get(organisation.kind, Role.AN),
        organisation_id=organisation.id,
        organisation=organisation.name,
        premises_id=premises.id if premises else None,
        premises=premises.name if premises else None,
        premises_place_id=premises.place_id if premises else None,
    )


def count(batch: ImportBatch, tally: Tally, added: int, nights: list[date]) -> None:
    """Write down how far a run has come, in the transaction of what it saved."""
    batch.rows, batch.known = tally.rows, tally.known
    batch.left_out, batch.rejected = tally.left_out, tally.rejected
    batch.reasons = dict(tally.reasons)
    batch.added += added
    if nights:
        batch.first_night = min(filter(None, (batch.first_night, *nights)))
        batch.last_night = max(filter(None, (batch.last_night, *nights)))


def finish(batch: ImportBatch, *, now: datetime) -> None:
    """Say that a batch's file was read to its end."""
    batch.finished_at = now
    note(batch, "finished", now, **counted(batch))


def _person(by: str, now: datetime) -> Person:
    name = f"Import by {by}"
    earlier = db.session.scalar(
        select(Person)
        .join(ImportBatch, ImportBatch.person_id == Person.id)
        .where(Person.name == name)
    )
    return earlier or add_person(name, None, actor_id=None, now=now)


def _identity(mapping: Mapping) -> str:
    return json.dumps(mapping.entries.identity, ensure_ascii=False)
