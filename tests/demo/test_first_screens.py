"""What the people of the demo's page find when they come in."""

import pytest

from nightsafe.demo.cast import PARTS, Part
from nightsafe.demo.people import COORDINATOR, DOORMAN, GRANTED, HOST, REVIEWERS
from tests.demo.conftest import Demo
from tests.inspection import text_of


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.role)
def test_everybody_on_a_card_exists_and_has_a_first_screen(demo: Demo, part: Part) -> None:
    page = demo.client_of(part.name, part.where).page("/")
    assert page.h1


def test_the_doorman_finds_a_question_and_his_tiles(demo: Demo) -> None:
    client = demo.client_of(DOORMAN)
    assert "Police ask" in client.page("/").text
    assert len(client.page("/mine").all("li")) > 10


def test_the_manager_finds_a_register(demo: Demo) -> None:
    page = demo.client_of("Rosalind Pike").page("/register")
    assert "Put out" in page.text


def test_the_host_finds_two_people_still_there(demo: Demo) -> None:
    page = demo.client_of(HOST[0], HOST[1].where).page("/visits")
    assert "Here now (2)" in page.text


def test_the_reviewer_finds_the_weekend_unseen_and_something_urgent(demo: Demo) -> None:
    page = demo.client_of(REVIEWERS[0][0]).page("/review")
    assert len(page.all("span", "severity-4")) >= 1
    assert len(page.all("tr")) > 10


def test_nobody_but_the_granted_finds_the_restricted(demo: Demo) -> None:
    assert "Spiking" in demo.client_of(GRANTED[0]).page("/restricted").text
    assert demo.client_of(REVIEWERS[0][0]).get("/restricted").status_code in {403, 404}


def test_the_analyst_finds_a_week_of_figures(demo: Demo) -> None:
    page = demo.client_of("Daniel Okonjo").page("/week")
    assert page.all("table")


def test_the_coordinator_finds_a_network_that_is_set_up(demo: Demo) -> None:
    client = demo.client_of(COORDINATOR)
    assert "Oxford nights" in text_of(client.page("/").tree)
    assert client.page("/people").all("li")


def test_the_auditor_finds_what_was_done(demo: Demo) -> None:
    assert len(demo.client_of("Robert Quennell").page("/ledger").all("tr")) > 20
