"""The one place that says what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_as_of: ContextVar[datetime | None] = ContextVar("as_of", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC; inside `as_of`, the instant it was given."""
    return _as_of.get() or datetime.now(UTC)


@contextmanager
def as_of(instant: datetime) -> Iterator[None]:
    """Take in what arrived earlier, unread, as of the moment it arrived."""
    token = _as_of.set(instant)
    try:
        yield
    finally:
        _as_of.reset(token)
