"""The envelope's hidden fields: what a page sends, and what bent ones become."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from nightsafe.submissions.envelope import FORMAT, Envelope, Kind, fresh
from nightsafe.submissions.forms import EnvelopeForm, instant, read_record

ONE, TWO = UUID(int=1, version=4), UUID(int=2, version=4)


def envelope(app: Flask, of_address: UUID | None = None, /, **sent: Any) -> Envelope:
    with app.test_request_context("/", method="POST"):
        form = EnvelopeForm(MultiDict(sent), meta={"csrf": False})
        assert form.validate()
        return form.envelope(Kind.AMEND, of_address)


def test_what_a_page_was_given_comes_back(app: Flask) -> None:
    given = fresh(Kind.AMEND, ONE, TWO)
    with app.test_request_context():
        form = EnvelopeForm(formdata=None, meta={"csrf": False})
        form.put(given)
        sent = {field.name: field.data or "" for field in form}
    assert envelope(app, **sent) == given


def test_missing_or_bent_ids_are_minted_anew(app: Flask) -> None:
    made = envelope(app, submission="x", record="", parent="nothing")
    assert made.submission_id.version == made.record_id.version == 4
    assert made.parent_id is None
    assert made.format == FORMAT
    assert made.submission_id != envelope(app).submission_id


def test_an_id_that_no_page_minted_is_minted_anew(app: Flask) -> None:
    """An event's id is derived from its first entry's: a record of that id would share its key."""
    derived = str(uuid5(ONE, "event"))
    made = envelope(app, submission=derived, record=derived, parent=derived)
    assert made.submission_id.version == made.record_id.version == 4
    assert made.parent_id is None


def test_the_record_of_the_address_wins(app: Flask) -> None:
    assert envelope(app, ONE, record=str(TWO)).record_id == ONE


@pytest.mark.parametrize(
    ("text", "number"),
    [("", 1), ("1", 1), ("2", 2), ("x", 1), ("-1", 1), ("9" * 5000, -1), ("٢", 2), ("²", 1)],
)
def test_any_format_number_is_read_without_breaking(app: Flask, text: str, number: int) -> None:
    assert envelope(app, format=text).format == number


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-11-14T23:30:00.123Z", datetime(2026, 11, 14, 23, 30, 0, 123000, UTC)),
        ("2026-11-15T00:30:00+01:00", datetime(2026, 11, 14, 23, 30, tzinfo=UTC)),
        ("1970-01-01T00:00:00Z", datetime(1970, 1, 1, tzinfo=UTC)),
        ("1970-01-01T00:00:00+13:00", datetime(1969, 12, 31, 11, tzinfo=UTC)),
        ("2026-11-14T23:30:00", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("0500-01-01T00:00:00Z", None),
        ("2300-01-01T00:00:00Z", None),
    ],
)
def test_clocks_are_read_as_far_as_a_clock_can_be_wrong(
    text: str | None, said: datetime | None
) -> None:
    """R32: a phone that starts from nothing says 1970; what no clock says is no instant."""
    assert instant(text) == said


def test_reckoning_with_any_clock_stays_within_the_calendar(app: Flask) -> None:
    now = datetime(2026, 11, 14, 23, 30, tzinfo=UTC)
    for text in ("1970-01-01T00:00:00Z", "2199-12-31T23:59:59Z"):
        made = envelope(app, captured=text, sent=text)
        skew = made.skew(now)
        assert skew is not None
        assert made.captured_at is not None
        assert made.captured_at + skew == now
        assert abs(skew) < timedelta(days=400 * 366)


@pytest.mark.parametrize("text", [None, "", "x", "1" * 33, "{}", str(ONE)[:-1]])
def test_what_is_no_id_is_none(text: str | None) -> None:
    assert read_record(text) is None
