"""The pages that a phone keeps: all of them, as the views show them, in few bytes."""

import gzip
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from nightsafe import clock
from nightsafe.accounts.models import SignedInSession
from nightsafe.accounts.roles import SESSION_LIMITS, Role
from nightsafe.database import db
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.network.models import Network, Place
from nightsafe.offline.pack import ANY_ENTRY, Pack, told_once
from tests import factories
from tests.page import PageClient
from tests.people import person, settle

Client = Callable[..., PageClient]
BUDGET = 32_000  # octets over the wire, for everything that works without signal


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    settle()
    db.session.commit()


def pack_of(client: PageClient, **headers: str) -> dict[str, Any]:
    """The pack as the phone reads it."""
    response = client.get("/phone/pack", headers=headers)
    assert response.status_code == 200
    found = response.get_json()
    assert isinstance(found, dict)
    return found


def page(pack: dict[str, Any], path: str) -> str:
    """One page of a pack."""
    return Pack(tuple(pack["lines"]), pack["pages"], pack["types"]).text(path)


def test_texts_told_once_are_read_as_they_were() -> None:
    texts = {"a": "one\ntwo\nthree\n", "b": "one\nthree\ntwo\nthree\n", "c": "", "d": "\n\n"}
    lines, pages = told_once(texts)
    assert lines == ("one", "two", "three", "")
    assert {path: Pack(lines, pages, {}).text(path) for path in texts} == texts
    assert pages["a"] == [0, 4]


def test_it_holds_every_page_that_works_without_signal(signed_in: Client) -> None:
    pack = pack_of(signed_in(person("dora")))
    wanted = {f"/log/{one.code}" for one in CATEGORIES.values() if not one.retired}
    wanted |= {"/", "/log", "/visits/new", "/outbox", "/help", "/phone/offline", "/places.json"}
    assert pack["pages"].keys() == wanted | {f"/entries/{ANY_ENTRY}/add"}
    for path in pack["pages"]:
        text = page(pack, path)
        if path == "/places.json":
            assert json.loads(text)
            continue
        assert text.lstrip().startswith("<!DOCTYPE html>"), path
        assert " data-kept" in text, path
        assert "data-theme=" not in text, "the phone sets it, at each opening"
        assert set(re.findall(r'nonce="([^"]+)"', text)) == {pack["nonce"]}, path


def test_it_is_what_that_person_may(signed_in: Client) -> None:
    driver = pack_of(signed_in(person("drew")))
    assert "/visits/new" not in driver["pages"]
    assert "/log/V3" in driver["pages"]
    assert signed_in(person("rhys")).get("/phone/pack").status_code == 403


def test_what_ages_is_not_in_it(signed_in: Client, app: Flask) -> None:
    entry = factories.log("dora", "V1", description="Two men by the bar.")
    db.session.commit()
    text = json.dumps(pack_of(signed_in(person("dora"))))
    assert "by the bar" not in text
    assert str(entry.id) not in text


def test_a_kept_form_bears_the_token_of_the_sign_in(signed_in: Client, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = signed_in(person("dora"))
    text = page(pack_of(client), "/")
    (token, *more) = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', text)
    assert set(more) <= {token}
    answer = client.post("/account/nonsense", data={"csrf_token": token})
    assert answer.status_code in {404, 405}, "not refused for its token"
    assert client.post("/hand-over", data={}).status_code == 403


def test_it_is_small_over_the_wire(signed_in: Client) -> None:
    answer = signed_in(person("dora")).get("/phone/pack", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) < BUDGET
    assert len(gzip.decompress(answer.data)) > 4 * len(answer.data)


def test_the_headers_are_those_of_a_page_that_is_not_stored(signed_in: Client) -> None:
    pack = pack_of(signed_in(person("dora")))
    assert pack["headers"]["Cache-Control"] == "no-store"
    assert f"'nonce-{pack['nonce']}'" in pack["headers"]["Content-Security-Policy"]
    assert pack["headers"]["X-Content-Type-Options"] == "nosniff"


def test_asking_again_costs_a_few_queries_and_no_page(signed_in: Client, app: Flask) -> None:
    client = signed_in(person("dora"))
    first = client.get("/phone/pack")
    said: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    again = client.get("/phone/pack", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not again.data
    assert len([one for one in said if one.lstrip().upper().startswith("SELECT")]) <= 8
    assert int(again.headers["Phone-Until"]) > int(again.headers["Phone-Now"])


@pytest.mark.parametrize("what", ["a place", "the network", "a habit", "another role"])
def test_what_it_shows_names_its_version(signed_in: Client, what: str) -> None:
    client = signed_in(person("bea"))
    tag = client.get("/phone/pack").headers["ETag"]
    if what == "a place":
        db.session.execute(db.update(Place).values(name="Another Street"))
    elif what == "the network":
        db.session.execute(db.update(Network).values(control_room_number="01865 111 111"))
    elif what == "a habit":
        factories.log("bea", "T1")
    else:
        second = person("bea").memberships[1].id
        db.session.execute(db.update(SignedInSession).values(membership_id=second))
    db.session.commit()
    assert client.get("/phone/pack", headers={"If-None-Match": tag}).status_code == 200


def test_another_sign_in_has_another_version(signed_in: Client) -> None:
    tag = signed_in(person("dora")).get("/phone/pack").headers["ETag"]
    other = signed_in(person("dora"))
    assert other.get("/phone/pack", headers={"If-None-Match": tag}).status_code == 200


def test_it_says_until_when_the_sign_in_lasts(signed_in: Client) -> None:
    for who in ("dora", "gwen"):
        answer = signed_in(person(who)).get("/phone/pack")
        lasts = timedelta(
            milliseconds=int(answer.headers["Phone-Until"]) - int(answer.headers["Phone-Now"])
        )
        idle = min(SESSION_LIMITS[Role(person(who).memberships[0].role)])
        assert idle - timedelta(minutes=1) < lasts <= idle + timedelta(seconds=1)


def test_asking_for_it_keeps_nobody_signed_in(signed_in: Client) -> None:
    client = signed_in(person("gwen"))
    row = db.session.scalars(db.select(SignedInSession)).one()
    row.last_seen_at = before = clock.now() - timedelta(minutes=10)
    db.session.commit()
    assert client.get("/phone/pack", headers={"X-Poll": "1"}).status_code == 200
    db.session.refresh(row)
    assert row.last_seen_at == before


def test_signed_out_there_is_none(client: PageClient) -> None:
    answer = client.get("/phone/pack")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in")
