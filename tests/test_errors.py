"""What goes wrong is said in plain words, without a trace, and says what to do next."""

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic, perf_counter
from typing import Any

import pytest
from flask import Flask, abort
from sqlalchemy.exc import OperationalError

from nightsafe import clock, errors
from nightsafe.accounts.models import SignedInSession
from nightsafe.config import Settings
from nightsafe.database import BUSY_SECONDS, db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.forms import NightForm
from nightsafe.gate import public
from nightsafe.ledger.models import Row
from tests import people
from tests.page import PageClient
from tests.people import SATURDAY, person


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


def test_a_page_waits_for_no_lock_to_note_that_somebody_was_there(
    app: Flask, signed_in: Callable[..., PageClient], freeze: Callable[[datetime], Any]
) -> None:
    people.settle()
    db.session.commit()
    freeze(SATURDAY)
    client = signed_in(person("dora"))
    other = hold(app)
    try:
        freeze(SATURDAY + timedelta(minutes=5))
        began = perf_counter()
        assert get_outside(client, "/mine").status_code == 200
        assert perf_counter() - began < 2
    finally:
        other.execute("ROLLBACK")
        other.close()


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


@pytest.fixture
def aged(app: Flask, signed_in: Callable[..., PageClient]) -> PageClient:
    """Somebody who was last seen five minutes ago, so that this request would note it."""
    people.settle()
    db.session.commit()
    client = signed_in(person("dora"))
    for row in db.session.scalars(db.select(SignedInSession)):
        row.last_seen_at = clock.now() - timedelta(minutes=5)
        row.created_at = row.last_seen_at
    db.session.commit()
    return client


@pytest.mark.parametrize(
    ("method", "address", "headers", "status"),
    [
        ("GET", "/nowhere", {}, 404),
        ("POST", "/nowhere", {}, 404),
        ("PUT", "/", {}, 405),
        ("POST", "/mine", {}, 405),
        ("GET", "/sign-out", {}, 405),
        ("GET", "/review", {}, 403),
        ("GET", "/entries/00000000-0000-4000-8000-000000000000", {}, 404),
        ("GET", "/mine?before=x", {}, 400),
        ("POST", "/notices/1/acknowledge", {}, 403),
        ("POST", "/notices/1/acknowledge", {"Origin": "https://elsewhere.example"}, 403),
        ("POST", "/notices/1/acknowledge", {"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_an_error_has_its_page_for_whoever_was_last_seen_a_while_ago(
    aged: PageClient, method: str, address: str, headers: dict[str, str], status: int
) -> None:
    """The page of an error only reads, who is asking included."""
    answer = aged.open(address, method=method, headers=headers)
    assert answer.status_code == status
    assert "<h1" in answer.text
    signed_in_only = status == 403 or "/entries/" in address
    refused_rows = db.session.scalars(db.select(Row).where(Row.kind == "refused")).all()
    assert len(refused_rows) == int(signed_in_only)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 418, 422, 500, 503])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_error_has_its_page_for_them(
    aged: PageClient, another_app: Callable[..., Flask], method: str, status: int
) -> None:
    serving = another_app()
    serving.config.update(PROPAGATE_EXCEPTIONS=False, TESTING=False, WTF_CSRF_ENABLED=False)

    @public
    def fault() -> str:
        abort(status) if status not in {422, 503} else None
        raise ProductError("Say why.") if status == 422 else refused("database is locked")

    serving.add_url_rule("/fault", view_func=fault, methods=["GET", "POST"])
    answer = serving.test_client(use_cookies=False).open(
        "/fault", method=method, headers={"Cookie": cookie(aged)}
    )
    assert answer.status_code == status
    assert "<h1" in answer.text


def test_a_locked_database_keeps_nobody_from_reading(app: Flask, aged: PageClient) -> None:
    """When somebody was last seen is not worth a page."""
    other = hold(app)
    try:
        began = monotonic()
        assert get_outside(aged, "/").status_code == 200
        assert get_outside(aged, "/nowhere").status_code == 404
        assert monotonic() - began < 2
        began = monotonic()
        answer = post_outside(aged, "/nowhere", {})
        assert answer.status_code == 404
        assert post_outside(aged, "/sign-out", {}).status_code == 403
        assert monotonic() - began < 2 * (BUSY_SECONDS + 1)
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_a_database_that_cannot_be_read_leaves_the_words(
    aged: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object, **_named: object) -> str:
        raise refused("disk I/O error")

    monkeypatch.setattr(errors, "render_template", broken)
    answer = aged.post("/nowhere")
    assert answer.status_code == 404
    assert answer.mimetype == "text/plain"
    assert "There is nothing here for you" in answer.text
