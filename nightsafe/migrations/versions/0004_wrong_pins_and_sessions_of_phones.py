"""Wrong PINs counted across phones, and the sign-in that made a phone known."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Bring the tables up."""
    op.add_column(
        "people",
        sa.Column("pin_wrong", sa.Integer(), server_default=sa.text("0"), nullable=False),
    )
    # Its foreign key makes SQLite copy the table; nothing refers to it, and it has no triggers.
    with op.batch_alter_table("submit_tokens", schema=None) as batch_op:
        batch_op.add_column(sa.Column("session_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_submit_tokens_session_id"), "sessions", ["session_id"], ["id"]
        )
