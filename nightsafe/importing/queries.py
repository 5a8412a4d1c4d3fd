"""Reading the batches that were brought along."""

from collections.abc import Sequence

from sqlalchemy import select

from nightsafe.database import db
from nightsafe.importing.models import ImportBatch


def batches() -> Sequence[ImportBatch]:
    """Every batch, newest first."""
    return db.session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).all()
