"""One click ends a kind of mail (RFC 8058): signed in or not, and never what is urgent."""

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.delivery.choices import Quiet, choice_of, choose, quiet_of, switched_off
from nightsafe.delivery.unsubscribing import token_of
from tests.page import PageClient
from tests.people import SATURDAY, person, settle

CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def people(app: Flask) -> None:
    """The named people."""
    settle()
    db.session.commit()


def test_a_mail_program_ends_it_without_a_cookie_or_a_token(app: Flask) -> None:
    me = person("dora").id
    program = app.test_client(use_cookies=False)
    for _ in range(2):
        answer = program.post(f"/unsubscribe/{token_of(me, 'briefing')}", data=CLICK)
        assert answer.status_code == 200
    assert switched_off([me], "briefing")["mail"] == {me}
    assert switched_off([me], "briefing")["push"] == set()
    assert switched_off([me], "work")["mail"] == set()


def test_opening_the_link_changes_nothing(client: PageClient) -> None:
    me = person("dora").id
    page = client.page(f"/unsubscribe/{token_of(me, 'work')}")
    assert page.h1 == "Stop this mail?"
    assert choice_of(me) is None
    assert page.press("Stop this mail").h1 == "That mail has stopped"
    assert switched_off([me], "work")["mail"] == {me}


def test_what_was_chosen_before_stays(client: PageClient) -> None:
    me = person("dora").id
    choose(me, {"push:work"}, Quiet(1, 5), now=SATURDAY)
    db.session.commit()
    client.post(f"/unsubscribe/{token_of(me, 'briefing')}", data=CLICK)
    chosen = choice_of(me)
    assert chosen is not None
    assert chosen.off == ["mail:briefing", "push:work"]
    assert quiet_of(me) == Quiet(1, 5)


@pytest.mark.parametrize("token", ["x", "AAAA", "ä", "a" * 500])
def test_a_link_that_is_not_ours_is_nothing(client: PageClient, token: str) -> None:
    assert client.get(f"/unsubscribe/{token}").status_code == 404
    assert client.post(f"/unsubscribe/{token}", data=CLICK).status_code == 404


def test_a_link_is_for_one_person_one_group_and_never_for_safety(client: PageClient) -> None:
    mine = token_of(person("dora").id, "briefing")
    theirs = token_of(person("otto").id, "briefing")
    assert mine != theirs
    mixed = mine[:22] + theirs[22:]
    safety = token_of(person("dora").id, "safety")
    for token in (mixed, safety):
        assert client.post(f"/unsubscribe/{token}", data=CLICK).status_code == 404
    assert choice_of(person("dora").id) is None
