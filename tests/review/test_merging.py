"""Merging, keeping apart and splitting: who tells of what, and what of the review stays."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from nightsafe.cli.projections import PROJECTIONS
from nightsafe.database import db
from nightsafe.errors import NotAllowed
from nightsafe.incidents import grouping
from nightsafe.incidents.actions import amend_entry, withdraw_entry
from nightsafe.incidents.events import event_id_of
from nightsafe.incidents.models import Entry, Event, KeptApart
from nightsafe.incidents.queries import countable, event_of
from nightsafe.ledger.erase import erase
from nightsafe.ledger.verify import problems
from nightsafe.review.actions import Stale, close_event, mark_seen, record_finding, shown_now
from nightsafe.review.merging import merge_events, not_the_same, split_entry
from nightsafe.review.models import Finding
from nightsafe.review.projection import also
from nightsafe.review.queries import progress
from nightsafe.review.written import read_noted
from nightsafe.submissions.envelope import Kind
from tests.factories import bring, log, on
from tests.people import SATURDAY, actor, place, settle

LATER = SATURDAY + timedelta(hours=12)
pytestmark = pytest.mark.both_engines


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    yield
    db.session.rollback()
    assert problems(PROJECTIONS)[0] == []


def three() -> list[Entry]:
    """A fight told by a doorman, the cameras and a pastor; the cameras' is received first."""
    street = place("George Street").id
    door = place("The Lantern").id
    return [
        log("dora", "V1", at=SATURDAY, now=SATURDAY + timedelta(minutes=9), place_id=door),
        log("cleo", "V1", at=SATURDAY + timedelta(minutes=2), place_id=street),
        log("pip", "V2", at=SATURDAY + timedelta(minutes=4), now=LATER - timedelta(hours=1)),
    ]


def merged(*entries: Entry, who: str = "rhys") -> Event:
    events = [db.session.get_one(Event, one.event_id) for one in entries]
    event = merge_events(actor(who), events[0], events[1:], ["minutes:4"], now=LATER)
    db.session.commit()
    return event


def standing() -> int:
    return (
        db.session.scalar(select(func.count()).select_from(countable(actor("ana")).subquery())) or 0
    )


def partition() -> set[tuple[UUID, frozenset[UUID]]]:
    groups: dict[UUID, set[UUID]] = {}
    for entry_id, event_id in db.session.execute(select(Entry.id, Entry.event_id)):
        groups.setdefault(event_id, set()).add(entry_id)
    return {(event, frozenset(told)) for event, told in groups.items()}


def facts(event: Event) -> tuple[object, ...]:
    return (event.code, event.severity, event.occurred_at, event.place_id, event.needs_review)


