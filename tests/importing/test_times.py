"""When a row happened is read as the mapping says, and every doubt is named."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightsafe.importing.mapping import HHMM, HOUR, ISO, UTC_MIDNIGHT, Times
from nightsafe.importing.problems import RowProblem
from nightsafe.importing.rows import Row
from nightsafe.importing.time_patterns import fault_of
from nightsafe.importing.times import check_not_ahead, instant_of, says_hour

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")
CAIRO = ZoneInfo("Africa/Cairo")  # its clocks change at midnight
AZORES = ZoneInfo("Atlantic/Azores")  # in October midnight comes twice


def one(*formats: str, zone: ZoneInfo = LONDON, **more: object) -> Times:
    return Times(zone, "When", formats, **more)  # type: ignore[arg-type]


def two(formats: tuple[str, ...], hours: tuple[str, ...], **more: object) -> Times:
    zone = more.pop("zone", LONDON)
    return Times(zone, "When", formats, "Hour", hours, **more)  # type: ignore[arg-type]


def read(times: Times, when: str, hour: str = "") -> datetime:
    found = instant_of(times, Row(2, {"When": when, "Hour": hour}))
    assert found.tzinfo is UTC and found.second == found.microsecond == 0
    return found


def tried(times: Times, when: str, hour: str = "") -> datetime | str:
    """The instant, or the reasons, each with its column."""
    try:
        return read(times, when, hour)
    except RowProblem as error:
        return "; ".join(f"{each.column}: {each.reason}" for each in error.problems)


def refused(times: Times, when: str, hour: str = "") -> str:
    """The reasons for which a row is refused."""
    found = tried(times, when, hour)
    assert isinstance(found, str), "it was read"
    return found


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("format_", "text", "instant"),
    [
        (ISO, "2018-09-27 18:00", utc(2018, 9, 27, 17)),
        (ISO, "2018-09-27T18:00:59", utc(2018, 9, 27, 17)),
        (ISO, "2018-01-27T18:00:00.000", utc(2018, 1, 27, 18)),
        (ISO, "2018-09-27T18:00Z", utc(2018, 9, 27, 18)),
        (ISO, "2018-09-27 18:00:00-04:00", utc(2018, 9, 27, 22)),
        (ISO, "2018-09-27 18:00:00+0530", utc(2018, 9, 27, 12, 30)),
        (ISO, "2018-09-27 18:00:00+00", utc(2018, 9, 27, 18)),
        ("%d/%m/%Y %H:%M", "03/04/2018 23:15", utc(2018, 4, 3, 22, 15)),
        ("%d.%m.%y %H.%M", "3.4.18 23.15", utc(2018, 4, 3, 22, 15)),
        ("%d %b %Y %I:%M %p", "3 Apr 2018 11:15 pm", utc(2018, 4, 3, 22, 15)),
        ("%d/%m/%Y %H:%M %z", "03/04/2018 23:15 -0400", utc(2018, 4, 4, 3, 15)),
        ("%Y%m%d%H%M", "201804032315", utc(2018, 4, 3, 22, 15)),
        ("%a %d/%m/%Y %H:%M", "Tue 03/04/2018 23:15", utc(2018, 4, 3, 22, 15)),
    ],
)
def test_one_column_with_date_and_time(format_: str, text: str, instant: datetime) -> None:
    assert read(one(format_), text) == instant
    assert says_hour(one(format_), Row(2, {"When": text}))


@pytest.mark.parametrize(
    ("hour", "at"),
    [
        ("1800", time(18)),
        ("0930", time(9, 30)),
        ("930", time(9, 30)),
        ("5", time(0, 5)),
        ("0", time(0)),
        ("2359", time(23, 59)),
        ("1800.0", time(18)),
    ],
)
def test_an_hour_apart_without_a_colon(hour: str, at: time) -> None:
    times = two(("%d/%m/%Y",), (HHMM,))
    expected = datetime.combine(date(2018, 4, 3), at, LONDON)
    assert read(times, "03/04/2018", hour) == expected


@pytest.mark.parametrize(
    ("format_", "hour", "says"),
    [
        (HHMM, "2400", "write 0000 of the next day"),
        (HHMM, "1875", "minutes to 59"),
        (HHMM, "2500", "hours go to 23"),
        (HHMM, "18:00", 'reads well as "iso"'),
        ("%H.%M", "1800", 'reads well as "hhmm"'),
        (HHMM, "2018-09-27", "mend it, or add its format"),
        (HHMM, "-5", "is not written as hhmm"),
        (HHMM, "", "there is no hour"),
        (HHMM, "NA", "there is no hour"),
        (HOUR, "24", "write 0 of the next day"),
        (HOUR, "37", "is no hour from 0 to 23"),
        (HOUR, "1800", "is no hour from 0 to 23"),
        (ISO, "24:00", "write 00:00 of the next day"),
        (ISO, "18:60", "no such time of day"),
        (ISO, "2018-09-27", "has no hour"),
        ("%H:%M", "24:00", "write 00:00 of the next day"),
        ("%H%M", "930", "could be read two ways"),
        ("%H.%M", "21.3", '"21.3": minutes have two figures: 21:30 or 21:03?'),
        ("%H:%M", "9:7", "minutes have two figures: 9:07?"),
        ("%I.%M %p", "9.3 PM", "minutes have two figures: 9:30 or 9:03?"),
        ("%H:%M:%S", "21:30:5", "seconds have two figures"),
        ("%d/%m/%Y %H:%M", "3/4/2018 21:3", "minutes have two figures"),
    ],
)
def test_an_hour_that_cannot_be_says_why(format_: str, hour: str, says: str) -> None:
    reasons = refused(two(("%d/%m/%Y",), (format_,)), "03/04/2018", hour)
    assert reasons.startswith("Hour: ") and says in reasons


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from([":", ".", " h ", "%%"]))
def test_a_pattern_reads_an_hour_with_all_its_figures_or_not(
    hour: int, minute: int, mark: str
) -> None:
    """A number that lost its noughts in a spreadsheet is no other time of day."""
    times = two(("%d/%m/%Y",), (f"%H{mark}%M",))
    shown = mark.replace("%%", "%")
    assert read(times, "03/01/2018", f"{hour}{shown}{minute:02d}") == utc(2018, 1, 3, hour, minute)
    cut = f"{hour}{shown}{minute // 10 if minute % 10 == 0 else minute}"
    if len(cut) < len(f"{hour}{shown}00"):
        assert "two figures" in refused(times, "03/01/2018", cut)


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    assert refused(two((ISO,), (HHMM,)), "", "1875").count(": ") >= 2
    assert "When: there is no date; Hour: " in refused(two((ISO,), (HHMM,)), "", "1875")


@pytest.mark.parametrize("hour", ["18:00:00", "1899-12-30T18:00:00", "2018-09-27T18:00:00"])
def test_a_spreadsheets_own_dates_and_times(hour: str) -> None:
    times = two((ISO,), (ISO,))
    assert read(times, "2018-09-27", hour) == utc(2018, 9, 27, 17)
    assert read(times, "2018-09-27T00:00:00", hour) == utc(2018, 9, 27, 17)


def test_a_date_column_that_says_another_time_or_day_is_not_overruled() -> None:
    times = two((ISO,), (ISO, HHMM), missing_hour=time(12))
    assert read(times, "2018-09-27T18:00:00", "1800") == utc(2018, 9, 27, 17)
    assert "When says 14:30, and this 18:00" in refused(times, "2018-09-27T14:30:00", "1800")
    assert "When says 14:30 already" in refused(times, "2018-09-27T14:30:00", "")
    assert "it says 28 September" in refused(times, "2018-09-27", "2018-09-28T18:00:00")


def test_a_missing_hour_is_refused_or_what_the_mapping_says() -> None:
    assert "has no hour" in refused(one(ISO), "2018-09-27")
    assert read(one(ISO, missing_hour=time(12)), "2018-09-27") == utc(2018, 9, 27, 11)
    apart = two((ISO,), (HHMM,), missing_hour=time(12))
    assert read(apart, "2018-09-27", "null") == utc(2018, 9, 27, 11)
    assert not says_hour(apart, Row(2, {"When": "2018-09-27", "Hour": "null"}))
    assert not says_hour(one(ISO, missing_hour=time(12)), Row(2, {"When": "2018-09-27"}))


@pytest.mark.parametrize("stamp", ["2018-09-27 04:00:00", "2018-09-27T04:00:00.000Z"])
def test_a_utc_stamp_of_local_midnight_is_that_calendar_date(stamp: str) -> None:
    times = two((UTC_MIDNIGHT,), (HHMM,), zone=NEW_YORK)
    assert read(times, stamp, "1800") == utc(2018, 9, 27, 22)
    assert read(times, "2018-01-27 05:00:00+00", "0030") == utc(2018, 1, 27, 5, 30)


def test_a_utc_stamp_that_is_not_midnight_betrays_a_wrong_zone() -> None:
    times = two((UTC_MIDNIGHT,), (HHMM,), zone=NEW_YORK)
    reasons = refused(times, "2018-09-27 05:00:00", "1800")
    assert "01:00 on 27 September 2018 in America/New_York, not midnight" in reasons
    assert "no UTC stamp with its time" in refused(times, "2018-09-27", "1800")


def test_midnights_over_which_the_clocks_changed_are_midnights() -> None:
    # In Cairo 26 April 2024 began at 01:00; in the Azores midnight came twice.
    cairo = two((UTC_MIDNIGHT,), (HHMM,), zone=CAIRO)
    assert read(cairo, "2024-04-25 22:00:00", "1200") == utc(2024, 4, 26, 9)
    azores = two((UTC_MIDNIGHT,), (HHMM,), zone=AZORES)
    for stamp in ("2026-10-25 00:00:00", "2026-10-25 01:00:00"):
        assert read(azores, stamp, "1200") == utc(2026, 10, 25, 13)


@pytest.mark.parametrize("zone", [LONDON, NEW_YORK, CAIRO, AZORES])
def test_every_local_midnight_of_a_year_comes_back_as_its_date(zone: ZoneInfo) -> None:
    times = two((UTC_MIDNIGHT,), (HHMM,), zone=zone)
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    stamps = [datetime.combine(day, time(0), zone).astimezone(UTC) for day in days]
    found = [read(times, f"{stamp:%Y-%m-%d %H:%M:%S}", "1200") for stamp in stamps]
    assert [each.astimezone(zone).date() for each in found] == days
    assert all(earlier < later for earlier, later in pairwise(found))


def test_a_time_that_came_round_twice_is_named_with_both_clocks() -> None:
    reasons = refused(two((ISO,), (HHMM,)), "2026-10-25", "0130")
    assert reasons == (
        "Hour: 01:30 on 25 October 2026 came round twice: 01:30 BST and 01:30 GMT. "
        'Say twice = "first" or "second" under [time], or mend the row'
    )
    assert read(two((ISO,), (HHMM,), twice=0), "2026-10-25", "130") == utc(2026, 10, 25, 0, 30)
    assert read(two((ISO,), (HHMM,), twice=1), "2026-10-25", "130") == utc(2026, 10, 25, 1, 30)
    assert read(one(ISO), "2026-10-25 01:30+01:00") == utc(2026, 10, 25, 0, 30)


def test_a_time_that_never_was_is_named() -> None:
    reasons = refused(one(ISO, twice=0), "2026-03-29 01:30")
    assert "01:30 on 29 March 2026 never was: the clocks went from 01:00 to 02:00" in reasons
    assert "02:30 BST" in reasons


def test_two_formats_that_disagree_are_not_settled_by_their_order() -> None:
    times = one("%d/%m/%Y", "%m/%d/%Y", missing_hour=time(12))
    reasons = refused(times, "03/04/2018")
    assert "3 April 2018 (%d/%m/%Y) and as 4 March 2018 (%m/%d/%Y)" in reasons
    assert read(times, "04/04/2018") == utc(2018, 4, 4, 11)
    assert read(times, "13/04/2018") == read(times, "04/13/2018") == utc(2018, 4, 13, 11)


@pytest.mark.parametrize(
    ("format_", "text", "says"),
    [
        ("%d/%m/%Y", "09/27/2018", "reads only as month/day (27 September 2018)"),
        ("%m/%d/%Y", "27/09/2018", "reads only as day/month (27 September 2018)"),
        ("%d/%m/%Y", "2018-09-27", 'reads well as "iso"'),
        ("%d/%m/%Y", "1815", "mend it, or add its format"),
        ("%d/%m/%Y", "31/02/2018", "is not written as %d/%m/%Y"),
        ("%d/%m/%Y", "yesterday", "mend it, or add its format"),
        ("%d/%m/%Y", "03/04/0218", "the year 218 lies before 1950"),
        ("%Y%m%d", "2018111", "could be read two ways"),
        ("%a %d/%m/%Y", "Mon 03/04/2018", "3 April 2018 was a Tuesday"),
        ("%d/%m", "03/04", "it has no year"),
        (ISO, "2018-02-30", "no such day in the calendar"),
        (ISO, "2018-09-27 24:00", "write 00:00 of the next day"),
        (ISO, "2018-09-27 10:00+25:00", "no offset from UTC"),
        (ISO, "9999-12-31 23:59", "lies far ahead of us"),
        (ISO, "1899-12-30T18:00:00", "has no date"),
        (ISO, "1899-12-30T18:00:00Z", "lies before 1950"),
        (ISO, "0001-01-01 00:00+14:00", "lies before 1950"),
        (ISO, "18:00", "has no date"),
        (ISO, "٢٠١٨-٠٩-٢٧ 18:00", "digits of another script"),
        (ISO, "2018-09-27 18:00\x00", '18:00�" is not written'),
        (ISO, "2018-09-27" * 100, "is too long"),
        (ISO, "N/A", "there is no date"),
    ],
)
def test_a_date_that_cannot_be_says_why(format_: str, text: str, says: str) -> None:
    reasons = refused(one(format_, missing_hour=time(12)), text)
    assert reasons.startswith("When: ") and says in reasons
    assert len(reasons) < 300


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("%d/%m", "no year"),
        ("%Y-%m", "a day and a month"),
        ("%d/%m/%Y %M", "minutes without an hour"),
        ("%d/%m/%Y %I:%M", "%I (1 to 12)"),
        ("%d/%m/%Y %H:%M %p", "%I (1 to 12)"),
        ("%d/%m/%Y %H:%M %Z", "cannot be relied upon"),
        ("%H:%M %z", "needs a date"),
        ("%d/%d/%Y", "twice"),
        ("%d %m %B %Y", "twice"),
        ("%x", "not one of the parts"),
        ("%d/%m/%Y %", "not one of the parts"),
        ("when", "neither a date"),
    ],
)
def test_patterns_that_would_mislead_are_refused(pattern: str, says: str) -> None:
    assert says in fault_of(pattern)
    assert "cannot be used" in refused(one(pattern), "03/04/2018")


@pytest.mark.parametrize("name", [ISO, HHMM, HOUR, UTC_MIDNIGHT, "%d.%m.%Y %H:%M", "100 %% %y-%j"])
def test_formats_that_mean_one_thing_are_taken(name: str) -> None:
    assert fault_of(name) == ""


def test_what_is_still_to_come_is_refused_and_swapped_where_that_helps() -> None:
    now = utc(2018, 6, 1, 12)
    times = one("%m/%d/%Y %H:%M")

    def ahead(text: str) -> str:
        row = Row(2, {"When": text})
        found = check_not_ahead(times, row, instant_of(times, row), now)
        return f"{found.column}: {found.reason}" if found else ""

    assert ahead("06/01/2018 13:00") == ""
    assert "13:01 on 1 June 2018 is still to come." in ahead("06/01/2018 13:01")
    assert ahead("12/03/2018 18:00").endswith("Swapped, it would be 12 March 2018.")
    assert "Swapped" not in ahead("12/30/2018 18:00")


FORMATS = (ISO, UTC_MIDNIGHT, "%d/%m/%Y", "%d/%m/%y %H:%M", "%a %d %b %Y", "%Y%m%d%H%M%z", "%q")
HOURS = (ISO, HHMM, HOUR, "%H.%M", "%d/%m/%Y %I %p")
texts = st.one_of(
    st.text(),
    st.text("0123456789-/:.T +ZNA", max_size=24),
    st.datetimes().map(str),
    st.dates().map(lambda day: f"{day.day}/{day.month}/{day.year}"),
    st.from_regex(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)?"),
)


@given(
    texts,
    texts,
    st.lists(st.sampled_from(FORMATS), unique=True).map(tuple),
    st.lists(st.sampled_from(HOURS), unique=True).map(tuple),
    st.booleans(),
    st.sampled_from((LONDON, CAIRO, AZORES)),
)
def test_any_text_gives_an_instant_or_a_reason(
    when: str,
    hour: str,
    formats: tuple[str, ...],
    hours: tuple[str, ...],
    apart: bool,
    zone: ZoneInfo,
) -> None:
    found = tried(Times(zone, "When", formats, "Hour" if apart else "", hours), when, hour)
    if isinstance(found, str):
        assert len(found) > 10 and "\x00" not in found
    else:
        assert 1949 <= found.year <= 2200


@given(st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)), st.sampled_from(("/", ".")))
def test_what_was_written_is_what_is_read(wall: datetime, mark: str) -> None:
    text = f"{wall:%d{mark}%m{mark}%Y %H:%M}"
    found = tried(one(f"%d{mark}%m{mark}%Y %H:%M", twice=0), text)
    if isinstance(found, str):
        assert "never was" in found
    else:
        assert f"{found.astimezone(LONDON):%d{mark}%m{mark}%Y %H:%M}" == text


def test_times_with_a_point_and_times_without_stand_in_one_column() -> None:
    times = Times(LONDON, "d", ("iso",), "h", ("%H.%M", "hhmm"))
    for text, expected in (("01.00", "01:00"), ("2340", "23:40"), ("9.05", "09:05")):
        found = instant_of(times, Row(2, {"d": "2024-03-05", "h": text}))
        assert f"{found:%H:%M}" == expected
    for text in ("23.4", "1.0"):
        with pytest.raises(RowProblem):
            instant_of(times, Row(2, {"d": "2024-03-05", "h": text}))
