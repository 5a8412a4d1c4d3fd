"""What the screens count is what the file says: counted again by code that shares nothing with it.

The second count reads the file with `csv` alone, tries every offset for an instant, and takes
twelve hours off the clock on the wall for a night. It knows nothing of the product.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from nightsafe.database import db
from tests import people
from tests.importing.past import NOW, run
from tests.inspection import text_of
from tests.page import Page, PageClient
from tests.people import person

NEW_YORK = ZoneInfo("America/New_York")
# Theirs: ours (None: left out), restricted, prevented. "Odd" stands nowhere.
CODES: dict[str, tuple[str | None, bool, bool]] = {
    "Brawl": ("V1", False, False),
    "Shoved": ("V1", False, False),
    "Larceny": ("P1", False, False),
    "Towed": (None, False, False),
    "Groping": ("S1", True, False),
    "At home": ("A1", True, False),
    "Child hit": ("V1", True, False),
    "Foiled": ("P1", False, True),
}
MAPPING = """
[entries]
source = "Station log"
id = "Number"
organisation = "Police"
[time]
zone = "America/New_York"
column = "Reported"
format = "utc midnight"
hour_column = "Hour"
hour_format = "hhmm"
twice = "{twice}"
[code]
column = "Offence"
[code.map]
"Brawl" = "V1"
"Shoved" = "V1"
"Larceny" = "P1"
"Towed" = "leave out"
"Groping" = "S1"
"At home" = "A1"
"Child hit" = {{ code = "V1", flags = ["under_18"] }}
"Foiled" = {{ code = "P1", flags = ["prevented"] }}
[place]
name = "Street"
unknown = "make"
area = "Old town"
make_area = true
"""
# Both changes of the clock, and the turn of a year; a Monday and two weeks each.
MONDAYS = (date(2016, 3, 7), date(2016, 10, 31), date(2016, 12, 26))
# 5 is 00:05 as a spreadsheet leaves it. Noon parts nights, and on a Monday weeks.
HOURS = ("1159", "1200", "2359", "0", "5", "0130", "0230", "0300", "1800", "2100")
COLUMNS = ("Number", "Offence", "Reported", "Hour", "Street")


def write_file(path: Path) -> None:
    """A few hundred rows with every trap of time, the codes taking turns at each hour."""
    theirs = [*CODES, "Odd"]
    days = [monday + timedelta(days=n) for monday in MONDAYS for n in range(-1, 16)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        number = 0
        for day in days:
            # The stamp of local midnight, as somebody's export turned it into UTC.
            stamp = datetime(day.year, day.month, day.day, tzinfo=NEW_YORK).astimezone(UTC)
            for hour in HOURS:
                number += 1
                code = theirs[(7 * number + number // 10) % len(theirs)]
                street = ("High Street", "Quay", "")[number % 3]
                writer.writerow([number, code, f"{stamp:%Y-%m-%d %H:%M:%S}", hour, street])


@dataclass
class Again:
    """The second count: figures by week, night and code, and by week, night and band."""

    codes: Counter[tuple[date, date, str]] = field(default_factory=Counter)
    bands: Counter[tuple[date, date, str]] = field(default_factory=Counter)
    prevented: Counter[tuple[date, date]] = field(default_factory=Counter)
    places: Counter[tuple[date, str]] = field(default_factory=Counter)
    fates: Counter[str] = field(default_factory=Counter)


def count_again(path: Path, shown_in: ZoneInfo, twice: str) -> Again:
    """Count the file anew."""
    again = Again()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            ours, hidden, prevented = CODES.get(row["Offence"], ("?", False, False))
            if ours is None or ours == "?":
                again.fates["left out" if ours is None else "rejected"] += 1
                continue
            instant = instant_of(row["Reported"], row["Hour"], twice)
            if instant is None:
                again.fates["rejected"] += 1
                continue
            again.fates["added"] += 1
            wall = instant.astimezone(shown_in).replace(tzinfo=None)
            night = (wall - timedelta(hours=12)).date()
            monday = night - timedelta(days=night.weekday())
            if hidden:
                continue
            if prevented:
                again.prevented[monday, night] += 1
                continue
            again.codes[monday, night, ours] += 1
            again.bands[monday, night, band_of(wall.hour)] += 1
            again.places[monday, "Old town" if row["Street"] else ""] += 1
    return again


def instant_of(stamp: str, hour: str, twice: str) -> datetime | None:
    """The one instant at which New York's clocks showed an hour; None where there is no one."""
    midnight = datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    day = midnight.astimezone(NEW_YORK).date()
    digits = hour.zfill(4)
    wall = datetime(day.year, day.month, day.day, int(digits[:2]), int(digits[2:]))
    tried = [(wall + timedelta(hours=offset)).replace(tzinfo=UTC) for offset in (4, 5)]
    found = [one for one in tried if one.astimezone(NEW_YORK).replace(tzinfo=None) == wall]
    if len(found) == 2:
        return found[1] if twice == "second" else None
    return found[0] if found else None