class TestMerging:
    def test_the_one_event_is_that_of_the_account_received_first(self) -> None:
        entries = three()
        event = merged(*entries)
        assert event.id == event_id_of(entries[1].id)
        assert {one.event_id for one in entries} == {event.id}
        assert (event.code, event.severity) == ("V2", 4)
        assert (event.occurred_at, event.place_id) == (SATURDAY, place("The Lantern").id)
        assert standing() == 1

    def test_the_others_are_no_events_any_more_and_lead_to_it(self) -> None:
        entries = three()
        event = merged(*entries)
        other = db.session.get_one(Event, event_id_of(entries[0].id))
        assert (other.standing, other.needs_review, other.merged_into) == (False, False, event.id)
        assert event_of(actor("rhys"), other.id) is None

    def test_each_account_keeps_its_words_and_its_reporter(self) -> None:
        entries = three()
        before = [(one.author_id, one.written, one.version) for one in entries]
        merged(*entries)
        assert [(one.author_id, one.written, one.version) for one in entries] == before

    def test_what_one_finding_leaves_empty_the_other_fills_in(self) -> None:
        first, second, third = three()
        for entry, found in (
            (second, {"outcome": None, "police_reference": "TN 1411-204", "note": ""}),
            (
                first,
                {"outcome": "confirmed", "police_reference": "TN 1411-999", "note": "Film."},
            ),
        ):
            event = db.session.get_one(Event, entry.event_id)
            record_finding(actor("rhys"), event, home_office=None, now=LATER, **found)
        close_event(actor("rhys"), db.session.get_one(Event, first.event_id), now=LATER)
        db.session.commit()
        event = merged(first, second, third)
        finding = db.session.get_one(Finding, event.id)
        assert (finding.outcome, finding.closed_at, event.needs_review) == ("confirmed", None, True)
        noted = read_noted(finding)
        assert (noted.police_reference, noted.note) == ("TN 1411-204", "Film.\nTN 1411-999")

    def test_seen_only_if_all_were(self) -> None:
        first, second, _third = three()
        for entry in (first, second):
            mark_seen(actor("rhys"), db.session.get_one(Event, entry.event_id), now=LATER)
        db.session.commit()
        assert not merged(first, second).needs_review

    def test_reporters_are_told_that_theirs_is_linked(self) -> None:
        entries = three()
        merged(*entries)
        assert "Linked with 2 other accounts of the same" in [
            one.label for one in progress(entries[0])
        ]

    def test_a_restricted_account_and_an_open_one_stay_two_events(self) -> None:
        """R6: what is said of the one would be read with the other, or missed where it counted."""
        first = three()[0]
        with pytest.raises(NotAllowed):
            merged(first, log("otto", "S1", at=SATURDAY), who="greta")

    def test_what_became_restricted_together_stays_together(self) -> None:
        """R6: a note on the whole tells of the restricted account, too."""
        first, second, _third = three()
        event = merged(first, second)
        amend_entry(actor("dora"), first, on(first, Kind.AMEND), {"code": "S1"}, now=LATER)
        db.session.commit()
        assert event.restricted and event_of(actor("rhys"), event.id) is None
        assert not [one for one in progress(second) if "Linked" in one.label]
        with pytest.raises(NotAllowed):
            split_entry(actor("greta"), event, second, now=LATER)

    def test_what_else_was_judged_is_kept_as_words(self) -> None:
        first, second, _third = three()
        for entry, outcome in ((second, "confirmed"), (first, "not_confirmed")):
            event = db.session.get_one(Event, entry.event_id)
            record_finding(
                actor("rhys"),
                event,
                outcome=outcome,
                home_office=None,
                police_reference="",
                note="",
                now=LATER,
            )
        db.session.commit()
        finding = db.session.get_one(Finding, merged(first, second).id)
        assert finding.outcome == "confirmed"
        assert read_noted(finding).note == "Also judged: Not confirmed"

    def test_what_was_brought_along_and_what_stays_in_a_register_is_never_merged(self) -> None:
        first = three()[0]
        past = bring("V1", audience="review")
        register = log("dora", "L4")
        for other, refused in ((past, NotAllowed), (register, Stale)):
            with pytest.raises(refused):
                merged(first, other)
            db.session.rollback()

    def test_only_reviewers_merge_and_nobody_what_they_may_not_read(self) -> None:
        first, second, _third = three()
        with pytest.raises(NotAllowed):
            merged(first, second, who="ana")
        db.session.rollback()
        with pytest.raises(Stale):
            merged(first, log("otto", "S1", at=SATURDAY))

    def test_what_came_while_reading_stops_it(self) -> None:
        first, second, _third = three()
        event, other = (db.session.get_one(Event, one.event_id) for one in (first, second))
        shown = shown_now(event, None)
        mark_seen(actor("greta"), event, now=LATER)
        with pytest.raises(Stale):
            merge_events(actor("rhys"), event, [other], [], now=LATER, shown=shown)

    def test_an_account_withdrawn_later_leaves_the_others_standing(self) -> None:
        entries = three()
        event = merged(*entries)
        envelope = on(entries[2], Kind.WITHDRAW)
        withdraw_entry(actor("pip"), entries[2], envelope, "A mistake", now=LATER)
        db.session.commit()
        assert (event.code, event.standing, standing()) == ("V1", True, 1)

    def test_with_an_account_goes_what_was_found_of_it_alone(self) -> None:
        """R39."""
        first, second, _third = three()
        event = db.session.get_one(Event, first.event_id)
        record_finding(
            actor("rhys"),
            event,
            outcome=None,
            home_office=None,
            police_reference="",
            note="A name.",
            now=LATER,
        )
        db.session.commit()
        merged(first, second)
        for one in (*also(first.id), first.id):
            erase(one, PROJECTIONS, actor_id=None, reason="asked for", now=LATER)
        db.session.commit()
        assert db.session.get(Finding, event_id_of(first.id)) is None

    @pytest.mark.parametrize("number", [0, 1])
    def test_one_account_is_erased_and_the_rest_stays(self, number: int) -> None:
        entries = three()
        event = merged(*entries)
        erase(entries[number].id, PROJECTIONS, actor_id=None, reason="asked for", now=LATER)
        db.session.commit()
        assert db.session.get_one(Event, event.id).standing
        assert len(grouping.entries_of([event])) == 2


