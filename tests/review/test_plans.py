"""However much there is, the screens of review ask the same, and read nothing from end to end."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.review import searching
from nightsafe.review.actions import ask, close_event, record_finding
from tests.factories import log
from tests.page import PageClient
from tests.people import SATURDAY, actor, person, place, settle
from tests.review.plans import listening, whole_reads

MONDAY = SATURDAY + timedelta(hours=34)
# What is asked of the queue, one of each kind.
ASKED = (
    "",
    "state=all",
    "state=open",
    "state=asked",
    "state=answered",
    "state=closed",
    "severity=3-4",
    "night=2026-11-14&hour=23",
    "band=21-24",
    "group=violence",
    "code=V1&state=all",
    "role=VS",
    "place={place}&state=all",
    "area={area}",
    "view=all",
    "view=all&state=asked",
    "week=2026-11-09&state=all",
    "month=2026-11&state=all",
    "from=2026-10-01&to=2026-11-20&state=all",
)


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    settle()
    db.session.commit()
    freeze(MONDAY)


@pytest.fixture
def looking(signed_in: Callable[..., PageClient]) -> Callable[[str], PageClient]:
    """Signs somebody in, whose pages are asked for and not looked through."""

    def begin(who: str) -> PageClient:
        client = signed_in(person(who))
        client.inspects = False
        client.get("/review")
        return client

    return begin


def some(number: int) -> list[Entry]:
    """Entries of a weekend in all their states."""
    entries = []
    for each in range(number):
        at = SATURDAY + timedelta(minutes=7 * each)
        words = "A punch by the bar."
        entry = log("dora", "V1", at=at, place_id=place("George Street").id, description=words)
        if each % 4 == 1:
            ask(actor("rhys"), entry, "Which way?", now=MONDAY)
        if each % 4 == 2:
            whole: dict[str, Any] = {"home_office": None, "police_reference": "TN 7", "note": ""}
            record_finding(actor("rhys"), entry.event, outcome="confirmed", **whole, now=MONDAY)
            close_event(actor("rhys"), entry.event, now=MONDAY)
        entries.append(entry)
    db.session.commit()
    return entries


def screens(entry: Entry) -> list[str]:
    """The addresses of what a reviewer looks at on a Monday."""
    street = place("George Street")
    asked = [f"/review?{one.format(place=street.id, area=street.area_id)}" for one in ASKED]
    return [*asked, f"/review/{entry.event_id}", "/review/map.json?state=all"]


@pytest.mark.both_engines
def test_no_screen_reads_a_large_table_whole(looking: Callable[[str], PageClient]) -> None:
    entries = some(6)
    log("dora", "S1", place_id=place("George Street").id)
    found: list[str] = []
    every = screens(entries[0])
    for who, addresses in (("rhys", every), ("greta", ["/review", *every[-2:]])):
        client = looking(who)
        for address in addresses:
            with listening() as sent:
                assert client.get(address).status_code == 200, address
            found += [f"{who} {address}: {what}" for what in whole_reads(sent)]
    assert not found, "\n".join(found)


def test_more_entries_take_no_more_statements(looking: Callable[[str], PageClient]) -> None:
    entries = some(2)
    rhys = looking("rhys")
    counted: list[list[int]] = []
    for more in (0, 30):
        some(more)
        counted.append([])
        for address in ["/review?", "/review?view=all", *screens(entries[0])[-2:]]:
            rhys.get(address)
            with listening() as sent:
                rhys.get(address)
            counted[-1].append(len(sent))
    assert counted[0] == counted[1]


@pytest.mark.both_engines
def test_no_search_reads_a_large_table_whole(looking: Callable[[str], PageClient]) -> None:
    entries = some(6)
    client = looking("rhys")
    rhys = actor("rhys")
    with listening() as sent:
        assert searching.by_reference(rhys, entries[0].reference, now=MONDAY)
        found = searching.begin(rhys, "punch bar", now=MONDAY)
        db.session.commit()
        page = client.get(f"/review?view=all&state=all&find={found}")
    assert page.get_data(as_text=True).count("Fight or assault") >= len(entries)
    whole = whole_reads(sent)
    assert not whole, "\n".join(whole)


@pytest.mark.both_engines
def test_a_whole_read_is_known_as_one() -> None:
    some(2)
    with listening() as sent:
        db.session.scalars(select(Entry).where(Entry.role == "VS")).all()
    [found] = whole_reads(sent)
    assert "[entries]" in found
