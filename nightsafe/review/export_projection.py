"""Files that left, compared with what the ledger says of them."""

from collections.abc import Iterator

from sqlalchemy import select

from nightsafe.database import db
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import Version, versions
from nightsafe.ledger.verify import Projection
from nightsafe.review.models import Export


def told(made: Export) -> Version | None:
    """The ledger's row of a file, where there is one and it says the same as the table."""
    return next((one for one in versions("exported", made.id) if _is_as_told(made, one)), None)


def _is_as_told(made: Export, row: Version) -> bool:
    said = row.payload
    return (
        row.actor_id == made.person_id
        and row.received_at == made.made_at
        and said["mark"] == made.mark
        and said["format"] == made.file_format
        and said["with_words"] == made.with_words
        and said["rows"] == made.rows
    )


def _faults() -> Iterator[str]:
    known = set()
    for made in db.session.scalars(select(Export).order_by(Export.made_at, Export.id)):
        known.add(made.id)
        if told(made) is None:
            yield f"exported file {made.id} differs from its row in the ledger"
    rows = select(Row.record_id).where(Row.kind == "exported").order_by(Row.seq)
    for record_id in db.session.scalars(rows):
        if record_id not in known:
            yield f"exported file {record_id} is in the ledger but not in its table"


# No records of their own: what is in a file stays what it was.
PROJECTION = Projection(
    kind="exported file", snapshots=tuple, remove=lambda _record_id: None, faults=_faults
)
