"""Reading the batches that were brought along."""

from collections.abc import Sequence

from sqlalchemy import func, select

from nightsafe.database import db
from nightsafe.importing.models import ImportBatch


def batches() -> Sequence[ImportBatch]:
    """Every batch, newest first."""
    return db.session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).all()


def how_many_batches() -> int:
    """How many batches stand: not those that were taken out again."""
    standing = select(func.count(ImportBatch.id)).where(ImportBatch.undone_at.is_(None))
    return db.session.scalar(standing) or 0
