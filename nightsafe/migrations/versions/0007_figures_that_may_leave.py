"""Frozen quarters, releases of figures, consumers of the API, others' figures, interventions."""

import sqlalchemy as sa
from alembic import op

from nightsafe.database import UtcDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Bring the tables up."""
    _of_quarters()
    _of_releases()
    _of_others()


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [other], name=op.f(f"fk_{table}_{column}"))


def _of_quarters() -> None:
    op.create_table(
        "frozen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("dimensions", sa.JSON(), nullable=False),
        sa.Column("coverage", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen")),
        sa.UniqueConstraint("kind", "first", name=op.f("uq_frozen_kind_first")),
    )
    op.create_table(
        "frozen_classes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("frozen_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _key("frozen_classes", "frozen_id", "frozen.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_classes")),
    )
    op.create_index("ix_frozen_classes_frozen_id", "frozen_classes", ["frozen_id"])
    op.create_table(
        "frozen_records",
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        _key("frozen_records", "class_id", "frozen_classes.id"),
        sa.PrimaryKeyConstraint("class_id", "record_id", name=op.f("pk_frozen_records")),
    )
    op.create_index("ix_frozen_records_record_id", "frozen_records", ["record_id"])


def _of_releases() -> None:
    people = ("prepared_by", "returned_by", "approved_by")
    op.create_table(
        "releases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("frozen_id", sa.Integer(), nullable=True),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("tables", sa.JSON(), nullable=False),
        sa.Column("certificate", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("steps_done", sa.Integer(), nullable=False),
        sa.Column("prepared_by", sa.Integer(), nullable=False),
        sa.Column("prepared_at", UtcDateTime(), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("returned_by", sa.Integer(), nullable=True),
        sa.Column("returned_at", UtcDateTime(), nullable=True),
        sa.Column("returned_why", sa.String(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        _key("releases", "frozen_id", "frozen.id"),
        *(_key("releases", column, "people.id") for column in people),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
        sa.UniqueConstraint("number", name=op.f("uq_releases_number")),
    )
    op.create_index("ix_releases_quarter", "releases", ["quarter"])
    op.create_table(
        "consumers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("minute", UtcDateTime(), nullable=True),
        sa.Column("uses", sa.Integer(), nullable=False),
        _key("consumers", "made_by", "people.id"),
        _key("consumers", "revoked_by", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consumers")),
        sa.UniqueConstraint("token", name=op.f("uq_consumers_token")),
    )


def _of_others() -> None:
    op.create_table(
        "context_loads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("loaded_by", sa.Integer(), nullable=True),
        sa.Column("loaded_at", UtcDateTime(), nullable=False),
        _key("context_loads", "loaded_by", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_context_loads")),
    )
    op.create_table(
        "context_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("load_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _key("context_figures", "load_id", "context_loads.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_context_figures")),
    )
    op.create_index("ix_context_figures_month", "context_figures", ["month"])
    op.create_table(
        "interventions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("began", sa.Date(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        _key("interventions", "made_by", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interventions")),
    )
