"""The desk of briefings: written without a script, no word lost, every step by a button."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from nightsafe.briefings.models import Briefing
from nightsafe.briefings.states import State
from nightsafe.database import db
from tests.briefings.drafts import ASK, NOW, approved, drafted, published, sent, write
from tests.factories import log
from tests.page import Page, PageClient
from tests.people import SATURDAY, person, settle

SignIn = Callable[..., PageClient]
PLACES, ASKED = "blocks-2-text", "blocks-6-text"


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    settle()
    db.session.commit()
    freeze(NOW)


@pytest.fixture
def rhys(signed_in: SignIn) -> PageClient:
    return signed_in(person("rhys"))


@pytest.fixture
def stella(signed_in: SignIn) -> PageClient:
    return signed_in(person("stella"))


def look(found: Briefing) -> str:
    return f"/briefings/{found.id}/look"


def writing(found: Briefing) -> str:
    return f"/briefings/{found.id}/write"


def headings(page: Page) -> list[str]:
    """The blocks of the form, in their order."""
    fields = page.form("Keep it").fields
    keys = [fields.get(f"blocks-{number}-key", []) for number in range(20)]
    return [key for one in keys for key in one]


def test_the_draft_is_begun_by_hand_where_the_product_has_not(rhys: PageClient) -> None:
    log("drew", "V1", at=SATURDAY)
    page = rhys.page("/briefings/desk").press("Make the draft now")
    assert page.h1 == "Write the briefing"
    assert "Make the draft now" not in rhys.page("/briefings/desk").html


def test_two_who_begin_at_once_make_one_draft(rhys: PageClient, stella: PageClient) -> None:
    theirs = stella.page("/briefings/desk")
    rhys.page("/briefings/desk").press("Make the draft now")
    assert "somebody was quicker" in theirs.press("Make the draft now").text
    assert db.session.scalar(db.select(db.func.count(Briefing.id))) == 1


def test_what_was_written_is_kept_and_reads_as_it_will(rhys: PageClient) -> None:
    found = drafted()
    page = rhys.page(writing(found)).press(
        "Keep it", **{ASKED: ASK, PLACES: "By the rank: [reported] of [active]."}
    )
    assert page.path.startswith(look(found))
    assert ASK in page.text and "By the rank: 0 of" in page.text
    assert found.writers == [person("rhys").id]


def test_what_cannot_stand_is_said_beside_it_and_nothing_is_lost(rhys: PageClient) -> None:
    found = drafted()
    page = rhys.page(writing(found)).press("Keep it", **{ASKED: ASK, PLACES: "14 fights."})
    assert page.status == 422
    form = page.form("Keep it")
    assert any("Leave out the figure 14" in one for one in form.errors())
    assert (form.fields[ASKED], form.fields[PLACES]) == ([ASK], ["14 fights."])
    assert found.revision == 1
    assert page.press("Keep it", **{PLACES: "Fights."}).path.startswith(look(found))


def test_blocks_move_go_and_come_back_before_anything_is_kept(rhys: PageClient) -> None:
    found = drafted()
    page = rhys.page(writing(found))
    before = headings(page)
    assert before[:3] == ["last", "change", "places"] and before[6] == "ask"
    page = page.press("Down : Last weekend", **{PLACES: "By the rank."})
    assert headings(page)[:3] == ["change", "last", "places"]
    assert page.form("Keep it").fields[PLACES] == ["By the rank."]
    page = page.press("Leave out : What was unusual")
    assert headings(page)[:2] == ["last", "places"]
    assert "Not kept yet" in page.text
    page = page.press("What was unusual").press("Your own heading")
    # Where it belongs, not at the end.
    assert headings(page)[:3] == ["last", "change", "places"]
    assert headings(page)[-1] == "own"
    assert found.revision == 1
    page = page.press("Keep it")
    # An empty block of one's own is none.
    assert [one["key"] for one in found.blocks] == before


def test_a_block_comes_back_with_its_words_and_one_goes_on_from_there(rhys: PageClient) -> None:
    found = drafted()
    page = rhys.page(writing(found)).press("Leave out : Last weekend").press("Last weekend")
    first = next(one for one in page.tree.iter("textarea") if one.get("autofocus") is not None)
    assert first.get("name") == "blocks-0-text"
    (words,) = page.form("Keep it").fields["blocks-0-text"]
    assert words == found.blocks[0]["text"] and "[total]" in words


@pytest.mark.parametrize("typed", ["Golf AB12 CDE", "write to bob@example.com", "07700 900123"])
def test_what_leads_to_one_person_is_refused_and_stays_in_its_box(
    rhys: PageClient, typed: str
) -> None:
    found = drafted()
    page = rhys.page(writing(found)).press("Keep it", **{PLACES: typed})
    assert page.status == 422
    assert "this goes to many" in page.text
    assert page.form("Keep it").fields[PLACES] == [typed]
    assert found.revision == 1


def test_two_write_at_once_and_neither_loses_a_word(rhys: PageClient, stella: PageClient) -> None:
    found = drafted()
    theirs = rhys.page(writing(found))
    stella.page(writing(found)).press("Keep it", **{ASKED: "Count heads."})
    page = theirs.press("Keep it", **{ASKED: ASK})
    assert page.status == 422
    assert "It has changed since you opened it" in page.text
    assert page.form("Keep it").fields[ASKED] == [ASK]
    assert {one["key"]: one["text"] for one in found.blocks}["ask"] == "Count heads."
    page.press("Keep it")
    assert {one["key"]: one["text"] for one in found.blocks}["ask"] == ASK


def test_a_block_that_nobody_knows_is_its_writer_s_own(rhys: PageClient) -> None:
    found = drafted()
    data = rhys.page(writing(found)).form("Keep it").data("Keep it")
    data.update({"blocks-0-key": "annex", "remove": "999"})
    page = rhys.send(writing(found), data)
    assert page.status == 200 and headings(page)[:2] == ["own", "change"]


def test_words_for_police_are_theirs_and_stay_when_others_write(
    signed_in: SignIn, rhys: PageClient
) -> None:
    found = drafted()
    write(found)
    assert "Two from out of town." in rhys.page(look(found)).text
    coral = signed_in(person("coral"))
    assert "Two from out of town." not in coral.page(look(found)).html
    page = coral.page(writing(found))
    assert "annex" not in page.form("Keep it").names
    data = {**page.form("Keep it").data("Keep it"), "annex": "Gone."}
    coral.send(writing(found), data)
    assert found.annex == "Two from out of town."


def test_it_is_for_those_who_were_chosen(rhys: PageClient) -> None:
    found = drafted()
    page = rhys.page(writing(found)).press("Keep it", roles=["VS", "SF"])
    assert found.audience == {"roles": ["SF", "VS"], "areas": []}
    assert "4 people" in page.text
    page = rhys.page(writing(found))
    data = {**page.form("Keep it").data("Keep it"), "roles": ["AU"]}
    assert rhys.send(writing(found), data).status == 422
    assert found.audience == {"roles": ["SF", "VS"], "areas": []}


def test_from_the_desk_to_its_readers(rhys: PageClient, stella: PageClient) -> None:
    found = drafted()
    write(found)
    page = rhys.page(look(found)).press("Send it for approval")
    assert "Approve" not in page.html
    page = stella.page("/briefings/desk").follow("Weekend of")
    page = page.press("Give it back")
    assert page.status == 422 and "Say in a sentence what has to change." in page.text
    page = page.press("Give it back", why="Name the rank.")
    assert found.state == State.DRAFT
    page = rhys.page(look(found))
    assert "Name the rank." in page.text
    page.press("Send it for approval")
    page = stella.page(look(found)).press("Approve, to be published later")
    page = page.press("Publish it now")
    assert "Everybody it is for is told now." in page.text
    page = rhys.page(look(found)).press("Begin a corrected version", why="The wrong rank.")
    assert page.h1 == "Write the briefing"


def test_what_was_read_is_what_is_approved(rhys: PageClient, stella: PageClient) -> None:
    found = sent()
    theirs = stella.page(look(found))
    rhys.page(look(found)).press("Take it back, to change it")
    rhys.page(writing(found)).press("Keep it", **{ASKED: "Something else."})
    rhys.page(look(found)).press("Send it for approval")
    page = theirs.press("Approve and publish now")
    assert page.status == 422 and "It has changed since you opened it" in page.text
    assert "Something else." in page.text
    assert found.state == State.SENT


def test_its_writer_cannot_approve_it_by_address_either(rhys: PageClient) -> None:
    found = sent()
    form = rhys.page(look(found)).form("Take it back, to change it").data()
    for deed in ("approve", "approve-and-publish", "give-back"):
        answer = rhys.send(f"/briefings/{found.id}/step/{deed}", {**form, "why": "So."})
        assert answer.status == 403
    assert rhys.send(f"/briefings/{found.id}/step/open", form).status == 404
    assert found.state == State.SENT


@pytest.mark.parametrize("made", [approved, published])
def test_what_is_not_a_draft_is_looked_at_instead(
    rhys: PageClient, made: Callable[[], Briefing]
) -> None:
    found = made()
    assert rhys.page(writing(found)).path.startswith(look(found))


def test_what_was_dropped_is_gone(rhys: PageClient, freeze: Callable[[datetime], Any]) -> None:
    found = drafted()
    page = rhys.page(look(found)).press("Drop it for good")
    assert "Nobody was told anything." in page.text
    rhys.page(look(found), 404)
    freeze(NOW + timedelta(minutes=5))
    page = rhys.page("/briefings/desk").press("Make the draft now")
    assert page.h1 == "Write the briefing"
