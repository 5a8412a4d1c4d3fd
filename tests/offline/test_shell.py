"""What makes a phone install the app: manifest, icons, worker, the page without signal."""

import io
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from nightsafe.database import db
from nightsafe.network.models import Network
from tests.page import PageClient
from tests.people import person, settle
from tests.test_headers import ALWAYS, policy

JS = Path(__file__).parents[2] / "static" / "js"


def test_the_manifest_names_the_network_and_its_icons(client: PageClient) -> None:
    settle()
    db.session.commit()
    answer = client.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    said = json.loads(answer.data)
    assert said["name"] == "nightsafe Testford"
    assert said["display"] == "standalone"
    assert said["start_url"] == said["scope"] == "/"
    assert said["lang"] == "en"
    shapes = set()
    for icon in said["icons"]:
        picture = Image.open(io.BytesIO(client.get(icon["src"]).data))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]
        shapes.add((icon["sizes"], icon["purpose"]))
    assert shapes == {
        (f"{side}x{side}", purpose) for side in (192, 512) for purpose in ("any", "maskable")
    }


def test_a_maskable_icon_fills_its_square_and_keeps_to_the_middle() -> None:
    """A phone cuts a circle of four fifths out of it: nothing of the lamp may be lost."""
    icons = JS.parent / "icons"
    for side in (192, 512):
        picture = Image.open(icons / f"maskable-{side}.png").convert("RGBA")
        night = picture.getpixel((0, 0))
        assert isinstance(night, tuple) and night[3] == 255
        middle, radius = side / 2, side * 0.4
        for x in range(0, side, 2):
            for y in range(0, side, 2):
                if (x - middle) ** 2 + (y - middle) ** 2 > radius**2:
                    assert picture.getpixel((x, y)) == night, (side, x, y)


def test_there_is_a_manifest_before_there_is_a_network(client: PageClient) -> None:
    assert json.loads(client.get("/manifest.webmanifest").data)["name"] == "nightsafe"


def test_every_page_names_the_manifest_and_the_icon(client: PageClient) -> None:
    html = client.get("/help").get_data(as_text=True)
    assert '<link rel="manifest" href="/manifest.webmanifest">' in html
    (icon,) = re.findall(r'<link rel="apple-touch-icon" href="([^"]+)"', html)
    assert Image.open(io.BytesIO(client.get(icon).data)).size == (180, 180)


def test_the_worker_is_one_script_that_knows_the_build(client: PageClient, app: Flask) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    first, rest = answer.get_data(as_text=True).split("\n", 1)
    assert (
        json.loads(first.removeprefix("const SHELL = ").rstrip(";"))["build"]
        == (app.extensions["build"])
    )
    assert "importScripts" not in rest and not re.search(r"^\s*(import|export) ", rest, re.M)
    assert "'unsafe" not in answer.headers["Content-Security-Policy"]
    assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]
    # An hour of the browser's own keeping: a warm page asks for nothing at all.
    assert answer.headers["Cache-Control"] == "private, max-age=3600"


def test_another_control_room_is_another_worker(client: PageClient) -> None:
    """It keeps the page without signal anew, with the number on it."""
    settle()
    db.session.commit()
    before = client.get("/sw.js").data
    db.session.execute(db.update(Network).values(control_room_number="01865 222 222"))
    db.session.commit()
    assert client.get("/sw.js").data != before
    assert "01865 222 222" in client.get("/phone/offline").get_data(as_text=True)


def test_the_page_without_signal_is_nobodys(signed_in: object, app: Flask) -> None:
    settle()
    db.session.commit()
    client = signed_in(person("dora"))  # type: ignore[operator]
    html = client.get("/phone/offline").get_data(as_text=True)
    assert "Dora" not in html and "data-person" not in html and "csrf" not in html
    assert "999" in html and "01865 000 000" in html
    assert "/sign-in" in html and "/log" not in html.split("<body", 1)[1]


def test_the_scripts_of_the_worker_say_what_they_are() -> None:
    for path in (JS / "worker").glob("*.js"):
        assert path.read_text(encoding="utf-8").startswith("// @ts-check\n/")


@pytest.mark.parametrize("address", ["/sw.js", "/manifest.webmanifest", "/phone/offline"])
def test_they_bear_the_headers_of_every_answer(client: PageClient, address: str) -> None:
    headers = client.get(address).headers
    assert {name: headers.get(name) for name in ALWAYS} == ALWAYS
    directives = policy(headers["Content-Security-Policy"])
    assert directives["default-src"] == "'none'"
    assert "unsafe" not in str(directives)
