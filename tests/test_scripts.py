"""The scripts are joined so that each still does what it would do by itself."""

import re

import pytest
from flask import Flask

from nightsafe.scripts import FIRST, joined, wrapped
from tests.page import PageClient
from tests.sources import TOP

STATIC = TOP / "static"


def test_a_module_becomes_a_function_that_gives_what_it_exports() -> None:
    source = """// @ts-check
/** What it does. */
import { open as enter, change } from "phone/store.js";
import {
  hide,
  show,
} from "phone/people.js";

/** @typedef {import("phone/store.js").Person} Person */
export const LASTS = 12; // hours

/** Twice. */
export async function twice(/** @type {number} */ one) {
  // Why it is so.
  const { begin } = await import("phone/photo.js");
  return 2 * one;
}
export function* each() {}
"""
    assert (
        wrapped("phone/one.js", source)
        == """"phone/one.js": () => {
const { open: enter, change } = need("phone/store.js");
const { hide, show } = need("phone/people.js");
const LASTS = 12; // hours
async function twice(/** @type {number} */ one) {
const { begin } = await self.later("phone/photo.js");
return 2 * one;
}
function* each() {}
return { LASTS, twice, each };
}"""
    )


def test_a_library_names_its_exports_at_its_end() -> None:
    source = "/*! idb, a licence */\nfunction a(){}const b=1;export{a as openDB,b as wrap};\n"
    assert wrapped("vendor/idb.js", source) == (
        '"vendor/idb.js": () => {\n/*! idb, a licence */\nfunction a(){}const b=1;\n'
        "return { openDB: a, wrap: b };\n}"
    )


def test_every_module_is_in_one_of_the_two_files() -> None:
    first, more = joined(STATIC)
    ours = {path.relative_to(STATIC / "js") for path in (STATIC / "js").rglob("*.js")}
    pages = {one.with_suffix("").as_posix() for one in ours if one.parts[0] != "worker"}
    assert first.names | more.names == pages | {"vendor/idb"}
    assert not first.names & more.names
    assert set(FIRST) <= first.names


def test_nothing_is_left_that_only_a_module_may_say() -> None:
    for one in joined(STATIC):
        assert not re.search(r"^\s*(?:import|export)\b", one.text, re.M)
        assert not re.search(r"\bimport\(", one.text)


def test_pages_start_with_modules_that_there_are() -> None:
    first, more = joined(STATIC)
    for path in (TOP / "templates").rglob("*.html"):
        for said in re.findall(r"set scripts = (.*?) ?%}", path.read_text(encoding="utf-8")):
            for name in re.findall(r'"([^"]+)"', said):
                assert name in first.names | more.names, f"{path.name} names {name}"


@pytest.mark.parametrize("which", ["first", "more"])
def test_a_file_is_kept_for_good_under_its_hash_alone(
    client: PageClient, app: Flask, which: str
) -> None:
    address = app.extensions["scripts"][which].address
    answer = client.get(address)
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert client.get(address[:-1] + "x").headers["Cache-Control"] == "no-cache"
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_page_that_needs_more_says_so(client: PageClient, app: Flask) -> None:
    first, more = app.extensions["scripts"]["first"], app.extensions["scripts"]["more"]
    assert f'src="{more.address}"' not in client.get("/help").get_data(as_text=True)
    html = client.get("/sign-in").get_data(as_text=True)
    assert html.index(f'src="{more.address}"') < html.index(f'src="{first.address}"')


def test_the_rule_for_comments_keeps_addresses() -> None:
    body = wrapped("a.js", 'const where = "https://example.org"; // said\n  /* gone */\n')
    assert "https://example.org" in body
    assert "gone" not in body
