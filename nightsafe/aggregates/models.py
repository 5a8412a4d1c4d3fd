"""Releases of figures, what each quarter froze, the figures of others, and interventions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nightsafe.database import Model


class Frozen(Model):
    """A period whose records were counted for good: all its releases count these, and no others.

    It is dropped with the last draft that rests on it, unless one was released.
    """

    __tablename__ = "frozen"
    __table_args__ = (UniqueConstraint("kind", "first"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # "quarter"; or "weekend", of the table that members read
    first: Mapped[date]
    last: Mapped[date]
    made_at: Mapped[datetime]
    # All its rows are in; and a release that left rests on it.
    complete: Mapped[bool] = mapped_column(default=False)
    released: Mapped[bool] = mapped_column(default=False)
    # Each dimension's categories as they stood, and the names of what a coordinator may rename.
    dimensions: Mapped[dict[str, Any]]
    # Who reported, of how many, as it stood.
    coverage: Mapped[dict[str, Any]]
    # Of a weekend: the tables that members read, for every later audit of the same records.
    published: Mapped[dict[str, Any] | None]


class FrozenClass(Model):
    """How many records of a frozen period are alike in all that a table may tell of them."""

    __tablename__ = "frozen_classes"
    __table_args__ = (Index("ix_frozen_classes_frozen_id", "frozen_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    frozen_id: Mapped[int] = mapped_column(ForeignKey("frozen.id"))
    unit: Mapped[str]
    # Its category in each dimension.
    categories: Mapped[dict[str, Any]]
    number: Mapped[int]


class FrozenRecord(Model):
    """A record that a frozen period counted; gone when the record is erased, its number stays."""

    __tablename__ = "frozen_records"
    __table_args__ = (Index("ix_frozen_records_record_id", "record_id"),)

    class_id: Mapped[int] = mapped_column(ForeignKey("frozen_classes.id"), primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)


class Release(Model):
    """Figures of a quarter on their way out, or out: tables, words and certificate."""

    __tablename__ = "releases"
    __table_args__ = (Index("ix_releases_quarter", "quarter"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    # Given when it is approved, and never again.
    number: Mapped[int | None] = mapped_column(unique=True)
    quarter: Mapped[date]  # its first night
    state: Mapped[str]
    frozen_id: Mapped[int | None] = mapped_column(ForeignKey("frozen.id"))
    # What was asked for: areas, and each table with its method.
    wanted: Mapped[dict[str, Any]]
    # SafeTables, once they are made; the audit's certificate; what it offers instead.
    tables: Mapped[dict[str, Any]]
    certificate: Mapped[dict[str, Any]]
    # What the analyst wrote, by section.
    words: Mapped[dict[str, Any]]
    # How far the check is.
    steps: Mapped[int] = mapped_column(default=0)
    steps_done: Mapped[int] = mapped_column(default=0)
    prepared_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    prepared_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    returned_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    returned_at: Mapped[datetime | None]
    returned_why: Mapped[str] = mapped_column(default="")
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]


class ContextLoad(Model):
    """A file of somebody else's figures, loaded to stand beside our own."""

    __tablename__ = "context_loads"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source: Mapped[str]  # "police" or "hospital"
    name: Mapped[str]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    rows: Mapped[int]
    refused: Mapped[int]
    # Which part of it was counted, what was odd, and of which months and senders it tells.
    about: Mapped[dict[str, Any]]
    first: Mapped[date]  # of its months, each by its first day
    last: Mapped[date]
    loaded_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    loaded_at: Mapped[datetime]


class ContextFigure(Model):
    """How much of one kind a file tells of in one month; never mixed with what is logged here."""

    __tablename__ = "context_figures"
    __table_args__ = (Index("ix_context_figures_month", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    load_id: Mapped[UUID] = mapped_column(ForeignKey("context_loads.id"))
    month: Mapped[date]
    # Its categories in the file's own terms.
    categories: Mapped[dict[str, Any]]
    number: Mapped[int]


class Intervention(Model):
    """Something that was done somewhere from one night on: did it help?"""

    __tablename__ = "interventions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    began: Mapped[date]
    # Areas treated and compared, groups of codes, weekends before and after.
    asked: Mapped[dict[str, Any]]
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
