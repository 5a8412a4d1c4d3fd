"""The ledger's row, whose shape never changes, and the key of each record."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from nightsafe.database import Model

BigId = BigInteger().with_variant(Integer, "sqlite")


class Row(Model):
    """One link of the chain; the database refuses to change, remove or overwrite it."""

    __tablename__ = "ledger"
    __table_args__ = (Index("ix_ledger_record_id_seq", "record_id", "seq"),)

    seq: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    kind: Mapped[str]
    record_id: Mapped[UUID | None]
    actor_id: Mapped[int | None]
    received_at: Mapped[datetime]
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    previous: Mapped[bytes] = mapped_column(LargeBinary)


class RecordKey(Model):
    """The key of one record, wrapped by the installation's key; empty once destroyed."""

    __tablename__ = "record_keys"

    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    wrapped_by: Mapped[str]
    destroyed_at: Mapped[datetime | None]


class Installation(Model):
    """One row that tells whether the installation's key is the one this database was made with."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_id: Mapped[str]
    created_at: Mapped[datetime]
