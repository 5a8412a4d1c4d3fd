"""One's own account: place, duty, name, password, sessions."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from nightsafe.accounts import actions
from nightsafe.accounts.models import Membership, Person, SignedInSession
from nightsafe.accounts.roles import Role
from nightsafe.database import db
from tests.accounts.ways import give_password, is_out, told, try_sign_in
from tests.page import PageClient
from tests.people import PASSWORD, PEOPLE, SATURDAY, membership, person

pytestmark = pytest.mark.usefixtures("city")
SignIn = Callable[..., PageClient]
NEW = "another fine window"


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_everybody_has_an_account_page(signed_in: SignIn, who: str) -> None:
    page = signed_in(person(who)).page("/account")
    assert PEOPLE[who].name in page.text
    assert "This one" in page.text


def test_r8_one_sees_and_ends_ones_sessions_one_by_one(signed_in: SignIn) -> None:
    here, there = signed_in(person("dora")), signed_in(person("dora"))
    page = here.page("/account")
    assert page.text.count("Chrome, Android") == 2
    page.press("End")
    assert is_out(there)
    assert not is_out(here)
    assert len(told("session-ended")) == 1


def test_r8_ending_my_other_sessions_leaves_this_one(signed_in: SignIn) -> None:
    here, *others = [signed_in(person("dora")) for _ in range(3)]
    outsider = signed_in(person("otto"))
    here.page("/account").press("End my other sessions")
    assert not is_out(here)
    assert all(is_out(one) for one in others)
    assert not is_out(outsider)


def test_r2_anothers_session_and_a_missing_one_are_the_same_404(signed_in: SignIn) -> None:
    client, outsider = signed_in(person("dora")), signed_in(person("otto"))
    token = client.page("/account").form("Sign out").fields["csrf_token"][0]
    theirs = db.session.query(SignedInSession).filter_by(person_id=person("otto").id).one()
    foreign = client.send(f"/account/sessions/{theirs.id}/end", {"csrf_token": token})
    missing = client.send("/account/sessions/987654/end", {"csrf_token": token})
    assert foreign.status == missing.status == 404
    assert foreign.text == missing.text
    assert not is_out(outsider)


def test_r8_changing_the_password_ends_the_other_sessions(
    signed_in: SignIn, client: PageClient
) -> None:
    give_password("dora")
    here, there = signed_in(person("dora")), signed_in(person("dora"))
    page = here.page("/account/password").press("Change password", old=PASSWORD, new=NEW)
    assert "Your password is changed" in page.text
    assert is_out(there)
    assert not is_out(here)
    assert try_sign_in(client, "dora@example.org").status == 422
    assert try_sign_in(client, "dora@example.org", NEW).status == 200


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("wrong words here", NEW, "That is not your present password."),
        (PASSWORD, "short", "Use at least 10 characters."),
        (PASSWORD, "dora@example.org", "Do not use your name or e-mail."),
        (PASSWORD, "password123", "Too many people use that one."),
        ("", NEW, "Write your present password."),
    ],
)
def test_a_password_that_cannot_be_is_refused_with_help(
    signed_in: SignIn, old: str, new: str, message: str
) -> None:
    give_password("dora")
    there = signed_in(person("dora"))
    page = signed_in(person("dora")).page("/account/password")
    page = page.press("Change password", old=old, new=new)
    assert page.status == 422
    assert message in page.text
    assert not is_out(there)


def test_tonight_one_is_somewhere_else(signed_in: SignIn) -> None:
    client = signed_in(person("bea"), membership("bea", 0))
    page = client.page("/account")
    assert "You are here" in page.text
    page.press("Tonight I am at Street Pastors")
    row = db.session.query(SignedInSession).one()
    assert row.membership_id == membership("bea", 1).id
    assert told("place-switched") == [
        {"from": membership("bea", 0).id, "to": membership("bea", 1).id}
    ]


def also_a_reviewer(key: str) -> Membership:
    """A second role of a named person, with police."""
    made = actions.add_membership(
        person(key), Role.PR, membership("rhys").organisation_id, actor_id=None, now=SATURDAY
    )
    db.session.commit()
    return made


def test_r10_a_long_session_does_not_become_one_with_police(
    signed_in: SignIn, freeze: Callable[[datetime], Any]
) -> None:
    give_password("dora")
    police = also_a_reviewer("dora")
    client = signed_in(person("dora"), membership("dora"))
    freeze(SATURDAY + timedelta(minutes=16))
    page = client.page("/account").press("Tonight I am at Police")
    assert page.path.startswith("/sign-in")
    assert "For that role sign in again." in page.text
    assert is_out(client)
    page = page.press("Sign in", email="dora@example.org", password=PASSWORD)
    assert page.path == "/account"
    page.press("Tonight I am at Police")
    newest = db.session.query(SignedInSession).order_by(SignedInSession.id.desc()).first()
    assert newest is not None
    assert (newest.membership_id, newest.ended_at) == (police.id, None)


def test_r10_a_session_with_police_does_not_rest_in_a_longer_one(
    signed_in: SignIn, freeze: Callable[[datetime], Any]
) -> None:
    police = also_a_reviewer("dora")
    client = signed_in(person("dora"), police)
    client.page("/account").press("Tonight I am at The Lantern")
    freeze(SATURDAY + timedelta(hours=3))
    page = client.page("/account").press("Tonight I am at Police")
    assert page.path.startswith("/sign-in")
    assert is_out(client)


def test_r10_who_has_just_signed_in_goes_to_any_role(signed_in: SignIn) -> None:
    also_a_reviewer("dora")
    client = signed_in(person("dora"), membership("dora"))
    assert "Duty: urgent" not in client.page("/account").text
    client.page("/account").press("Tonight I am at Police")
    assert "Duty: urgent" in client.page("/account").text


@pytest.mark.parametrize("whose", ["otto", "stella"])
def test_r4_one_cannot_switch_to_anothers_place(signed_in: SignIn, whose: str) -> None:
    client = signed_in(person("bea"), membership("bea", 0))
    token = client.page("/account").form("Sign out").fields["csrf_token"][0]
    data = {"csrf_token": token, "membership": str(membership(whose).id)}
    assert client.send("/account/place", data).status == 422
    assert db.session.query(SignedInSession).one().membership_id == membership("bea", 0).id


def test_a_role_that_has_ended_cannot_be_chosen(signed_in: SignIn) -> None:
    client = signed_in(person("bea"), membership("bea", 0))
    page = client.page("/account")
    membership("bea", 1).ends_at = membership("bea", 1).starts_at
    db.session.commit()
    assert page.press("Tonight I am at Street Pastors").status == 422


def test_reviewers_go_on_duty_and_off_again(signed_in: SignIn) -> None:
    client = signed_in(person("rhys"))
    page = client.page("/account").press("Go on duty")
    assert "You are on duty." in page.text
    page = page.press("Go off duty")
    assert "You are off duty." in page.text
    assert [row["on"] for row in told("duty")] == [True, False]


def test_holders_of_a_grant_have_a_duty_of_their_own(signed_in: SignIn) -> None:
    page = signed_in(person("greta")).page("/account")
    assert "Duty: restricted entries" in page.text
    assert "Duty: urgent entries" in page.text
    assert "Duty" not in signed_in(person("dora")).page("/account").text


def test_r6_a_grant_does_not_work_in_another_role(signed_in: SignIn) -> None:
    bar = actions.add_membership(
        person("greta"),
        Role.VS,
        membership("dora").organisation_id,
        membership("dora").premises_id,
        actor_id=None,
        now=SATURDAY,
    )
    db.session.commit()
    assert "Duty: restricted" not in signed_in(person("greta"), bar).page("/account").text
    assert "Duty: restricted" in signed_in(person("greta")).page("/account").text


@pytest.mark.parametrize(
    ("kind", "state", "status"),
    [("restricted", "on", 403), ("review", "maybe", 400), ("else", "on", 400)],
)
def test_no_other_duty_can_be_taken(signed_in: SignIn, kind: str, state: str, status: int) -> None:
    client = signed_in(person("rhys"))
    token = client.page("/account").form("Sign out").fields["csrf_token"][0]
    data = {"csrf_token": token, "kind": kind, "state": state}
    assert client.send("/account/duty", data).status == status


def test_one_changes_ones_name(signed_in: SignIn) -> None:
    client = signed_in(person("dora"))
    page = client.page("/account/name").press("Save", name="  Dora   Doe ")
    assert "Dora Doe" in page.text
    page = client.page("/account/name").press("Save", name=" ")
    assert page.status == 422
    assert person("dora").name == "Dora Doe"


@pytest.mark.parametrize("address", ["/account/name", "/account/password", "/account/place"])
def test_r4_posting_every_column_changes_nothing_else(signed_in: SignIn, address: str) -> None:
    give_password("dora")
    client = signed_in(person("dora"))
    token = client.page("/account").form("Sign out").fields["csrf_token"][0]
    before = [dict(row._mapping) for row in rows()]
    tables = (Person.__table__, Membership.__table__, SignedInSession.__table__)
    data = {c.name: "1" for table in tables for c in table.columns}
    data |= {"csrf_token": token, "name": "Dora Doorman", "email": "co@example.org", "role": "CO"}
    client.send(address, data)
    assert [dict(row._mapping) for row in rows()] == before


def rows() -> list[Any]:
    db.session.rollback()
    return [
        row
        for table in (Person.__table__, Membership.__table__)
        for row in db.session.execute(table.select().order_by(table.c.id))
    ]
