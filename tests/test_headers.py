"""R9: every answer carries exactly these headers, whatever it is and whoever answers it."""

from collections.abc import Callable
from http.cookies import SimpleCookie

import pytest
from flask import Flask

from nightsafe.config import Settings
from nightsafe.database import db
from nightsafe.gate import public
from tests import people
from tests.page import PageClient

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "geolocation=(self), camera=(self), microphone=(), payment=(), usb=(), "
        "accelerometer=(), gyroscope=(), magnetometer=(), browsing-topics=()"
    ),
}
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
TLS = "max-age=63072000; includeSubDomains"
ANSWERS = {
    "a page": ("/help", 200),
    "a redirect": ("/mine", 302),
    "a missing page": ("/nowhere", 404),
    "a bad address": ("/sign-in?next=//elsewhere", 200),
    "a wrong method": ("/sign-out", 405),
    "the health": ("/healthz", 200),
    "a missing static file": ("/static/nothing.css", 404),
    "a fault of ours": ("/fault", 500),
}


@pytest.fixture
def make(another_app: Callable[..., Flask], app: Flask) -> Callable[[str], PageClient]:
    """Call it with the address people type for a client of an app that serves there."""
    people.settle()
    db.session.commit()

    def client(base_url: str) -> PageClient:
        serving = another_app(base_url=base_url)
        serving.config.update(PROPAGATE_EXCEPTIONS=False, TESTING=False)

        @public
        def fault() -> str:
            raise KeyError("a secret of ours")

        serving.add_url_rule("/fault", view_func=fault)
        made = serving.test_client()
        assert isinstance(made, PageClient)
        return made

    return client


def policy(value: str) -> dict[str, str]:
    """A content security policy by its directives."""
    parts = (part.strip().partition(" ") for part in value.split(";"))
    return {name: rest for name, _, rest in parts if name}


@pytest.mark.parametrize("what", ANSWERS)
def test_every_answer_has_the_headers(make: Callable[[str], PageClient], what: str) -> None:
    address, status = ANSWERS[what]
    for tls in (False, True):
        client = make("https://night.example.org" if tls else "http://127.0.0.1:8000")
        response = client.get(address)
        assert response.status_code == status
        for name, value in ALWAYS.items():
            assert response.headers.getlist(name) == [value], name
        wanted = [TLS] if tls else []
        assert response.headers.getlist("Strict-Transport-Security") == wanted
        assert "Server" not in response.headers
        assert "X-Powered-By" not in response.headers
        directives = policy(response.headers["Content-Security-Policy"])
        assert "unsafe" not in str(directives)
        assert directives["default-src"] == "'none'"
        assert directives["frame-ancestors"] == "'none'"
        nonce = directives.pop("script-src")
        assert nonce.startswith("'nonce-")
        assert directives == POLICY
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("address", "by_itself"),
    [
        ("/static/css/tokens.css", False),
        ("/static/scripts/theme.js", False),
        ("/static/icons/sprite.svg", True),
        ("/static/icons/icon-192.png", True),
    ],
)
def test_a_file_has_what_a_file_needs(
    make: Callable[[str], PageClient], address: str, by_itself: bool
) -> None:
    """What only a page obeys is not said of it; what can be opened by itself may do nothing."""
    for tls in (False, True):
        client = make("https://night.example.org" if tls else "http://127.0.0.1:8000")
        headers = client.get(address).headers
        assert headers.getlist("X-Content-Type-Options") == ["nosniff"]
        assert headers.getlist("Cross-Origin-Resource-Policy") == ["same-origin"]
        assert headers.getlist("Strict-Transport-Security") == ([TLS] if tls else [])
        nothing = ["default-src 'none'; frame-ancestors 'none'"] if by_itself else []
        assert headers.getlist("Content-Security-Policy") == nothing
        for name in ("Server", "Access-Control-Allow-Origin", "Permissions-Policy"):
            assert name not in headers


def test_the_nonce_is_new_each_time_and_on_every_script(client: PageClient) -> None:
    people.settle()
    db.session.commit()
    seen = set()
    for _ in range(3):
        response = client.get("/help")
        nonce = policy(response.headers["Content-Security-Policy"])["script-src"][7:-1]
        html = response.get_data(as_text=True)
        scripts = html.count("<script") + html.count('rel="modulepreload"')
        assert scripts == html.count(f'nonce="{nonce}"') > 0
        assert len(nonce) >= 22
        seen.add(nonce)
    assert len(seen) == 3


def test_a_static_file_is_kept_for_good_under_its_hash(app: Flask, client: PageClient) -> None:
    address = app.jinja_env.globals["static_url"]("css/tokens.css")  # type: ignore[operator]
    response = client.get(address)
    assert response.status_code == 200
    assert "max-age=31536000" in response.headers["Cache-Control"]


@pytest.mark.parametrize(("tls", "name"), [(False, "nightsafe"), (True, "__Host-nightsafe")])
def test_the_cookie_is_for_this_host_and_no_script(
    make: Callable[[str], PageClient], tls: bool, name: str
) -> None:
    client = make("https://night.example.org" if tls else "http://127.0.0.1:8000")
    response = client.get("/sign-in")
    (line,) = [
        each for each in response.headers.getlist("Set-Cookie") if each.startswith(f"{name}=")
    ]
    (cookie,) = SimpleCookie(line).values()
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""
    assert bool(cookie["secure"]) is tls


def test_the_address_of_the_settings_decides_not_the_request(
    make: Callable[[str], PageClient],
) -> None:
    """Behind a proxy that does TLS the request itself looks plain."""
    client = make("https://night.example.org")
    response = client.get("/help", headers={"X-Forwarded-Proto": "http", "Host": "evil.example"})
    assert response.headers["Strict-Transport-Security"] == TLS
    plain = make("http://127.0.0.1:8000").get("/help", headers={"X-Forwarded-Proto": "https"})
    assert "Strict-Transport-Security" not in plain.headers


def test_settings_know_tls() -> None:
    assert Settings(base_url="https://x.example").tls
    assert not Settings(base_url="http://x.example").tls
