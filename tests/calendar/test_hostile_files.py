"""Files as other programs really write them, and files that would keep the server busy."""

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from nightsafe.calendar.files import read_events
from nightsafe.calendar.found import Found

TZ = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
START = "DTSTART:20261128T200000Z\r\nDURATION:PT1H\r\n"
pytestmark = pytest.mark.usefixtures("app")


def calendar(*events: str) -> bytes:
    """A calendar of these events, each the lines between its name and its end."""
    named = (
        f"BEGIN:VEVENT\r\nUID:{number}\r\nDTSTAMP:20261101T000000Z\r\nSUMMARY:E{number}\r\n"
        f"{event}END:VEVENT\r\n"
        for number, event in enumerate(events)
    )
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{''.join(named)}END:VCALENDAR\r\n".encode()
    )


def read(content: bytes) -> Found:
    return read_events(content, TZ, NOW)[1]


MANY = ",".join(map(str, range(60)))
NEVER = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\r\n"


@pytest.mark.parametrize(
    "events",
    [
        [START + "RRULE:FREQ=SECO\r\n NDLY\r\n"],
        [START + f"RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE={MANY};BYSECOND={MANY}\r\n"],
        [START + "RRULE:FREQ=DAILY;INTERVAL=0\r\n"],
        [START + NEVER] * 20,
        [START + "RRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30\r\n"] * 20,
        [START + "RRULE:FREQ=MONTHLY;INTERVAL=12;BYMONTH=3\r\n"] * 20,
        [START + "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=MO\r\n"] * 20,
        [START + "RRULE:FREQ=WEEKLY;BYDAY=MO;BYSETPOS=7\r\n"] * 20,
        [START + "RRULE:FREQ=MONTHLY;BYDAY=7MO;COUNT=4\r\n"] * 20,
        ["DTSTART:00010101T200000Z\r\nRRULE:FREQ=DAILY\r\n"],
        ["DTSTART:19700101T200000Z\r\nRRULE:FREQ=DAILY\r\n"] * 500,
        [START + "RDATE:20261128T200000Z\r\n" * 6_000],
        [START + "RRULE:FREQ=DAILY;BYMONTHDAY=" + "1," * 9_000 + "1\r\n"],
    ],
)
def test_no_file_keeps_the_server_busy(events: list[str]) -> None:
    """Measured in time of the processor, so that a busy machine does not matter."""
    began = time.process_time()
    found = read(calendar(*events))
    assert time.process_time() - began < 2
    assert found.refused or found.faults


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;UNTIL=20301231T000000Z;BYDAY=FR,SA;WKST=MO",
        "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1;COUNT=12",
        "FREQ=MONTHLY;BYDAY=-1SA",
        "FREQ=MONTHLY;BYMONTHDAY=28;INTERVAL=2",
        "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=5",
        "FREQ=YEARLY;BYMONTH=3;BYDAY=4SU",
    ],
)
def test_the_series_of_office_programs_are_followed(rule: str) -> None:
    found = read(calendar(f"{START}RRULE:{rule}\r\n", START))
    assert found.refused == found.faults == []
    assert len(found.events) > 1


def test_an_event_that_cannot_be_read_does_not_keep_the_others_out() -> None:
    found = read(
        calendar(
            "",
            "DTSTART:20261128T200000Z\r\nDURATION:P99999999D\r\n",
            "DTSTART:20261128T200000Z\r\nDTEND:20280101T200000Z\r\n",
            START.replace("DURATION", 'ATTENDEE;CN="x:;y":mailto:a@example.org\r\nDURATION'),
            START + "BEGIN:VALARM\r\nTRIGGER:whenever\r\nSUMMARY:ring\r\nEND:VALARM\r\n",
        )
    )
    assert [one.name for one in found.events] == ["E3", "E4"]
    assert [words.partition(":")[0] for words in found.refused] == [
        "Event 1, “E0”",
        "Event 2, “E1”",
        "“E2” of 2026-11-28",
    ]


def test_an_evening_left_out_moved_or_cancelled_is_known() -> None:
    zone = "TZID=GMT Standard Time:2026"
    found = read(
        calendar(
            f"DTSTART;{zone}1119T200000\r\nDURATION:PT3H\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\n"
            f"EXDATE;{zone}1126T200000\r\n",
            f"UID:0\r\nDTSTART;{zone}1204T200000\r\nRECURRENCE-ID;{zone}1203T200000\r\n",
        ).replace(b"UID:1\r\n", b"")
    )
    assert [one.first.day for one in found.events] == [19, 10, 4] or sorted(
        one.first for one in found.events
    ) == [date(2026, 11, 19), date(2026, 12, 4), date(2026, 12, 10)]


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_codings_are_read(coding: str) -> None:
    content = calendar(START).decode().replace("E0", "Café\\nNoël")
    assert [one.name for one in read(content.encode(coding)).events] == ["Café Noël"]
    table = "name\tfirst\nCafé\t28/11/2026\n"
    assert [one.name for one in read(table.encode(coding)).events] == ["Café"]


def test_a_nul_is_in_no_name() -> None:
    assert read(calendar(START).replace(b"E0", b"E\x00")).faults


@pytest.mark.parametrize(
    "day",
    [
        "27/11/2026",
        "27/11/26",
        "27-Nov-2026",
        "Fri 27 Nov 2026",
        "2026-11-27 00:00:00",
        "27.11.2026",
    ],
)
def test_days_as_spreadsheets_write_them(day: str) -> None:
    (one,) = read(f"sep=;\r\nname;first\r\nFair;{day}\r\n".encode()).events
    assert one.first == date(2026, 11, 27)


def test_a_messy_table_is_read_line_by_line() -> None:
    found = read(
        b'name,first,crowd,uid\r\n"Fair\r\nby the river",27/11/2026,"4,000",\r\n,,,\r\n'
        b"=1+1,27/11/2026,,\r\nLate,11/27/2026,,\r\nBig,27/11/2026,9999999999,\r\n"
        b"Fair by the river,27/11/2026,,\r\nShort\r\nLong,28/11/2026,," + b"u" * 900 + b"\r\n"
    )
    assert [(one.name, one.crowd) for one in found.events] == [
        ("Fair by the river", 4000),
        ("=1+1", None),
        ("Long", None),
    ]
    assert [words.partition(":")[0] for words in found.refused] == [
        *("Line 6", "Line 7", "Line 8", "Line 9")
    ]
    assert len(found.events[2].uid) <= 200
