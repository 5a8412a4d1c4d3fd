"""What a name, a number, a time zone and a pair of coordinates must be to be of use."""

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from flask_babel import lazy_gettext as _l

from nightsafe.errors import ProductError

NAME_LONGEST = 120
NUMBER_LONGEST = 30
MOST_ADDRESSES = 100_000
_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{1,12})?")
_CALLABLE = re.compile(r"\+?[0-9][0-9 ()-]*")


def one_line(text: str) -> str:
    """A name without doubled spaces and line ends."""
    return " ".join(text.split())


def same_name(one: str, other: str) -> bool:
    """Whether two names would be read as the same."""
    return one_line(one).casefold() == one_line(other).casefold()


def checked_name(text: str) -> str:
    """A name that can be saved; raises ProductError for the field `name`."""
    name = one_line(text)
    if not name:
        raise ProductError(_l("Write a name."), "name")
    if len(name) > NAME_LONGEST:
        raise ProductError(_l("Write a shorter name: 120 characters at most."), "name")
    return name


def checked_number(text: str) -> str:
    """A telephone number that a tap can call, or nothing; raises for `control_room_number`."""
    number = one_line(text)
    if number and (len(number) > NUMBER_LONGEST or not _CALLABLE.fullmatch(number)):
        raise ProductError(
            _l("Write the number with digits and spaces only, such as 01865 000 000."),
            "control_room_number",
        )
    return number


def checked_time_zone(text: str) -> str:
    """The name of a time zone that exists; raises ProductError for the field `time_zone`."""
    name = text.strip()
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ProductError(
            _l("There is no such time zone. Write area and city, such as Europe/London."),
            "time_zone",
        ) from None
    return name


def time_zones() -> list[str]:
    """The names to suggest: areas and cities, no abbreviations."""
    return sorted(
        name
        for name in available_timezones()
        if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/", "posix/", "right/"))
    )


def coordinates(latitude: str | float, longitude: str | float) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, or None when both are empty.

    A pair that was copied from a map into the first field ("51.7533, -1.2612") is taken apart.
    Raises ProductError for `latitude` or `longitude`.
    """
    # A field that was not sent keeps the number it was filled in with.
    first, second = str(latitude).strip(), str(longitude).strip()
    if "," in first and not second:
        first, _, second = (part.strip() for part in first.partition(","))
    if not first and not second:
        return None
    if not first or not second:
        missing = "latitude" if not first else "longitude"
        raise ProductError(
            _l("Give both numbers or neither, such as 51.7533 and -1.2612."), missing
        )
    return _degrees(first, 90, "latitude"), _degrees(second, 180, "longitude")


def _degrees(text: str, most: int, field: str) -> float:
    value = float(text) if _DEGREES.fullmatch(text) else None
    if value is None or not -most <= value <= most:
        raise ProductError(
            _l(
                "Write degrees as a number between -%(most)s and %(most)s, such as 51.7533.",
                most=most,
            ),
            field,
        )
    return value


def checked_addresses(number: int | None) -> int:
    """How many addresses a place has, at least one; raises ProductError for `addresses`."""
    if number is None or not 1 <= number <= MOST_ADDRESSES:
        raise ProductError(_l("Write a whole number, 1 or more."), "addresses")
    return number
