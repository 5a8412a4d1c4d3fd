"""Batches as the command leaves them, without reading a file."""

from datetime import date, timedelta
from typing import Any

from nightsafe.accounts.models import Person
from nightsafe.database import db
from nightsafe.importing.models import ImportBatch
from tests.people import SATURDAY, membership


def batch(source: str = "Old log", **more: Any) -> ImportBatch:
    """A batch that was brought in; any field may be given."""
    name = "Import by Ann Archive"
    person = db.session.scalar(db.select(Person).where(Person.name == name))
    if person is None:
        person = Person(name=name, email=None, created_at=SATURDAY)
        db.session.add(person)
        db.session.flush()
    fields: dict[str, Any] = {
        "audience": "statistics",
        "identity": '["Number"]',
        "organisation_id": membership("rhys").organisation_id,
        "person_id": person.id,
        "file_name": "past.csv",
        "file_digest": "a" * 64,
        "mapping_digest": "b" * 64,
        "started_at": SATURDAY,
        "finished_at": SATURDAY + timedelta(minutes=1),
        "rows": 20,
        "known": 2,
        "left_out": 3,
        "rejected": 4,
        "reasons": {},
        "added": 11,
        "withdrawn": 0,
        "first_night": date(2014, 9, 1),
        "last_night": date(2018, 9, 28),
        **more,
    }
    made = ImportBatch(source=source, **fields)
    db.session.add(made)
    db.session.commit()
    return made
