"""Hospital assaults: as they are written, counted by night, and nothing else of a row kept."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from nightsafe.aggregates.context import hospital
from nightsafe.aggregates.context.assaults import METHODS, PLACES, method_of, place_of
from nightsafe.aggregates.context.hospital import Codes
from nightsafe.aggregates.context.moments import moment
from nightsafe.aggregates.context.police import Counted
from nightsafe.errors import ProductError
from tests.aggregates.context.files import assaults

TODAY = date(2026, 11, 18)
LONDON = ZoneInfo("Europe/London")
JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)
WHEN = "04/07/2026 01:30"


@pytest.fixture(autouse=True)
def words(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def count(stream: BytesIO, codes: Codes | None = None) -> Counted:
    return hospital.count("assaults.csv", stream, TODAY, LONDON, codes)


def by(counted: Counted, name: str) -> Counter[tuple[date, str]]:
    found: Counter[tuple[date, str]] = Counter()
    for (month, told), number in counted.figures.items():
        found[month, dict(told)[name]] += number
    return found


@pytest.mark.parametrize(
    ("day", "at", "month", "hour"),
    [
        ("2026-07-04T01:30:00", "", 7, 1),
        ("2026-07-04 01:30:00.000", "", 7, 1),
        ("2026-07-04T00:30:00Z", "", 7, 1),
        ("2026-07-04T01:30:00+01:00", "", 7, 1),
        ("04/07/2026", "01:30", 7, 1),
        ("4.7.26", "1.30", 7, 1),
        ("04-Jul-2026 01:30", "", 7, 1),
        ("4 July 2026", "1:30 AM", 7, 1),
        ("20260704", "0130", 7, 1),
        ("04/07/2026 00:00", "01:30", 7, 1),
        ("04/07/2026 01:30 pm", "", 7, 13),
        ("04/07/2026", "1899-12-30 01:30:00", 7, 1),
        ("04/07/2026", "", 7, None),
    ],
)
def test_days_and_times_are_read_as_they_are_written(
    day: str, at: str, month: int, hour: int | None
) -> None:
    found, time = moment(day, at, LONDON)
    assert (found, time.hour if time else None) == (date(2026, month, 4), hour)


@pytest.mark.parametrize("day", ["", "x", "13/25/2026", "31/02/2026", "00/00/0000", "1900-01-01"])
def test_what_is_no_day_is_none(day: str) -> None:
    with pytest.raises(ValueError):
        moment(day, "", LONDON)


def test_words_become_kinds_the_gravest_first() -> None:
    told = {
        "Fist": "body",
        "KICKED, punched": "body",
        "no weapon": "body",
        "Broken glass bottle": "glass",
        "fist and knife": "knife",
        "Firearm": "other",
        "not_known": "unknown",
        " - ": "unknown",
    }
    assert {words: method_of(words, {}) for words in told} == told
    assert method_of("Jellyfish", {}) is None
    where = {
        "Licensed premises (pub/bar)": "licensed",
        "Public house": "licensed",
        "Public transport": "transport",
        "Public place": "street",
        "Street outside a club": "street",
        "Own home": "home",
        "School": "other",
        "Unknown": "unknown",
    }
    assert {words: place_of(words, {}) for words in where} == where
    assert {*told.values()} <= {*METHODS} and {*where.values()} <= {*PLACES}


def test_an_assault_counts_in_the_month_of_its_night() -> None:
    found = count(
        assaults(
            [
                ("RTH08", "01/08/2026 02:10", "01/08/2026 01:30", "Fist", "Club", "The Lantern"),
                ("RTH08", "01/08/2026 23:10", "01/08/2026 22:30", "Fist", "Club", "The Lantern"),
            ]
        )
    )
    assert by(found, "band") == {(JULY, "00-03"): 1, (AUGUST, "21-24"): 1}
    # It was the file of the month in which they arrived.
    assert found.periods == {(AUGUST, "RTH08"): 2}


def test_nothing_that_was_written_about_the_place_or_the_person_is_kept() -> None:
    header = "Assault date,Assault method,Assault location type,Location description,Surname"
    rows = [("04/07/2026", "Fist", "Club", "Behind The Lantern by Kim", "Quimby")] * 3
    found = count(assaults(rows, header))
    assert found.about["naming"] == 1
    assert "Lantern" not in repr(found) and "Quimby" not in repr(found)


def test_columns_of_day_and_time_apart_with_semicolons_in_an_old_encoding() -> None:
    header = "Arrival Date,Arrival Time,Incident date,Incident time,Weapon used,Location type"
    row = ("04/07/2026", "02:00", "04/07/2026", "01:30", "bottle \u00e9", "street")
    found = count(assaults([row] * 2, header, ";", "cp1252"))
    assert by(found, "method") == {(JULY, "glass"): 2}


def test_many_at_exactly_midnight_have_no_time() -> None:
    header = "Assault date and time,Assault method,Assault location type"
    some = [("01/08/2026 00:00", "Fist", "Club")] * 6
    timed = [("10/08/2026 23:30", "Fist", "Club")] * 10
    found = count(assaults([*some, *timed], header))
    assert by(found, "band") == {(AUGUST, ""): 6, (AUGUST, "21-24"): 10}
    assert found.about["midnights"] == 6
    one = count(assaults([some[0], *timed], header))
    assert by(one, "band") == {(JULY, "00-03"): 1, (AUGUST, "21-24"): 10}


def test_rows_that_contradict_themselves_are_refused_by_their_line() -> None:
    good = ("", WHEN, WHEN, "Fist", "Club", "")
    found = count(
        assaults(
            [
                *[good] * 40,
                ("", "03/07/2026 10:00", WHEN, "Fist", "Club", ""),
                ("", "", "", "Fist", "Club", ""),
                ("", "", "12/31/2026", "Fist", "Club", ""),
                ("", "", "04/12/2026", "Fist", "Club", ""),
            ]
        )
    )
    assert [line for line, _ in found.refusals.first] == [42, 43, 44, 45]
    assert "day and month the other way round" in found.refusals.words


def test_codes_are_refused_until_somebody_says_what_they_mean() -> None:
    rows = [("", WHEN, WHEN, "03", "2", "")] * 4
    with pytest.raises(ProductError, match=r"lines 2, 3, 4, 5.*--method 03=knife"):
        count(assaults(rows))
    found = count(assaults(rows), Codes({"03": "knife"}, {"2": "street"}))
    assert by(found, "method") == {(JULY, "knife"): 4}
    few = [*[("", WHEN, WHEN, "Fist", "Club", "")] * 9, ("", WHEN, WHEN, "Jellyfish", "Club", "")]
    mixed = count(assaults(few))
    assert (mixed.about["unrecognised"], mixed.about["lines"]) == (1, [11])
    assert by(mixed, "method")[JULY, "other"] == 1


def test_a_straggler_of_the_month_before_does_not_make_a_file_of_it() -> None:
    late = ("RTH08", "30/06/2026 23:59", "30/06/2026 23:30", "Fist", "Club", "")
    found = count(assaults([late, *[("RTH08", WHEN, WHEN, "Fist", "Club", "")] * 9]))
    assert {month for month, _ in found.periods} == {JULY}
    assert found.figures.total() == 10
