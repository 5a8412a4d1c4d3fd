"""What reviewers do and reporters answer: one ledger row each, nothing overwritten unseen."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.incidents.actions import amend_entry, withdraw_entry
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.projection import PROJECTION as ENTRIES
from nightsafe.ledger.queries import versions
from nightsafe.ledger.verify import problems
from nightsafe.review import history, rules
from nightsafe.review.actions import (
    Stale,
    answer,
    ask,
    close_event,
    mark_seen,
    record_finding,
    reopen_event,
    shown_now,
)
from nightsafe.review.models import Finding, Question
from nightsafe.review.projection import PROJECTIONS
from nightsafe.review.queries import exchanges, facts_of, finding_of, questions_of
from nightsafe.review.rules import Deed, Shown, State, state_of
from nightsafe.review.written import Noted, put_noted, read_asked, read_noted
from nightsafe.submissions.actions import Conflict, keep_aside
from nightsafe.submissions.envelope import Envelope, Kind, fresh
from tests.factories import log, on
from tests.people import SATURDAY, actor, person, settle

pytestmark = pytest.mark.both_engines
MONDAY = SATURDAY + timedelta(hours=34)
LATER = MONDAY + timedelta(hours=1)


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    yield
    db.session.rollback()
    wrong, _head = problems([*PROJECTIONS, ENTRIES])
    assert wrong == []


@pytest.fixture
def entry() -> Entry:
    return log("dora", "V1", description="A punch by the bar.")


def state(event: Event) -> State:
    return state_of(facts_of(event, finding_of(event.id)))


def found(event: Event, who: str = "rhys", now: datetime = MONDAY, **fields: Any) -> Finding:
    whole = {"outcome": None, "home_office": None, "police_reference": "", "note": "", **fields}
    finding = record_finding(actor(who), event, now=now, **whole)
    db.session.commit()
    return finding


def asked(
    entry: Entry,
    text: str = "Which way did they go?",
    who: str = "rhys",
    now: datetime = MONDAY,
) -> Question:
    question = ask(actor(who), entry, text, now=now)
    db.session.commit()
    return question


def answered(
    entry: Entry, question: Question, text: str = "Left.", envelope: Envelope | None = None
) -> Question:
    told = answer(
        actor("dora"),
        entry,
        question,
        text,
        envelope or fresh(Kind.ANSWER, entry.id),
        now=LATER,
    )
    db.session.commit()
    return told


def add(entry: Entry, text: str = "Two of them came back.") -> None:
    amend_entry(actor("dora"), entry, on(entry, Kind.AMEND), {"description": text}, now=LATER)
    db.session.commit()


def notices(kind: str, who: str) -> list[Message]:
    query = select(Message).where(Message.kind == kind, Message.person_id == person(who).id)
    return list(db.session.scalars(query))


class TestSeeing:
    def test_seen_once_by_whom_and_when(self, entry: Entry) -> None:
        mark_seen(actor("rhys"), entry.event, now=MONDAY)
        db.session.commit()
        finding = finding_of(entry.event_id)
        assert finding is not None
        assert (finding.seen_at, finding.seen_by) == (MONDAY, person("rhys").id)
        assert state(entry.event) is State.SEEN
        assert len(versions("finding", entry.event_id)) == 1

    def test_twice_is_once(self, entry: Entry) -> None:
        for now, who in ((MONDAY, "rhys"), (LATER, "stella")):
            mark_seen(actor(who), entry.event, now=now)
            db.session.commit()
        finding = finding_of(entry.event_id)
        assert finding is not None
        assert (finding.seen_at, finding.version) == (MONDAY, 1)

    def test_an_amendment_makes_it_unseen_again(self, entry: Entry) -> None:
        mark_seen(actor("rhys"), entry.event, now=MONDAY)
        db.session.commit()
        add(entry)
        assert state(entry.event) is State.UNSEEN
        mark_seen(actor("rhys"), entry.event, now=LATER)
        finding = finding_of(entry.event_id)
        assert finding is not None
        assert (finding.first_seen_at, finding.seen_at) == (MONDAY, LATER)
        db.session.commit()

    def test_what_came_while_the_page_was_open_is_not_seen(self, entry: Entry) -> None:
        before = shown_now(entry.event, None)
        add(entry)
        with pytest.raises(Stale, match="Something was added"):
            mark_seen(actor("rhys"), entry.event, now=MONDAY, shown=before)
        db.session.rollback()
        assert state(entry.event) is State.UNSEEN

    def test_an_amendment_made_from_a_page_of_before_is_unseen_though_seen_meanwhile(
        self, entry: Entry
    ) -> None:
        assert entry.event.needs_review
        db.session.commit()  # lets go of the lock, not of what was read
        with Session(db.engine) as beside:
            beside.execute(update(Event).values(needs_review=False))
            beside.commit()
        add(entry)
        db.session.expire_all()
        assert entry.event.needs_review

    def test_it_answers_the_reviewers_own_notice_and_no_colleagues(self) -> None:
        entry = log("dora", "V2")
        mark_seen(actor("rhys"), entry.event, now=MONDAY)
        db.session.commit()
        assert [one.acknowledged_at for one in notices("urgent", "rhys")] == [MONDAY]
        assert [one.acknowledged_at for one in notices("urgent", "stella")] == [None]

    def test_what_was_withdrawn_meanwhile_is_said_so(self, entry: Entry) -> None:
        envelope = on(entry, Kind.WITHDRAW)
        withdraw_entry(actor("dora"), entry, envelope, "Twice.", now=LATER)
        db.session.commit()
        with pytest.raises(Stale, match="withdrawn"):
            mark_seen(actor("rhys"), entry.event, now=LATER)
        db.session.rollback()


class TestAsking:
    def test_a_question_reaches_the_reporter_and_is_seeing(self, entry: Entry) -> None:
        question = asked(entry)
        assert state(entry.event) is State.ASKED
        assert read_asked(question).text == "Which way did they go?"
        assert [one.topic for one in notices("question", "dora")] == [str(question.id)]
        assert len(versions("question", entry.id)) == 1
        assert len(versions("finding", entry.event_id)) == 1

    def test_sent_twice_it_is_asked_once(self, entry: Entry) -> None:
        number = uuid4()
        for _ in range(2):
            ask(actor("rhys"), entry, "Which way?", now=MONDAY, question_id=number)
            db.session.commit()
        assert len(questions_of([entry.id])) == 1

    def test_the_id_of_anothers_question_is_not_taken_over(self, entry: Entry) -> None:
        first = asked(entry)
        other = log("drew", "V3")
        ask(actor("stella"), other, "Who?", now=MONDAY, question_id=first.id)
        db.session.commit()
        assert len(questions_of([entry.id])) == len(questions_of([other.id])) == 1

    @pytest.mark.parametrize("text", ["", "  ", "x" * (rules.LONGEST + 1)])
    def test_it_needs_words_but_not_too_many(self, entry: Entry, text: str) -> None:
        with pytest.raises(ProductError) as refused:
            ask(actor("rhys"), entry, text, now=MONDAY)
        assert refused.value.field == "text"

    def test_two_questions_are_two_notices(self, entry: Entry) -> None:
        asked(entry)
        asked(entry, "How many?", "stella", LATER)
        assert len(notices("question", "dora")) == 2
        payload = versions("question", entry.id)[-1].payload
        assert [one["written"]["text"] for one in payload["questions"]] == [
            "Which way did they go?",
            "How many?",
        ]


class TestAnswering:
    def test_an_answer_reaches_whoever_asked(self, entry: Entry) -> None:
        question = asked(entry)
        answered(entry, question)
        assert state(entry.event) is State.ANSWERED
        assert [one.topic for one in notices("answer", "rhys")] == [str(question.id)]
        assert [one.acknowledged_at for one in notices("question", "dora")] == [LATER]
        (told,) = exchanges(questions_of([entry.id]))
        assert told.answers == [("Left.", LATER)]

    def test_sent_twice_it_is_answered_once(self, entry: Entry) -> None:
        question, envelope = asked(entry), fresh(Kind.ANSWER, entry.id)
        for _ in range(2):
            answered(entry, question, envelope=envelope)
        assert len(read_asked(question).answers) == 1
        assert len(versions("question", entry.id)) == 2

    def test_other_words_in_the_same_envelope_conflict_and_are_kept(self, entry: Entry) -> None:
        question, envelope = asked(entry), fresh(Kind.ANSWER, entry.id)
        answered(entry, question, envelope=envelope)
        with pytest.raises(Conflict):
            answered(entry, question, "Right, I mean.", envelope)
        db.session.rollback()
        keep_aside(envelope, actor("dora"), {"text": "Right, I mean."}, now=LATER)
        db.session.commit()
        assert len(versions("set-aside", entry.id)) == 1

    def test_a_second_answer_stands_beside_the_first(self, entry: Entry) -> None:
        question = asked(entry)
        answered(entry, question)
        answered(entry, question, "No, right.")
        assert [one["text"] for one in read_asked(question).answers] == ["Left.", "No, right."]

    def test_nobody_answers_for_the_author(self, entry: Entry) -> None:
        question = asked(entry)
        with pytest.raises(NotAllowed):
            answer(actor("mo"), entry, question, "Me.", fresh(Kind.ANSWER, entry.id), now=LATER)
        db.session.rollback()

    def test_a_closed_event_can_still_be_answered(self, entry: Entry) -> None:
        question = asked(entry)
        close_event(actor("rhys"), entry.event, now=MONDAY)
        db.session.commit()
        answered(entry, question)
        assert state(entry.event) is State.CLOSED


class TestFinding:
    def test_what_was_found_is_kept_and_sealed(self, entry: Entry) -> None:
        finding = found(
            entry.event,
            outcome="confirmed",
            home_office="violence",
            police_reference="TN 1411-204",
            note="Footage seen.",
        )
        assert (finding.outcome, finding.home_office) == ("confirmed", "violence")
        assert (finding.decided_at, finding.decided_by) == (MONDAY, person("rhys").id)
        assert finding.written is not None
        assert b"Footage" not in finding.written
        assert read_noted(finding).note == "Footage seen."
        assert not entry.event.needs_review

    def test_the_prompts_are_sealed_and_kept_until_they_are_answered_anew(
        self, entry: Entry
    ) -> None:
        finding = found(entry.event, thrive={"harm": " A cut hand. ", "risk": " "})
        assert read_noted(finding).thrive == {"harm": "A cut hand."}
        assert finding.written is not None
        assert b"hand" not in finding.written
        found(entry.event, note="Footage.", now=LATER)
        assert read_noted(finding).thrive == {"harm": "A cut hand."}
        close_event(actor("rhys"), entry.event, now=LATER)
        db.session.commit()
        assert read_noted(finding).thrive == {"harm": "A cut hand."}
        lines = [change.lines for change in history.of_finding(entry.event_id)]
        assert lines == [["Harm: A cut hand."], ["Note: Footage."], []]
        reopen_event(actor("rhys"), entry.event, now=LATER)
        with pytest.raises(ProductError) as refused:
            found(entry.event, thrive={"risk": "x" * 301})
        assert refused.value.field == "risk"

    def test_without_prompts_it_is_kept_as_it_always_was(self, entry: Entry) -> None:
        found(entry.event, note="Footage.", thrive=dict.fromkeys(rules.THRIVE, ""))
        [row] = versions("finding", entry.event_id)
        assert row.payload["written"] == {"police_reference": "", "note": "Footage."}

    def test_a_reference_is_checked_when_it_is_new(self, entry: Entry) -> None:
        finding = found(entry.event, police_reference="  TN   1411-204 ")
        assert read_noted(finding).police_reference == "TN 1411-204"
        with pytest.raises(ProductError) as refused:
            found(entry.event, police_reference="Ask Bellweather")
        assert refused.value.field == "police_reference"
        db.session.rollback()
        put_noted(finding, Noted("Ask Bellweather"))  # from before there was a format
        kept = read_noted(found(entry.event, police_reference="Ask Bellweather"))
        assert kept.police_reference == "Ask Bellweather"
        db.session.commit()

    def test_an_answer_can_be_taken_back(self, entry: Entry) -> None:
        found(entry.event, outcome="confirmed")
        finding = found(entry.event, now=LATER)
        assert (finding.outcome, finding.decided_at) == (None, None)

    @pytest.mark.parametrize("field", ["outcome", "home_office"])
    def test_an_unknown_choice_is_refused_beside_its_field(self, entry: Entry, field: str) -> None:
        invented: dict[str, Any] = {field: "invented"}
        with pytest.raises(ProductError) as refused:
            found(entry.event, **invented)
        assert refused.value.field == field

    def test_two_reviewers_do_not_overwrite_each_other(self, entry: Entry) -> None:
        before = shown_now(entry.event, None)
        found(entry.event, "stella", outcome="confirmed", note="Hers.")
        with pytest.raises(Stale, match="colleague"):
            found(entry.event, outcome="not_confirmed", shown=before)
        db.session.rollback()
        finding = finding_of(entry.event_id)
        assert finding is not None
        assert (finding.outcome, read_noted(finding).note) == ("confirmed", "Hers.")

    def test_seeing_what_a_colleague_found_is_no_conflict(self, entry: Entry) -> None:
        before = shown_now(entry.event, None)
        found(entry.event, "stella", outcome="confirmed")
        mark_seen(actor("rhys"), entry.event, now=LATER, shown=before)

    def test_a_made_up_version_is_stale(self, entry: Entry) -> None:
        with pytest.raises(Stale):
            found(entry.event, shown=Shown(-1, -1))
        db.session.rollback()


class TestClosing:
    def test_closed_opened_again_and_closed(self, entry: Entry) -> None:
        event = entry.event
        close_event(actor("rhys"), event, now=MONDAY)
        assert state(event) is State.CLOSED
        reopen_event(actor("stella"), event, now=LATER)
        assert state(event) is State.REOPENED
        close_event(actor("stella"), event, now=LATER)
        assert state(event) is State.CLOSED
        db.session.commit()
        assert len(versions("finding", event.id)) == 3

    def test_the_words_of_the_finding_outlive_it(self, entry: Entry) -> None:
        found(entry.event, note="Footage seen.")
        close_event(actor("rhys"), entry.event, now=LATER)
        db.session.commit()
        assert read_noted(finding_of(entry.event_id)).note == "Footage seen."

    def test_what_is_added_after_closing_is_unseen_and_then_closed_again(
        self, entry: Entry
    ) -> None:
        close_event(actor("rhys"), entry.event, now=MONDAY)
        db.session.commit()
        add(entry)
        assert state(entry.event) is State.CHANGED
        mark_seen(actor("rhys"), entry.event, now=LATER)
        assert state(entry.event) is State.CLOSED
        db.session.commit()

    def test_what_is_not_closed_cannot_be_opened_again(self, entry: Entry) -> None:
        with pytest.raises(Stale):
            reopen_event(actor("rhys"), entry.event, now=MONDAY)

    def test_closed_it_takes_no_question_and_no_finding(self, entry: Entry) -> None:
        close_event(actor("rhys"), entry.event, now=MONDAY)
        db.session.commit()
        with pytest.raises(Stale, match="Open it again"):
            asked(entry)
        db.session.rollback()
        with pytest.raises(Stale, match="Open it again"):
            found(entry.event)
        db.session.rollback()


@pytest.mark.parametrize("deed", [Deed.SEE, Deed.ASK, Deed.FIND, Deed.CLOSE, Deed.REOPEN])
def test_a_member_reviews_nothing(entry: Entry, deed: Deed) -> None:
    dora = actor("dora")
    if deed is Deed.REOPEN:
        close_event(actor("rhys"), entry.event, now=MONDAY)
        db.session.commit()
    deeds: dict[Deed, Callable[[], object]] = {
        Deed.SEE: lambda: mark_seen(dora, entry.event, now=MONDAY),
        Deed.ASK: lambda: ask(dora, entry, "Me?", now=MONDAY),
        Deed.FIND: lambda: found(entry.event, "dora"),
        Deed.CLOSE: lambda: close_event(dora, entry.event, now=MONDAY),
        Deed.REOPEN: lambda: reopen_event(dora, entry.event, now=LATER),
    }
    with pytest.raises(NotAllowed):
        deeds[deed]()
    db.session.rollback()
