"""The pages of visits: one tap, the form after, leaving, conflicts, restricted ones, bad input."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.ledger.models import Row
from nightsafe.submissions.envelope import Kind
from nightsafe.submissions.models import Submission
from nightsafe.visits.actions import amend_visit
from nightsafe.visits.models import Visit
from nightsafe.visits.written import read_written
from tests import factories
from tests.page import PageClient
from tests.people import SATURDAY, actor, person, settle
from tests.sign_in import session_for
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


class TestOneTap:
    def test_somebody_is_here_and_the_form_comes_later(self, sade: PageClient) -> None:
        receipt = filled(sade.page("/visits"), "start")
        assert receipt.h1 == "Saved"
        assert only().arrived_at == SATURDAY
        assert "Nobody is watching this now" in receipt.text
        page = sade.page("/visits")
        assert "Here now (1)" in page.text
        assert "They left (23:30)" in page.links

    def test_a_second_tap_of_the_same_page_is_the_same_visit(self, sade: PageClient) -> None:
        page = sade.page("/visits")
        filled(page, "start")
        filled(page, "start")
        assert only().version == 1

    def test_undo_takes_it_back(self, sade: PageClient) -> None:
        receipt = filled(sade.page("/visits"), "start")
        page = receipt.press("Undo")
        assert "Taken back" in page.text
        assert only().withdrawn_at == SATURDAY

    def test_the_minute_over_the_button_is_gone(self, sade: PageClient, freeze: Freeze) -> None:
        visit = stay("sade", now=SATURDAY)
        freeze(SATURDAY + timedelta(minutes=2))
        assert "Undo" not in sade.page(f"/visits/{visit.id}/receipt").text


class TestTheForm:
    def test_it_saves_with_nothing_filled_in(self, sade: PageClient) -> None:
        assert filled(sade.page("/visits/new"), "visit").h1 == "Saved"
        assert only().answers == {}

    def test_it_saves_what_was_tapped(self, sade: PageClient) -> None:
        filled(
            sade.page("/visits/new"),
            "visit",
            when="30",
            came_by="pastor",
            reasons=["lost_friends", "drunk"],
            needs=["phone"],
            support=["charge", "listening"],
            left="taxi",
            left_when="5",
            age_band="18_25",
            gender="woman",
            student="yes",
            university="Harbourside",
            without_us="police",
            note="Phone was flat.",
        )
        visit = only()
        assert visit.arrived_at == SATURDAY - timedelta(minutes=30)
        assert visit.left_at == SATURDAY - timedelta(minutes=5)
        assert visit.answers["reasons"] == ["drunk", "lost_friends"]
        assert read_written(visit).university == "Harbourside"
        page = sade.page(f"/visits/{visit.id}")
        for words in ("25 min", "Pastor or angel", "Drunk, Lost friends", "Phone was flat."):
            assert words in page.text

    def test_no_field_asks_for_a_name_and_the_page_says_so(self, sade: PageClient) -> None:
        page = sade.page("/visits/new")
        names = {str(e.get("name")) for tag in ("input", "textarea") for e in page.all(tag)}
        assert not {name for name in names if "name" in name}
        assert "No names" in page.text

    def test_a_phone_number_is_warned_about_and_saved(self, sade: PageClient) -> None:
        receipt = filled(sade.page("/visits/new"), "visit", note="Call 07700 900123")
        assert "looks like a phone number" in receipt.text
        assert read_written(only()).paragraphs[0]["text"] == "Call 07700 900123"

    def test_an_incident_of_ones_own_can_be_linked(self, sade: PageClient) -> None:
        entry = factories.log("sade", "W1", at=SATURDAY - timedelta(minutes=20))
        filled(sade.page("/visits/new"), "visit", entry=str(entry.id))
        assert only().entry_id == entry.id
        assert entry.reference[:3] in sade.page(f"/visits/{only().id}").text

    def test_somebody_elses_incident_cannot(self, sade: PageClient) -> None:
        factories.log("sade", "W1", at=SATURDAY - timedelta(minutes=20))
        foreign = factories.log("otto", "W1", at=SATURDAY - timedelta(minutes=20))
        page = filled(sade.page("/visits/new"), "visit", entry=str(foreign.id))
        assert page.status == 422
        assert db.session.query(Visit).count() == 0


class TestBadInput:
    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"reasons": ["bored"]}, "not a valid choice"),
            ({"came_by": "balloon"}, "Choose from what is offered"),
            ({"when": "7"}, "Choose from the list"),
            ({"when": "pick", "when_time": "soon"}, "not a time"),
            ({"when": "pick", "when_time": "23:45", "when_date": "2026-11-14"}, "still to come"),
            ({"when": "pick", "when_time": "23:00", "when_date": "2025-11-01"}, "over a year ago"),
            ({"left": "taxi", "left_when": "60"}, "cannot leave before they came"),
            ({"left": "taxi", "left_when": "pick", "left_time": "x"}, "not a time"),
            ({"university": "a\x00b", "student": "yes"}, "cannot be saved"),
            ({"university": "u" * 201}, "too long"),
        ],
    )
    def test_it_is_refused_beside_its_field_and_nothing_typed_is_lost(
        self, sade: PageClient, values: dict[str, Any], words: str
    ) -> None:
        page = filled(
            sade.page("/visits/new"),
            "visit",
            **{"note": "What I typed.", "support": ["listening"], **values},
        )
        assert (page.status, db.session.query(Visit).count()) == (422, 0)
        assert words in page.text
        assert "What I typed." in page.html
        assert page.by_id("support-5").get("checked") is not None  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        ("typed", "statuses"),
        [("cold%00", {422}), ("cold%ED%A0%80", {302, 422}), ("cold%FF", {302, 422})],
    )
    def test_bytes_that_no_person_types_break_nothing(
        self, sade: PageClient, typed: str, statuses: set[int]
    ) -> None:
        page = sade.page("/visits/new")
        token = next(e for e in page.all("input") if e.get("name") == "csrf_token").get("value")
        body = f"csrf_token={token}&when=now&left=&left_when=now&note={typed}".encode()
        answer = sade.post(
            "/visits/new", data=body, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code in statuses

    def test_a_time_the_clocks_jumped_over_is_helped_with(
        self, sade: PageClient, freeze: Freeze
    ) -> None:
        freeze(datetime(2026, 3, 29, 3, 0, tzinfo=UTC))
        sade = sade_again(sade)
        page = filled(
            sade.page("/visits/new"),
            "visit",
            when="pick",
            when_date="2026-03-29",
            when_time="01:30",
        )
        assert page.status == 422
        assert "02:30" in page.text

    def test_a_time_that_came_twice_is_asked_for(self, sade: PageClient, freeze: Freeze) -> None:
        freeze(datetime(2026, 10, 25, 3, 0, tzinfo=UTC))
        sade = sade_again(sade)
        page = sade.page("/visits/new")
        assert page.by_id("when_fold") is None
        page = filled(page, "visit", when="pick", when_date="2026-10-25", when_time="01:30")
        assert page.status == 422
        assert "01:30 GMT, an hour later" in page.text
        filled(page, "visit", when_fold="1")
        assert only().arrived_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
        assert "01:30 GMT" in sade.page(f"/visits/{only().id}").text

    @pytest.mark.parametrize("before", ["yesterday", "2026-11-14T23:30:00+00:00_x", "~"])
    def test_a_bent_place_in_the_list_is_400(self, sade: PageClient, before: str) -> None:
        assert sade.get("/visits", query_string={"before": before}).status_code == 400


def sade_again(client: PageClient) -> PageClient:
    """Her sign-in of November does not stand in March: sign in anew at the frozen time."""
    with client.session_transaction() as cookie:
        cookie.update(session_for(person("sade")))
    return client


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
