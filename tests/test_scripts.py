"""Scripts are sent as the modules they are, without their comments, and each at its own address."""

import re

import pytest
from flask import Flask

from nightsafe.scripts import DESK, Script, bare, import_map, imported_by, read
from tests.page import PageClient
from tests.sources import TOP

STATIC = TOP / "static"


def test_comments_that_have_a_line_of_their_own_go_and_all_else_stays() -> None:
    source = """// @ts-check
/** What it does. */
import { change } from "phone/store.js";

/** @typedef {import("phone/store.js").Person} Person */
export const LASTS = 12; // hours
const where = "https://example.org"; // said
  /* gone */
  const text = `one
    two /* stays */`;
"""
    assert (
        bare(source)
        == """import { change } from "phone/store.js";
export const LASTS = 12; // hours
const where = "https://example.org"; // said
const text = `one
two /* stays */`;
"""
    )


def test_no_template_of_ours_holds_lines_that_would_be_changed() -> None:
    """A text in backquotes over several lines would lose its indentation."""
    for path in (STATIC / "js").rglob("*.js"):
        for text in re.findall(r"`[^`]*`", path.read_text(encoding="utf-8")):
            assert "\n" not in text, path.name


def test_a_licence_stays() -> None:
    assert bare("/*! idb, a licence */\nexport{a as openDB};\n").startswith("/*! idb, a licence */")


def test_everything_that_is_imported_is_there() -> None:
    scripts = read(STATIC)
    for name, one in scripts.items():
        assert {*one.imports, *one.later} <= scripts.keys(), name


def test_a_page_is_told_of_all_that_its_modules_import_and_of_nothing_twice() -> None:
    scripts = {
        "one.js": Script("", "/1", ("phone/a.js", "phone/b.js"), ()),
        "phone/a.js": Script("", "/a", ("phone/c.js",), ()),
        "phone/b.js": Script("", "/b", ("phone/c.js",), ("phone/later.js",)),
        "phone/c.js": Script("", "/c", (), ()),
        "phone/later.js": Script("", "/l", (), ()),
    }
    assert imported_by(["one", "phone/b"], scripts) == ["phone/a.js", "phone/c.js"]


def test_the_map_names_what_is_imported(client: PageClient, app: Flask) -> None:
    addresses = import_map(["map"], app.extensions["scripts"])["imports"]
    for name, address in addresses.items():
        assert client.get(address).status_code == 200, name
    html = client.get("/sign-in").get_data(as_text=True)
    assert html.index('type="importmap"') < html.index("modulepreload") < html.index('module"')


def test_a_phone_is_told_of_nothing_that_only_a_desk_draws_with() -> None:
    """Its worker keeps every module that a page names: a map's would be most of what it fetches."""
    scripts = read(STATIC)
    everywhere = import_map(["theme", "phone/begin"], scripts)["imports"]
    assert "vendor/idb.js" in everywhere
    for start, brings in DESK.items():
        assert not brings & everywhere.keys()
        reached = {*imported_by([start], scripts)}
        reached |= {one for name in (f"{start}.js", *reached) for one in scripts[name].later}
        assert brings == reached - everywhere.keys()
        assert brings <= import_map([start], scripts)["imports"].keys()


def test_pages_start_with_modules_that_there_are() -> None:
    names = read(STATIC).keys()
    for path in (TOP / "templates").rglob("*.html"):
        for said in re.findall(r"set scripts = (.*?) ?%}", path.read_text(encoding="utf-8")):
            for name in re.findall(r'"([^"]+)"', said):
                assert f"{name}.js" in names, f"{path.name} names {name}"


@pytest.mark.parametrize("name", ["theme.js", "phone/keep.js", "vendor/idb.js"])
def test_a_script_is_kept_for_good_under_its_hash_alone(
    client: PageClient, app: Flask, name: str
) -> None:
    address = app.extensions["scripts"][name].address
    answer = client.get(address)
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000"
    assert client.get(address[:-1] + "x").headers["Cache-Control"] == "no-cache"


def test_there_is_no_other_script(client: PageClient) -> None:
    for name in ("nothing.js", "worker/1-files.js", "../app.py"):
        assert client.get(f"/static/scripts/{name}").status_code == 404
