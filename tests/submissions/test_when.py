"""When something was: what chips and picked times mean, on both clock changes too."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from nightsafe.errors import ProductError
from nightsafe.submissions.envelope import Envelope, Kind
from nightsafe.submissions.forms import EnvelopeForm
from nightsafe.submissions.when import HappensTwice, When, WhenFields, read_when

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 14, 23, 30, tzinfo=UTC)
BACK = datetime(2026, 10, 25, 3, 0, tzinfo=UTC)
FORWARD = datetime(2026, 3, 29, 3, 0, tzinfo=UTC)


def envelope(captured: datetime | None = None, sent: datetime | None = None) -> Envelope:
    return Envelope(uuid4(), uuid4(), Kind.LOG, captured_at=captured, sent_at=sent)


def read(
    choice: str | None,
    day: str | None = "",
    at: str | None = "",
    fold: str | None = None,
    now: datetime = NOW,
    sent_in: Envelope | None = None,
) -> When:
    return read_when(choice, day, at, fold, envelope=sent_in or envelope(), now=now, tz=LONDON)


@pytest.mark.parametrize(("choice", "minutes"), [("now", 0), ("5", 5), ("30", 30), ("60", 60)])
def test_a_chip_counts_back_from_the_server_without_a_phones_clock(
    choice: str, minutes: int
) -> None:
    assert read(choice) == When(NOW - timedelta(minutes=minutes), by_phone=False)


def test_a_chip_counts_back_from_the_phones_clock_and_is_corrected() -> None:
    phone = NOW - timedelta(hours=13)
    sent = envelope(captured=phone - timedelta(minutes=2), sent=phone)
    when = read("5", sent_in=sent)
    assert when == When(phone - timedelta(minutes=7), by_phone=True)
    assert when.corrected(sent, NOW) == NOW - timedelta(minutes=7)


def test_a_phone_that_says_only_when_it_captured_is_not_believed() -> None:
    assert read("now", sent_in=envelope(captured=NOW - timedelta(days=900))).claimed_at == NOW


@pytest.mark.parametrize("year", [1, 1970, 9999])
def test_a_phones_clock_at_the_ends_of_the_calendar_breaks_nothing(year: int) -> None:
    phone = datetime(year, 1, 1, tzinfo=UTC)
    sent = envelope(captured=phone, sent=phone)
    assert abs(read("60", sent_in=sent).corrected(sent, NOW) - NOW) <= timedelta(hours=1)


def test_a_picked_time_is_by_the_wall_and_never_corrected() -> None:
    sent = envelope(captured=NOW - timedelta(hours=1), sent=NOW - timedelta(hours=1))
    when = read("pick", "2026-11-14", "22:10", sent_in=sent)
    assert when == When(datetime(2026, 11, 14, 22, 10, tzinfo=UTC), by_phone=False)
    assert when.corrected(sent, NOW) == when.claimed_at


@pytest.mark.parametrize(
    ("at", "expected"),
    [("23:20", "2026-11-14T23:20"), ("23:39", "2026-11-14T23:39"), ("23.45", "2026-11-13T23:45")],
)
def test_without_a_date_it_is_the_last_time_the_clock_showed_it(at: str, expected: str) -> None:
    assert read("pick", "", at).claimed_at.isoformat()[:16] == expected


@pytest.mark.parametrize(
    ("day", "at", "field"),
    [
        ("", "", "when_time"),
        ("", "25:10", "when_time"),
        ("", "soon", "when_time"),
        ("31/02/2026", "23:00", "when_date"),
        ("yesterday", "23:00", "when_date"),
        ("2026-11-15", "01:00", "when_time"),
        ("2025-11-01", "23:00", "when_time"),
        ("0001-01-01", "00:00", "when_time"),
        ("9999-12-31", "23:59", "when_time"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(day: str, at: str, field: str) -> None:
    with pytest.raises(ProductError) as caught:
        read("pick", day, at)
    assert (caught.value.field, caught.value.status) == (field, 422)


@pytest.mark.parametrize("choice", [None, "", "7", "-5", "5.0", "null"])
def test_a_choice_that_was_not_offered_is_refused(choice: str | None) -> None:
    with pytest.raises(ProductError) as caught:
        read(choice)
    assert caught.value.field == "when"


def test_ten_minutes_ahead_is_the_limit() -> None:
    assert read("pick", "2026-11-14", "23:40").claimed_at == NOW + timedelta(minutes=10)
    with pytest.raises(ProductError):
        read("pick", "2026-11-14", "23:41")


def test_a_time_the_clocks_jumped_over_is_refused_with_help() -> None:
    with pytest.raises(ProductError) as caught:
        read("pick", "2026-03-29", "01:30", now=FORWARD)
    assert caught.value.field == "when_time"
    assert "02:30" in str(caught.value)


def test_a_time_that_came_twice_is_asked_for_and_the_two_are_an_hour_apart() -> None:
    with pytest.raises(HappensTwice) as caught:
        read("pick", "2026-10-25", "01:30", now=BACK)
    labels = [choice.label for choice in caught.value.choices]
    assert "01:30 BST" in labels[0]
    assert "01:30 GMT" in labels[1]
    first, second = (read("pick", "2026-10-25", "01:30", fold, now=BACK) for fold in "01")
    assert second.claimed_at - first.claimed_at == timedelta(hours=1)


def test_the_second_of_two_is_not_asked_about_before_it_has_come() -> None:
    before = datetime(2026, 10, 25, 0, 40, tzinfo=UTC)
    assert read("pick", "", "01:30", now=before).claimed_at == before - timedelta(minutes=10)


class Asking(WhenFields, EnvelopeForm):
    """A form with nothing but a time."""


def test_the_form_shows_the_two_only_when_asked(app: Flask) -> None:
    typed = {"when": "pick", "when_date": "2026-10-25", "when_time": "01:30"}
    with app.test_request_context(method="POST", data=typed):
        form = Asking(meta={"csrf": False})
        assert form.validate()
        shown_before = form.shows_fold
        with pytest.raises(HappensTwice):
            form.claimed(envelope(), now=BACK, tz=LONDON)
        assert (shown_before, form.shows_fold) == (False, True)
        assert form.typed_when() == "pick 2026-10-25 01:30"


def test_an_amendment_is_shown_the_time_it_has(app: Flask) -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    with app.test_request_context():
        form = Asking(meta={"csrf": False})
        form.put_when(second, LONDON)
        assert form.shows_fold
        assert form.claimed(envelope(), now=BACK, tz=LONDON).claimed_at == second
