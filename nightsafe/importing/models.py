"""Imports: each batch that was brought along, and which record of theirs became which entry."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from nightsafe.accounts.models import Person
from nightsafe.database import Model
from nightsafe.network.models import Organisation


class ImportBatch(Model):
    """One file brought along under one mapping; it may have taken several runs."""

    __tablename__ = "import_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Whose records they are, as it stands beside every figure.
    source: Mapped[str]
    audience: Mapped[str]
    # The columns that tell its records apart, as JSON: by others they would come in twice.
    identity: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    # As whom it acts: a person who never signs in, "Import by NAME".
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    file_name: Mapped[str]
    # SHA-256 of the file's unpacked bytes and of what the mapping means, in hexadecimal figures.
    file_digest: Mapped[str]
    mapping_digest: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]
    # When the last of its entries was taken out.
    out_at: Mapped[datetime | None]
    # Of the newest run: rows read so far, what was there already, left out, rejected.
    rows: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    # Rejects by the column that they are about.
    reasons: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Of all its runs: the entries that it made, and their nights.
    added: Mapped[int] = mapped_column(default=0)
    withdrawn: Mapped[int] = mapped_column(default=0)
    first_night: Mapped[date | None]
    last_night: Mapped[date | None]

    person: Mapped[Person] = relationship(lazy="joined")
    organisation: Mapped[Organisation] = relationship(lazy="joined")


class ImportedEntry(Model):
    """Which entry a record of theirs became.

    It outlives the entry: one that was erased here is not brought in again.
    """

    __tablename__ = "imported_entries"
    __table_args__ = (
        Index("ix_imported_entries_key", "key"),
        Index("ix_imported_entries_batch_id", "batch_id"),
    )

    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batches.id"))
    # A keyed hash of the source's name and the record's own number there, 16 bytes.
    key: Mapped[bytes] = mapped_column(LargeBinary)
