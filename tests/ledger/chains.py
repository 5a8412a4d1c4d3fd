"""Short ledgers for tests, and hands to tamper with them behind the product's back."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from nightsafe.database import db
from nightsafe.ledger.actions import stage
from nightsafe.ledger.triggers import INSTALLED
from nightsafe.ledger.verify import Problem, Projection, problems
from tests.people import SATURDAY

RECORDS = tuple(UUID(int=number, version=4) for number in range(11, 17))


def grow(rows: int = 6) -> None:
    """Commit rows 1 to `rows`, each about a record of its own, as versions of entries."""
    for number in range(rows):
        stage(
            "entry",
            RECORDS[number % len(RECORDS)],
            7,
            {"text": f"what happened, {number}"},
            now=SATURDAY + timedelta(minutes=number),
        )
        db.session.commit()


def audit(actor_id: int = 7, **payload: Any) -> None:
    """Commit one audit row."""
    stage("read", uuid4(), actor_id, payload, now=SATURDAY)
    db.session.commit()


def check(
    projections: Iterable[Projection] = (), head: tuple[int, bytes] | None = None
) -> list[Problem]:
    """What `verify` finds now."""
    db.session.rollback()
    found, _ = problems(projections, head)
    db.session.rollback()
    return found


def triggers() -> set[str]:
    """The triggers on the ledger."""
    with db.engine.connect() as connection:
        return set(connection.scalars(text(INSTALLED[db.engine.dialect.name])))


@contextmanager
def behind_its_back() -> Iterator[Connection]:
    """A transaction in which the ledger's triggers are out of the way."""
    db.session.rollback()
    with db.engine.begin() as connection:
        if db.engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE ledger DISABLE TRIGGER USER"))
            yield connection
            connection.execute(text("ALTER TABLE ledger ENABLE TRIGGER USER"))
            return
        made = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type='trigger' AND tbl_name='ledger'")
        ).all()
        for name, _ in made:
            connection.execute(text(f"DROP TRIGGER {name}"))
        yield connection
        for _, statement in made:
            connection.exec_driver_sql(statement)
