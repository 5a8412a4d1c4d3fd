"""The fixtures keep what they promise: a fresh database, both engines, no forgotten commit."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from nightsafe import clock
from nightsafe.database import db
from nightsafe.gate import public
from nightsafe.network.models import Area
from tests.browser import CONTRAST, axe_faults
from tests.engines import Installation
from tests.page import PageClient


def areas() -> int:
    return db.session.query(Area).count()


@pytest.mark.parametrize("time", ["first", "second"])
def test_each_test_has_a_database_of_its_own(any_app: Flask, time: str) -> None:
    assert areas() == 0
    db.session.add(Area(name="Centre"))
    db.session.commit()
    assert areas() == 1


@pytest.mark.both_engines
def test_a_marked_test_runs_on_the_engine_it_names(app: Flask, engine_name: str) -> None:
    assert db.engine.dialect.name == engine_name


def test_a_request_sees_what_the_test_added_and_the_other_way_round(
    app: Flask, another_app: Callable[..., Flask]
) -> None:
    area = Area(name="Centre")
    db.session.add(area)
    with_route = another_app()

    @public
    def rename() -> str:
        db.session.query(Area).one().name = "East"
        db.session.commit()
        return "done"

    with_route.add_url_rule("/rename", view_func=rename, methods=["GET", "POST"])
    db.session.commit()
    client = with_route.test_client()
    assert isinstance(client, PageClient)
    client.inspects = False
    with_route.config["WTF_CSRF_ENABLED"] = False
    assert client.post("/rename").status_code == 200
    db.session.expire_all()
    assert area.name == "East"


@pytest.mark.parametrize("kind", ["added", "flushed", "executed"])
def test_a_view_that_forgets_its_commit_fails(
    installation: Installation, another_app: Callable[..., Flask], kind: str
) -> None:
    installation.fresh()
    app = another_app()
    app.config["WTF_CSRF_ENABLED"] = False

    @public
    def forget() -> str:
        if kind == "executed":
            db.session.execute(db.insert(Area).values(name="Centre"))
            return "done"
        db.session.add(Area(name="Centre"))
        if kind == "flushed":
            db.session.flush()
        return "done"

    app.add_url_rule("/forget", view_func=forget, methods=["POST"])
    with pytest.raises(AssertionError, match="left without a commit: POST /forget"):
        app.test_client().post("/forget")


def test_the_clock_stands_where_it_was_put(freeze: Callable[[datetime], Any]) -> None:
    night = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    freeze(night)
    assert clock.now() == night
    later = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    freeze(later)
    assert clock.now() == later


BARRIERS = """() => {
  const pale = document.createElement("p");
  pale.textContent = "Hardly to be read";
  Object.assign(pale.style, { color: "#777", background: "#888" });
  document.querySelector("main").append(document.createElement("button"), pale);
}"""


def test_axe_finds_what_keeps_people_out(phone: Page) -> None:
    phone.goto("/help")
    assert axe_faults(phone) == []
    phone.evaluate(BARRIERS)
    every = [one.split(" ")[0] for one in axe_faults(phone)]
    assert every == ["button-name", "color-contrast"]
    (contrast,) = axe_faults(phone, CONTRAST)
    assert contrast.startswith("color-contrast (serious): ")
