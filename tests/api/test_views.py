"""The API: every address by every kind of token, what is answered, and what is written down."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from nightsafe.api.actions import revoke_consumer
from nightsafe.api.rules import MOST_A_MINUTE, Scope
from nightsafe.database import db
from nightsafe.gate import declaration_of
from tests.accounts.ways import told
from tests.api.asking import ADDRESSES, EVERYWHERE, ask, consumer
from tests.page import PageClient
from tests.people import SATURDAY, actor, person

pytestmark = pytest.mark.usefixtures("city")
NEVER = "nightsafe_" + "a" * 32


def token_that_is(state: str) -> str | None:
    """A token in one of the states that a token can be in; None for none at all."""
    if state in {"missing", "unknown"}:
        return None if state == "missing" else NEVER
    made, token = consumer()
    if state == "ended":
        made.ends_at = SATURDAY
    if state == "revoked":
        revoke_consumer(actor("coral"), made, now=SATURDAY)
    if state == "without scope":
        made.scopes = []
    db.session.commit()
    return token


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("missing", 401),
        ("unknown", 401),
        ("ended", 401),
        ("revoked", 401),
        ("without scope", 403),
        ("working", 200),
    ],
)
def test_every_address_asks_for_a_token_that_works(app: Flask, state: str, status: int) -> None:
    token = token_that_is(state)
    for address, scope in EVERYWHERE.items():
        response = ask(app, address, token)
        assert response.status_code == status, address
        assert "Set-Cookie" not in response.headers
        assert "Access-Control-Allow-Origin" not in response.headers
        if status == 200:
            continue
        assert response.mimetype == "application/problem+json"
        assert response.get_json()["status"] == status
        asked = response.headers["WWW-Authenticate"]
        assert asked.startswith('Bearer realm="nightsafe"')
        if status == 403:
            assert scope in response.get_json()["detail"]
            assert f'scope="{scope}"' in asked
    uses, refused = told("figures-read"), told("refused")
    assert len(uses) == (len(EVERYWHERE) if status == 200 else 0)
    assert len(refused) == (len(EVERYWHERE) if status == 403 else 0)


def test_whether_a_token_ended_was_revoked_or_never_was_cannot_be_told(app: Flask) -> None:
    answers = [ask(app, ADDRESSES[0], token_that_is("unknown"))]
    for name in ("ended", "revoked"):
        made, token = consumer(name)
        made.ends_at = SATURDAY if name == "ended" else made.ends_at
        made.revoked_at = SATURDAY if name == "revoked" else None
        db.session.commit()
        answers.append(ask(app, ADDRESSES[0], token))
    assert (
        len({(one.status_code, one.data, one.headers["WWW-Authenticate"]) for one in answers}) == 1
    )


def test_a_session_opens_nothing(signed_in: Callable[..., PageClient]) -> None:
    for who in ("coral", "ana"):
        for address in EVERYWHERE:
            assert signed_in(person(who)).get(address).status_code == 401


def test_an_address_without_a_scope_opens_to_nobody(app: Flask) -> None:
    """Deny by default: every view of the API names the scope that opens it."""
    ours = [one for one in app.view_functions if one.startswith("api.v1.")]
    assert len(ours) == len(EVERYWHERE)
    for endpoint in ours:
        declared = declaration_of(app, endpoint)
        assert declared is not None
        assert declared.scope in set(Scope)


def test_only_what_was_released_is_there(app: Flask) -> None:
    _made, token = consumer()
    listed = ask(app, "/api/v1/releases?size=1", token).get_json()
    assert [one["number"] for one in listed["releases"]] == [2]
    assert (listed["page"], listed["pages"], listed["total"]) == (1, 2, 2)
    second = ask(app, "/api/v1/releases?page=2&size=1", token).get_json()
    assert [one["number"] for one in second["releases"]] == [1]
    assert ask(app, "/api/v1/releases?page=3&size=1", token).get_json()["releases"] == []
    for missing in ("releases/3", "releases/1/tables/none", "releases/3/datapackage.zip"):
        response = ask(app, f"/api/v1/{missing}", token)
        assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert [row["status"] for row in told("refused")] == [404, 404, 404]


def test_a_table_says_what_it_counts_and_how_and_never_a_zero_for_what_is_hidden(
    app: Flask,
) -> None:
    _made, token = consumer()
    places = ask(app, "/api/v1/releases/2/tables/places", token).get_json()
    figures = {(one["row"], one["column"]): one for one in places["figures"]}
    hidden = figures["club", "week"]
    assert (hidden["value"], hidden["status"]) == (None, "not shown")
    assert figures["street", "week"]["value"] == 14
    assert (places["release"], places["quarter"], places["method"]) == (2, "2026 Q3", "suppression")
    assert {one["threshold"] for one in places["rows"]} == {5, None}
    assert "is not shown" in places["rule"]
    assert "confirmed" in places["definition"] or "happened" in places["definition"]
    assert places["coverage"]["premises"] == 8
    assert places["limits"]
    assert [(one["compared"], one["release"]) for one in places["earlier"]] == [("last quarter", 1)]
    codes = ask(app, "/api/v1/releases/2/tables/codes", token).get_json()
    assert [one["key"] for one in codes["columns"]] == ["total"]


def test_what_has_not_changed_is_not_sent_again(app: Flask) -> None:
    _made, token = consumer()
    for address in EVERYWHERE:
        first = ask(app, address, token)
        again = ask(app, address, token, **{"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert first.headers["Cache-Control"] == "private, no-cache"
        assert "Authorization" in first.headers["Vary"]
    assert len(told("figures-read")) == 2 * len(EVERYWHERE)


def test_each_use_is_a_row_and_tells_when_it_was_last(app: Flask, freeze: Any) -> None:
    made, token = consumer()
    freeze(SATURDAY + timedelta(minutes=3))
    ask(app, ADDRESSES[2], token)
    assert told("figures-read") == [
        {
            "consumer": made.id,
            "view": "api.v1.table",
            "release_number": 2,
            "table_key": "hours",
        }
    ]
    assert made.used_at == SATURDAY + timedelta(minutes=3)
    assert token not in repr(told("consumer") + told("figures-read"))


def test_a_revoked_token_stops_at_once(app: Flask) -> None:
    made, token = consumer()
    assert ask(app, ADDRESSES[0], token).status_code == 200
    revoke_consumer(actor("coral"), made, now=SATURDAY)
    db.session.commit()
    assert ask(app, ADDRESSES[0], token).status_code == 401


def test_a_broken_program_is_slowed_and_nobody_else(app: Flask, freeze: Any) -> None:
    made, token = consumer()
    made.minute, made.uses = SATURDAY - timedelta(seconds=20), MOST_A_MINUTE
    _other, others = consumer("Another")
    response = ask(app, ADDRESSES[0], token)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "40")
    assert ask(app, ADDRESSES[0], others).status_code == 200
    freeze(SATURDAY + timedelta(seconds=41))
    assert ask(app, ADDRESSES[0], token).status_code == 200
    assert made.uses == 1


def test_a_stranger_never_takes_the_lock(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has no token keeps nobody from logging: what they ask only reads."""
    monkeypatch.setattr("nightsafe.api.letting_in.read_only", pytest.fail)
    assert ask(app, ADDRESSES[0], NEVER).status_code == 401


