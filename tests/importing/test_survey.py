"""A whole file is looked over before a row of it is written, and says where it betrays itself."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightsafe.importing.mapping import (
    HHMM,
    ISO,
    UTC_MIDNIGHT,
    Box,
    Codes,
    Entries,
    File,
    Mapping,
    Places,
    Times,
)
from nightsafe.importing.problems import CannotImport
from nightsafe.importing.rows import Row
from nightsafe.importing.survey import Survey, survey

LONDON = ZoneInfo("Europe/London")
TOWN = Box(38.00, -78.55, 38.08, -78.44)
DAY_MONTH, MONTH_DAY = "%d/%m/%Y", "%m/%d/%Y"
START = date(2018, 1, 1)


class Kept:
    """A file whose rows are at hand; told its dates, or whole rows."""

    def __init__(self, rows: Iterable[str | dict[str, str]]) -> None:
        cells = ({"When": row} if isinstance(row, str) else row for row in rows)
        self.kept = [Row(line, row) for line, row in enumerate(cells, 2)]

    def rows(self, progress: Callable[[int, int], None] | None = None) -> Iterator[Row]:
        for done, row in enumerate(self.kept, 1):
            yield row
            if progress is not None:
                progress(done, len(self.kept))


def mapping(*formats: str, places: Places | None = None, **times: object) -> Mapping:
    when = Times(LONDON, "When", formats, missing_hour=time(20))
    return Mapping(
        File(),
        Entries("Old log", ("Id",), "Harbour Watch"),
        replace(when, **times),  # type: ignore[arg-type]
        Codes(("Code",), {}),
        places or Places(),
    )


def looked(rows: Iterable[str | dict[str, str]], of: Mapping) -> Survey:
    return survey(Kept(rows), of)


def doubts_of(found: Survey, rows: Iterable[str | dict[str, str]]) -> dict[int, str]:
    """Line and reason of each row that the file as a whole speaks against."""
    each = ((row.line, found.problem_of(row)) for row in Kept(rows).kept)
    return {line: problem.reason for line, problem in each if problem is not None}


def days(number: int, step: int = 1) -> list[date]:
    return [START + timedelta(days=step * each) for each in range(number)]


def written(given: Iterable[date], pattern: str) -> list[str]:
    return [f"{day:{pattern}}" for day in given]


def test_a_file_that_agrees_with_its_mapping_has_nothing_to_say() -> None:
    rows = written(days(300), DAY_MONTH)
    found = looked(rows, mapping(DAY_MONTH))
    assert (found.rows, found.warnings, found.doubtful_dates) == (300, (), False)
    assert doubts_of(found, rows) == {}


def test_a_file_without_rows_is_refused() -> None:
    with pytest.raises(CannotImport, match="no rows"):
        looked([], mapping(DAY_MONTH))


def test_progress_is_told_as_the_file_is_read() -> None:
    told: list[tuple[int, int]] = []
    survey(
        Kept(written(days(3), DAY_MONTH)),
        mapping(DAY_MONTH),
        lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_dates_that_read_only_the_other_way_round_refuse_the_mapping() -> None:
    with pytest.raises(CannotImport) as caught:
        looked(written(days(60), MONTH_DAY), mapping(DAY_MONTH))
    said = str(caught.value)
    assert "day and month the wrong way round" in said
    assert 'line 14: "01/13/2018"' in said and 'format = "%m/%d/%Y"' in said


def test_a_few_of_them_may_be_the_exception() -> None:
    with pytest.raises(CannotImport, match="or mend these rows"):
        looked(["03/04/2018", "01/13/2018"], mapping(DAY_MONTH))


def test_one_slip_among_them_does_not_hide_that_the_mapping_is_wrong() -> None:
    with pytest.raises(CannotImport, match="wrong way round"):
        looked([*written(days(60), MONTH_DAY), "13/02/2018"], mapping(DAY_MONTH))


def test_in_a_file_that_mixes_orders_what_could_be_either_is_in_doubt() -> None:
    rows = ["27/09/2018", "03/04/2018", "05/05/2018", "09/28/2018", "no date"]
    found = looked(rows, mapping(DAY_MONTH))
    assert found.doubtful_dates
    assert doubts_of(found, rows) == {
        3: '"03/04/2018" could be 3 April 2018 or 4 March 2018: this file writes dates both ways '
        'round (line 2: "27/09/2018", line 5: "09/28/2018"). Write it as 2018-04-03 or '
        '2018-03-04, with "iso" among the formats under [time]'
    }
    assert "both ways round: 1 read only as %d/%m/%Y" in found.warnings[0]
    assert "1 could be either" in found.warnings[0]


def test_what_is_written_as_iso_is_never_in_doubt() -> None:
    rows = ["27/09/2018", "09/28/2018", "2018-04-03", "04/03/2018"]
    assert list(doubts_of(looked(rows, mapping(DAY_MONTH, ISO)), rows)) == [5]


def test_a_single_slip_in_a_long_file_puts_no_other_row_in_doubt() -> None:
    rows = [*written(days(900), DAY_MONTH), "09/28/2018"]
    found = looked(rows, mapping(DAY_MONTH))
    assert not found.doubtful_dates and doubts_of(found, rows) == {}
    assert "1 of the dates in When read only with day and month swapped" in found.warnings[0]
    assert 'line 902: "09/28/2018"' in found.warnings[0]


def test_formats_that_list_both_orders_leave_nothing_to_find_out() -> None:
    rows = ["27/09/2018", "03/04/2018", "09/28/2018"]
    assert not looked(rows, mapping(DAY_MONTH, MONTH_DAY)).doubtful_dates


def test_a_date_still_to_come_reads_only_the_other_way() -> None:
    rows = ["27/09/2018", "03/12/2018", "04/05/2018"]
    found = survey(Kept(rows), mapping(DAY_MONTH), now=datetime(2018, 10, 1, tzinfo=UTC))
    assert found.order.only_swapped == 1
    assert list(doubts_of(found, rows)) == [4]


@pytest.mark.parametrize("step", [1, -1])
def test_a_row_out_of_order_that_fits_once_swapped_is_in_doubt(step: int) -> None:
    rows = written(days(200)[::step], DAY_MONTH)
    wrong = rows.index("04/03/2018")
    rows[wrong] = "03/04/2018"
    found = looked(rows, mapping(DAY_MONTH))
    assert found.doubtful_dates and list(doubts_of(found, rows)) == [wrong + 2]
    assert "in order of time, it stands between" in doubts_of(found, rows)[wrong + 2]
    assert "In When, dates out of order that fit" in found.warnings[0]


def test_a_late_report_in_a_file_in_order_is_not_in_doubt() -> None:
    rows = written(days(200), DAY_MONTH)
    rows[100] = "03/02/2018"
    assert doubts_of(looked(rows, mapping(DAY_MONTH)), rows) == {}


def test_a_file_in_no_order_says_nothing_by_its_order() -> None:
    rows = written((days(300)[each * 7 % 300] for each in range(300)), DAY_MONTH)
    assert not looked(rows, mapping(DAY_MONTH)).order.misplaced


def test_a_spreadsheet_that_took_days_for_months_is_refused() -> None:
    """It makes dates of its own of what it can read, swapped, and leaves the rest as text."""
    rows = [
        f"{day.year}-{day.day:02d}-{day.month:02d}" if day.day <= 12 else f"{day:%d/%m/%Y}"
        for day in days(200)
        if day.day != day.month
    ]
    with pytest.raises(CannotImport, match="taken days for months"):
        looked(rows, mapping(DAY_MONTH, ISO))


def opened_abroad(given: Iterable[date]) -> list[str]:
    """Days as they stand once a spreadsheet of another country has opened the file."""
    return [
        f"{day.year}-{day.day:02d}-{day.month:02d}" if day.day <= 12 else f"{day:%d/%m/%Y}"
        for day in given
    ]


@pytest.mark.parametrize("own_late", [1, 2])
def test_a_date_that_somebody_typed_rightly_does_not_hide_the_others(own_late: int) -> None:
    rows = opened_abroad(days(200)) + ["2018-07-30"] * own_late
    with pytest.raises(CannotImport, match=r"84 of the 8[56] dates .* and 116 of the 116"):
        looked(rows, mapping(DAY_MONTH, ISO))


def test_few_dates_that_a_spreadsheet_swapped_are_rejects() -> None:
    rows = opened_abroad(date(2018, 6, 1) + timedelta(days=each) for each in range(30))
    found = looked(rows, mapping(DAY_MONTH, ISO))
    assert found.doubtful_dates
    said = doubts_of(found, rows)
    assert list(said) == [2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13]  # 6 June is 6 June either way
    assert "6 January 2018 or, with day and month swapped by it, 1 June 2018" in said[2]
    assert said[2].endswith("Write it as 06/01/2018 or 01/06/2018, as text")
    (warning,) = found.warnings
    assert "12 of the 12 dates that it made its own lie on days 1 to 12" in warning
    assert "become rejects" in warning


def test_a_file_that_betrays_it_in_part_has_its_doubtful_dates_rejected() -> None:
    rows = opened_abroad(days(100)) + [f"2018-05-{day:02d}" for day in range(1, 31)]
    found = looked(rows, mapping(DAY_MONTH, ISO))
    assert "seems to have taken days for months" in found.warnings[0]
    said = doubts_of(found, rows)
    assert not any("/" in rows[line - 2] for line in said)
    assert len(said) == 42 + 11


def test_very_few_dates_are_worth_a_look() -> None:
    rows = ["2018-06-01", "2018-06-02", "13/06/2018", "14/06/2018", "15/06/2018"]
    found = looked(rows, mapping(DAY_MONTH, ISO))
    assert found.warnings[0].startswith("Has the spreadsheet taken days for months?")
    assert doubts_of(found, rows) == {} and looked(rows[2:], mapping(DAY_MONTH, ISO)).warnings == ()


def test_a_date_with_its_hour_is_mended_with_its_hour() -> None:
    rows = [f"{one} 18:00" for one in opened_abroad(days(31))]
    said = doubts_of(found := looked(rows, mapping(f"{DAY_MONTH} %H:%M", ISO)), rows)
    assert found.doubtful_dates
    assert said[3].endswith("Write it as 01/02/2018 18:00 or 02/01/2018 18:00, as text")


def test_rejects_of_a_swapped_file_come_in_once_mended() -> None:
    rows = opened_abroad(date(2018, 6, 1) + timedelta(days=each) for each in range(30))
    mended = [f"{day:02d}/06/2018" for day in range(1, 13)] + rows[12:]
    assert doubts_of(looked(mended, mapping(DAY_MONTH, ISO)), mended) == {}


@pytest.mark.parametrize("seed", range(3))
def test_a_spreadsheet_that_made_dates_as_they_came_is_not_in_doubt(seed: int) -> None:
    """Half of the dates its own, half of them text, neither by their day of the month."""
    each = days(120)
    rows = [
        f"{day}" if (number * 7 + seed) % 5 < 2 else f"{day:%d/%m/%Y}"
        for number, day in enumerate(each)
    ]
    found = looked(rows, mapping(DAY_MONTH, ISO))
    assert (found.warnings, found.doubtful_dates) == ((), False)


def positions(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"When": "27/09/2018", "y": y, "x": x} for y, x in pairs]


BY_POSITION = mapping(DAY_MONTH, places=Places(latitude="y", longitude="x", within=TOWN))


def test_positions_that_are_mostly_swapped_refuse_the_mapping() -> None:
    swapped, right = ("-78.47", "38.02"), ("38.02", "-78.47")
    with pytest.raises(CannotImport) as caught:
        looked(positions(swapped, swapped, right, ("", "")), BY_POSITION)
    assert "2 of 3 positions" in str(caught.value)
    assert 'latitude = "x" and longitude = "y"' in str(caught.value)
    found = looked(positions(swapped, right, ("NA", "")), BY_POSITION)
    assert (
        "1 of 2 positions cannot be used: 1 with latitude and longitude swapped"
        in found.warnings[0]
    )


def test_positions_that_cannot_be_used_are_counted_by_what_is_wrong() -> None:
    rows = positions(("38.02", "-78.47"), ("0", "0"), ("39.5", "-78.47"), ("39.6", "-78.47"))
    (said,) = looked(rows, BY_POSITION).warnings
    assert said == (
        "3 of 4 positions cannot be used: 2 outside the area (line 4), 1 at 0, 0 (line 3); "
        "their rows become rejects."
    )
    ignoring = replace(BY_POSITION, places=replace(BY_POSITION.places, bad_position="ignore"))
    assert "by name alone" in looked(rows, ignoring).warnings[0]


def test_a_zone_that_no_row_agrees_with_is_refused() -> None:
    stamps = [f"{day} 04:00:00" for day in days(30)]
    with pytest.raises(CannotImport, match=r"Not one of the 30 rows .* line 2: .*not midnight"):
        looked(stamps, mapping(UTC_MIDNIGHT))


def test_rows_without_a_time_are_counted_when_they_are_most() -> None:
    (said,) = looked(["27/09/2018", "soon", "later"], mapping(DAY_MONTH)).warnings
    assert said.startswith("2 of 3 rows have no time that can be read. The first, line 3: ")


def by_hour(hours: Iterable[int]) -> tuple[str, ...]:
    rows = [{"When": "27/09/2018", "At": str(hour)} for hour in hours]
    of = mapping(DAY_MONTH, hour_column="At", hour_formats=(HHMM,))
    return looked(rows, of).warnings


def test_hours_that_were_hardly_recorded_are_warned_of() -> None:
    spread = [100 * (each % 24) + 7 for each in range(80)]
    assert by_hour(spread) == ()
    (said,) = by_hour(spread + [0] * 20)
    assert said.startswith("20 of 100 rows stand at exactly 00:00 (20 %)")
    (said,) = by_hour(spread + [1200] * 20)
    assert "exactly 12:00" in said
    (said,) = by_hour([405] * 95 + [2100] * 5)
    assert said.startswith("95 of 100 rows lie between 04:00 and 04:59 local time")


def test_stamps_of_a_midnight_elsewhere_are_warned_of() -> None:
    (said,) = by_hour([400] * 65 + [500] * 33 + [2100, 2200])
    assert said.startswith("98 of 100 rows lie in the hours from 04:00 and 05:00 local time alone")
    assert by_hour([100 * (each % 3) + 7 for each in range(90)]) == ()


def test_an_hour_that_the_mapping_gives_is_no_surprise() -> None:
    rows = written(days(100), DAY_MONTH)
    assert looked(rows, mapping(DAY_MONTH, missing_hour=time(0))).warnings == ()


def test_rows_of_long_ago_are_warned_of() -> None:
    rows = ["27/09/1970", "27/09/2018"]
    (said,) = looked(rows, mapping(DAY_MONTH)).warnings
    assert said == "1 of 2 rows lie before 1990: is that so?"


cells = st.one_of(st.text(max_size=12), st.dates().map(lambda day: f"{day:%d/%m/%Y}"))


@given(st.lists(st.fixed_dictionaries({"When": cells, "y": cells, "x": cells}), min_size=1))
def test_any_file_is_looked_over_or_refused_in_words(rows: list[dict[str, str]]) -> None:
    try:
        found = looked(rows, BY_POSITION)
    except CannotImport as error:
        said = str(error)
        assert said.endswith(".")
    else:
        assert found.rows == len(rows)
        for row in Kept(rows).kept:
            found.problem_of(row)
