"""The grants page: proposed by one supervisor, confirmed by another, ended by any."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from nightsafe.accounts import granting
from nightsafe.accounts.models import Grant
from nightsafe.database import db
from tests.accounts.ways import told
from tests.page import Page, PageClient
from tests.people import SATURDAY, actor, person

pytestmark = pytest.mark.usefixtures("city")
SignIn = Callable[..., PageClient]


def propose(client: PageClient, who: str = "rhys", **values: str) -> Page:
    filled = {
        "person_id": str(person(who).id),
        "reason": "night rota",
        "until": "2027-06-30",
        **values,
    }
    return client.page("/grants/new").press("Propose", **filled)


def test_r6_a_grant_works_once_another_supervisor_confirmed_it(signed_in: SignIn) -> None:
    page = propose(signed_in(person("stella")))
    assert "Another supervisor has to confirm this." in page.text
    assert granting.holders(SATURDAY) == 2
    page = signed_in(person("sam")).page("/grants").press("Confirm")
    assert "30 June 2027" in page.text
    assert granting.holders(SATURDAY) == 3
    assert [row["step"] for row in told("grant")] == ["proposed", "confirmed"]


def test_r6_nobody_confirms_what_they_proposed_or_what_is_for_them(signed_in: SignIn) -> None:
    stella, sam = signed_in(person("stella")), signed_in(person("sam"))
    propose(stella, "sam")
    grant = db.session.query(Grant).filter_by(person_id=person("sam").id).one()
    for client in (stella, sam):
        page = client.page("/grants")
        token = page.form("Drop it").fields["csrf_token"][0]
        refused = client.send(f"/grants/{grant.id}/confirm", {"csrf_token": token})
        assert refused.status == 403
    db.session.expire_all()
    assert grant.confirmed_at is None


def test_r6_a_grant_ends_at_once_when_ended_and_by_itself_at_its_date(signed_in: SignIn) -> None:
    assert granting.holders(SATURDAY + timedelta(days=366)) == 0
    page = signed_in(person("stella")).page("/grants").press("End")
    assert granting.holders(SATURDAY) == 1
    assert "Fewer than two people can open restricted records" in page.text


def test_a_grant_covers_its_last_night(signed_in: SignIn) -> None:
    propose(signed_in(person("stella")), until="2026-11-14")
    grant = db.session.query(Grant).filter_by(person_id=person("rhys").id).one()
    assert grant.ends_at.isoformat() == "2026-11-15T12:00:00+00:00"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"person_id": ""}, "Choose who it is for."),
        ({"person_id": None, "reason": "x"}, "Choose who it is for."),
        ({"reason": " "}, "Say in a few words why they need it."),
        ({"until": "2026-11-13"}, "Choose a date from today on"),
        ({"until": "2027-11-15"}, "Choose a date from today on"),
        ({"until": ""}, "Choose a date from today on"),
    ],
)
def test_what_cannot_be_granted_is_said_beside_the_field(
    signed_in: SignIn, values: dict[str, str], message: str
) -> None:
    page = propose(signed_in(person("stella")), **values)
    assert page.status == 422
    assert message in page.text


def test_only_police_and_specialists_can_hold_one(signed_in: SignIn) -> None:
    page = propose(signed_in(person("stella")), "dora")
    assert page.status == 422
    assert {one.name for one in granting.candidates(SATURDAY)} == {
        "Rhys Reviewer",
        "Greta Granted",
        "Stella Supervisor",
        "Sam Supervisor",
        "Gwen Guard",
    }


def test_a_proposal_is_made_once(signed_in: SignIn) -> None:
    client = signed_in(person("stella"))
    propose(client)
    page = propose(client)
    assert page.status == 422
    assert "waits already" in page.text


@pytest.mark.parametrize("who", ["rhys", "greta", "coral", "mo", "audrey", "gwen"])
def test_only_supervisors_give_grants(signed_in: SignIn, who: str) -> None:
    client = signed_in(person(who))
    client.page("/grants", 403)
    client.page("/grants/new", 403)


def test_r4_a_proposal_cannot_confirm_itself(signed_in: SignIn) -> None:
    client = signed_in(person("stella"))
    data = (
        client.page("/grants/new")
        .form("Propose")
        .data(values={"person_id": str(person("rhys").id), "reason": "rota", "until": "2027-01-01"})
    )
    columns = {c.name: "1" for c in Grant.__table__.columns}
    columns |= {"confirmed_at": "2026-01-01", "confirmed_by": str(person("sam").id)}
    client.send("/grants/new", columns | data)
    grant = db.session.query(Grant).filter_by(person_id=person("rhys").id).one()
    assert grant.confirmed_at is None
    assert grant.confirmed_by is None
    assert grant.proposed_by == person("stella").id


def test_twelve_months_from_a_leap_day() -> None:
    assert granting.last_day(date(2028, 2, 29)) == date(2029, 2, 28)


def test_a_grant_that_outlived_its_role_cannot_be_confirmed(signed_in: SignIn) -> None:
    grant = granting.propose_grant(
        actor("stella"), person("rhys").id, "rota", date(2027, 1, 1), now=SATURDAY
    )
    person("rhys").memberships[0].ends_at = SATURDAY
    db.session.commit()
    page = signed_in(person("sam")).page("/grants").press("Confirm")
    assert page.status == 422
    db.session.expire_all()
    assert grant.confirmed_at is None