class TestSplitting:
    @pytest.mark.parametrize("number", [0, 1, 2])
    def test_it_undoes_a_merging(self, number: int) -> None:
        entries = three()
        before = {one.event_id: facts(db.session.get_one(Event, one.event_id)) for one in entries}
        whole = partition()
        event = merged(*entries)
        rest = split_entry(actor("rhys"), event, entries[number], now=LATER)
        left = [one for one in entries if one is not entries[number]]
        split_entry(actor("rhys"), rest, left[0], now=LATER)
        db.session.commit()
        assert partition() == whole
        db.session.expire_all()
        for event_id, was in before.items():
            assert facts(db.session.get_one(Event, event_id)) == was
        assert standing() == 3

    def test_what_was_seen_as_one_is_seen_apart(self) -> None:
        entries = three()
        event = merged(*entries)
        mark_seen(actor("rhys"), event, now=LATER)
        split_entry(actor("rhys"), event, entries[0], now=LATER + timedelta(minutes=1))
        db.session.commit()
        own = db.session.get_one(Event, event_id_of(entries[0].id))
        assert (own.standing, own.needs_review) == (True, False)
        assert db.session.get_one(Finding, own.id).seen_at == LATER

    def test_a_part_of_what_was_closed_is_closed(self) -> None:
        entries = three()[:2]
        event = merged(*entries)
        close_event(actor("rhys"), event, now=LATER)
        db.session.commit()
        split_entry(actor("rhys"), event, entries[0], now=LATER + timedelta(minutes=1))
        db.session.commit()
        own = db.session.get_one(Finding, event_id_of(entries[0].id))
        assert own.closed_at == LATER

    def test_an_account_that_stands_by_itself_is_not_split(self) -> None:
        entry = three()[0]
        with pytest.raises(Stale):
            split_entry(actor("rhys"), db.session.get_one(Event, entry.event_id), entry, now=LATER)


def test_kept_apart_is_kept_for_good_each_pair_once() -> None:
    first, second, third = three()
    event = merged(first, second)
    other = db.session.get_one(Event, third.event_id)
    for _again in range(2):
        not_the_same(actor("rhys"), event, [other], now=LATER)
        db.session.commit()
    pairs = {tuple(row) for row in db.session.execute(select(KeptApart.one_id, KeptApart.other_id))}
    assert pairs == {tuple(sorted((one.id, third.id))) for one in (first, second)}


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_order_does_not_matter_and_events_are_what_is_counted(data: st.DataObject) -> None:
    """However pairs are merged, the same accounts stand in the same event, which counts as one."""
    at = SATURDAY + timedelta(days=data.draw(st.integers(0, 300)))
    codes = data.draw(st.lists(st.sampled_from(["V1", "V3", "P1", "W1"]), min_size=3, max_size=4))
    before = standing()
    entries = [
        log("dora", code, at=at + timedelta(minutes=7 * number))
        for number, code in enumerate(codes)
    ]
    order = data.draw(st.permutations(entries))
    for one in order[1:]:
        db.session.expire_all()
        merged(order[0], one)
    event = db.session.get_one(Event, order[0].event_id)
    assert event.id == event_id_of(entries[0].id)
    assert (
        event.code
        == max(entries, key=lambda one: (one.severity, -one.occurred_at.timestamp())).code
    )
    assert standing() == before + 1
    for one in data.draw(st.permutations(entries))[1:]:
        db.session.expire_all()
        split_entry(actor("rhys"), db.session.get_one(Event, one.event_id), one, now=LATER)
        db.session.commit()
    assert standing() == before + len(entries)
    assert {one.event_id for one in entries} == {event_id_of(one.id) for one in entries}
