"""The page inspector finds each fault it is there to find, and nothing on a page in order."""

import pytest
from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, TestResponse

from tests.inspection import faults
from tests.page import Page, PageClient

GOOD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Tonight - nightsafe</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>Tonight</h1>{}</main></body></html>"""


def found(body: str, app: Flask) -> str:
    return "\n".join(faults(GOOD.format(body), app))


def test_a_page_in_order_has_no_faults(app: Flask) -> None:
    body = """
    <form method="post"><input type="hidden" name="csrf_token" value="x">
    <fieldset><legend>How?</legend>
    <label><input type="radio" name="how" value="a"> One</label>
    <label for="b">Two</label><input id="b" type="radio" name="how" value="b"></fieldset>
    <button>Save</button></form><a href="/healthz">Well?</a> <a href="tel:999">Call 999</a>
    <svg aria-hidden="true"></svg>"""
    assert found(body, app) == ""


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<h1>Again</h1>", "one h1"),
        ('<p id="a">x</p><p id="a">y</p>', "'a' is there 2 times"),
        ('<input name="street">', "'street' has no label"),
        ('<label for="gone">x</label>', "for='gone' points at nothing"),
        ('<form method="post"><button>Save</button></form>', "no CSRF token"),
        ('<form action="/nowhere"><button>Go</button></form>', "leads to no page"),
        ('<form method="post" action="/healthz"><button>Go</button></form>', "takes no POST"),
        ('<form action=""><button>Go</button></form>', "empty action"),
        ('<a href="/nowhere">x</a>', "leads to no page"),
        ('<a href="#gone">x</a>', "points at nothing"),
        ('<a href="healthz">x</a>', "begin at the root"),
        ('<a href="http://example.org/">x</a>', "leaves the site"),
        ('<a href="javascript:x()">x</a>', "holds code"),
        ('<a href="/healthz"></a>', "has no words"),
        ('<p style="color:red">x</p>', "inline style"),
        ("<script>x()</script>", "inline script"),
        ('<button onclick="x()">x</button>', "inline script"),
        ('<img src="/static/gone.png" alt="">', "not there"),
        ('<img src="/healthz">', "no alt"),
        ('<svg><use href="/static/gone.svg#x"></use></svg>', "in no file"),
        ("<fieldset><p>x</p></fieldset>", "no legend"),
        ('<label><input type="radio" name="r"> x</label>', "in no fieldset"),
        ("<table><tr><th>x</th></tr></table>", "no scope"),
        ("<p>{{ name }}</p>", "shows '{{'"),
        ("<p><div>x</div></p>", "line"),
    ],
)
def test_each_fault_is_found(body: str, fault: str, app: Flask) -> None:
    assert fault in found(body.replace("{", "&#123;").replace("}", "&#125;"), app)


def test_the_title_begins_with_the_heading(app: Flask) -> None:
    page = GOOD.format("").replace("<title>Tonight", "<title>Night")
    assert "does not begin with the h1" in "\n".join(faults(page, app))


def test_the_language_is_said_and_zooming_allowed(app: Flask) -> None:
    page = GOOD.format("").replace(' lang="en"', "").replace("initial-scale=1", "user-scalable=no")
    text = "\n".join(faults(page, app))
    assert "no lang" in text
    assert "zooming" in text


def test_a_form_sends_what_stands_in_it(app: Flask, client: PageClient) -> None:
    body = """<form method="post" action="/healthz">
    <input type="hidden" name="csrf_token" value="t">
    <label>Words <textarea name="words">
two lines</textarea></label>
    <label>Code <select name="code"><option value="">-</option><option value="V1" selected>Fight
    </option></select></label>
    <label><input type="checkbox" name="flag" value="a" checked> a</label>
    <label><input type="checkbox" name="flag" value="b"> b</label>
    <button name="do" value="save">Save it now</button></form>"""
    request = EnvironBuilder("/x").get_request()
    response = TestResponse([GOOD.format(body).encode()], "200 OK", Headers(), request)
    form = Page(client, response).form("Save")
    assert form.data("Save", {"words": "other"}) == {
        "csrf_token": ["t"],
        "words": "other",
        "code": ["V1"],
        "flag": ["a"],
        "do": "save",
    }
    with pytest.raises(AssertionError, match="no field 'gone'"):
        form.data("Save", {"gone": 1})
