"""Who lets whom in: accepted roles that wait, password links, and what they open."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from nightsafe.accounts import actions, inviting, queries
from nightsafe.accounts.models import Invitation, Person
from nightsafe.accounts.passwords import hash_password
from nightsafe.accounts.roles import Role
from nightsafe.database import db
from nightsafe.errors import NotAllowed
from tests.people import PASSWORD, SATURDAY, actor, membership, person

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def in_request(app: Flask) -> Iterator[None]:
    """A sign-in writes a cookie, so it needs a request."""
    with app.test_request_context():
        yield


def sign_in_as(email: str, password: str) -> list[str]:
    """The roles of an address after it signed in."""
    actions.sign_in(email, password, now=SATURDAY)
    db.session.commit()
    return [str(one.role) for one in person_at(email).memberships]


def person_at(email: str) -> Person:
    return db.session.query(Person).filter_by(email=email).one()


def taken(by: str, email: str, role: Role, password: str, **more: Any) -> Invitation:
    """An invitation that somebody took up with a password."""
    invitation, token = inviting.invite(actor(by), email, "New Comer", role, now=SATURDAY, **more)
    inviting.use_invitation(token, "New Comer", password, now=SATURDAY)
    db.session.commit()
    return invitation


OTHER = "another fine window"


@pytest.mark.usefixtures("in_request")
def test_r14_a_role_does_not_begin_for_who_took_an_earlier_link_into_the_account() -> None:
    taken("olga", "x@example.org", Role.VS, PASSWORD)
    taken("stella", "x@example.org", Role.PR, OTHER)
    assert sign_in_as("x@example.org", PASSWORD) == ["VS"]


@pytest.mark.usefixtures("in_request")
def test_r14_a_role_begins_where_the_accounts_own_password_took_it_up() -> None:
    taken("olga", "x@example.org", Role.VS, PASSWORD)
    taken("stella", "x@example.org", Role.PR, PASSWORD)
    assert sign_in_as("x@example.org", PASSWORD) == ["VS", "PR"]


@pytest.mark.usefixtures("in_request")
def test_r14_a_password_link_does_not_open_a_role_that_waits() -> None:
    token = inviting.make_password_link(actor("olga"), person("otto"), now=SATURDAY)
    person("otto").password_hash = hash_password(PASSWORD)
    taken("stella", "otto@example.org", Role.PR, PASSWORD)
    inviting.use_invitation(token, "", OTHER, now=SATURDAY)
    db.session.commit()
    assert sign_in_as("otto@example.org", OTHER) == ["VS"]


def test_r14_nobody_makes_a_password_link_into_a_role_that_waits() -> None:
    person("otto").password_hash = hash_password(PASSWORD)
    taken("stella", "otto@example.org", Role.PR, PASSWORD)
    assert not inviting.may_make_link(actor("olga"), person("otto"), SATURDAY)
    with pytest.raises(NotAllowed):
        inviting.make_password_link(actor("olga"), person("otto"), now=SATURDAY)


@pytest.mark.usefixtures("in_request")
@pytest.mark.parametrize("how", ["suspended", "role ended"])
def test_r5_a_role_that_waits_ends_with_who_invited_to_it(how: str) -> None:
    taken("olga", "x@example.org", Role.VS, PASSWORD)
    if how == "suspended":
        actions.suspend(actor("coral"), person("olga"), now=SATURDAY)
    else:
        actions.end_membership(actor("coral"), membership("olga"), now=SATURDAY)
    assert sign_in_as("x@example.org", PASSWORD) == []


@pytest.mark.usefixtures("in_request")
def test_r14_a_role_that_waits_ends_with_its_link() -> None:
    made = taken("olga", "x@example.org", Role.VS, PASSWORD)
    late = made.expires_at
    assert queries.invitations_of(actor("olga"), late - timedelta(seconds=1)) == [made]
    assert queries.invitations_of(actor("olga"), late) == []
    assert actions.sign_in("x@example.org", PASSWORD, now=late) is None


@pytest.mark.usefixtures("in_request")
@pytest.mark.parametrize("what", ["premises", "organisation"])
def test_a_role_does_not_begin_where_the_place_is_out_of_use(what: str) -> None:
    made = taken("olga", "x@example.org", Role.VS, PASSWORD)
    getattr(made, what).retired_at = SATURDAY
    db.session.commit()
    assert sign_in_as("x@example.org", PASSWORD) == []
