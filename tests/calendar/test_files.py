"""Files of events and terms: what they hold, or which of their lines is wrong."""

import base64
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from icalendar import Calendar

from nightsafe.calendar.carrying import packed
from nightsafe.calendar.files import read_events, read_terms
from nightsafe.calendar.models import CalendarEvent, Term
from nightsafe.calendar.wanted import Wanted
from nightsafe.database import db
from tests.page import Page, PageClient
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
    assert said in " ".join(found.faults + found.refused)


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


def upload(
    client: PageClient,
    path: str,
    content: bytes,
    name: str = "file.csv",
    button: str = "Look at it",
) -> Page:
    data = client.page(path).form(button).data(button)
    return Page(client, client.post(path, data={**data, "file": (BytesIO(content), name)}))


def bring(client: PageClient, content: bytes, name: str = "file.csv") -> str:
    """Look at a file, then bring it in; what the last page says."""
    looked = upload(client, "/calendar/file", content, name)
    there = any(form.button("Bring these in") is not None for form in looked.forms)
    return looked.press("Bring these in").text if there else looked.text


def test_the_same_file_adds_nothing_and_a_changed_one_changes(signed_in: SignIn) -> None:
    coral = signed_in(person("coral"))
    first = b"uid,name,first,crowd\na,Fair,2026-11-28,400\nb,Match,2026-11-29,\n"
    assert "2 new events" in bring(coral, first)
    assert "Nothing in it is new" in bring(coral, first)
    assert "1 changed" in bring(coral, first.replace(b"400", b"900"))
    cancelled = ICAL.replace("SUMMARY:Late fair", "STATUS:CANCELLED\nSUMMARY:Late fair")
    assert "5 new events" in bring(coral, ICAL.encode(), "a.ics")
    assert "1 cancelled" in bring(coral, cancelled.encode(), "a.ics")
    assert "Line 4" in bring(coral, b"uid,name,first,crowd\n\n\nc,Fair,never,\n")
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
        upload(coral, "/calendar/terms", content.encode(), button="Bring it in")
    db.session.expire_all()
    (term,) = db.session.scalars(db.select(Term)).all()
    assert term.first == date(2026, 9, 21)


def test_the_feed_is_a_calendar_and_ends_with_its_person(app: Flask, signed_in: SignIn) -> None:
    coral = signed_in(person("coral"))
    bring(coral, b"name,place,first,crowd\nFair,Market,2026-11-28,400\n")
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


def test_nothing_is_brought_in_before_it_was_looked_at(signed_in: SignIn) -> None:
    coral = signed_in(person("coral"))
    bring(coral, b"uid,name,first\na,Fair,2026-11-28\n")
    looked = upload(
        coral, "/calendar/file", b"uid,name,first\na,Fair,2026-11-29\nb,Run,2026-11-30\n"
    )
    assert "1 new event" in looked.text and "1 changed" in looked.text
    assert "Until now: Fair : Sat 28 November 2026" in looked.text
    assert [one.first for one in db.session.scalars(db.select(CalendarEvent))] == [
        date(2026, 11, 28)
    ]


def test_what_the_page_carried_is_checked_anew(signed_in: SignIn) -> None:
    coral = signed_in(person("coral"))
    looked = upload(coral, "/calendar/file", b"name,first\nFair,2026-11-28\n")
    data = looked.form("Bring these in").data("Bring these in")
    long = Wanted("x" * 130, "", date(2026, 11, 28), date(2026, 11, 28), None, "a")
    bomb = base64.b64encode(zlib.compress(b"[" + b" " * 50_000_000)).decode()
    bent = ["", "x", data["found"][:-9], bomb, packed("feed", [], []), packed("csv", [long], [])]
    for found in bent[1:]:
        answer = coral.post("/calendar/file", data={**data, "found": found})
        assert answer.status_code in {400, 422}, found[:40]
    assert db.session.scalars(db.select(CalendarEvent)).all() == []


def test_an_event_that_was_moved_is_the_same_one(signed_in: SignIn) -> None:
    """Alone, and one evening of a series; also when a whole file comes again."""
    coral = signed_in(person("coral"))
    assert "5 new events" in bring(coral, ICAL.encode(), "a.ics")
    later = ICAL.replace("20261128T200000", "20261127T200000").replace(
        "20261129T020000", "20261128T020000"
    )
    evening = """BEGIN:VEVENT
UID:weekly
DTSTAMP:20261102T000000Z
RECURRENCE-ID;TZID=Europe/London:20261126T013000
DTSTART;TZID=Europe/London:20261127T013000
DTEND;TZID=Europe/London:20261127T030000
SUMMARY:Student night
END:VEVENT
END:VCALENDAR"""
    moved = later.replace("END:VCALENDAR", evening)
    assert "0 new events, 2 changed, 0 cancelled, 3 as they were" in bring(
        coral, moved.encode(), "a.ics"
    )


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=SECONDLY", "more often than daily"),
        ("FREQ=minutely;COUNT=99999999", "more often than daily"),
        ("FREQ=NEVERLY", "cannot be read"),
        ("FREQ=DAILY", ""),
    ],
)
def test_a_series_without_an_end_ends_for_us(rule: str, said: str) -> None:
    _source, found = read_events(ICAL.replace("FREQ=WEEKLY;COUNT=3", rule).encode(), TZ, NOW)
    assert (said in found.refused[0]) if said else len(found.events) > 300
    # The rest of the file is read all the same.
    assert {"Late fair", "Christmas market"} <= {one.name for one in found.events}


def test_too_many_series_are_refused_without_being_followed_to_their_end() -> None:
    one = ICAL[ICAL.index("BEGIN:VEVENT\nUID:weekly") : ICAL.index("END:VCALENDAR")]
    daily = one.replace("WEEKLY;COUNT=3", "DAILY")
    many = "".join(daily.replace("UID:weekly", f"UID:{number}") for number in range(500))
    content = ICAL.replace(one, many).encode()
    assert "series are too many" in read_events(content, TZ, NOW)[1].faults[0]


def test_a_calendar_as_an_office_program_writes_it_is_read() -> None:
    """A zone by its Windows name, folded lines, CRLF, a mark at the start, a length for an end."""
    content = (
        "\ufeffBEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:040000\r\n"
        "DTSTAMP:20261101T000000Z\r\nDTSTART;TZID=GMT Standard Time:20261128T200000\r\n"
        "DURATION:PT6H\r\nSUMMARY:Ball of the \r\n boat club\\, with band\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:f\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261129T013000\r\n"
        "SUMMARY:Floating\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    _source, found = read_events(content.encode(), TZ, NOW)
    assert [(one.name, one.first, one.last) for one in found.events] == [
        ("Ball of the boat club, with band", date(2026, 11, 28), date(2026, 11, 28)),
        ("Floating", date(2026, 11, 28), date(2026, 11, 28)),
    ]
