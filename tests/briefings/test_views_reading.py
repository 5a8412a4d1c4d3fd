"""Opening a briefing: whom it is for, what of it, the receipt, its versions, who has read it."""

from collections.abc import Callable

import pytest
from flask import Flask

from nightsafe.briefings.models import Briefing
from nightsafe.database import db
from nightsafe.network.models import Area
from tests.briefings.briefing_made import (
    ANNEX,
    ASK,
    FRIDAY_AT_FOUR,
    corrected,
    draft,
    published,
)
from tests.page import PageClient
from tests.people import person, settle

Client = Callable[..., PageClient]


@pytest.fixture(autouse=True)
def people(app: Flask, freeze: Callable[..., None]) -> None:
    freeze(FRIDAY_AT_FOUR)
    settle()
    db.session.commit()


@pytest.fixture
def dora(signed_in: Client) -> PageClient:
    return signed_in(person("dora"))


def address(briefing: Briefing) -> str:
    return f"/briefings/{briefing.id}"


def test_it_is_read_said_to_be_read_and_off_the_first_screen(dora: PageClient) -> None:
    briefing = published()
    assert "The briefing is there" in dora.page("/").text
    page = dora.page(address(briefing))
    assert ASK in page.text
    assert "We logged about 50 events." in page.text
    after = page.press("I have read it")
    assert "You read it" in after.text
    assert "The briefing is there" not in dora.page("/").text


def test_what_is_for_police_is_on_their_page_alone(signed_in: Client, dora: PageClient) -> None:
    briefing = published()
    assert ANNEX not in dora.page(address(briefing)).text
    assert ANNEX not in signed_in(person("coral")).page(address(briefing)).text
    assert ANNEX in signed_in(person("rhys")).page(address(briefing)).text


def test_whom_it_does_not_reach_finds_nothing(dora: PageClient) -> None:
    east = str(db.session.execute(db.select(Area.id).where(Area.name == "East")).scalar_one())
    for number, audience in enumerate(
        [{"roles": ["DR"], "areas": []}, {"roles": [], "areas": [east]}], 1
    ):
        other = published(number=number, audience=audience)
        for path in (address(other), f"{address(other)}/briefing.pdf"):
            assert dora.get(path).status_code == 404
        assert str(other.id) not in str(dora.page("/briefings").links)


def test_a_draft_is_not_there_to_read_not_even_for_its_writer(signed_in: Client) -> None:
    briefing = draft()
    db.session.commit()
    assert signed_in(person("rhys")).get(address(briefing)).status_code == 404


def test_a_corrected_one_leads_to_the_version_that_stands(dora: PageClient) -> None:
    first = published()
    second = corrected(first)
    new = dora.page(address(first))
    assert new.path == address(second)
    assert "The match is on Sunday." in new.text
    assert "I have read it" in new.text
    for links in (str(dora.page("/briefings").links), str(new.links)):
        assert str(first.id) not in links
    assert str(second.id) in links


def test_what_was_corrected_is_for_its_writers_alone(
    dora: PageClient, signed_in: Callable[..., PageClient]
) -> None:
    """It may have been wrong about somebody."""
    first = published()
    corrected(first)
    dora.page(f"{address(first)}/briefing.pdf", status=404)
    token = dora.page("/account").form("Sign out").data()["csrf_token"]
    assert dora.post(f"{address(first)}/read", data={"csrf_token": token}).status_code == 404
    old = signed_in(person("rhys")).page(address(first))
    assert "There is a corrected version" in old.text
    assert "I have read it" not in old.text


def test_the_archive_is_empty_in_words_and_then_says_what_is_unread(dora: PageClient) -> None:
    assert dora.page("/briefings").status == 200
    briefing = published()
    assert "not read yet" in dora.page("/briefings").text
    dora.page(address(briefing)).press("I have read it")
    assert "not read yet" not in dora.page("/briefings").text


def test_large_print_is_a_link_away_on_the_page_and_on_paper(dora: PageClient) -> None:
    briefing = published()
    large = dora.page(address(briefing)).follow("Large print")
    assert "Usual print" in large.text
    paper = f"{address(briefing)}/briefing.pdf"
    usual, big = dora.get(paper), dora.get(f"{paper}?print=large")
    for answer in (usual, big):
        assert answer.mimetype == "application/pdf"
        assert answer.data.startswith(b"%PDF-")
    assert usual.data != big.data


def test_writers_see_how_many_have_read_it_and_nobody_by_name(
    signed_in: Client, dora: PageClient
) -> None:
    briefing = published(audience={"roles": ["VS"], "areas": []})
    dora.page(address(briefing)).press("I have read it")
    page = signed_in(person("coral")).page(f"{address(briefing)}/readers")
    assert "Small organisations together" in page.text
    assert "Dora" not in page.text
    assert dora.get(f"{address(briefing)}/readers").status_code == 403
