"""The map's addresses: its drawing as JSON, its list in words, the file behind it, the policy."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string

from nightsafe.database import db
from nightsafe.gate import Can, me, requires
from nightsafe.incidents.models import Event
from nightsafe.review.map_panel import panel
from nightsafe.review.views_pages import wanted
from tests.factories import log
from tests.page import PageClient
from tests.people import SATURDAY, person, place, settle
from tests.sign_in import session_for

SignIn = Callable[..., PageClient]
JSON = "/review/map.json?state=all"
TILES = "https://tiles.example.org/{z}/{x}/{y}.png"
# A page of the product holds this list; here it stands alone.
SHEET = (
    '{% extends "layouts/desk.html" %}{% import "review/_map.html" as m with context %}'
    "{% block heading %}Sheet{% endblock %}{% block content %}{{ m.map(map) }}{% endblock %}"
)


@requires(Can.REVIEW)
def sheet() -> str:
    """The map's macro by itself, for the newest event."""
    event = db.session.scalar(db.select(Event).order_by(Event.occurred_at.desc()))
    return render_template_string(SHEET, map=panel(me(), wanted().filters, event))


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    settle()
    db.session.commit()
    freeze(SATURDAY)


@pytest.fixture
def rhys(signed_in: SignIn) -> PageClient:
    return signed_in(person("rhys"))


@pytest.fixture
def serve(another_app: Callable[..., Flask]) -> Callable[..., PageClient]:
    """Call it with settings for a client of Rhys's on an app that has them, and the sheet."""

    def client(**settings: str) -> PageClient:
        app = another_app(**settings)
        app.add_url_rule("/sheet", view_func=sheet)
        made = app.test_client()
        assert isinstance(made, PageClient)
        values = session_for(person("rhys"))
        with made.session_transaction() as cookie:
            cookie.update(values)
        return made

    return client


def at(name: str, code: str = "V1", when: datetime = SATURDAY) -> None:
    log("dora", code, at=when, place_id=place(name).id)


class TestDrawing:
    def test_it_names_places_in_words_with_the_way_to_their_queue(self, rhys: PageClient) -> None:
        at("The Lantern")
        at("George Street")
        street = place("George Street")
        told = rhys.get(JSON).get_json()
        assert told["places"] == [
            {
                "id": street.id,
                "name": "George Street",
                "lat": street.latitude,
                "lon": street.longitude,
                "count": 2,
                "hot": False,
                "chosen": False,
                "label": "George Street, 2 events",
                "url": f"/review?state=all&place={street.id}",
            }
        ]
        (hexagon,) = told["hexes"]
        assert (hexagon["count"], hexagon["level"], len(hexagon["edge"])) == (2, 5, 6)
        assert [name for _id, name, _lat, _lon in told["names"]] == [
            "Park End Street",
            "Cowley Road",
        ]
        assert "Lantern" not in str(told)

    def test_a_chosen_place_leads_back_to_all(self, rhys: PageClient) -> None:
        at("George Street")
        at("Cowley Road")
        told = rhys.get(f"{JSON}&place={place('Cowley Road').id}").get_json()["places"]
        links = {one["name"]: (one["chosen"], one["url"]) for one in told}
        assert links["Cowley Road"] == (True, "/review?state=all")
        assert links["George Street"][0] is False

    def test_nothing_new_is_not_sent_again(self, rhys: PageClient) -> None:
        at("George Street")
        first = rhys.get(JSON)
        tag = {"If-None-Match": first.headers["ETag"]}
        assert first.headers["Cache-Control"] == "no-store"
        assert rhys.get(JSON, headers=tag).status_code == 304
        at("George Street")
        assert rhys.get(JSON, headers=tag).status_code == 200

    def test_without_the_grant_it_is_the_same_to_the_octet(self, signed_in: SignIn) -> None:
        at("George Street")
        rhys, greta = signed_in(person("rhys")), signed_in(person("greta"))
        before = rhys.get(JSON).get_data()
        at("Cowley Road", "S1")
        assert rhys.get(JSON).get_data() == before
        assert len(greta.get(JSON).get_json()["places"]) == 2

    @pytest.mark.parametrize("query", ["?code=X9", "?place=99999", "?who=me"])
    def test_what_there_is_not_cannot_be_asked_for(self, rhys: PageClient, query: str) -> None:
        assert rhys.get(f"/review/map.json{query}").status_code == 400


class TestList:
    def test_it_says_in_words_what_is_drawn(self, serve: Callable[..., PageClient]) -> None:
        at("Cowley Road")
        at("George Street")
        at("The Lantern", when=SATURDAY + timedelta(minutes=1))
        street = place("George Street")
        street.latitude = None
        db.session.commit()
        page = serve().page("/sheet?state=all")
        assert "George Street this event not on the map 2" in page.text
        assert "Cowley Road 1" in page.text
        assert "nobody has said where they lie" in page.text
        assert f"/review?state=all&place={street.id}" in page.links.values()

    def test_an_empty_map_says_so(self, serve: Callable[..., PageClient]) -> None:
        log("drew", "V1", place_words="by the river")
        assert "1 event names no known place." in serve().page("/sheet?state=all").text
        assert "Nothing to show by place." in serve().page("/sheet").text


class TestBehindIt:
    def images(self, client: PageClient, address: str) -> str:
        policy = client.get(address).headers["Content-Security-Policy"]
        return next(part for part in policy.split("; ") if part.startswith("img-src"))

    def test_without_a_setting_nothing_is_asked_of_anybody(
        self, serve: Callable[..., PageClient]
    ) -> None:
        client = serve()
        assert self.images(client, "/sheet") == "img-src 'self' data:"
        assert client.get("/review/map.pmtiles").status_code == 404

    def test_a_tile_server_is_allowed_by_its_host_where_the_map_is(
        self, serve: Callable[..., PageClient]
    ) -> None:
        client = serve(map_tiles=TILES, map_credit="© A surveyor")
        assert self.images(client, "/sheet") == "img-src 'self' data: https://tiles.example.org"
        assert self.images(client, "/help") == "img-src 'self' data:"
        html = client.get("/sheet").get_data(as_text=True)
        assert f'data-tiles="{TILES}"' in html
        assert "© A surveyor" in html

    def test_a_file_is_served_by_the_piece(
        self, serve: Callable[..., PageClient], tmp_path: Path
    ) -> None:
        file = tmp_path / "city.pmtiles"
        file.write_bytes(b"PMTiles\x03" + bytes(range(200)))
        client = serve(map_file=str(file))

        def piece(wanted: str) -> tuple[int, bytes]:
            answer = client.get("/review/map.pmtiles", headers={"Range": wanted})
            return answer.status_code, answer.get_data() if answer.status_code == 206 else b""

        assert piece("bytes=0-7") == (206, b"PMTiles\x03")
        assert piece("bytes=8-10") == (206, b"\x00\x01\x02")
        assert piece("bytes=200-9000") == (206, bytes(range(192, 200)))
        for refused in ("300-400", "0-", "-5", "0-1,4-5", "0-99999999"):
            assert piece(f"bytes={refused}")[0] == 416, refused
        assert client.get("/review/map.pmtiles").status_code == 416
        # Whoever has another version gets nothing, and never the whole.
        other = client.get(
            "/review/map.pmtiles", headers={"Range": "bytes=0-7", "If-Range": '"zzz"'}
        )
        assert other.status_code == 416 and b"PMTiles" not in other.get_data()
        headers = client.get("/review/map.pmtiles", headers={"Range": "bytes=0-7"}).headers
        assert headers["Content-Range"] == "bytes 0-7/208"
        assert headers["Cache-Control"] == "no-store"
