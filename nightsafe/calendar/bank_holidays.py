"""Bank holidays of the nation that the network is in, from a library that keeps them."""

from datetime import date

from nightsafe.config import SettingError

# The nations whose bank holidays the library knows under the United Kingdom.
NATIONS = ("ENG", "WLS", "SCT", "NIR")


def between(first: date, last: date, nation: str) -> list[tuple[date, str]]:
    """The bank holidays from one day to another, in order, each with its name; none for "".

    `nation` is one of NATIONS. Raises SettingError for another.
    """
    if not nation:
        return []
    if nation not in NATIONS:
        raise SettingError(
            f"NIGHTSAFE_HOLIDAYS is {nation!r}: write one of {', '.join(NATIONS)}, or nothing."
        )
    import holidays  # noqa: PLC0415  (a second of calendars, for a page now and then)

    known = holidays.country_holidays(
        "GB", subdiv=nation, years=range(first.year, last.year + 1), language="en_GB"
    )
    return [(day, str(name)) for day, name in sorted(known.items()) if first <= day <= last]
