"""Who may open which entry: by authorship, by premises, by audience and grant, and no other way."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.database import db
from nightsafe.incidents import queries
from nightsafe.incidents.actions import share_entry, withdraw_entry
from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry
from nightsafe.submissions.envelope import Kind
from tests.factories import log, on
from tests.people import PEOPLE, SATURDAY, actor, place, settle

LATER = SATURDAY + timedelta(minutes=30)

# Each record, and who among the named people may open it.
MAY_OPEN: dict[str, str] = {
    "dora's review": "dora mo rhys greta stella sam",
    "dora's register": "dora mo",
    "dora's shared": "dora mo rhys greta stella sam",
    "dora's restricted": "dora greta gwen",
    "dora's register, restricted later": "dora",
    "dora's withdrawn": "dora mo",
    "dora's withdrawn restricted": "dora",
    "bea's at the bar": "bea mo rhys greta stella sam",
    "bea's with the pastors": "bea rhys greta stella sam",
    "drew's about the Lantern": "drew rhys greta stella sam",
    "otto's review": "otto olga rhys greta stella sam",
    "otto's register": "otto olga",
    "mo's restricted": "mo greta gwen",
    "imported": "",
}


@pytest.fixture
def records(app: Flask) -> dict[str, UUID]:
    settle()
    entries = {
        "dora's review": log("dora", "V1"),
        "dora's register": log("dora", "L3"),
        "dora's shared": log("dora", "L1"),
        "dora's restricted": log("dora", "S1"),
        "dora's register, restricted later": log("dora", "L2"),
        "dora's withdrawn": log("dora", "V1"),
        "dora's withdrawn restricted": log("dora", "S1"),
        "bea's at the bar": log("bea", "V1"),
        "bea's with the pastors": log(actor("bea", 1), "W1"),
        "drew's about the Lantern": log("drew", "L3", place_id=place("The Lantern").id),
        "otto's review": log("otto", "V1"),
        "otto's register": log("otto", "L3"),
        "mo's restricted": log("mo", "S4"),
        "imported": log("dora", "V1"),
    }
    shared = entries["dora's shared"]
    share_entry(actor("dora"), shared, on(shared, Kind.SHARE), now=LATER)
    entries["dora's register, restricted later"].restricted = True
    for name in ("dora's withdrawn", "dora's withdrawn restricted"):
        entry = entries[name]
        withdraw_entry(actor("dora"), entry, on(entry, Kind.WITHDRAW), "no", now=LATER)
    entries["imported"].audience = Audience.STATISTICS
    db.session.commit()
    return {name: entry.id for name, entry in entries.items()}


def test_each_named_person_opens_what_is_theirs_and_nothing_else(records: dict[str, UUID]) -> None:
    wrong = []
    for who in PEOPLE:
        seen = set(db.session.scalars(queries.visible(actor(who)).with_only_columns(Entry.id)))
        for name, record in records.items():
            expected = who in MAY_OPEN[name].split()
            if (record in seen) is not expected:
                wrong.append(f"{who}: {name} should be {'seen' if expected else 'hidden'}")
            if (queries.entry_of(actor(who), record) is not None) is not expected:
                wrong.append(f"{who}: {name} is opened by another rule than it is listed")
    assert wrong == []


def test_the_place_somebody_works_tonight_decides(records: dict[str, UUID]) -> None:
    """R8: both her memberships show what she wrote herself, neither the other's colleagues."""
    both = {records["bea's at the bar"], records["bea's with the pastors"]}
    for number in (0, 1):
        seen = set(db.session.scalars(queries.visible(actor("bea", number))))
        assert {entry.id for entry in seen} == both


@pytest.mark.both_engines
def test_events_are_for_reviewers_and_restricted_ones_for_the_grant(
    records: dict[str, UUID],
) -> None:
    entries = {one.id: one for one in db.session.scalars(select(Entry))}
    review = "dora's review", "dora's shared", "bea's at the bar", "otto's review"

    def events(who: str) -> set[UUID]:
        return {one.id for one in db.session.scalars(queries.visible_events(actor(who)))}

    plain = {entries[records[name]].event_id for name in review}
    assert plain <= events("rhys")
    hidden = entries[records["dora's restricted"]].event_id
    assert hidden not in events("rhys") | events("stella")
    assert hidden in events("greta")
    assert entries[records["dora's withdrawn"]].event_id not in events("greta")
    assert entries[records["dora's register"]].event_id not in events("greta")
    for who in ("dora", "mo", "gwen", "ana", "coral", "audrey"):
        assert events(who) == set()
    assert queries.event_of(actor("rhys"), hidden) is None
    assert queries.event_of(actor("rhys"), uuid4()) is None


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements that are sent to the database from now on."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    from_now = db.event.listens_for(db.engine, "before_cursor_execute")
    from_now(note)
    yield sent
    db.event.remove(db.engine, "before_cursor_execute", note)


def test_a_foreign_and_a_missing_one_are_looked_for_alike(
    records: dict[str, UUID], statements: list[str]
) -> None:
    """R2: the same statements, so that neither words nor time tell them apart."""
    who = actor("otto")
    db.session.expire_all()
    asked = []
    for record in (records["dora's review"], uuid4()):
        statements.clear()
        assert queries.entry_of(who, record) is None
        assert queries.own_entry(who, record) is None
        asked.append(list(statements))
    assert asked[0] == asked[1]


def test_a_manager_has_a_line_for_each_restricted_one_of_the_house(
    records: dict[str, UUID],
) -> None:
    lines = {entry.id for entry in queries.restricted_lines(actor("mo"))}
    assert lines == {records["dora's restricted"], records["dora's register, restricted later"]}
    for who in ("olga", "dora", "rhys", "greta", "coral"):
        assert list(queries.restricted_lines(actor(who))) == []


@pytest.mark.both_engines
def test_paging_is_stable_though_times_are_equal_and_new_ones_arrive(app: Flask) -> None:
    settle()
    made = [log("dora", "V1", at=SATURDAY, now=LATER).id for _ in range(7)]
    log("otto", "V1")
    seen: list[UUID] = []
    before = None
    while page := list(queries.mine(actor("dora"), before, limit=3)):
        log("dora", "V1", now=LATER + timedelta(minutes=len(seen) + 1))
        seen += [one.id for one in page[:3]]
        before = (page[:3][-1].received_at, page[:3][-1].id)
    assert len(seen) == len(set(seen)) == 7
    assert set(seen) == set(made)


def test_recent_places_are_those_named_last_without_ones_own_house(app: Flask) -> None:
    settle()
    for minute, name in enumerate(("Cowley Road", "George Street", "The Lantern", "Cowley Road")):
        log("dora", place_id=place(name).id, now=SATURDAY + timedelta(minutes=minute))
    log("otto", place_id=place("Park End Street").id)
    names = [one.name for one in queries.recent_places(actor("dora"))]
    assert names == ["Cowley Road", "George Street"]
    place("Cowley Road").retired_at = SATURDAY
    db.session.commit()
    assert [one.name for one in queries.recent_places(actor("dora"))] == ["George Street"]


def test_recent_codes_are_ones_own_newest_first(app: Flask) -> None:
    settle()
    for minute, code in enumerate(("V1", "L3", "P1")):
        log("dora", code, now=SATURDAY + timedelta(minutes=minute))
    log("otto", "X1")
    assert queries.recent_codes(actor("dora")) == ["P1", "L3", "V1"]
