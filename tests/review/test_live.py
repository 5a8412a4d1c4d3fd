"""What became unseen since a page was made: in its view and outside it, for whom it may concern."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from nightsafe.database import db
from nightsafe.incidents.actions import amend_entry, withdraw_entry
from nightsafe.incidents.models import Entry
from nightsafe.ledger.models import Row
from nightsafe.review.actions import mark_seen
from nightsafe.review.filters import Filters, read
from nightsafe.review.live import News, mark, news, read_mark
from nightsafe.submissions.envelope import Kind
from tests.factories import log, on
from tests.people import SATURDAY, actor, settle

TONIGHT = date(2026, 11, 14)
LATER = SATURDAY + timedelta(minutes=30)


@pytest.fixture(autouse=True)
def _city(app: Flask) -> None:
    settle()
    db.session.commit()


def newest() -> int:
    """Where the ledger stands, as a page takes it down."""
    return db.session.scalar(select(func.max(Row.seq))) or 0


def since(seq: int, who: str = "rhys", **asked: str) -> News:
    return news(actor(who), read(asked, TONIGHT), seq)


def amend(entry: Entry, **changes: object) -> None:
    amend_entry(actor("dora"), entry, on(entry, Kind.AMEND), changes, now=LATER)
    db.session.commit()


@pytest.mark.both_engines
def test_new_late_and_amended_ones_are_news() -> None:
    old, seen = log("dora", "V1"), log("drew", "V1")
    mark_seen(actor("rhys"), seen.event, now=LATER)
    db.session.commit()
    before = newest()
    assert since(before) == News()
    log("dora", "V2")
    log("drew", "V1", at=SATURDAY - timedelta(days=60), now=SATURDAY)
    assert since(before) == News(inside=1, outside=1)
    amend_entry(actor("drew"), seen, on(seen, Kind.AMEND), {"description": "more"}, now=LATER)
    db.session.commit()
    assert since(before) == News(inside=2, outside=1)
    amend(old, code="V3")
    assert since(before) == News(inside=3, outside=1)
    # Narrowed, what falls outside is told as well.
    assert since(before, code="V2") == News(inside=1, outside=3)
    assert since(newest()) == News()


def test_what_a_colleague_has_seen_meanwhile_or_was_taken_back_is_none() -> None:
    before = newest()
    first, second = log("dora", "V1"), log("dora", "V1")
    assert since(before).inside == 2
    mark_seen(actor("stella"), first.event, now=LATER)
    withdraw_entry(actor("dora"), second, on(second, Kind.WITHDRAW), "Mistake", now=LATER)
    db.session.commit()
    assert since(before) == News()


def test_a_register_and_what_is_restricted_are_no_news_to_those_who_may_not_open_them() -> None:
    before = newest()
    log("dora", "L3")
    log("dora", "S1")
    assert since(before) == News()
    assert since(before, "greta") == News(inside=1)


def test_a_mark_says_nothing_and_is_good_for_its_own_person_alone() -> None:
    seq = newest()
    first, second = mark(actor("rhys"), seq), mark(actor("rhys"), seq)
    assert first != second
    assert read_mark(actor("rhys"), first) == read_mark(actor("rhys"), second) == seq
    for wrong in (first[:-2], "", "x", "ü", f"{seq}"):
        with pytest.raises(ValueError, match="no mark"):
            read_mark(actor("rhys"), wrong)
    with pytest.raises(ValueError, match="no mark"):
        read_mark(actor("stella"), first)


def test_asking_costs_three_statements_at_most_and_none_reads_a_whole_table() -> None:
    before = newest()
    for _number in range(3):
        log("dora", "V1")
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, given: Any, *_more: object) -> None:
        asked.append((statement, given))

    rhys, filters = actor("rhys"), Filters(None, view="all")
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert news(rhys, filters, before).inside == 3
        told, nothing = list(asked), len(asked)
        assert news(rhys, filters, newest()) == News()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert nothing <= 4  # the time zone is asked for once in a request
    assert len(asked) - nothing <= 3
    connection = db.session.connection().connection
    for statement, given in told:
        cursor = connection.cursor()
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}", given)
        scans = [str(row[3]) for row in cursor.fetchall() if str(row[3]).startswith("SCAN")]
        # A list that is held in memory, and the one row that is the network.
        assert all("network" in one or "subquery" in one.lower() for one in scans), scans
