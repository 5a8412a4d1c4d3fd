"""Hospital assaults, one row each (the ISTV minimum data set), counted as they are read.

Of a row remain its month, how, where and in which part of the night; what was written in words of
where it happened, and any column nobody asked for, is never looked at. The file is not kept.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import BinaryIO
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from nightsafe import nights
from nightsafe.aggregates.context.assaults import method_of, place_of
from nightsafe.aggregates.context.moments import moment
from nightsafe.aggregates.context.police import Counted
from nightsafe.aggregates.context.reading import Refusals, Row, opened
from nightsafe.errors import ProductError, Words

# As the data set names them, then as departments do. The description of the place is none of them.
FIELDS = {
    "assault date": (
        "assaultdateandtime",
        "assaultdatetime",
        "assaultdate",
        "dateandtimeofassault",
        "datetimeofassault",
        "dateofassault",
        "incidentdateandtime",
        "incidentdatetime",
        "incidentdate",
        "dateofincident",
    ),
    "assault time": ("assaulttime", "timeofassault", "incidenttime", "timeofincident"),
    "arrival date": (
        "arrivaldateandtimeataccidentandemergencydepartment",
        "emergencycarearrivaldateandtime",
        "arrivaldateandtime",
        "arrivaldatetime",
        "arrivaldate",
        "dateandtimeofarrival",
        "dateofarrival",
        "attendancedateandtime",
        "attendancedate",
        "dateofattendance",
    ),
    "arrival time": ("arrivaltime", "timeofarrival", "attendancetime"),
    "assault method": (
        "assaultmethod",
        "methodofassault",
        "assaultweapon",
        "weapon",
        "weaponused",
        "method",
        "mechanismofassault",
        "primarymeansofassault",
    ),
    "assault location type": (
        "assaultlocationtype",
        "locationtype",
        "typeoflocation",
        "assaultlocationcategory",
        "incidentlocationtype",
    ),
    "site code": ("sitecodeoftreatment", "sitecode", "site", "hospitalcode", "providercode"),
}
NEEDED = ("assault date", "assault method", "assault location type")
HINT = _l(
    "It should be the file of assaults that the emergency department shares, a row for each, with "
    "a column for the date of the assault, its method and its type of location."
)
_SITE = re.compile(r"[A-Z0-9]{3,12}")
# What tells who somebody is has no business in the file, and is not read.
_NAMING = re.compile(r"surname|forename|firstname|lastname|nhsnumber|dateofbirth|postcode|address")
# Many a system writes midnight where it knows no time.
MIDNIGHT_SHARE, MIDNIGHT_LEAST = 5, 5
# A month with less than a fifth of the rows of the fullest is no month that the file is of.
STRAGGLERS = 5
TOMORROW = timedelta(days=1)


@dataclass
class _Seen:
    """What was counted so far; a row at exactly midnight may have no time at all."""

    timed: Counter[tuple[date, date, str, str, str, str]] = field(default_factory=Counter)
    midnight: Counter[tuple[date, date, str, str, str, str]] = field(default_factory=Counter)
    periods: Counter[tuple[date, str]] = field(default_factory=Counter)
    unrecognised: list[int] = field(default_factory=list)
    with_time: int = 0


@dataclass(frozen=True)
class Codes:
    """What a hospital's own codes mean: each a key of METHODS or PLACES."""

    methods: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


