"""Counting what a page or a query says to the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from nightsafe.database import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements sent while inside, in order."""
    sent: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
