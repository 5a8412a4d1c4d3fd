"""Which events a reviewer is told look like one, and which nobody is told of."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask, g, render_template_string

from nightsafe.accounts.roles import LABELS
from nightsafe.database import db
from nightsafe.incidents.actions import withdraw_entry
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.models import Entry, Event
from nightsafe.review import merging, repeats
from nightsafe.review.matching import Reason
from nightsafe.submissions.envelope import Kind
from tests.factories import bring, log, on
from tests.people import SATURDAY, actor, place, settle
from tests.review.counting import statements
from tests.review.plans import listening, whole_reads

MONDAY = SATURDAY + timedelta(hours=34)


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    yield
    db.session.rollback()


def told(who: str, code: str = "V1", minutes: float = 0, street: str = "George Street") -> Entry:
    """An account of somebody, so many minutes after the first."""
    at = SATURDAY + timedelta(minutes=minutes)
    return log(who, code, at=at, place_id=place(street).id)


def alike(who: str, entry: Entry) -> list[str]:
    """The references of what looks like the same event as an entry's."""
    found = repeats.suggestion(actor(who), entry.event)
    return [each.reference for one in found.alike for each in one.entries] if found else []


def counts(who: str, *entries: Entry) -> list[int]:
    found = repeats.alike_counts(actor(who), [entry.event for entry in entries])
    return [found.get(entry.event_id, 0) for entry in entries]


@pytest.mark.both_engines
def test_two_accounts_of_a_fight_are_suggested_as_one() -> None:
    dora, cleo = told("dora"), told("cleo", "V3", 6)
    elsewhere = told("drew", minutes=3, street="Cowley Road")
    found = repeats.suggestion(actor("rhys"), dora.event)
    assert found is not None
    [one] = found.alike
    assert (one.event_id, one.roles, found.accounts) == (cleo.event_id, ["CC"], 2)
    assert one.why == (Reason("minutes", 6), Reason("same_place"), Reason("related_code"))
    assert one.words == "6 minutes apart, same place, related kind"
    assert alike("rhys", cleo) == [dora.reference]
    assert counts("rhys", dora, cleo, elsewhere) == [1, 1, 0]
    assert alike("rhys", elsewhere) == []


@pytest.mark.both_engines
def test_a_restricted_one_is_suggested_to_grant_holders_alone() -> None:
    harassed = told("dora", "S1")
    touched = told("cleo", "S1", 2)
    assert touched.event.restricted
    assert (alike("rhys", harassed), counts("rhys", harassed, touched)) == ([], [0, 0])
    assert alike("greta", harassed) == [touched.reference]
    assert counts("greta", harassed, touched) == [1, 1]


def test_only_reviewers_are_told() -> None:
    dora, _cleo = told("dora"), told("cleo", minutes=1)
    for who in ("mo", "ana", "coral", "gwen", "audrey"):
        assert (alike(who, dora), counts(who, dora)) == ([], [0]), who


def test_what_stands_no_more_or_was_brought_along_is_not_suggested() -> None:
    dora, cleo = told("dora"), told("cleo", minutes=1)
    street = place("George Street").id
    old = bring(at=SATURDAY, place_id=street, audience="review")
    assert alike("rhys", dora) == [cleo.reference]
    assert (alike("rhys", old), counts("rhys", old)) == ([], [0])
    withdraw_entry(actor("cleo"), cleo, on(cleo, Kind.WITHDRAW), "By mistake.", now=MONDAY)
    db.session.commit()
    assert (alike("rhys", dora), alike("rhys", cleo)) == ([], [])


def test_a_venues_own_register_is_not_suggested() -> None:
    """What somebody was turned away for stays with the premises."""
    dora = told("dora", "V1")
    ejected = told("otto", "L3", 1)
    assert ejected.audience == "register"
    assert alike("rhys", dora) == []


@pytest.mark.both_engines
def test_what_was_kept_apart_is_never_suggested_again() -> None:
    dora, cleo, drew = told("dora"), told("cleo", minutes=1), told("drew", minutes=2)
    assert counts("rhys", dora, cleo, drew) == [2, 2, 2]
    merging.not_the_same(actor("rhys"), dora.event, [cleo.event], now=MONDAY)
    db.session.commit()
    assert cleo.reference not in alike("rhys", dora)
    assert dora.reference not in alike("greta", cleo)
    merging.not_the_same(actor("rhys"), drew.event, [dora.event, cleo.event], now=MONDAY)
    db.session.commit()
    assert counts("rhys", dora, cleo, drew) == [0, 0, 0]


def test_what_was_merged_is_one_and_can_grow() -> None:
    dora, cleo = told("dora"), told("cleo", minutes=2)
    why = repeats.codes(actor("rhys"), dora.event, [cleo.event])
    assert why == ["minutes:2", "same_place", "same_code"]
    gone = cleo.event_id
    merging.merge_events(actor("rhys"), dora.event, [cleo.event], why, now=MONDAY)
    db.session.commit()
    assert alike("rhys", dora) == []
    pip = told("pip", "W3", 4)
    found = repeats.suggestion(actor("rhys"), dora.event)
    assert found is not None
    assert (found.accounts, [one.event_id for one in found.alike]) == (3, [pip.event_id])
    assert repeats.survivor_of(actor("rhys"), gone) == dora.event_id
    assert repeats.survivor_of(actor("rhys"), dora.event_id) is None
    assert repeats.survivor_of(actor("ana"), gone) is None


def test_what_only_eyes_brought_together_is_noted_as_such() -> None:
    dora, drew = told("dora"), told("drew", "D1", 3, "Cowley Road")
    assert "chosen" in repeats.codes(actor("rhys"), dora.event, [drew.event])


@pytest.mark.both_engines
def test_a_page_takes_two_statements_however_long_and_none_reads_a_table_whole() -> None:
    entries = [told(who, minutes=5 * n) for n in range(6) for who in ("dora", "cleo", "drew")]
    rhys = actor("rhys")
    events: list[Event] = [entry.event for entry in entries]
    for page in (events[:2], events):
        with statements() as sent:
            repeats.alike_counts(rhys, page)
        assert len(sent) == 2
        # Nearly all events are of no source: that index would lead a planner to all of them.
        assert not any("source IS NULL" in one for one in sent)
    with listening() as read:
        repeats.alike_counts(rhys, events)
        repeats.suggestion(rhys, events[0])
        repeats.survivor_of(rhys, events[0].id)
    assert len(read) <= 8
    assert not whole_reads(read), "\n".join(whole_reads(read))


def test_the_panel_says_why_and_sends_what_it_showed(app: Flask) -> None:
    dora, cleo, drew = told("dora"), told("cleo", "V3", 6), told("drew", minutes=2)
    page = (
        '{% import "review/_repeats.html" as r with context %}'
        '{{ r.panel(event, found, "/merge", "/apart", {"entries": "2", "version": "0"}) }}'
    )
    with app.test_request_context("/review"):
        g.actor = actor("rhys")
        found = repeats.suggestion(actor("rhys"), dora.event)
        words = {"categories": CATEGORIES, "roles": LABELS, "query": {}}
        shown = render_template_string(page, event=dora.event, found=found, **words)
        nothing = render_template_string(page, event=dora.event, found=None, **words)
    assert nothing.strip() == ""
    for needed in (
        "3 entries look like one event",
        "6 minutes apart, same place, related kind",
        f'name="with" value="{drew.event_id},{cleo.event_id}"',
        'name="entries" value="2"',
        'data-key="m"',
        'data-key="x"',
    ):
        assert needed in shown, needed