@pytest.mark.parametrize(
    ("address", "method", "status"),
    [
        ("/api/v1/nothing", "GET", 404),
        ("/api/v1/releases", "POST", 405),
        ("/api/v1/releases?page=0", "GET", 400),
        ("/api/v1/releases?order=up", "GET", 400),
        ("/api/v1/releases/99999999999999", "GET", 404),
    ],
)
def test_a_program_is_told_what_is_wrong_as_it_reads_it(
    app: Flask, address: str, method: str, status: int
) -> None:
    _made, token = consumer()
    response = app.test_client().open(
        address, method=method, headers={"Authorization": f"Bearer {token}"}
    )
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert set(response.get_json()) == {"type", "title", "status", "detail"}


def test_people_still_get_pages(client: PageClient) -> None:
    assert client.get("/nothing").mimetype == "text/html"


def test_the_description_is_valid_and_every_answer_is_as_it_says(app: Flask) -> None:
    described = ask(app, "/api/v1/openapi.json").get_json()
    OpenAPIV31SpecValidator(described).validate()
    assert described["openapi"].startswith("3.1")
    _made, token = consumer()
    found = {"/api/v1/openapi.json"}
    for path, at in described["paths"].items():
        address = path.format(release_number=2, table_key="places")
        response = ask(app, address, token)
        content = at["get"]["responses"]["200"]["content"][response.mimetype]
        found.add(path)
        if response.is_json:
            schema = {**content["schema"], "components": described["components"]}
            Draft202012Validator(schema).validate(response.get_json())
        refused = ask(app, address, NEVER).get_json()
        problem = {"$ref": "#/components/schemas/Problem", "components": described["components"]}
        Draft202012Validator(problem).validate(refused)
    rules = {str(rule) for rule in app.url_map.iter_rules() if str(rule).startswith("/api/")}
    assert len(found) == len(rules)
