"""What the demo city has been briefed about: three weekends, and what is coming."""

from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from nightsafe.alerts.actions import send
from nightsafe.briefings import approving, composing, receipts, writing
from nightsafe.briefings.models import Briefing
from nightsafe.calendar import actions as calendar
from nightsafe.calendar.wanted import Wanted
from nightsafe.database import db
from nightsafe.demo.founding import City
from nightsafe.demo.making import TIME_ZONE
from nightsafe.demo.people import COORDINATOR
from nightsafe.gate import Actor

WRITER, APPROVER = "Tom Hathersage", "Kirsty Bellweather"
# From Monday noon until a briefing is published.
_TAKES = timedelta(hours=26)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)

# What somebody wrote in each, the newest last.
WORDS: tuple[dict[str, str], ...] = (
    {
        "places": "Most of it was between the rank and the squares, from midnight on.",
        "feedback": "The light in the station passage works again: you had logged it.",
        "ask": "Send people who wait alone to the Safe Place, before they walk off.",
    },
    {
        "places": "The river path was quiet. The rank was busy from 2 am until the last bus.",
        "feedback": "Phones found their owners again because somebody wrote down the street.",
        "ask": "Log refusals, too: they show where the night begins to turn.",
    },
    {
        "places": "Crowds met at the rank when the clubs closed, as they do before pay day.",
        "feedback": "A marshal stands at the rank from now on, Fridays and Saturdays.",
        "ask": "Walk people who are alone to the marshal at the rank.",
    },
)
# How many nights from now, for how many nights, what, where, how many people.
COMING: tuple[tuple[int, int, str, str, int], ...] = (
    (4, 1, "Winter lights switch-on", "Guildhall Square", 4_000),
    (5, 1, "Home match, evening kick-off", "Riverside ground", 9_500),
    (11, 3, "Christmas market", "Market Place", 12_000),
    (25, 1, "Students’ last night of term", "", 3_000),
)


def brief(city: City, now: datetime) -> None:
    """Enter what is coming, and publish the briefings of weekends past; commits as it goes."""
    coordinator = city.actor(COORDINATOR)
    writer, approver = city.actor(WRITER), city.actor(APPROVER)
    _calendar(coordinator, now)
    _warn(city, now)
    weekend = composing.just_over(now, TIME_ZONE)
    if now < weekend.bounds(TIME_ZONE)[1] + _TAKES:
        # Of the newest one the draft is still being written.
        weekend = weekend.previous()
    for _ in WORDS[1:]:
        weekend = weekend.previous()
    for words in WORDS:
        monday = weekend.bounds(TIME_ZONE)[1]
        briefing = composing.compose(weekend, TIME_ZONE, now=monday)
        _publish(writer, approver, briefing, words, monday)
        for number, reader in enumerate(city.everybody()):
            # Two of three read it, each at their own hour.
            if (number + weekend.friday.day) % 3:
                receipts.have_read(reader, briefing, now=monday + _DAY * 2 + number * _HOUR)
        db.session.commit()
        weekend = weekend.next()


_HOUR = timedelta(minutes=37)


def _publish(
    writer: Actor, approver: Actor, briefing: Briefing, words: dict[str, str], monday: datetime
) -> None:
    blocks = [{**one, "text": words.get(one["key"], one["text"])} for one in briefing.blocks]
    audience: dict[str, list[str]] = {"roles": [], "areas": []}
    writing.write(
        writer,
        briefing,
        blocks,
        annex="",
        audience=audience,
        revision=briefing.revision,
        now=monday + timedelta(hours=2),
    )
    writing.send(
        writer, briefing, revision=briefing.revision, now=monday + timedelta(hours=2, minutes=5)
    )
    at = monday + _TAKES
    approving.approve(approver, briefing, revision=briefing.revision, now=at)
    approving.publish(approver, briefing, revision=briefing.revision, now=at)
    db.session.commit()


def _warn(city: City, now: datetime) -> None:
    """A warning that stands tonight."""
    send(
        city.actor(COORDINATOR),
        uuid5(NAMESPACE_URL, "nightsafe demo warning"),
        "notes",
        {"text": "Twenties without the silver strip, passed at bars. Hold them to the light."},
        roles=[],
        areas=[],
        hours=24,
        now=now,
    )
    db.session.commit()


def _calendar(coordinator: Actor, now: datetime) -> None:
    tonight = now.astimezone(TIME_ZONE).date()
    for nights, lasting, name, place, crowd in COMING:
        first = tonight + nights * _DAY
        calendar.enter(
            coordinator,
            uuid5(NAMESPACE_URL, f"nightsafe demo event {name}"),
            Wanted(name, place, first, first + (lasting - 1) * _DAY, crowd),
            now=now - _WEEK,
        )
    year = tonight.year
    terms = [
        ("Hallowby University", date(year, 9, 21), date(year, 12, 11)),
        ("Hallowby University", date(year + 1, 1, 11), date(year + 1, 3, 26)),
    ]
    calendar.keep_terms(coordinator, terms, now=now - _WEEK)
    db.session.commit()
