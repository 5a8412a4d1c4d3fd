"""Keyset paging: the place in a list is the (instant, id) of the last row shown."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from flask import abort

Item = TypeVar("Item")


def read_place(args: Mapping[str, str], name: str = "before") -> tuple[datetime, UUID] | None:
    """The place in a list that an address names; 400 when it is bent (R19)."""
    given = args.get(name)
    if given is None:
        return None
    instant, _, record = given.partition("_")
    try:
        at = datetime.fromisoformat(instant)
        if at.tzinfo is None:
            raise ValueError
        return at.astimezone(UTC), UUID(record)
    except (ValueError, OverflowError):
        abort(400)


def after(
    items: Sequence[Item], page: int, key: Callable[[Item], tuple[datetime, UUID]]
) -> str | None:
    """The `before` of the next page, when there are more items than a page holds."""
    if len(items) <= page:
        return None
    at, record = key(items[page - 1])
    return f"{at.isoformat()}_{record}"
