"""What is done on the pages of review: nothing overwritten, nothing typed is lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.database import db
from nightsafe.incidents.actions import amend_entry, withdraw_entry
from nightsafe.incidents.models import Entry
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import versions
from nightsafe.review.actions import answer, ask, close_event, record_finding
from nightsafe.review.models import Finding, Question
from nightsafe.submissions.envelope import Kind, fresh
from tests.factories import log, on
from tests.page import Page, PageClient
from tests.people import SATURDAY, actor, person, place, settle

MONDAY = SATURDAY + timedelta(hours=34)
WORDS = "Two men fell out over a taxi."

SignIn = Callable[..., PageClient]


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    settle()
    db.session.commit()
    freeze(MONDAY)


@pytest.fixture
def rhys(signed_in: SignIn) -> PageClient:
    return signed_in(person("rhys"))


@pytest.fixture
def entry() -> Entry:
    return log("dora", "V1", description=WORDS, place_id=place("George Street").id)


def story(client: PageClient, entry: Entry, query: str = "") -> Page:
    return client.page(f"/review/{entry.event_id}{query}")


def reads() -> list[tuple[UUID | None, int | None]]:
    rows = db.session.execute(
        select(Row.record_id, Row.actor_id).where(Row.kind == "read").order_by(Row.seq)
    )
    return [(row[0], row[1]) for row in rows]


def send(page: Page, button: str, **values: Any) -> Page:
    return page.press(button, **values)


class TestDeeds:
    def test_seen(self, rhys: PageClient, entry: Entry) -> None:
        page = story(rhys, entry).press("S Seen")
        assert "Marked as seen." in page.text
        assert db.session.get_one(Finding, entry.event_id).seen_by == person("rhys").id
        assert "All seen" in rhys.page("/review").text

    def test_the_filters_stay_in_the_address(self, rhys: PageClient, entry: Entry) -> None:
        page = story(rhys, entry, "?severity=2&state=all").press("S Seen")
        assert "severity=2" in page.path
        assert "state=all" in page.path

    def test_found_closed_and_opened_again(self, rhys: PageClient, entry: Entry) -> None:
        page = story(rhys, entry).press(
            "Save and close",
            **{
                "finding-outcome": "confirmed",
                "finding-home_office": "violence",
                "finding-police_reference": "TN 1411-204",
                "finding-note": "Footage seen.",
                "finding-threat": "Two men who know her street.",
            },
        )
        assert "Closed. Previous leads back to it." in page.text
        page = page.follow("P Previous")
        by_whom = "Rhys Reviewer , Mon 16 Nov, 09:30"
        for words in (f"Closed {by_whom}", f"Confirmed {by_whom}", "Violence", "TN 1411-204"):
            assert words in page.text
        assert "Threat Two men who know her street." in page.text
        assert "Footage seen." in page.text
        finding = db.session.get_one(Finding, entry.event_id)
        assert (finding.outcome, finding.closed_by) == ("confirmed", person("rhys").id)
        page = page.press("O Open again")
        assert "Open again." in page.text
        assert page.form("Save").fields["finding-note"] == ["Footage seen."]
        assert page.form("Save").fields["finding-threat"] == ["Two men who know her street."]

    def test_no_reference_is_refused_beside_its_field_and_nothing_typed_is_lost(
        self, rhys: PageClient, entry: Entry
    ) -> None:
        typed = {"finding-police_reference": "07700 900123", "finding-harm": "A cut hand."}
        page = story(rhys, entry).press("Save", **typed)
        assert page.status == 422
        assert "such as TN 1511-532" in page.text
        fields = page.form("Save").fields
        assert {name: fields[name] for name in typed} == {k: [v] for k, v in typed.items()}
        assert page.press("Save", **{"finding-police_reference": "TN 9"}).path

    def test_asked_and_answered(self, rhys: PageClient, signed_in: SignIn, entry: Entry) -> None:
        story(rhys, entry).press("Send the question", **{"ask-text": "Which way did they go?"})
        dora = signed_in(person("dora"))
        page = dora.page(f"/entries/{entry.id}/answer")
        assert page.h1 == "Police ask"
        assert "Which way did they go?" in page.text
        assert "Rhys" not in page.text
        form = page.forms[0]
        answered = dora.send(form.action, form.data(values={"text": "To the bridge."}))
        assert "Answer sent." in answered.text
        assert "To the bridge." in story(rhys, entry).text
        assert "No question waits" in dora.page(f"/entries/{entry.id}/answer").text

    def test_beside_closing_it_says_that_no_answer_came_yet(
        self, rhys: PageClient, entry: Entry
    ) -> None:
        words = "No answer yet; closing is possible."
        assert words not in story(rhys, entry).text
        question = ask(actor("rhys"), entry, "Which way?", now=MONDAY)
        db.session.commit()
        assert words in story(rhys, entry).text
        answer(actor("dora"), entry, question, "Left.", fresh(Kind.ANSWER, entry.id), now=MONDAY)
        db.session.commit()
        assert words not in story(rhys, entry).text

    def test_personal_data_in_an_answer_is_warned_of(self, signed_in: SignIn, entry: Entry) -> None:
        ask(actor("rhys"), entry, "Whom did they call?", now=MONDAY)
        dora = signed_in(person("dora"))
        form = dora.page(f"/entries/{entry.id}/answer").forms[0]
        page = dora.send(form.action, form.data(values={"text": "07700 900123, I think."}))
        assert "Answer sent." in page.text
        assert "looks like a phone number" in page.text
        assert "Check what" not in dora.page(f"/entries/{entry.id}/answer").text

    def test_a_question_without_words_says_what_to_do(self, rhys: PageClient, entry: Entry) -> None:
        page = story(rhys, entry).press("Send the question", **{"ask-text": "  "})
        assert page.status == 422
        assert "Write what you want to know." in page.text
        assert WORDS in page.text

    def test_what_was_typed_stays_when_it_cannot_be_saved(
        self, rhys: PageClient, entry: Entry
    ) -> None:
        page = story(rhys, entry)
        typed = {"finding-note": "kept " * 500, "finding-police_reference": "TN 7"}
        refused = page.press("Save", **typed)
        assert refused.status == 422
        assert refused.form("Save").fields["finding-police_reference"] == ["TN 7"]
        assert refused.form("Save").fields["finding-note"][0].startswith("kept kept")
        unknown = page.form("Save").data("Save") | {"finding-outcome": "invented"}
        assert rhys.send(page.form("Save").action, unknown).status == 422

    def test_unusable_characters_are_named(self, rhys: PageClient, entry: Entry) -> None:
        """R21."""
        page = story(rhys, entry).press("Send the question", **{"ask-text": "Which\x00 way?"})
        assert page.status == 422
        assert page.form("Send the question").fields["ask-text"] == ["Which way?"]

    def test_two_reviewers_see_each_others_and_neither_is_lost(
        self, rhys: PageClient, entry: Entry
    ) -> None:
        page = story(rhys, entry)
        record_finding(
            actor("stella"),
            entry.event,
            outcome="confirmed",
            home_office=None,
            police_reference="",
            note="Hers.",
            now=MONDAY,
        )
        stale = page.press("Save", **{"finding-outcome": "not_confirmed", "finding-note": "His."})
        assert stale.status == 409
        assert "A colleague saved theirs" in stale.text
        assert "Note: Hers." in stale.text
        assert stale.form("Save").fields["finding-note"] == ["His."]
        done = stale.press("Save")
        assert "Recorded." in done.text
        assert db.session.get_one(Finding, entry.event_id).outcome == "not_confirmed"
        assert len(versions("finding", entry.event_id)) == 2

    def test_what_came_while_reading_is_not_seen_by_a_key(
        self, rhys: PageClient, entry: Entry
    ) -> None:
        page = story(rhys, entry)
        more = {"description": "One came back with a bottle."}
        amend_entry(actor("dora"), entry, on(entry, Kind.AMEND), more, now=MONDAY)
        stale = page.press("S Seen")
        assert stale.status == 409
        assert "Something was added while you read" in stale.text
        assert "with a bottle" in stale.text
        db.session.expire_all()
        assert entry.event.needs_review
        assert "Marked as seen." in stale.press("S Seen").text

    def test_each_page_that_shows_words_is_an_opening(self, rhys: PageClient, entry: Entry) -> None:
        story(rhys, entry).press("Send the question", **{"ask-text": ""})
        assert len(reads()) == 2

    def test_sent_twice_a_question_is_asked_once(self, rhys: PageClient, entry: Entry) -> None:
        page = story(rhys, entry)
        for _ in range(2):
            assert page.press("Send the question", **{"ask-text": "Who?"}).status == 200
        assert db.session.query(Question).count() == 1

    def test_closed_meanwhile_nothing_typed_is_lost(self, rhys: PageClient, entry: Entry) -> None:
        page = story(rhys, entry)
        close_event(actor("stella"), entry.event, now=MONDAY)
        stale = page.press("Send the question", **{"ask-text": "Who was it?"})
        assert stale.status == 409
        assert stale.form("Send the question").fields["ask-text"] == ["Who was it?"]

    def test_withdrawn_meanwhile_it_says_so(self, rhys: PageClient, entry: Entry) -> None:
        page = story(rhys, entry)
        withdraw_entry(actor("dora"), entry, on(entry, Kind.WITHDRAW), "Twice.", now=MONDAY)
        assert page.press("S Seen").status == 404

    def test_the_answer_is_the_authors_alone(
        self, signed_in: SignIn, rhys: PageClient, entry: Entry
    ) -> None:
        ask(actor("rhys"), entry, "Which way?", now=MONDAY)
        for who in ("otto", "mo", "drew"):
            signed_in(person(who)).page(f"/entries/{entry.id}/answer", status=404)
        rhys.page(f"/entries/{entry.id}/answer", status=403)

    def test_another_entrys_question_is_not_answered_here(
        self, signed_in: SignIn, entry: Entry
    ) -> None:
        other = log("drew", "V3")
        question = ask(actor("rhys"), other, "Who?", now=MONDAY)
        ask(actor("rhys"), entry, "Which way?", now=MONDAY)
        dora = signed_in(person("dora"))
        form = dora.page(f"/entries/{entry.id}/answer").forms[0]
        sent = dora.send(form.action, form.data() | {"question": str(question.id), "text": "x"})
        assert sent.status == 404

    def test_a_conflicting_answer_is_kept_and_offered_again(
        self, signed_in: SignIn, entry: Entry
    ) -> None:
        ask(actor("rhys"), entry, "Which way?", now=MONDAY)
        dora = signed_in(person("dora"))
        form = dora.page(f"/entries/{entry.id}/answer").forms[0]
        dora.send(form.action, form.data(values={"text": "Left."}))
        page = dora.send(form.action, form.data(values={"text": "Right."}))
        assert page.status == 409
        assert len(versions("set-aside", entry.id)) == 1
        again = page.forms[0]
        assert again.fields["text"] == ["Right."]
        assert "Answer sent." in dora.send(again.action, again.data()).text
        assert len(versions("question", entry.id)) == 3
