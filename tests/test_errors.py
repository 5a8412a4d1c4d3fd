"""What goes wrong is said in plain words, without a trace, and says what to do next."""

import sqlite3
from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest
from flask import Flask, abort
from sqlalchemy.exc import OperationalError

from nightsafe import errors
from nightsafe.config import Settings
from nightsafe.database import BUSY_SECONDS, db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.forms import NightForm
from nightsafe.gate import public
from tests import people
from tests.page import PageClient
from tests.people import person


@pytest.fixture
def faulty(another_app: Callable[..., Flask], app: Flask) -> Callable[..., PageClient]:
    """Call it with an exception for a client of an app that raises it at /fault."""
    people.settle()
    db.session.commit()

    def make(problem: BaseException | int) -> PageClient:
        serving = another_app()
        serving.config.update(PROPAGATE_EXCEPTIONS=False, TESTING=False)

        @public
        def fault() -> str:
            if isinstance(problem, int):
                abort(problem)
            raise problem

        serving.add_url_rule("/fault", view_func=fault, methods=["GET", "POST"])
        serving.config["WTF_CSRF_ENABLED"] = False
        client = serving.test_client()
        assert isinstance(client, PageClient)
        return client

    return make


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 410, 413, 415, 418, 429, 500])
def test_every_error_is_a_page_with_a_way_on(
    faulty: Callable[..., PageClient], status: int
) -> None:
    page = faulty(status).page("/fault", status=status)
    assert page.h1
    assert "999" in page.text
    assert page.links["Go to the first screen"] == "/"


@pytest.mark.parametrize(
    "problem", [KeyError("a secret"), RuntimeError("nightsafe 0.1.0"), RecursionError("deep")]
)
def test_a_fault_shows_no_trace_and_no_version(
    faulty: Callable[..., PageClient], problem: Exception
) -> None:
    """R26."""
    page = faulty(problem).page("/fault", status=500)
    for word in ("Traceback", "secret", "Error", "0.1.0", "Werkzeug", "Flask", ".py", "Python"):
        assert word not in page.html


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "PUT", "DELETE", "PATCH"])
def test_unused_methods_are_refused(app: Flask, client: PageClient, method: str) -> None:
    """R26: TRACE would give a cookie back to a script."""
    people.settle()
    db.session.commit()
    for address in ("/", "/help", "/sign-in", "/static/css/tokens.css", "/entries/x"):
        response = client.open(address, method=method, headers={"X-Canary": "bird"})
        assert response.status_code in {401, 403, 404, 405}, address
        assert b"bird" not in response.data


def test_a_wrong_method_says_which_are_right(app: Flask, client: PageClient) -> None:
    people.settle()
    db.session.commit()
    response = client.get("/sign-out")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


def refused(text: str, state: str = "") -> OperationalError:
    cause = sqlite3.OperationalError(text)
    cause.sqlstate = state  # type: ignore[attr-defined]
    return OperationalError("BEGIN", {}, cause)


@pytest.mark.parametrize(
    ("problem", "status", "words"),
    [
        (refused("database is locked"), 503, "busy"),
        (refused("cannot begin", "55P03"), 503, "busy"),
        (refused("deadlock detected", "40P01"), 503, "busy"),
        (refused("database or disk is full"), 507, "no room"),
        (refused("could not extend file", "53100"), 507, "no room"),
        (refused("no such table: x"), 500, "wrong"),
    ],
)
def test_what_the_database_refuses_has_its_own_words(
    faulty: Callable[..., PageClient], problem: Exception, status: int, words: str
) -> None:
    page = faulty(problem).page("/fault", status=status)
    assert words in page.text
    assert page.response.headers.get("Retry-After") == ("5" if status == 503 else None)


def test_a_product_error_is_its_own_page(faulty: Callable[..., PageClient]) -> None:
    assert faulty(ProductError("Say why.")).page("/fault", status=422).h1 == "Say why."
    assert faulty(NotAllowed("Not by you.")).page("/fault", status=403).h1 == "Not by you."


def test_a_product_error_stands_beside_its_field(app: Flask) -> None:
    class Form(NightForm):
        pass

    with app.test_request_context("/", method="POST"):
        form = Form(meta={"csrf": False})
        assert errors.show(form, ProductError("Nowhere in particular.")) == 422
        assert errors.show(form, NotAllowed("No such field.", "missing")) == 403
        assert [str(each) for each in form.form_errors] == [
            "Nowhere in particular.",
            "No such field.",
        ]
        assert form.status == 422


def hold(app: Flask) -> sqlite3.Connection:
    settings: Settings = app.extensions["settings"]
    db.session.remove()
    db.engine.dispose()
    other = sqlite3.connect(settings.data / "nightsafe.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


def test_a_locked_database_is_said_in_time_and_not_an_error_of_ours(
    app: Flask, signed_in: Callable[..., PageClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """R46: 503 with Retry-After within 6 s; pages that only read go on."""
    people.settle()
    db.session.commit()
    client = signed_in(person("dora"))
    form = client.page("/log/V1").form("Save")
    data = form.data()
    other = hold(app)
    try:
        began = monotonic()
        answer = post_outside(client, form.action, data)
        assert monotonic() - began < BUSY_SECONDS + 1
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == str(BUSY_SECONDS)
        assert "send it again" in answer.get_data(as_text=True)
        began = monotonic()
        assert get_outside(client, "/mine").status_code == 200
        assert get_outside(client, "/log/V1").status_code == 200
        assert monotonic() - began < 2
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert post_outside(client, form.action, data).status_code == 302


def post_outside(client: PageClient, address: str, data: dict[str, Any]) -> Any:
    """Post without the test's own session taking part."""
    return client.application.test_client(use_cookies=False).post(
        address, data=data, headers={"Cookie": cookie(client)}
    )


def get_outside(client: PageClient, address: str) -> Any:
    return client.application.test_client(use_cookies=False).get(
        address, headers={"Cookie": cookie(client)}
    )


def cookie(client: PageClient) -> str:
    found = client.get_cookie("nightsafe")
    assert found is not None
    return f"nightsafe={found.value}"
