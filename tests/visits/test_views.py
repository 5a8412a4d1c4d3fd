"""The pages of visits: one tap, the form after, leaving, conflicts, restricted ones, bad input."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.visits.models import Visit
from nightsafe.visits.written import read_written
from tests import factories
from tests.page import PageClient
from tests.people import SATURDAY, person, settle
from tests.sign_in import session_for
from tests.visits.making import filled, stay

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
