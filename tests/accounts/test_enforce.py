"""The gate at work: other sites, missing tokens, refusals noted, reading that only reads."""

from collections.abc import Callable

import pytest

from nightsafe.accounts.models import Person
from nightsafe.database import db
from tests.accounts.ways import give_password, told
from tests.page import Page, PageClient
from tests.people import PASSWORD, membership, person

pytestmark = pytest.mark.usefixtures("city")
SignIn = Callable[..., PageClient]
TRIED = ("/sign-in", "/sign-out", "/account/name", "/account/password", "/account/duty")


@pytest.mark.parametrize("address", TRIED)
def test_r16_a_post_without_its_token_is_refused(signed_in: SignIn, address: str) -> None:
    client = signed_in(person("dora"))
    assert Page(client, client.post(address, data={"name": "Evil"})).status in {400, 403}
    assert person("dora").name == "Dora Doorman"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_r16_a_post_from_another_site_is_refused(
    signed_in: SignIn, headers: dict[str, str]
) -> None:
    client = signed_in(person("dora"))
    data = client.page("/account/name").form("Save").data(values={"name": "Evil"})
    assert client.send("/account/name", data, headers=headers).status == 403
    assert client.send("/account/name", data, headers={"Origin": "http://localhost"}).status == 200
    assert db.session.query(Person).filter_by(name="Evil").count() == 1


def test_r16_signing_in_from_another_site_is_refused(client: PageClient) -> None:
    give_password("dora")
    form = client.page("/sign-in").form("Sign in")
    data = form.data(values={"email": "dora@example.org", "password": PASSWORD})
    assert client.send("/sign-in", data, headers={"Origin": "https://evil.example"}).status == 403
    assert told("signed-in") == []


def test_r34_a_refusal_is_a_row_of_its_own(signed_in: SignIn) -> None:
    signed_in(person("dora")).page("/people", 403)
    assert told("refused") == [{"status": 403, "view": "accounts.people"}]


def test_who_has_not_signed_in_is_asked_to_and_comes_back(client: PageClient) -> None:
    give_password("dora")
    page = client.page("/account/name")
    assert page.h1 == "Sign in"
    page = page.press("Sign in", email="dora@example.org", password=PASSWORD)
    assert page.path == "/account/name"


def test_a_post_after_the_session_ended_says_so(signed_in: SignIn) -> None:
    client = signed_in(person("dora"))
    page = client.page("/account/name")
    membership("dora").ends_at = membership("dora").starts_at
    page = page.press("Save", name="Late")
    assert page.status == 401
    assert "Please sign in" in page.text
