"""The people page: whom one sees, invites, suspends; the link that is shown once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from nightsafe.accounts import inviting
from nightsafe.accounts.models import Invitation, Membership, Person
from nightsafe.accounts.roles import Role
from nightsafe.database import db
from tests.accounts.ways import give_password, is_out, told, try_sign_in
from tests.page import Page, PageClient
from tests.people import PEOPLE, SATURDAY, actor, membership, person

pytestmark = pytest.mark.usefixtures("city")
SignIn = Callable[..., PageClient]


def fill_invitation(client: PageClient, **values: object) -> Page:
    filled = {"email": "new@example.org", "name": "New Comer", "role": "VS", **values}
    return client.page("/people/invite").press("Make the link", **filled)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("coral", {who.name for who in PEOPLE.values()}),
        ("mo", {"Dora Doorman", "Mo Manager", "Bea Both"}),
        ("lena", {"Pip Pastor", "Lena Lead", "Bea Both"}),
        ("stella", {"Rhys Reviewer", "Greta Granted", "Stella Supervisor", "Sam Supervisor"}),
    ],
)
def test_one_sees_the_people_one_looks_after(signed_in: SignIn, who: str, sees: set[str]) -> None:
    page = signed_in(person(who)).page("/people")
    names = {who.name for who in PEOPLE.values() if who.name in page.text}
    assert names - {PEOPLE[who].name} == sees - {PEOPLE[who].name}


@pytest.mark.parametrize("who", ["dora", "pip", "rhys", "ana", "audrey", "gwen"])
def test_others_have_no_people_page(signed_in: SignIn, who: str) -> None:
    signed_in(person(who)).page("/people", 403)


def test_r2_another_venues_person_and_a_missing_one_are_the_same_404(signed_in: SignIn) -> None:
    client = signed_in(person("mo"))
    foreign = client.page(f"/people/{person('otto').id}", 404)
    assert foreign.text == client.page("/people/987654", 404).text
    token = client.page("/people/invite").form("Make the link").fields["csrf_token"][0]
    for what in ("suspend", "restore", "password-link"):
        page = client.send(f"/people/{person('otto').id}/{what}", {"csrf_token": token})
        assert page.status == 404
    page = client.send(f"/people/roles/{membership('otto').id}/end", {"csrf_token": token})
    assert page.status == 404
    assert person("otto").suspended_at is None


@pytest.mark.parametrize(
    "query", ["state=odd", "page=0", "page=x", "page=-1", "page=9999999999999"]
)
def test_r19_an_unknown_filter_is_400(signed_in: SignIn, query: str) -> None:
    signed_in(person("coral")).page(f"/people?{query}", 400)


def test_search_finds_names_and_addresses(signed_in: SignIn) -> None:
    client = signed_in(person("coral"))
    page = client.page("/people").press("Search", q="otto@")
    assert "Otto Outsider" in page.text
    assert "Dora Doorman" not in page.text
    assert "Nobody here has these words" in client.page("/people?q=%25").text


def test_r15_the_link_is_made_from_the_settings_whatever_the_request_says(
    signed_in: SignIn,
) -> None:
    client = signed_in(person("mo"))
    form = client.page("/people/invite").form("Make the link")
    data = form.data(values={"email": "new@example.org", "name": "New", "role": "VS"})
    with client.session_transaction() as cookie:
        mine = dict(cookie)
    with client.session_transaction(base_url="http://evil.example") as cookie:
        cookie.update(mine)
    page = client.send(
        "/people/invite",
        data,
        headers={"X-Forwarded-Host": "evil.example"},
        base_url="http://evil.example",
    )
    assert "evil.example" not in page.html
    shown = page.by_id("link")
    assert shown is not None
    assert (shown.text or "").strip().startswith("http://localhost/link/")


def test_r14_the_link_is_shown_once_and_works(signed_in: SignIn, client: PageClient) -> None:
    manager = signed_in(person("mo"))
    page = fill_invitation(manager)
    shown = page.by_id("link")
    assert shown is not None
    path = (shown.text or "").strip().removeprefix("http://localhost")
    assert "Take up your role" in client.page(path).text
    again = manager.page("/people")
    assert "New Comer" in again.text
    assert path.rpartition("/")[2] not in again.html
    assert told("invited")[-1]["role"] == "VS"


@pytest.mark.parametrize(
    ("who", "role"), [("mo", "PR"), ("mo", "CO"), ("lena", "VS"), ("stella", "CO"), ("mo", "XX")]
)
def test_r8_one_cannot_invite_to_a_role_that_is_not_ones_own_to_give(
    signed_in: SignIn, who: str, role: str
) -> None:
    page = fill_invitation(signed_in(person(who)), role=role)
    assert page.status == 422
    assert "Choose a role from the list." in page.text
    assert db.session.query(Invitation).count() == 0


def test_r4_a_manager_cannot_invite_to_another_place_by_naming_it(signed_in: SignIn) -> None:
    client = signed_in(person("mo"))
    data = client.page("/people/invite").form("Make the link").data()
    data |= {"email": "new@example.org", "name": "New", "role": "VS"}
    names = {c.name for c in Invitation.__table__.columns} | {
        c.name for c in Membership.__table__.columns
    }
    data = (
        dict.fromkeys(names, "1")
        | {
            "premises_id": str(actor("otto").premises_id),
            "organisation_id": str(actor("otto").organisation_id),
            "lead": "y",
            "invited_by": str(person("coral").id),
            "expires_at": "2099-01-01",
        }
        | data
    )
    assert client.send("/people/invite", data).status == 200
    made = db.session.query(Invitation).one()
    assert (made.premises_id, made.organisation_id, made.lead) == (
        actor("mo").premises_id,
        actor("mo").organisation_id,
        False,
    )
    assert made.invited_by == person("mo").id
    assert made.expires_at == SATURDAY + timedelta(hours=72)
    assert made.used_at is None


def test_nothing_typed_is_lost_when_something_is_wrong(signed_in: SignIn) -> None:
    client = signed_in(person("coral"))
    page = fill_invitation(client, email="no address", role="VS", name="Keep Me")
    assert page.status == 422
    fields = page.form("Make the link").fields
    assert (fields["email"], fields["name"], fields["role"]) == (
        ["no address"],
        ["Keep Me"],
        ["VS"],
    )


@pytest.mark.parametrize(
    ("role", "premises", "organisation", "message"),
    [
        ("VS", None, "Lantern Ltd", "This role works at premises."),
        ("PR", "The Lantern", "Police", "This role belongs to no premises."),
        ("DR", None, None, "Choose the organisation they work for."),
    ],
)
def test_a_coordinator_is_told_what_a_role_needs(
    signed_in: SignIn, role: str, premises: str | None, organisation: str | None, message: str
) -> None:
    ids = {who.organisation: actor(key).organisation_id for key, who in PEOPLE.items()}
    page = fill_invitation(
        signed_in(person("coral")),
        role=role,
        premises_id=str(actor("mo").premises_id) if premises else "",
        organisation_id=str(ids[organisation]) if organisation else "",
    )
    assert page.status == 422
    assert message in page.text


def test_nobody_invites_their_own_address(signed_in: SignIn) -> None:
    page = fill_invitation(signed_in(person("mo")), email="MO@example.org")
    assert page.status == 422


def test_r21_unusable_characters_are_refused_beside_the_field(signed_in: SignIn) -> None:
    page = fill_invitation(signed_in(person("mo")), name="a\x00b")
    assert page.status == 422
    assert "a character that cannot be saved" in page.text
    assert page.form("Make the link").fields["name"] == ["ab"]


def test_r22_direction_marks_in_a_name_are_shown_as_codes(signed_in: SignIn) -> None:
    person("dora").name = "Dora \u202eevil"
    db.session.commit()
    page = signed_in(person("mo")).page("/people")
    assert "\u202e" not in page.html
    assert "[U+202E]" in page.text


def test_r5_suspending_ends_all_sessions_at_once(signed_in: SignIn, client: PageClient) -> None:
    give_password("dora")
    theirs = [signed_in(person("dora")), signed_in(person("dora"))]
    page = signed_in(person("mo")).page(f"/people/{person('dora').id}").press("Suspend")
    assert "suspended" in page.text
    assert all(is_out(one) for one in theirs)
    assert try_sign_in(client, "dora@example.org").status == 422
    assert told("suspended") == [{"person": person("dora").id}]


def test_r5_links_of_a_suspended_person_stop_working(signed_in: SignIn, client: PageClient) -> None:
    _, token = inviting.invite(actor("mo"), "back@example.org", "Back Door", "VM", now=SATURDAY)
    db.session.commit()
    signed_in(person("coral")).page(f"/people/{person('mo').id}").press("Suspend")
    client.page(f"/link/{token}", 404)


def test_a_restored_person_signs_in_again(signed_in: SignIn, client: PageClient) -> None:
    give_password("dora")
    manager = signed_in(person("mo"))
    page = manager.page(f"/people/{person('dora').id}").press("Suspend")
    page.press("Let them sign in again")
    assert try_sign_in(client, "dora@example.org").status == 200


def test_a_manager_cannot_lift_what_the_coordinator_did(signed_in: SignIn) -> None:
    signed_in(person("coral")).page(f"/people/{person('dora').id}").press("Suspend")
    manager = signed_in(person("mo"))
    page = manager.page(f"/people/{person('dora').id}")
    assert "Ask the coordinator" in page.text
    token = page.form("End this role").fields["csrf_token"][0]
    again = manager.send(f"/people/{person('dora').id}/restore", {"csrf_token": token})
    assert again.status == 403
    assert person("dora").suspended_at is not None


def test_who_works_elsewhere_too_loses_one_role_only(signed_in: SignIn) -> None:
    at_bar = signed_in(person("bea"), membership("bea", 0))
    manager = signed_in(person("mo"))
    page = manager.page(f"/people/{person('bea').id}")
    assert "ask the coordinator" in page.text
    assert "Street Pastors" not in page.text
    page.press("End this role")
    assert is_out(at_bar)
    assert [m.ends_at is None for m in person("bea").memberships] == [False, True]


def test_nobody_suspends_themselves_or_ends_their_own_role(signed_in: SignIn) -> None:
    client = signed_in(person("coral"))
    page = client.page(f"/people/{person('coral').id}")
    assert "This is you" in page.text
    token = client.page("/people/invite").form("Make the link").fields["csrf_token"][0]
    for address in (
        f"/people/{person('coral').id}/suspend",
        f"/people/roles/{membership('coral').id}/end",
    ):
        assert client.send(address, {"csrf_token": token}).status == 403
    assert person("coral").suspended_at is None
    assert membership("coral").ends_at is None


def test_the_coordinator_makes_no_link_into_a_police_account(signed_in: SignIn) -> None:
    client = signed_in(person("coral"))
    page = client.page(f"/people/{person('rhys').id}")
    assert "Password forgotten?" not in page.text
    token = page.form("Suspend").fields["csrf_token"][0]
    page = client.send(f"/people/{person('rhys').id}/password-link", {"csrf_token": token})
    assert page.status == 403
    page = signed_in(person("stella")).page(f"/people/{person('rhys').id}")
    assert page.press("Make a link for a new password").status == 200


def test_paging_goes_through_all(app: Flask, signed_in: SignIn) -> None:
    organisation = actor("pip").organisation_id
    for number in range(60):
        one = Person(name=f"Volunteer {number:03}", email=None, created_at=SATURDAY)
        one.memberships.append(
            Membership(organisation_id=organisation, role=Role.SP, starts_at=SATURDAY)
        )
        db.session.add(one)
    db.session.commit()
    client = signed_in(person("lena"))
    first = client.page("/people")
    second = first.follow("Next page")
    assert "Volunteer 059" not in first.text
    assert "Volunteer 059" in second.text
    assert "Volunteer 000" in second.follow("Page before").text
