"""What a consumer's token opens, for how long, and how often it may be used."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from nightsafe.api.models import Consumer

NAME_LONGEST = 80
CONTACT_LONGEST = 200
# What is said of the form by itself, and of what only the action can see is wrong.
NAME_MISSING = _l("Name the program, in a few words.")
CONTACT_MISSING = _l("Say whom to ask about it, with a number or an address.")
SCOPES_MISSING = _l("Choose what it may read.")
UNTIL_MISSING = _l("Choose a date from today on, within twelve months.")
# A release changes four times a year; a program that asks more often than this is broken.
MOST_A_MINUTE = 120
MINUTE = timedelta(minutes=1)


class Scope(StrEnum):
    """What a token may open; the values are published."""

    RELEASES = "releases:read"
    PACKAGES = "packages:read"


@dataclass(frozen=True)
class About:
    """A scope in words for the person who gives it."""

    label: LazyString
    hint: LazyString


SCOPES: dict[Scope, About] = {
    Scope.RELEASES: About(_l("Read releases"), _l("The list of them, and each of their tables.")),
    Scope.PACKAGES: About(
        _l("Fetch data packages"), _l("A whole release as one file, for a data portal.")
    ),
}


def last_day(tonight: date) -> date:
    """The latest night until which a token may work: twelve months on."""
    try:
        return tonight.replace(year=tonight.year + 1)
    except ValueError:  # 29 February
        return tonight.replace(year=tonight.year + 1, day=28)


def works(consumer: Consumer, now: datetime) -> bool:
    """Whether a token opens anything: nobody has revoked it, and it has not ended."""
    return consumer.revoked_at is None and now < consumer.ends_at


def waits(consumer: Consumer, now: datetime) -> int:
    """Seconds until it may be used again; 0 when it may be now."""
    if consumer.minute is None or consumer.uses < MOST_A_MINUTE:
        return 0
    return max(0, -(-(consumer.minute + MINUTE - now) // timedelta(seconds=1)))
