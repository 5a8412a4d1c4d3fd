"""The night runs from noon to noon, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightsafe.nights import (
    BANDS,
    Band,
    FinancialYear,
    Quarter,
    TimeDoesNotExist,
    TimeHappensTwice,
    Week,
    Weekend,
    band_hours,
    band_of,
    calendar_day,
    clock_label,
    corrected,
    exposure_hours,
    financial_year_of,
    happens_twice,
    local,
    night_bounds,
    night_of,
    quarter_of,
    skew,
    to_utc,
    week_of,
    weekend_of,
)

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # its clocks change by half an hour
CAIRO = ZoneInfo("Africa/Cairo")  # its clocks change at midnight
AZORES = ZoneInfo("Atlantic/Azores")  # in October midnight comes twice
ZONES = (LONDON, NEW_YORK, LORD_HOWE, CAIRO, AZORES, ZoneInfo("UTC"), ZoneInfo("Asia/Kathmandu"))

CLOCK_CHANGES = (
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 3, 8),
    date(2026, 11, 1),
    date(2026, 4, 5),
    date(2026, 10, 4),
    date(2026, 4, 24),
    date(2026, 10, 29),
)

zones = st.sampled_from(ZONES)
instants = st.datetimes(datetime(2023, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))
nights = st.dates(date(2023, 1, 1), date(2031, 1, 1))
clocks = st.one_of(st.times(), st.times(time(0), time(3, 30)))
days_with_changes = st.one_of(
    st.dates(date(2023, 1, 1), date(2030, 12, 31)),
    st.sampled_from(CLOCK_CHANGES),
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def reading(day: date, at: time, tz: ZoneInfo) -> datetime | TimeHappensTwice | TimeDoesNotExist:
    try:
        return to_utc(day, at, tz)
    except (TimeHappensTwice, TimeDoesNotExist) as error:
        return error


class TestNight:
    def test_half_past_one_on_sunday_is_saturday_night(self) -> None:
        assert night_of(utc(2026, 1, 11, 1, 30), LONDON) == date(2026, 1, 10)

    def test_it_begins_at_noon_and_ends_just_before_the_next(self) -> None:
        assert night_of(utc(2026, 1, 10, 12), LONDON) == date(2026, 1, 10)
        assert night_of(utc(2026, 1, 11, 11, 59, 59, 999999), LONDON) == date(2026, 1, 10)

    def test_noon_is_local_noon(self) -> None:
        assert night_of(utc(2026, 7, 10, 11), LONDON) == date(2026, 7, 10)
        assert night_of(utc(2026, 7, 10, 15, 59), NEW_YORK) == date(2026, 7, 9)

    def test_an_instant_without_an_offset_is_refused(self) -> None:
        with pytest.raises(ValueError, match="offset"):
            night_of(datetime(2026, 1, 10, 12), LONDON)

    @pytest.mark.parametrize(
        ("night", "hours"),
        [(date(2026, 3, 28), 23), (date(2026, 10, 24), 25), (date(2026, 7, 1), 24)],
    )
    def test_a_clock_change_makes_it_longer_or_shorter(self, night: date, hours: int) -> None:
        start, end = night_bounds(night, LONDON)
        assert end - start == timedelta(hours=hours)

    @given(instants, zones)
    def test_every_instant_lies_in_its_night(self, instant: datetime, tz: ZoneInfo) -> None:
        start, end = night_bounds(night_of(instant, tz), tz)
        assert start <= instant < end

    @given(nights, zones)
    def test_nights_leave_no_gap_and_do_not_overlap(self, night: date, tz: ZoneInfo) -> None:
        start, end = night_bounds(night, tz)
        assert end == night_bounds(night + timedelta(days=1), tz)[0]
        assert night_of(start, tz) == night
        assert night_of(end - timedelta(microseconds=1), tz) == night
        assert start.utcoffset() == timedelta(0)


class TestWeekendsAndWeeks:
    @pytest.mark.parametrize(
        ("night", "friday"),
        [
            (date(2026, 10, 23), date(2026, 10, 23)),
            (date(2026, 10, 24), date(2026, 10, 23)),
            (date(2026, 10, 25), date(2026, 10, 23)),
            (date(2026, 10, 26), date(2026, 10, 23)),  # Monday to Thursday: the one just before
            (date(2026, 10, 29), date(2026, 10, 23)),
            (date(2026, 10, 30), date(2026, 10, 30)),
        ],
    )
    def test_a_night_has_a_weekend(self, night: date, friday: date) -> None:
        assert weekend_of(night) == Weekend(friday)

    def test_a_weekend_is_friday_noon_to_monday_noon(self) -> None:
        weekend = Weekend(date(2026, 10, 23))
        assert weekend.bounds(LONDON) == (utc(2026, 10, 23, 11), utc(2026, 10, 26, 12))
        assert weekend.nights == (date(2026, 10, 23), date(2026, 10, 24), date(2026, 10, 25))
        assert weekend.next().previous() == weekend
        assert weekend.next().friday == date(2026, 10, 30)

    def test_a_week_is_monday_noon_to_monday_noon(self) -> None:
        week = week_of(date(2026, 10, 25))
        assert week == Week(date(2026, 10, 19))
        assert week.nights[0] == date(2026, 10, 19)
        assert week.nights[-1] == date(2026, 10, 25)
        assert week.weekend == Weekend(date(2026, 10, 23))
        assert week.bounds(LONDON) == (utc(2026, 10, 19, 11), utc(2026, 10, 26, 12))
        assert week.next().monday == date(2026, 10, 26)
        assert week.next().previous() == week

    def test_they_begin_on_their_day(self) -> None:
        with pytest.raises(ValueError, match="Friday"):
            Weekend(date(2026, 10, 24))
        with pytest.raises(ValueError, match="Monday"):
            Week(date(2026, 10, 24))

    @given(nights, zones)
    def test_a_week_is_its_seven_nights(self, night: date, tz: ZoneInfo) -> None:
        week = week_of(night)
        assert night in week.nights
        assert len(week.nights) == 7
        assert set(week.weekend.nights) <= set(week.nights)
        assert week.bounds(tz)[1] == week.next().bounds(tz)[0]
        assert {week_of(each) for each in week.nights} == {week}

    @given(nights)
    def test_a_nights_weekend_is_never_ahead_of_it(self, night: date) -> None:
        assert timedelta(0) <= night - weekend_of(night).friday < timedelta(days=7)


class TestQuarters:
    @pytest.mark.parametrize(
        ("night", "quarter"),
        [
            (date(2026, 1, 1), Quarter(2026, 1)),
            (date(2026, 3, 31), Quarter(2026, 1)),
            (date(2026, 4, 1), Quarter(2026, 2)),
            (date(2026, 12, 31), Quarter(2026, 4)),
        ],
    )
    def test_a_night_counts_by_its_date(self, night: date, quarter: Quarter) -> None:
        assert quarter_of(night) == quarter
        assert quarter.first <= night <= quarter.last

    def test_new_years_eve_belongs_to_the_old_year(self) -> None:
        night = night_of(utc(2027, 1, 1, 1), LONDON)
        assert quarter_of(night) == Quarter(2026, 4)
        assert Quarter(2026, 4).bounds(LONDON) == (utc(2026, 10, 1, 11), utc(2027, 1, 1, 12))

    def test_quarters_follow_each_other(self) -> None:
        assert Quarter(2026, 4).next() == Quarter(2027, 1)
        assert Quarter(2026, 1).previous() == Quarter(2025, 4)
        assert Quarter(2026, 3).moved(-4) == Quarter(2025, 3)
        assert Quarter(2026, 2).last == date(2026, 6, 30)
        assert str(Quarter(2026, 2)) == "2026 Q2"
        with pytest.raises(ValueError, match="quarter 5"):
            Quarter(2026, 5)

    def test_a_financial_year_runs_from_april(self) -> None:
        assert financial_year_of(date(2026, 3, 31)) == FinancialYear(2025)
        assert financial_year_of(date(2026, 4, 1)) == FinancialYear(2026)
        assert FinancialYear(2026).quarters[0] == Quarter(2026, 2)
        assert FinancialYear(2026).quarters[-1] == Quarter(2027, 1)
        assert str(FinancialYear(2099)) == "2099-00"

    @given(nights)
    def test_a_night_lies_in_a_quarter_of_its_financial_year(self, night: date) -> None:
        assert quarter_of(night) in financial_year_of(night).quarters


class TestBands:
    @pytest.mark.parametrize(
        ("hour", "minute", "band"),
        [
            (17, 59, Band.DAY),
            (18, 0, Band.EVENING),
            (20, 59, Band.EVENING),
            (21, 0, Band.LATE),
            (23, 59, Band.LATE),
            (0, 0, Band.MIDNIGHT),
            (2, 59, Band.MIDNIGHT),
            (3, 0, Band.SMALL_HOURS),
            (5, 59, Band.SMALL_HOURS),
            (6, 0, Band.DAY),
            (12, 0, Band.DAY),
        ],
    )
    def test_the_clock_on_the_wall_decides(self, hour: int, minute: int, band: Band) -> None:
        assert band_of(utc(2026, 1, 10, hour, minute), LONDON) == band

    def test_both_half_past_ones_are_of_one_band(self) -> None:
        for instant in (utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30)):
            assert band_of(instant, LONDON) == Band.MIDNIGHT

    @pytest.mark.parametrize(
        ("night", "tz", "hours"),
        [
            (date(2026, 3, 28), LONDON, 11),
            (date(2026, 10, 24), LONDON, 13),
            (date(2026, 7, 1), LONDON, 12),
            (date(2026, 3, 7), NEW_YORK, 11),
            (date(2026, 10, 31), NEW_YORK, 13),
            (date(2026, 10, 3), LORD_HOWE, 11.5),
            (date(2026, 4, 4), LORD_HOWE, 12.5),
        ],
    )
    def test_exposure_is_what_the_night_lasted(self, night: date, tz: ZoneInfo, hours: int) -> None:
        assert exposure_hours(night, tz) == hours

    def test_a_clock_change_falls_into_its_band(self) -> None:
        assert band_hours(date(2026, 10, 24), LONDON)[Band.MIDNIGHT] == 4
        assert band_hours(date(2026, 3, 28), LONDON)[Band.MIDNIGHT] == 2

    @given(nights, zones)
    def test_bands_sum_to_the_night(self, night: date, tz: ZoneInfo) -> None:
        hours = band_hours(night, tz)
        start, end = night_bounds(night, tz)
        assert sum(hours[each] for each in BANDS) == exposure_hours(night, tz)
        assert sum(hours.values()) == (end - start) / timedelta(hours=1)

    @given(nights, zones)
    def test_a_band_lasts_as_long_as_its_quarter_hours(self, night: date, tz: ZoneInfo) -> None:
        start, end = night_bounds(night, tz)
        step = timedelta(minutes=15)
        counted = dict.fromkeys(Band, 0.0)
        while start < end:
            counted[band_of(start, tz)] += 0.25
            start += step
        assert counted == band_hours(night, tz)


class TestWallClock:
    def test_the_skipped_half_hour_of_march_is_refused_with_a_suggestion(self) -> None:
        """R33."""
        with pytest.raises(TimeDoesNotExist) as caught:
            to_utc(date(2026, 3, 29), time(1, 30), LONDON)
        error = caught.value
        assert error.after == utc(2026, 3, 29, 1, 30)
        assert clock_label(error.after, LONDON) == "02:30"
        assert (error.skipped_from, error.skipped_to) == (time(1), time(2))
        assert (error.day, error.at) == (date(2026, 3, 29), time(1, 30))

    def test_a_fold_does_not_make_a_skipped_time_exist(self) -> None:
        for fold in (0, 1):
            with pytest.raises(TimeDoesNotExist):
                to_utc(date(2026, 3, 29), time(1, 30), LONDON, fold)

    def test_the_edges_of_the_skipped_hour_exist(self) -> None:
        assert to_utc(date(2026, 3, 29), time(0, 59), LONDON) == utc(2026, 3, 29, 0, 59)
        assert to_utc(date(2026, 3, 29), time(2), LONDON) == utc(2026, 3, 29, 1)

    def test_the_two_half_past_ones_of_october_are_an_hour_apart(self) -> None:
        """R33."""
        with pytest.raises(TimeHappensTwice) as caught:
            to_utc(date(2026, 10, 25), time(1, 30), LONDON)
        first, second = caught.value.first, caught.value.second
        assert second - first == timedelta(hours=1)
        assert clock_label(first, LONDON) == "01:30 BST"
        assert clock_label(second, LONDON) == "01:30 GMT"
        assert to_utc(date(2026, 10, 25), time(1, 30), LONDON, 0) == first
        assert to_utc(date(2026, 10, 25), time(1, 30), LONDON, 1) == second
        assert sorted([second, first]) == [first, second]

    def test_only_the_repeated_hour_bears_its_zone(self) -> None:
        assert clock_label(utc(2026, 10, 24, 23, 59), LONDON) == "00:59"
        assert clock_label(utc(2026, 10, 25, 0, 0), LONDON) == "01:00 BST"
        assert clock_label(utc(2026, 10, 25, 1, 59), LONDON) == "01:59 GMT"
        assert clock_label(utc(2026, 10, 25, 2, 0), LONDON) == "02:00"
        assert not happens_twice(utc(2026, 7, 1, 0, 30), LONDON)

    def test_new_york(self) -> None:
        with pytest.raises(TimeDoesNotExist) as gone:
            to_utc(date(2026, 3, 8), time(2, 15), NEW_YORK)
        assert clock_label(gone.value.after, NEW_YORK) == "03:15"
        with pytest.raises(TimeHappensTwice) as twice:
            to_utc(date(2026, 11, 1), time(1, 15), NEW_YORK)
        assert clock_label(twice.value.first, NEW_YORK) == "01:15 EDT"
        assert clock_label(twice.value.second, NEW_YORK) == "01:15 EST"

    def test_half_an_hour_at_lord_howe(self) -> None:
        with pytest.raises(TimeDoesNotExist) as gone:
            to_utc(date(2026, 10, 4), time(2, 10), LORD_HOWE)
        assert (gone.value.skipped_from, gone.value.skipped_to) == (time(2), time(2, 30))
        assert clock_label(gone.value.after, LORD_HOWE) == "02:40"
        with pytest.raises(TimeHappensTwice) as twice:
            to_utc(date(2026, 4, 5), time(1, 40), LORD_HOWE)
        assert twice.value.second - twice.value.first == timedelta(minutes=30)

    def test_midnight_skipped_at_cairo(self) -> None:
        with pytest.raises(TimeDoesNotExist) as gone:
            to_utc(date(2026, 4, 24), time(0, 30), CAIRO)
        assert (gone.value.skipped_from, gone.value.skipped_to) == (time(0), time(1))

    def test_a_clock_time_finds_its_day_within_the_night(self) -> None:
        night = date(2026, 10, 24)
        assert calendar_day(night, time(23, 30)) == night
        assert calendar_day(night, time(1, 30)) == date(2026, 10, 25)
        assert calendar_day(night, time(12)) == night
        assert calendar_day(night, time(11, 59)) == date(2026, 10, 25)

    @given(instants, zones)
    def test_every_instant_comes_back_from_its_clock_time(
        self, instant: datetime, tz: ZoneInfo
    ) -> None:
        wall = local(instant, tz)
        assert to_utc(wall.date(), wall.time(), tz, wall.fold) == instant
        assert calendar_day(night_of(instant, tz), wall.time()) == wall.date()

    @given(days_with_changes, clocks, zones)
    def test_a_clock_time_means_one_instant_or_says_why_not(
        self, day: date, at: time, tz: ZoneInfo
    ) -> None:
        found = reading(day, at, tz)
        if isinstance(found, TimeHappensTwice):
            assert found.first < found.second
            for each in (found.first, found.second):
                assert local(each, tz).replace(tzinfo=None, fold=0) == datetime.combine(day, at)
                assert happens_twice(each, tz)
        elif isinstance(found, TimeDoesNotExist):
            assert found.skipped_from <= at < found.skipped_to
            assert local(found.after, tz).time() >= found.skipped_to
        else:
            assert local(found, tz).replace(tzinfo=None) == datetime.combine(day, at)
            assert not happens_twice(found, tz)


class TestPhoneClocks:
    def test_a_slow_clock_is_put_right(self) -> None:
        claimed, sent = utc(2026, 10, 24, 22, 0), utc(2026, 10, 24, 22, 5)
        received = utc(2026, 10, 24, 22, 25)
        assert skew(sent, received) == timedelta(minutes=20)
        assert corrected(claimed, sent, received) == utc(2026, 10, 24, 22, 20)

    def test_a_clock_at_1970_is_put_right(self) -> None:
        """R32."""
        received = utc(2026, 10, 24, 22, 25)
        assert corrected(utc(1970, 1, 1), utc(1970, 1, 1, 0, 5), received) == utc(
            2026, 10, 24, 22, 20
        )

    def test_a_clock_beyond_the_calendar_leaves_our_own_time(self) -> None:
        received = utc(2026, 10, 24, 22, 25)
        assert corrected(utc(9999, 12, 31), utc(1, 1, 1), received) == received

    @given(instants, instants, st.timedeltas(timedelta(days=-400), timedelta(days=400)))
    def test_a_wrong_clock_makes_no_difference(
        self, happened: datetime, received: datetime, wrong: timedelta
    ) -> None:
        assert corrected(happened + wrong, received + wrong, received) == happened
