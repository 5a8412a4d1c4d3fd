"""An event as somebody wants it to stand, and what may be wrong with it (pure)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

LONGEST = timedelta(days=60)  # nights of one event
MOST_CROWD = 1_000_000
LONGEST_NAME = 120


@dataclass(frozen=True)
class Wanted:
    """An event as it is to stand; `uid` is what a file calls it."""

    name: str
    place: str
    first: date
    last: date
    crowd: int | None
    uid: str = ""


def fault(wanted: Wanted) -> tuple[str, Any] | None:
    """What is wrong with an event, and the field it is about; None for nothing."""
    if not wanted.name or len(wanted.name) > LONGEST_NAME or len(wanted.place) > LONGEST_NAME:
        return "name", _l("Give it a name of up to 120 characters.")
    if wanted.last < wanted.first:
        return "last", _l("It ends before it begins. Put the later night here.")
    if wanted.last - wanted.first > LONGEST:
        return "last", _l("Longer than 60 nights: enter it in parts.")
    if wanted.crowd is not None and not 0 <= wanted.crowd <= MOST_CROWD:
        return "crowd", _l("Write how many people are expected, as a whole number.")
    return None
