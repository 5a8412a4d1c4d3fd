"""How Alembic reaches the app's database."""

from alembic import context
from flask import current_app

from nightsafe.database import db


def run() -> None:
    """Run the wanted migrations in one transaction on the app's own engine."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            compare_type=True,
            render_as_batch=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


current_app.logger.debug("migrating")
run()