def count(
    name: str,
    stream: BinaryIO,
    today: date,
    tz: ZoneInfo,
    codes: Codes | None = None,
    *,
    most: int | None = None,
) -> Counted:
    """How many assaults of each kind in each month.

    An assault counts in the month of its night: half past one on the 1st is of the month before.
    Raises ProductError: no such file, or too many rows that cannot be read.
    """
    table = opened(name, stream, FIELDS, NEEDED, HINT, most=most)
    refusals, seen = Refusals(), _Seen()
    for row in table.rows:
        refusals.rows += 1
        try:
            _count_row(row, seen, today, tz, codes or Codes())
        except ProductError as error:
            refusals.add(row.line, error.message)
    refusals.check(name)
    _check_words(name, refusals, seen)
    timeless = (
        seen.midnight.total() >= MIDNIGHT_LEAST
        and seen.midnight.total() * MIDNIGHT_SHARE > seen.with_time
    )
    figures: Counter[tuple[date, tuple[tuple[str, str], ...]]] = Counter()
    for counted, plain in ((seen.timed, False), (seen.midnight, timeless)):
        for (month, day_month, method, place, band, site), number in counted.items():
            categories = {
                "band": "" if plain else band,
                "method": method,
                "place": place,
                "site": site,
            }
            figures[day_month if plain else month, tuple(categories.items())] += number
    naming = sum(bool(_NAMING.search(re.sub(r"[^a-z]", "", one.lower()))) for one in table.unread)
    return Counted(
        name=name,
        digest=table.source.digest,
        figures=figures,
        refusals=refusals,
        periods=_main(seen.periods),
        about={
            "unrecognised": len(seen.unrecognised),
            "lines": seen.unrecognised[:10],
            "midnights": seen.midnight.total() if timeless else 0,
            "naming": naming,
        },
    )


def _main(periods: Counter[tuple[date, str]]) -> Counter[tuple[date, str]]:
    """The months that a file is of; a straggler of the month before or after makes it none."""
    enough = max(periods.values(), default=0) / STRAGGLERS
    return Counter({key: number for key, number in periods.items() if number >= enough})


def _count_row(row: Row, seen: _Seen, today: date, tz: ZoneInfo, codes: Codes) -> None:
    arrived = _moment(row, "arrival", tz, today)
    happened = _moment(row, "assault", tz, today)
    if happened is None and arrived is None:
        raise ProductError(_l("it has no date of the assault."))
    # Without its own date it was on the day of the arrival, at no known time.
    day, at = happened or (arrived[0] if arrived else today, None)
    if arrived is not None and day > arrived[0]:
        raise ProductError(_l("the assault is dated after the arrival."))
    method = method_of(row["assault method"], codes.methods)
    place = place_of(row["assault location type"], codes.places)
    if method is None or place is None:
        seen.unrecognised.append(row.line)
    site = row["site code"].upper()
    site = site if _SITE.fullmatch(site) else ""
    night, band = _night(day, at, tz)
    key = (
        night.replace(day=1),
        day.replace(day=1),
        method or "other",
        place or "other",
        band,
        site,
    )
    seen.with_time += at is not None
    (seen.midnight if at == time(0) else seen.timed)[key] += 1
    seen.periods[(arrived[0] if arrived else day).replace(day=1), site] += 1


def _moment(row: Row, of: str, tz: ZoneInfo, today: date) -> tuple[date, time | None] | None:
    day, at = row[f"{of} date"], row[f"{of} time"]
    if not day:
        return None
    try:
        found = moment(day, at, tz)
    except ValueError:
        raise ProductError(_unreadable(of)) from None
    if found[0] >= today + TOMORROW:
        raise ProductError(_l("its date is still to come: are day and month the other way round?"))
    return found


def _unreadable(of: str) -> Words:
    if of == "assault":
        return _l("the date or time of the assault cannot be read (31/01/2026 23:30).")
    return _l("the date or time of the arrival cannot be read (31/01/2026 23:30).")


def _night(day: date, at: time | None, tz: ZoneInfo) -> tuple[date, str]:
    if at is None:
        return day, ""
    instant = datetime.combine(day, at, tzinfo=tz).astimezone(UTC)
    return nights.night_of(instant, tz), str(nights.band_of(instant, tz))


def _check_words(name: str, refusals: Refusals, seen: _Seen) -> None:
    """Raise ProductError where most words are none: codes, or another column."""
    read = refusals.rows - refusals.refused
    if len(seen.unrecognised) * 2 <= read:
        return
    raise ProductError(
        _l(
            "The words for how or where of %(number)s of the %(rows)s rows of %(name)s are not "
            "known here; the first stand in the lines %(lines)s. If they are codes, load the file "
            "at the command line and say what they mean: --method 03=knife --place 2=street",
            number=len(seen.unrecognised),
            rows=read,
            name=name,
            lines=", ".join(map(str, seen.unrecognised[:5])),
        ),
        "file",
    )
