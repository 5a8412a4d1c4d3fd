"""The demo's page of people: for this machine only, and only in a demo."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from nightsafe.accounts.models import SignedInSession
from nightsafe.database import db
from nightsafe.network.models import Network
from tests import people
from tests.page import PageClient

AWAY = {"REMOTE_ADDR": "192.0.2.7"}
PASSED_ON = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "X-Forwarded-Proto")


@pytest.fixture
def in_demo(app: Flask) -> None:
    """A small network that is a demo."""
    people.settle()
    db.session.get_one(Network, 1).demo = True
    db.session.commit()


@pytest.fixture
def not_a_demo(app: Flask) -> None:
    """The same network, for real."""
    people.settle()
    db.session.commit()


def signed_in_count() -> int:
    return db.session.scalar(select(func.count()).select_from(SignedInSession)) or 0


@pytest.mark.usefixtures("in_demo")
class TestInADemo:
    def test_its_people_are_listed_by_what_they_do(self, client: PageClient) -> None:
        page = client.page("/demo")
        for who in people.PEOPLE.values():
            assert who.name in page.text
        assert "Everyone: 18 people" in page.text

    def test_one_tap_signs_in(self, client: PageClient) -> None:
        page = client.page("/demo").press("Dora Doorman")
        assert page.status == 200
        assert page.path == "/"
        assert client.get("/mine").status_code == 200

    def test_where_a_password_is_asked_for_again_nobody_needs_one(self, client: PageClient) -> None:
        client.page("/demo").press("Rhys Reviewer")
        db.session.execute(update(SignedInSession).values(confirmed_at=None))
        db.session.commit()
        page = client.page("/confirm?next=/account").press("Go on without one")
        assert page.path == "/account"
        assert db.session.scalars(select(SignedInSession.confirmed_at)).all()[-1] is not None

    def test_what_was_being_sent_is_sent_after_that(self, client: PageClient) -> None:
        client.page("/demo").press("Rhys Reviewer")
        page = client.page("/confirm?next=/account/messages")
        form = page.form("Go on without one")
        sent = client.send(form.action, {**form.data(), "kept": "posted:reason=Monday"})
        again = sent.form("Send it now")
        assert (again.action, again.fields["reason"]) == ("/account/messages", ["Monday"])

    def test_somebody_with_two_places_is_signed_in_where_they_were_tapped(
        self, client: PageClient
    ) -> None:
        client.page("/demo").press("Bea Both Street Pastors")
        row = db.session.scalars(select(SignedInSession)).one()
        assert row.membership_id == people.membership("bea", 1).id

    def test_the_next_tap_ends_the_sign_in_before(self, client: PageClient) -> None:
        client.page("/demo").press("Dora Doorman")
        client.page("/demo").press("Rhys Reviewer")
        running = select(SignedInSession).where(SignedInSession.ended_at.is_(None))
        assert db.session.scalars(running).one().person_id == people.person("rhys").id

    def test_signed_out_a_plain_link_leads_there(self, client: PageClient) -> None:
        page = client.page("/")
        assert page.path.startswith("/sign-in")
        assert page.follow("Demo: choose a person").h1 == "Choose a person"

    @pytest.mark.parametrize("address", ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"])
    def test_this_machine_may(self, client: PageClient, address: str) -> None:
        assert client.get("/demo", environ_overrides={"REMOTE_ADDR": address}).status_code == 200

    @pytest.mark.parametrize(
        "address", ["192.0.2.7", "10.0.0.1", "::ffff:192.0.2.7", "fe80::1", ""]
    )
    def test_no_other_machine_may(self, client: PageClient, address: str) -> None:
        away = {"REMOTE_ADDR": address}
        assert client.get("/demo", environ_overrides=away).status_code == 404
        assert "/demo" not in client.get("/sign-in", environ_overrides=away).text

    @pytest.mark.parametrize("name", PASSED_ON)
    def test_a_request_that_was_passed_on_comes_from_elsewhere(
        self, client: PageClient, name: str
    ) -> None:
        assert client.get("/demo", headers={name: "127.0.0.1"}).status_code == 404

    @pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:80"])
    def test_it_is_asked_for_by_a_name_of_this_machine(self, client: PageClient, host: str) -> None:
        assert client.get("/demo", headers={"Host": host}).status_code == 200

    @pytest.mark.parametrize(
        "host", ["night.example.org", "127.0.0.1.example.org", "localhost@example.org", "192.0.2.7"]
    )
    def test_a_name_that_somebody_led_here_is_not_ours(self, client: PageClient, host: str) -> None:
        """A page elsewhere whose name now leads to this machine would read the answer."""
        data = client.page("/demo").form("Dora Doorman").data()
        dora = people.person("dora").id
        client.inspects = False
        assert client.get("/demo", headers={"Host": host}).status_code in {400, 404}
        sent = client.post(f"/demo/{dora}", data=data, headers={"Host": host})
        assert sent.status_code in {400, 403, 404}
        assert signed_in_count() == 0

    def test_no_other_machine_signs_in(self, client: PageClient) -> None:
        data = client.page("/demo").form("Dora Doorman").data()
        dora = people.person("dora").id
        for elsewhere in ({"environ_overrides": AWAY}, {"headers": {"X-Forwarded-For": "::1"}}):
            assert client.post(f"/demo/{dora}", data=data, **elsewhere).status_code == 404
        assert signed_in_count() == 0

    def test_opened_to_others_every_machine_may(self, another_app: Callable[..., Flask]) -> None:
        app = another_app(open_demo=True)
        client = app.test_client()
        assert client.get("/demo", environ_overrides=AWAY).status_code == 200
        passed_on = {"X-Forwarded-For": "198.51.100.4"}
        assert client.get("/demo", headers=passed_on).status_code == 200

    def test_without_its_token_nobody_is_signed_in(self, client: PageClient) -> None:
        assert client.post(f"/demo/{people.person('dora').id}").status_code == 403
        assert signed_in_count() == 0

    @pytest.mark.parametrize("membership", ["0", "x", "", "99999999999999999999"])
    def test_somebody_elses_role_is_nobodys(self, client: PageClient, membership: str) -> None:
        data = client.page("/demo").form("Dora Doorman").data()
        dora, theirs = people.person("dora").id, people.membership("rhys").id
        for wanted in (membership, str(theirs)):
            data["membership"] = wanted
            assert client.post(f"/demo/{dora}", data=data).status_code == 404
        assert client.post(f"/demo/{10**30}", data=data).status_code == 404
        assert signed_in_count() == 0

    def test_the_suspended_are_not_among_them(self, client: PageClient) -> None:
        dora = people.person("dora")
        data = client.page("/demo").form("Dora Doorman").data()
        dora.suspended_at = people.SATURDAY
        db.session.commit()
        assert "Dora Doorman" not in client.page("/demo").text
        assert client.post(f"/demo/{dora.id}", data=data).status_code == 404


@pytest.mark.usefixtures("not_a_demo")
def test_outside_a_demo_there_is_no_such_page(
    client: PageClient, another_app: Callable[..., Flask]
) -> None:
    dora = people.person("dora").id
    for app in (client.application, another_app(open_demo=True)):
        there = app.test_client()
        assert isinstance(there, PageClient)
        sign_in = there.page("/sign-in")
        assert "/demo" not in sign_in.response.text
        token = sign_in.form("Sign in").data()["csrf_token"]
        assert there.get("/demo").status_code == 404
        assert there.post(f"/demo/{dora}", data={"csrf_token": token}).status_code == 404
    assert signed_in_count() == 0


def test_before_there_is_a_network_there_is_no_such_page(client: PageClient) -> None:
    assert client.get("/demo").status_code == 404