def band_of(hour: int) -> str:
    """The stretch of the night as the page names it."""
    if 6 <= hour < 18:
        return "Day (06:00 to 18:00)"
    if hour >= 18:
        return "18:00 to 21:00" if hour < 21 else "21:00 to midnight"
    return "Midnight to 03:00" if hour < 3 else "03:00 to 06:00"


def table(page: Page, caption: str) -> dict[str, list[int]]:
    """The figures of a table of the page, by the words that open each line."""
    for each in page.all("table"):
        if any(text_of(one).startswith(caption) for one in each.iter("caption")):
            return {
                text_of(next(row.iter("th"))): [
                    int(found.group()) if (found := re.match(r"\d+", text_of(cell))) else 0
                    for cell in row.iter("td")
                ]
                for row in each.iter("tr")
            }
    return {}


@pytest.mark.parametrize(
    ("zone", "twice", "around"),
    [("America/New_York", "reject", (0, 1, 2)), ("Europe/London", "second", (0,))],
)
def test_the_pages_of_the_weeks_count_what_the_file_says(
    zone: str,
    twice: str,
    around: tuple[int, ...],
    app: Flask,
    tmp_path: Path,
    signed_in: Callable[..., PageClient],
    freeze: Callable[[datetime], None],
) -> None:
    people.settle(zone)
    db.session.commit()
    file, mapping = tmp_path / "log.csv", tmp_path / "log.toml"
    write_file(file)
    mapping.write_text(MAPPING.format(twice=twice), encoding="utf-8")
    _, outcomes = run(file, mapping)
    again = count_again(file, ZoneInfo(zone), twice)
    assert Counter(str(outcome.what) for outcome in outcomes) == again.fates

    freeze(NOW)
    ana = signed_in(person("ana"))
    # The week after both has no more than the first days of it.
    for monday in [monday + timedelta(weeks=n) for monday in MONDAYS for n in around]:
        same_week(ana.page(f"/week?monday={monday.isoformat()}"), again, monday)
    same_row_of_weeks(ana.page("/week?monday=2017-01-09"), again)


def same_week(page: Page, again: Again, monday: date) -> None:
    """Every table of the week has the figures of the second count, by night and together."""
    nights = [monday + timedelta(days=n) for n in range(7)]
    codes = table(page, "Events by kind and night")
    for ours in ("V1", "P1", "S1", "A1"):
        expected = [again.codes[monday, night, ours] for night in nights]
        shown = next(row for words, row in codes.items() if words.startswith(f"{ours} "))
        assert (monday, ours, shown[0], shown[3:]) == (monday, ours, sum(expected), expected)
    total = sum(number for (week, *_), number in again.codes.items() if week == monday)
    assert (monday, codes["All events"][0]) == (monday, total)

    bands = table(page, "Events by hour band and night")
    for words in map(band_of, (18, 21, 0, 3, 12)):
        expected = [again.bands[monday, night, words] for night in nights]
        assert (monday, words, bands[words][3:]) == (monday, words, expected)

    prevented = [again.prevented[monday, night] for night in nights]
    foiled = table(page, "Prevented events by kind and night").get("All prevented", [0] * 10)
    assert (monday, foiled[3:]) == (monday, prevented)

    areas = table(page, "Events by area and night")
    for words, area in (("Old town", "Old town"), ("No place given", "")):
        shown = areas.get(words, [0])
        assert (monday, words, shown[0]) == (monday, words, again.places[monday, area])


def same_row_of_weeks(page: Page, again: Again) -> None:
    """The last weeks in a row, on the page of the last: no week has more or fewer."""
    rows = table(page, "Events and coverage by week")
    shown = {words.removesuffix(" so far"): row[0] for words, row in rows.items() if row}
    expected: Counter[str] = Counter(dict.fromkeys(shown, 0))
    first = MONDAYS[-1] + timedelta(weeks=2 - 25)
    for (monday, *_), number in again.codes.items():
        if monday >= first:
            expected[f"{monday.day} {monday:%B %Y}"] += number
    assert len(shown) == 26
    assert shown == dict(expected)


def test_every_trap_is_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    write_file(file)
    strict, second = (count_again(file, NEW_YORK, twice) for twice in ("reject", "second"))
    assert strict.fates["left out"] and strict.fates["added"] > 300
    # A time that came round twice is in it, and one that never was.
    assert second.fates["rejected"] < strict.fates["rejected"]
    with file.open(encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    assert {row["Reported"][11:] for row in rows} == {"04:00:00", "05:00:00"}
    assert any(
        row["Reported"].startswith("2016-03-13")
        and row["Hour"] == "0230"
        and row["Offence"] != "Odd"
        for row in rows
    )
    assert strict.prevented and len({band for *_, band in strict.bands}) == 5
    # The week from Monday noon, whose nights of Monday are not those of the calendar.
    assert {monday for monday, *_ in strict.codes} > set(MONDAYS)
