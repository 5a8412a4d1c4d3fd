"""Which language a page speaks, and the switch that changes it."""

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.datastructures import LanguageAccept

from nightsafe.database import db
from nightsafe.language import choose
from tests import people
from tests.page import Page, PageClient
from tests.people import person

SignIn = Callable[..., PageClient]
CODES = ("en", "pl")
POLISH_PHONE = {"Accept-Language": "pl-PL,pl;q=0.9,en-GB;q=0.6"}


@pytest.fixture
def city(app: Flask) -> None:
    """Testford and its people, none of whom has chosen a language."""
    people.settle()
    db.session.commit()


def language_of(page: Page) -> str:
    return next(page.tree.iter("html")).get("lang", "")


@pytest.mark.parametrize(
    ("chosen", "accepted", "spoken"),
    [
        ((), [], "en"),
        ((None, None), [("pl", 1.0)], "pl"),
        ((None, None), [("pl-PL", 1.0), ("en", 0.5)], "pl"),
        ((None, None), [("en-GB", 1.0), ("pl", 0.8)], "en"),
        ((None, None), [("de", 1.0)], "en"),
        ((None, None), [("pl", 0.0)], "en"),
        ((None, "pl"), [("en", 1.0)], "pl"),
        (("en", "pl"), [("pl", 1.0)], "en"),
        (("xx", "pl"), [("en", 1.0)], "pl"),
        (("../../etc", ""), [], "en"),
    ],
)
def test_the_person_then_the_browsers_cookie_then_what_it_asks_for(
    chosen: tuple[str | None, ...], accepted: list[tuple[str, float]], spoken: str
) -> None:
    assert choose(CODES, chosen, LanguageAccept(accepted)) == spoken


@pytest.mark.usefixtures("city")
def test_a_polish_phone_is_answered_in_polish(client: PageClient) -> None:
    page = client.page("/sign-in", headers=POLISH_PHONE)
    assert (language_of(page), page.h1) == ("pl", "Zaloguj się")
    assert language_of(client.page("/sign-in", headers={"Accept-Language": "de"})) == "en"


@pytest.mark.usefixtures("city")
def test_each_language_names_itself_and_the_present_one_is_marked(client: PageClient) -> None:
    shown = {
        (button.get("lang"), "".join(button.itertext()), button.get("aria-current"))
        for button in client.page("/sign-in").all("button", "language")
    }
    assert shown == {("en", "English", "true"), ("pl", "Polski", None)}


@pytest.mark.usefixtures("city")
def test_before_signing_in_the_browser_remembers_and_comes_back(client: PageClient) -> None:
    page = client.page("/sign-in?next=/log/V1").press("Polski")
    assert (language_of(page), page.path) == ("pl", "/sign-in?next=/log/V1")
    assert language_of(client.page("/help")) == "pl"
    assert language_of(client.page("/help").press("English")) == "en"


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("address", ["/account", "/help"])
def test_a_person_is_followed_to_their_other_phones(signed_in: SignIn, address: str) -> None:
    dora = person("dora")
    page = signed_in(dora).page(address).press("Polski")
    assert (page.path, language_of(page)) == (address, "pl")
    assert dora.language == "pl"
    assert language_of(signed_in(dora).page("/")) == "pl"
    assert language_of(signed_in(person("mo")).page("/")) == "en"


@pytest.mark.usefixtures("city")
def test_a_language_that_is_not_there_and_a_place_elsewhere_are_refused(
    client: PageClient,
) -> None:
    token = client.page("/help").form("Polski").fields["csrf_token"][0]
    sent = {"csrf_token": token, "next": "//evil.example/", "language": "pl"}
    assert client.post("/language", data=sent).location == "/"
    assert client.post("/language", data={**sent, "language": "xx"}).status_code == 400
    assert client.post("/language", data={"language": "pl", "next": "/"}).status_code == 403


@pytest.mark.usefixtures("city")
def test_the_cookie_is_for_the_server_alone(client: PageClient) -> None:
    form = client.page("/help").form("Polski")
    answer = client.post(form.action, data=form.data("Polski"))
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if "language=" in one)
    assert "language=pl" in cookie
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
