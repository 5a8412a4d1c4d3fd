"""Files of events and terms: what they hold, or which of their lines is wrong."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from icalendar import Calendar

from nightsafe.calendar.files import read_events, read_terms
from nightsafe.calendar.models import CalendarEvent, Term
from nightsafe.database import db
from tests.page import PageClient
from tests.people import person, settle

SignIn = Callable[..., PageClient]
TZ = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
ICAL = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//EN
BEGIN:VEVENT
UID:one
DTSTAMP:20261101T000000Z
DTSTART;TZID=Europe/London:20261128T200000
DTEND;TZID=Europe/London:20261129T020000
SUMMARY:Late fair
LOCATION:Market Place
END:VEVENT
BEGIN:VEVENT
UID:days
DTSTAMP:20261101T000000Z
DTSTART;VALUE=DATE:20261204
DTEND;VALUE=DATE:20261207
SUMMARY:Christmas market
END:VEVENT
BEGIN:VEVENT
UID:weekly
DTSTAMP:20261101T000000Z
DTSTART;TZID=Europe/London:20261119T013000
DTEND;TZID=Europe/London:20261119T030000
RRULE:FREQ=WEEKLY;COUNT=3
SUMMARY:Student night
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    settle()
    db.session.commit()


def test_a_csv_is_read_by_the_names_of_its_columns() -> None:
    kind, found = read_events(
        "Event;Venue;Date;End;Attendance\nFair;Güildhall;28/11/2026;;4,000\n".encode(), TZ, NOW
    )
    assert (kind, found.faults) == ("csv", [])
    (one,) = found.events
    assert (one.name, one.place, one.crowd) == ("Fair", "Güildhall", 4000)
    assert (one.first, one.last) == (date(2026, 11, 28), date(2026, 11, 28))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"place,crowd\nx,1\n", "Missing: name, first"),
        (b"name,first\nFair,soon\n", "Line 2: write the date"),
        (b"name,first,crowd\nFair,2026-11-28,many\n", "Line 2: write how many"),
        (b"name,first,last\nFair,2026-11-28,2026-11-20\n", "Line 2: It ends before"),
        (b"name,first\nFair,2026-11-28\nFair,2026-11-28\n", "Line 3: this event stands"),
        (b"name,first\n,2026-11-28\n", "Line 2: Give it a name"),
        (b"PK\x03\x04\x00\x00", "no CSV file"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "cannot be read"),
    ],
)
def test_what_is_wrong_is_said_by_its_line(content: bytes, said: str) -> None:
    _kind, found = read_events(content, TZ, NOW)
    assert said in " ".join(found.faults)


def test_a_calendar_of_another_program_becomes_nights() -> None:
    kind, found = read_events(ICAL.replace("\n", "\r\n").encode(), TZ, NOW)
    assert (kind, found.faults) == ("ical", [])
    nights = {(one.name, one.first, one.last) for one in found.events}
    assert nights == {
        ("Late fair", date(2026, 11, 28), date(2026, 11, 28)),
        ("Christmas market", date(2026, 12, 4), date(2026, 12, 6)),
        # Half past one in the morning is the night before.
        *(("Student night", date(2026, 11, day), date(2026, 11, day)) for day in (18, 25)),
        ("Student night", date(2026, 12, 2), date(2026, 12, 2)),
    }


def test_terms_need_a_name_and_two_days() -> None:
    found = read_terms(b"university,from,to\nCity,2026-09-21,2026-12-11\nCity,2027-01-11,\n")
    assert found.terms == [("City", date(2026, 9, 21), date(2026, 12, 11))]
    assert "Line 3" in found.faults[0]


def upload(client: PageClient, path: str, content: bytes, name: str = "file.csv") -> str:
    data = client.page(path).form("Bring it in").data("Bring it in")
    answer = client.post(path, data={**data, "file": (BytesIO(content), name)})
    return answer.get_data(as_text=True)


def test_the_same_file_adds_nothing_and_a_changed_one_changes(signed_in: SignIn) -> None:
    coral = signed_in(person("coral"))
    first = b"uid,name,first,crowd\na,Fair,2026-11-28,400\nb,Match,2026-11-29,\n"
    assert "2 new events" in upload(coral, "/calendar/file", first)
    assert "2 as they were" in upload(coral, "/calendar/file", first)
    assert "1 changed" in upload(coral, "/calendar/file", first.replace(b"400", b"900"))
    cancelled = ICAL.replace("SUMMARY:Late fair", "STATUS:CANCELLED\nSUMMARY:Late fair")
    assert "5 new events" in upload(coral, "/calendar/file", ICAL.encode(), "a.ics")
    assert "1 cancelled" in upload(coral, "/calendar/file", cancelled.encode(), "a.ics")
    broken = first + b"c,Fair,never,\n"
    assert "Line 4" in upload(coral, "/calendar/file", broken)
    db.session.expire_all()
    standing = db.session.scalars(
        db.select(CalendarEvent).where(CalendarEvent.removed_at.is_(None))
    ).all()
    assert sorted((one.name, one.crowd or 0) for one in standing)[:2] == [
        ("Christmas market", 0),
        ("Fair", 900),
    ]
    assert len(standing) == 6


def test_terms_take_the_place_of_those_before(signed_in: SignIn) -> None:
    coral = signed_in(person("coral"))
    for year in (2025, 2026):
        content = f"name,first,last\nCity,{year}-09-21,{year}-12-11\n"
        upload(coral, "/calendar/terms", content.encode())
    db.session.expire_all()
    (term,) = db.session.scalars(db.select(Term)).all()
    assert term.first == date(2026, 9, 21)


def test_the_feed_is_a_calendar_and_ends_with_its_person(app: Flask, signed_in: SignIn) -> None:
    coral = signed_in(person("coral"))
    upload(coral, "/calendar/file", b"name,place,first,crowd\nFair,Market,2026-11-28,400\n")
    page = signed_in(person("dora")).page("/calendar")
    address = next(word for word in page.text.split() if word.endswith(".ics"))
    path = "/" + address.split("/", 3)[3]
    answer = app.test_client().get(path)
    assert answer.mimetype == "text/calendar"
    read: Any = Calendar.from_ical(answer.data)
    events = {str(one["SUMMARY"]): one for one in read.walk("VEVENT")}
    assert events["Fair"]["DTSTART"].dt == date(2026, 11, 28)
    assert events["Fair"]["DTEND"].dt == date(2026, 11, 29)
    assert "Christmas Day" in events
    person("dora").suspended_at = NOW
    db.session.commit()
    assert app.test_client().get(path).status_code == 404
