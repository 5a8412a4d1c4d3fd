"""Dates, hours and zones are told by the texts themselves, or asked for."""

from datetime import date, timedelta

import pytest

from nightsafe.importing.suggesting.proposal import Known, suggest
from tests.importing.sheets import KNOWN, Sheet, clean, doubts, proposed, utc_midnights, values

DAYS = [date(2024, 1, 1) + timedelta(days=number) for number in range(60)]


def times(source: Sheet, known: Known = KNOWN) -> dict[str, object]:
    return dict(proposed(source, known)["time"])


@pytest.mark.parametrize(
    "pattern",
    [
        "%d/%m/%Y %H:%M",
        "%m/%d/%Y %H:%M:%S",
        "%d.%m.%Y %H:%M",
        "%d-%b-%Y %H:%M",
        "%d/%m/%y %H:%M",
        "%m/%d/%Y %I:%M %p",
        "%d %B %Y %H:%M",
    ],
)
def test_a_pattern_is_known_by_the_dates_it_reads(pattern: str) -> None:
    texts = [f"{day:{pattern.replace('%H', '21').replace('%I', '09')}}" for day in DAYS]
    assert times(clean(Occurred=texts))["format"] == pattern


def test_iso_stamps_are_iso() -> None:
    found = times(clean(Occurred=[f"{day}T22:1{day.day % 10}:00" for day in DAYS]))
    assert (found["format"], "hour_column" in found) == ("iso", False)


def test_the_order_of_day_and_month_is_told_by_a_number_over_twelve_only() -> None:
    texts = [f"0{number % 9 + 1}/0{number % 7 + 1}/2024 21:30" for number in range(60)]
    text = suggest(clean(Occurred=texts), KNOWN)
    assert values(text)["time"]["format"] == "?"
    assert '"%d/%m/%Y %H:%M"' in doubts(text) and '"%m/%d/%Y %H:%M"' in doubts(text)
    text = suggest(clean(Occurred=[*texts[:59], "02/27/2024 21:30"]), KNOWN)
    assert values(text)["time"]["format"] == "%m/%d/%Y %H:%M"
    assert "different dates have a number over 12" in text


def test_a_file_of_both_orders_is_not_decided() -> None:
    texts = [f"{day:%d/%m/%Y} 21:30" if day.day % 2 else f"{day:%m/%d/%Y} 21:30" for day in DAYS]
    text = suggest(clean(Occurred=texts), KNOWN)
    assert values(text)["time"]["format"] == "?"
    assert "mixes both orders" in doubts(text)


def test_dates_written_in_two_ways_are_both_tried() -> None:
    texts = [f"{day:%d/%m/%Y} 21:30" if day.day % 3 else f"{day:%d.%m.%Y} 21:30" for day in DAYS]
    assert times(clean(Occurred=texts))["format"] == ["%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M"]


def stamped(zone: str, **more: list[str]) -> Sheet:
    stamps = utc_midnights(zone)
    hours = [f"{number % 24:02}{number % 60:02}" for number in range(len(stamps))]
    return clean(rows=len(stamps), **{"Occurred": stamps, "Hour occurred": hours, **more})


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Paris", "Europe/London"])
def test_stamps_of_local_midnight_in_utc_are_found_out(zone: str) -> None:
    text = suggest(stamped(zone), Known(KNOWN.areas, KNOWN.organisations, time_zone=zone))
    found = values(text)["time"]
    assert (found["zone"], found["format"]) == (zone, "utc midnight")
    assert (found["hour_column"], found["hour_format"]) == ("Hour occurred", "hhmm")
    assert "midnights in it" in text


def test_midnights_of_another_zone_are_asked_for_or_told_by_the_positions() -> None:
    text = suggest(stamped("America/New_York"), KNOWN)
    assert values(text)["time"]["zone"] == "?"
    assert '"America/New_York"' in doubts(text)
    rows = len(utc_midnights("America/New_York"))
    there = {"lat": ["40.71"] * rows, "lon": ["-74.01"] * rows}
    text = suggest(stamped("America/New_York", **there), KNOWN)
    assert values(text)["time"]["zone"] == "America/New_York"
    assert '"America/Toronto"' in doubts(text) and "would fit just as well" in doubts(text)


def test_stamps_that_are_midnights_nowhere_are_plain_times() -> None:
    texts = [f"{day}T{'04' if day.day % 2 else '05'}:00:00" for day in DAYS]
    found = times(clean(Occurred=texts))
    assert (found["format"], found["zone"]) == ("iso", "Europe/London")


def test_a_zone_that_nothing_betrays_is_said_to_be_unsure() -> None:
    assert "nothing in the file says in which zone" in doubts(suggest(clean(), KNOWN))


def test_records_far_from_the_zone_of_the_network_ask_for_theirs() -> None:
    text = suggest(clean(lat=["40.71"] * 60, lon=["-74.01"] * 60), KNOWN)
    assert values(text)["time"]["zone"] == "?"
    assert '"America/New_York"' in doubts(text)


HOURS = [
    ([f"{number % 24}{number % 60:02}" for number in range(60)], "hhmm"),
    ([f"{number % 24:02}{number % 60:02}" for number in range(60)], "hhmm"),
    ([f"{number % 24}" for number in range(60)], "hour"),
    ([f"{number % 24:02}:{number % 60:02}" for number in range(60)], "iso"),
    (
        [f"{number % 12 + 1:02}:15 {'AM' if number % 2 else 'PM'}" for number in range(60)],
        "%I:%M %p",
    ),
]


@pytest.mark.parametrize(("texts", "name"), HOURS, ids=range(len(HOURS)))
def test_an_hour_of_its_own_is_found_with_its_format(texts: list[str], name: str) -> None:
    found = times(clean(Occurred=[f"{day:%d/%m/%Y}" for day in DAYS], Hour=texts))
    assert (found["hour_column"], found["hour_format"]) == ("Hour", name)


def test_dates_without_any_hour_ask_for_one() -> None:
    found = times(clean(Occurred=[f"{day:%d/%m/%Y}" for day in DAYS]))
    assert found["missing_hour"] == "?"


def test_the_time_it_happened_comes_before_the_time_it_was_reported() -> None:
    stamps = [f"{day:%d/%m/%Y} 21:3{day.day % 10}" for day in DAYS]
    source = clean(Reported=stamps, Birth=stamps, Occurred=stamps)
    text = suggest(source, KNOWN)
    assert values(text)["time"]["column"] == "Occurred"
    assert '"Reported" also hold dates' in doubts(text)
    assert '"Birth"' not in doubts(text)
    only = Sheet(("Reported", *source.columns[:1]), [(row[4], row[0]) for row in source.cells])
    assert "when it was reported" in doubts(suggest(only, KNOWN))


def test_months_alone_are_named_as_such() -> None:
    text = suggest(clean(Occurred=["2024-03", "2024-04"] * 30), KNOWN)
    assert values(text)["time"]["column"] == ""
    assert '"Occurred" says no more than the month' in doubts(text)


def test_a_heap_at_midnight_is_a_doubt() -> None:
    hours = ["0000" if number % 3 == 0 else f"{number % 24:02}{number:02}" for number in range(60)]
    text = suggest(clean(Occurred=[f"{day:%d/%m/%Y}" for day in DAYS], Hour=hours), KNOWN)
    assert "stand at midnight exactly" in doubts(text)
