"""Merged events, words that are searched for, step-up, break-glass, referrals, exports, jobs."""

import sqlalchemy as sa
from alembic import op

from nightsafe.database import UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Bring the tables up."""
    # Plain columns: SQLite adds them in place, and no table is copied.
    op.add_column("events", sa.Column("merged_into", sa.Uuid(), nullable=True))
    op.add_column("sessions", sa.Column("confirmed_at", UtcDateTime(), nullable=True))
    op.add_column(
        "sessions",
        sa.Column("confirm_wrong", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )
    op.add_column("messages", sa.Column("passed_on_at", UtcDateTime(), nullable=True))
    op.create_index(
        "ix_events_unseen",
        "events",
        ["severity", "occurred_at"],
        sqlite_where=sa.text("needs_review IS 1"),
        postgresql_where=sa.text("needs_review IS true"),
    )
    op.create_index("ix_events_order", "events", ["severity", "occurred_at", "id"])
    _of_events()
    _of_reviewers()
    _of_referrals()
    op.create_table(
        "jobs",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_jobs")),
    )


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [other], name=op.f(f"fk_{table}_{column}"))


def _of_events() -> None:
    op.create_table(
        "event_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("from_event", sa.Uuid(), nullable=False),
        sa.Column("to_event", sa.Uuid(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("moved_by", sa.Integer(), nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        _key("event_moves", "entry_id", "entries.id"),
        _key("event_moves", "moved_by", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_moves")),
    )
    op.create_index("ix_event_moves_entry_id", "event_moves", ["entry_id"])
    op.create_index("ix_event_moves_to_event", "event_moves", ["to_event"])
    op.create_table(
        "kept_apart",
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("kept_by", sa.Integer(), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        _key("kept_apart", "one_id", "entries.id"),
        _key("kept_apart", "other_id", "entries.id"),
        _key("kept_apart", "kept_by", "people.id"),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_kept_apart")),
    )
    op.create_index("ix_kept_apart_other_id", "kept_apart", ["other_id"])
    op.create_table(
        "search_terms",
        sa.Column("term", sa.LargeBinary(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("term", "record_id", name=op.f("pk_search_terms")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_terms_record_id", "search_terms", ["record_id"])


def _of_reviewers() -> None:
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("written", sa.LargeBinary(), nullable=False),
        _key("saved_filters", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
    )
    op.create_index("ix_saved_filters_person_id", "saved_filters", ["person_id"])
    op.create_table(
        "readers",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        _key("readers", "event_id", "events.id"),
        _key("readers", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("event_id", "person_id", name=op.f("pk_readers")),
    )
    op.create_table(
        "exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("file_format", sa.String(), nullable=False),
        sa.Column("with_words", sa.Boolean(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        _key("exports", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
        sa.UniqueConstraint("mark", name=op.f("uq_exports_mark")),
    )
    op.create_table(
        "break_glass",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("written", sa.LargeBinary(), nullable=False),
        _key("break_glass", "person_id", "people.id"),
        _key("break_glass", "session_id", "sessions.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_glass")),
    )
    op.create_index("ix_break_glass_session_id", "break_glass", ["session_id"])


def _of_referrals() -> None:
    op.create_table(
        "referrals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("acknowledged_at", UtcDateTime(), nullable=True),
        sa.Column("acknowledged_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("escalated_at", UtcDateTime(), nullable=True),
        sa.Column("written", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("referrals", "event_id", "events.id"),
        _key("referrals", "owner_id", "people.id"),
        _key("referrals", "sent_by", "people.id"),
        _key("referrals", "acknowledged_by", "people.id"),
        _key("referrals", "closed_by", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
    )
    op.create_index("ix_referrals_event_id", "referrals", ["event_id"])
    op.create_index("ix_referrals_owner_id", "referrals", ["owner_id", "closed_at"])
    op.create_index("ix_referrals_due_at", "referrals", ["acknowledged_at", "due_at"])
    op.create_index(
        "ix_referrals_open",
        "referrals",
        ["due_at", "id"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "route_owners",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("named_by", sa.Integer(), nullable=False),
        sa.Column("named_at", UtcDateTime(), nullable=False),
        _key("route_owners", "person_id", "people.id"),
        _key("route_owners", "named_by", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route_owners")),
        sa.UniqueConstraint("route", "rank", name=op.f("uq_route_owners_route_rank")),
    )
