"""Phones, PINs, sealed submissions."""

import sqlalchemy as sa
from alembic import op

from nightsafe.database import UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Bring the tables up."""
    op.create_table(
        "held_submissions",
        sa.Column("author_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("author_id", "id", name=op.f("pk_held_submissions")),
    )
    op.create_index("ix_held_submissions_record_id", "held_submissions", ["record_id"])
    op.create_index("ix_held_submissions_state", "held_submissions", ["state"])

    op.create_table(
        "seal_keys",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("private", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_by", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_keys")),
    )
    op.create_table(
        "devices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("premises_id", sa.Integer(), nullable=True),
        sa.Column("enrolled_by", sa.Integer(), nullable=True),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_used_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name=op.f("fk_devices_ended_by")),
        sa.ForeignKeyConstraint(
            ["enrolled_by"], ["people.id"], name=op.f("fk_devices_enrolled_by")
        ),
        sa.ForeignKeyConstraint(
            ["premises_id"], ["premises.id"], name=op.f("fk_devices_premises_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_devices_secret_hash")),
    )
    op.create_index("ix_devices_premises_id", "devices", ["premises_id"])

    op.create_table(
        "pin_tries",
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("locked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_pin_tries_device_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_pin_tries_person_id")),
        sa.PrimaryKeyConstraint("device_id", "person_id", name=op.f("pk_pin_tries")),
    )
    op.create_table(
        "submit_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("last_used_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_submit_tokens_device_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_submit_tokens_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submit_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_submit_tokens_token_hash")),
    )
    op.create_index("ix_submit_tokens_device_id", "submit_tokens", ["device_id"])
    op.create_index("ix_submit_tokens_person_id", "submit_tokens", ["person_id"])

    op.add_column("people", sa.Column("pin_hash", sa.String(), nullable=True))
    op.add_column("people", sa.Column("language", sa.String(), nullable=True))

    # Its foreign key makes SQLite copy the table; nothing refers to it, and it has no triggers.
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("device_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("by_pin", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_sessions_device_id"), "devices", ["device_id"], ["id"]
        )
