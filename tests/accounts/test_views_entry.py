"""Signing in and out, and links that are handed over."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from nightsafe.accounts import inviting
from nightsafe.accounts.models import Invitation, Membership, Person, SignedInSession
from nightsafe.accounts.roles import Role
from nightsafe.accounts.tokens import token_hash
from nightsafe.database import db
from tests.accounts.ways import (
    counted_hashes,
    give_password,
    is_out,
    same_but_for_tokens,
    told,
    try_sign_in,
)
from tests.page import PageClient
from tests.people import PASSWORD, SATURDAY, actor, membership, person

pytestmark = pytest.mark.usefixtures("city")
SignIn = Callable[..., PageClient]
NewClient = Callable[[], PageClient]
Freeze = Callable[[datetime], Any]


def invited(email: str = "new@example.org", role: Role = Role.VS, by: str = "mo") -> str:
    _, token = inviting.invite(actor(by), email, "New Comer", role, now=SATURDAY)
    db.session.commit()
    return token


def accept(client: PageClient, token: str, password: str = PASSWORD) -> Any:
    page = client.page(f"/link/{token}")
    return page.press("Take it up", name="New Comer", password=password)


def test_one_signs_in_and_lands_on_the_first_screen(client: PageClient) -> None:
    give_password("dora")
    page = try_sign_in(client, "  DORA@example.org ")
    assert page.status == 200
    assert page.path == "/"
    assert told("signed-in")[-1] == {"membership": membership("dora").id}


def test_r8_signing_in_rotates_the_session(client: PageClient) -> None:
    give_password("dora")
    client.page("/sign-in")
    with client.session_transaction() as cookie:
        before = dict(cookie)
    try_sign_in(client, "dora@example.org")
    with client.session_transaction() as cookie:
        first = cookie["_user_id"]
        assert cookie.get("csrf_token") != before.get("csrf_token")
        assert first not in str(before)
    rows = db.session.query(SignedInSession).all()
    assert [row.token_hash for row in rows] == [token_hash(first)]


def test_r8_signing_in_again_ends_the_session_of_before(client: PageClient) -> None:
    give_password("dora", "mo")
    page = client.page("/sign-in")
    form = page.form("Sign in").data(values={"email": "dora@example.org", "password": PASSWORD})
    client.send("/sign-in", form)
    token = client.page("/account").form("Sign out").fields["csrf_token"][0]
    client.send("/sign-in", {"csrf_token": token, "email": "mo@example.org", "password": PASSWORD})
    by_person = {row.person_id: row for row in db.session.query(SignedInSession)}
    assert by_person[person("dora").id].ended_at is not None
    assert by_person[person("mo").id].ended_at is None


@pytest.mark.parametrize("case", ["known", "unknown", "suspended", "no role", "no password"])
def test_r13_nobody_learns_which_accounts_exist(
    client: PageClient, new_client: NewClient, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    give_password("dora", "otto", "pip")
    person("otto").suspended_at = SATURDAY
    membership("pip").ends_at = SATURDAY - timedelta(days=1)
    db.session.commit()
    email, password = {
        "known": ("dora@example.org", "not the password"),
        "unknown": ("nobody@example.org", PASSWORD),
        "suspended": ("otto@example.org", PASSWORD),
        "no role": ("pip@example.org", PASSWORD),
        "no password": ("mo@example.org", PASSWORD),
    }[case]
    expected = try_sign_in(new_client(), "dora@example.org", "wrong in another way")
    with counted_hashes(monkeypatch) as hashes:
        page = try_sign_in(client, email, password)
    assert page.status == expected.status == 422
    assert len(hashes) == 1
    assert same_but_for_tokens(page) == same_but_for_tokens(expected)
    assert len(told("sign-in-failed")) == 2


@pytest.mark.parametrize(
    ("wanted", "arrives"),
    [
        ("/account", "/account"),
        ("//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/%5Cevil.example", "/"),
    ],
)
def test_r17_after_sign_in_one_stays_on_the_site(
    client: PageClient, wanted: str, arrives: str
) -> None:
    give_password("dora")
    page = try_sign_in(client, "dora@example.org", query=f"?next={wanted}")
    assert page.path == arrives


def test_who_works_in_two_places_lands_where_they_were_last(
    client: PageClient, signed_in: SignIn, freeze: Freeze
) -> None:
    give_password("bea")
    at_work = signed_in(person("bea"), membership("bea", 0))
    page = at_work.page("/account")
    page.press("Tonight I am at Street Pastors")
    freeze(SATURDAY + timedelta(hours=1))
    try_sign_in(client, "bea@example.org")
    newest = db.session.query(SignedInSession).order_by(SignedInSession.id.desc()).first()
    assert newest is not None
    assert newest.membership_id == membership("bea", 1).id


def test_r8_signing_out_ends_the_session(signed_in: SignIn) -> None:
    client = signed_in(person("dora"))
    with client.session_transaction() as cookie:
        old = dict(cookie)
    page = client.page("/account").press("Sign out")
    assert "signed out" in page.text
    with client.session_transaction() as cookie:
        cookie.update(old)
    assert is_out(client)


def test_r14_a_link_is_random_and_kept_as_a_hash(app: Flask) -> None:
    token = invited()
    assert len(token) * 6 >= 128
    row = db.session.query(Invitation).one()
    assert row.token_hash == token_hash(token)
    assert token not in str(vars(row))


def test_r14_a_get_uses_nothing_up(client: PageClient) -> None:
    token = invited()
    for _ in range(3):
        assert "new@example.org" in client.page(f"/link/{token}").text
    assert db.session.query(Invitation).one().used_at is None


def test_r14_a_link_works_once_for_its_address_and_role(client: PageClient) -> None:
    token = invited()
    page = accept(client, token)
    assert page.path.startswith("/sign-in")
    assert "Now sign in" in page.text
    assert client.page(f"/link/{token}", 404).h1 == "This link has ended"
    try_sign_in(client, "new@example.org")
    comer = db.session.query(Person).filter_by(email="new@example.org").one()
    assert [(m.role, m.premises_id) for m in comer.memberships] == [
        (Role.VS, actor("mo").premises_id)
    ]
    assert client.page("/account").status == 200


def test_r14_a_link_ends_after_72_hours(client: PageClient, freeze: Freeze) -> None:
    token = invited()
    freeze(SATURDAY + timedelta(hours=71, minutes=59))
    page = client.page(f"/link/{token}")
    freeze(SATURDAY + timedelta(hours=72))
    late = page.press("Take it up", name="New Comer", password=PASSWORD)
    assert late.status == 404
    assert db.session.query(Person).filter_by(email="new@example.org").count() == 0


def test_r14_a_new_link_ends_the_one_before(client: PageClient) -> None:
    first, second = invited(), invited()
    client.page(f"/link/{first}", 404)
    client.page(f"/link/{second}", 200)


def test_a_link_that_never_was_is_said_to_have_ended(client: PageClient) -> None:
    assert client.page("/link/never", 404).h1 == "This link has ended"


@pytest.mark.parametrize("case", ["unknown", "right password", "wrong password", "suspended"])
def test_r13_taking_up_a_role_tells_nobody_whether_the_address_was_known(
    client: PageClient, new_client: NewClient, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    give_password("pip", "otto")
    person("otto").suspended_at = SATURDAY
    db.session.commit()
    email = {"unknown": "new@example.org", "suspended": "otto@example.org"}.get(
        case, "pip@example.org"
    )
    token = invited(email)
    expected_token = invited("quite.new@example.org")
    expected = accept(new_client(), expected_token)
    with counted_hashes(monkeypatch) as hashes:
        page = accept(client, token, "some other words" if case == "wrong password" else PASSWORD)
    assert len(hashes) == 1
    assert (page.status, page.path) == (expected.status, expected.path)
    assert same_but_for_tokens(page) == same_but_for_tokens(expected)
    client.page(f"/link/{token}", 404)


def test_r13_the_page_of_a_link_is_the_same_for_a_known_address(client: PageClient) -> None:
    known, unknown = invited("pip@example.org"), invited("new@example.org")
    one, other = client.page(f"/link/{known}"), client.page(f"/link/{unknown}")
    assert same_but_for_tokens(one).replace("pip@", "new@") == same_but_for_tokens(other)


def test_r13_refused_passwords_are_refused_alike_for_a_known_address(client: PageClient) -> None:
    known, unknown = invited("pip@example.org"), invited("new@example.org")
    one, other = accept(client, known, "short"), accept(client, unknown, "short")
    assert one.status == other.status == 422
    assert same_but_for_tokens(one).replace("pip@", "new@") == same_but_for_tokens(other)


def test_a_known_person_gets_the_role_with_the_password_they_have(client: PageClient) -> None:
    give_password("pip")
    page = accept(client, invited("pip@example.org"), "some other words")
    assert "If the role is not there, ask whoever invited you for a new link." in page.text
    assert try_sign_in(client, "pip@example.org", "some other words").status == 422
    assert try_sign_in(client, "pip@example.org").status == 200
    db.session.expire_all()
    assert [m.role for m in person("pip").memberships] == [Role.SP]
    client.page("/account").press("Sign out")
    accept(client, invited("pip@example.org"), PASSWORD)
    assert try_sign_in(client, "pip@example.org").status == 200
    db.session.expire_all()
    assert [m.role for m in person("pip").memberships] == [Role.SP, Role.VS]
    assert person("pip").name == "Pip Pastor"


def test_a_role_withdrawn_after_acceptance_does_not_begin(
    client: PageClient, signed_in: SignIn
) -> None:
    accept(client, invited())
    people = signed_in(person("mo")).page("/people")
    assert "begins with the next sign-in" in people.text
    people.press("Withdraw")
    assert try_sign_in(client, "new@example.org").status == 422
    assert db.session.query(Membership).filter_by(role=Role.VS).count() == 3


def test_r14_a_password_link_sets_it_once_and_ends_all_sessions(
    client: PageClient, signed_in: SignIn
) -> None:
    give_password("dora")
    theirs = signed_in(person("dora"))
    token = inviting.make_password_link(actor("mo"), person("dora"), now=SATURDAY)
    db.session.commit()
    page = client.page(f"/link/{token}").press("Set password", password="another fine window")
    assert "Your password is set" in page.text
    assert is_out(theirs)
    client.page(f"/link/{token}", 404)
    assert try_sign_in(client, "dora@example.org").status == 422
    assert try_sign_in(client, "dora@example.org", "another fine window").status == 200
