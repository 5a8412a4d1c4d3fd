"""Filling in, leaving, withdrawing, and what others may see of a visit."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.ledger.models import Row
from nightsafe.submissions.envelope import Kind
from nightsafe.submissions.models import Submission
from nightsafe.submissions.reference import spoken
from nightsafe.visits.actions import amend_visit
from nightsafe.visits.models import Visit
from nightsafe.visits.written import read_written
from tests.page import PageClient
from tests.people import SATURDAY, actor, person, settle
from tests.visits.making import RESTRICTED, filled, on, stay

Freeze = Callable[[datetime], Any]


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Freeze) -> None:
    settle()
    db.session.commit()
    freeze(SATURDAY)


@pytest.fixture
def sade(signed_in: Callable[..., PageClient]) -> PageClient:
    return signed_in(person("sade"))


@pytest.fixture
def dora(signed_in: Callable[..., PageClient]) -> PageClient:
    return signed_in(person("dora"))


@pytest.fixture
def mo(signed_in: Callable[..., PageClient]) -> PageClient:
    return signed_in(person("mo"))


def only() -> Visit:
    return db.session.query(Visit).one()


class TestFillingIn:
    def test_it_shows_what_was_said_and_saves_what_changed(self, sade: PageClient) -> None:
        visit = stay("sade", {"came_by": "friends", "reasons": ["drunk"]}, note="One.")
        page = sade.page(f"/visits/{visit.id}/edit")
        filled(page, "visit", reasons=["drunk", "rest"], note="Two.")
        filled(page, "visit", reasons=["drunk", "rest"], note="Two.")
        visit = only()
        assert visit.version == 2
        assert visit.answers == {"came_by": "friends", "reasons": ["drunk", "rest"]}
        story = sade.page(f"/visits/{visit.id}")
        assert "Why they came, Note" in story.text

    def test_saved_as_it_is_nothing_changes(self, sade: PageClient) -> None:
        visit = stay("sade", {"left": "bus", "student": "no"}, minutes=20)
        filled(sade.page(f"/visits/{visit.id}/edit"), "visit")
        assert only().version == 1

    def test_they_are_back_still_here(self, sade: PageClient) -> None:
        visit = stay("sade", {"left": "bus"}, minutes=20)
        filled(sade.page(f"/visits/{visit.id}/edit"), "visit", left="")
        assert (only().left_at, only().answers) == (None, {})

    def test_both_times_can_be_put_right(self, sade: PageClient) -> None:
        visit = stay("sade", {"left": "bus"}, minutes=0)
        filled(
            sade.page(f"/visits/{visit.id}/edit"),
            "visit",
            when="pick",
            when_time="22:10",
            left_when="pick",
            left_time="22:40",
        )
        assert only().arrived_at == SATURDAY - timedelta(minutes=80)
        assert only().left_at == SATURDAY - timedelta(minutes=50)

    def test_a_stale_page_is_409_with_all_that_was_typed_and_a_way_on(
        self, sade: PageClient
    ) -> None:
        visit = stay("sade")
        stale = sade.page(f"/visits/{visit.id}/edit")
        amend_visit(actor("sade"), visit, on(visit), {"gender": "man"}, now=SATURDAY)
        db.session.commit()
        page = filled(stale, "visit", reasons=["hate"], gender="man", note="What I typed.")
        assert page.status == 409
        assert "What I typed." in page.html
        assert "Add this as a correction" in page.text
        assert db.session.query(Submission).filter_by(applied=False).count() == 1
        filled(page, "visit")
        assert only().answers == {"reasons": ["hate"], "gender": "man"}
        assert read_written(only()).paragraphs[0]["text"] == "What I typed."

    def test_a_changed_replay_of_a_new_one_is_offered_as_a_correction(
        self, sade: PageClient
    ) -> None:
        page = sade.page("/visits/new")
        filled(page, "visit", came_by="friends", note="One.")
        again = filled(page, "visit", came_by="police", note="One.", reasons=["drunk"])
        assert again.status == 409
        filled(again, "visit")
        assert only().answers == {"came_by": "police", "reasons": ["drunk"]}
        assert len(read_written(only()).paragraphs) == 1


class TestLeaving:
    def test_they_left_at_once_with_nothing_said(self, sade: PageClient, freeze: Freeze) -> None:
        visit = stay("sade", now=SATURDAY)
        freeze(SATURDAY + timedelta(minutes=25))
        page = sade.page("/visits").follow("They left")
        assert "25 min" in page.text
        page = filled(page, "leave")
        assert "They left" in page.text
        assert only().left_at == visit.arrived_at + timedelta(minutes=25)

    def test_how_and_what_otherwise_are_one_tap_each(self, sade: PageClient) -> None:
        visit = stay("sade", at=SATURDAY - timedelta(minutes=30))
        page = sade.page(f"/visits/{visit.id}/leave")
        filled(page, "leave", left="pastor", left_when="5", without_us="ambulance")
        filled(page, "leave", left="pastor", left_when="5", without_us="ambulance")
        assert only().answers == {"left": "pastor", "without_us": "ambulance"}
        assert only().version == 2

    def test_a_stale_page_keeps_what_was_tapped(self, sade: PageClient) -> None:
        visit = stay("sade", {"gender": "man"})
        stale = sade.page(f"/visits/{visit.id}/leave")
        amend_visit(actor("sade"), visit, on(visit), {"came_by": "police"}, now=SATURDAY)
        db.session.commit()
        page = filled(stale, "leave", left="taxi")
        assert page.status == 409
        filled(page, "leave")
        assert only().answers == {"came_by": "police", "left": "taxi", "gender": "man"}


class TestWithdrawing:
    def test_it_needs_a_reason(self, sade: PageClient) -> None:
        visit = stay("sade", {"came_by": "police"})
        page = sade.page(f"/visits/{visit.id}/withdraw")
        assert filled(page, "withdraw", reason=" ").status == 422
        page = filled(page, "withdraw", reason="Logged twice")
        assert "It will not be counted" in page.text
        assert "withdrawn" in page.text
        assert "Logged twice" in sade.page(f"/visits/{visit.id}").text
        assert sade.get(f"/visits/{visit.id}/edit").status_code == 403


class TestOthers:
    def test_a_manager_reads_it_and_that_is_a_row_of_the_ledger(
        self, dora: PageClient, mo: PageClient
    ) -> None:
        visit = stay("dora", {"reasons": ["drunk"]}, minutes=20, note="Her words.")
        reads = db.session.query(Row).filter_by(kind="read", record_id=visit.id)
        dora.page(f"/visits/{visit.id}")
        assert reads.count() == 0
        page = mo.page("/visits")
        assert "Dora Doorman" in page.text
        assert "Her words." not in page.text
        assert "Her words." in mo.page(f"/visits/{visit.id}").text
        assert reads.one().actor_id == actor("mo").person_id

    @pytest.mark.parametrize("answers", [RESTRICTED, {"age_band": "under_18"}])
    def test_of_a_restricted_one_a_manager_sees_arrival_and_leaving_only(
        self, mo: PageClient, answers: dict[str, Any]
    ) -> None:
        visit = stay(
            "dora",
            {**answers, "came_by": "medics", "left": "ambulance"},
            minutes=20,
            note="Her words.",
        )
        for page in (mo.page("/visits"), mo.page(f"/visits/{visit.id}")):
            assert "23:30" in page.text
            assert "23:50" in page.text
            for hidden in (
                "Sexual",
                "Under 18",
                "Medics",
                "Ambulance",
                "Her words.",
                "Dora",
                visit.reference[:3],
            ):
                assert hidden not in page.text

    def test_a_foreign_and_a_missing_visit_are_the_same_404(
        self, signed_in: Callable[..., PageClient]
    ) -> None:
        visit = stay("dora", {"reasons": ["drunk"]})
        missing = on(visit, Kind.AMEND).submission_id
        for key in ("otto", "olga", "bea"):
            client = signed_in(person(key))
            answers = [client.get(f"/visits/{one}") for one in (visit.id, missing)]
            assert [one.status_code for one in answers] == [404, 404]
            for action in ("edit", "leave", "withdraw", "receipt"):
                assert client.get(f"/visits/{visit.id}/{action}").status_code == 404

    def test_a_manager_cannot_change_it(self, mo: PageClient) -> None:
        visit = stay("dora")
        for action in ("edit", "leave", "withdraw", "receipt"):
            assert mo.get(f"/visits/{visit.id}/{action}").status_code == 404

    @pytest.mark.parametrize("key", ["drew", "cleo", "rhys", "ana", "coral", "audrey"])
    def test_who_logs_no_visits_is_told_so(
        self, signed_in: Callable[..., PageClient], key: str
    ) -> None:
        assert signed_in(person(key)).get("/visits").status_code == 403


def test_two_that_came_in_the_same_minute_are_told_apart(sade: PageClient) -> None:
    one, other = stay("sade"), stay("sade")
    text = sade.page("/visits").text
    for visit in (one, other):
        assert spoken(visit.reference) in text


def test_how_they_left_stands_on_the_line(dora: PageClient, mo: PageClient) -> None:
    stay("dora", {"reasons": ["lost_friends"], "left": "taxi"}, minutes=20)
    stay("dora", RESTRICTED | {"left": "ambulance"}, minutes=20)
    for reader, restricted_too in ((dora, True), (mo, False)):
        text = reader.page("/visits").text
        assert "left: Taxi" in text
        assert ("left: Ambulance" in text) is restricted_too


def test_a_safe_places_first_screen_holds_the_one_tap(sade: PageClient, dora: PageClient) -> None:
    page = sade.page("/")
    assert page.press("Somebody is here").h1 == "Saved"
    page.press("Somebody is here")
    assert only().premises_id == actor("sade").premises_id
    assert "1 person is here now" in sade.page("/").text
    assert "Somebody is here" not in dora.page("/").text


def test_an_undo_that_comes_too_late_leads_to_withdrawing(sade: PageClient, freeze: Freeze) -> None:
    receipt = filled(sade.page("/visits"), "start")
    freeze(SATURDAY + timedelta(minutes=3))
    page = receipt.press("Undo")
    assert (page.status, page.h1) == (403, "Withdraw this visit")
    assert "The minute is over" in page.text


def test_an_undo_of_what_was_changed_meanwhile_is_409(sade: PageClient) -> None:
    receipt = filled(sade.page("/visits"), "start")
    visit = only()
    amend_visit(actor("sade"), visit, on(visit), {"gender": "man"}, now=SATURDAY)
    db.session.commit()
    assert receipt.press("Undo").status == 409
    assert only().withdrawn_at is None
