"""What a page must have and must not have, whichever screen it is."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect

FIELDS = ("input", "select", "textarea")
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "for", "list")
SCHEMES = {"tel", "mailto", "sms", "geo", "https"}
LEAKS = re.compile(r"\{\{|\}\}|\{%|<LazyString|lazy_gettext|%\([a-z_]+\)s|\bUndefined\b")
# A small photo is its page's own, so that reading the page is all that reading it takes.
PICTURE = "data:image/jpeg;base64,"
XLINK = "{http://www.w3.org/1999/xlink}href"


def faults(html: str, app: Flask) -> list[str]:
    """Everything that is wrong with a page, as lines for a person; empty when it is in order."""
    return inspect(html, app)[1]


def inspect(html: str, app: Flask) -> tuple[Element, list[str]]:
    """A page as it was parsed, and everything that is wrong with it."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(html)
    found = [f"line {place[0]}: {code}" for place, code, _ in parser.errors]
    for check in (_head, _ids, _fields, _names, _forms, _links, _policy):
        found.extend(check(tree, app))
    return tree, found


def text_of(element: Element) -> str:
    """The words inside an element, with single spaces, without what is hidden from everyone."""
    return " ".join(" ".join(_words(element)).split())


def label_of(element: Element, tree: Element) -> str:
    """The accessible name of an element: its label, or what is written in it."""
    if element.get("aria-label"):
        return str(element.get("aria-label")).strip()
    if element.get("aria-labelledby"):
        ids = str(element.get("aria-labelledby")).split()
        return " ".join(text_of(e) for e in tree.iter() if e.get("id") in ids)
    if element.tag in FIELDS:
        kind = (element.get("type") or "text").lower()
        if element.tag == "input" and kind in {"submit", "button", "reset"}:
            return element.get("value", "")
        labels = [e for e in tree.iter("label") if _labels(e, element)]
        return " ".join(text_of(e) for e in labels)
    return text_of(element) or str(element.get("title") or "")


def _labels(label: Element, field: Element) -> bool:
    if label.get("for"):
        return label.get("for") == field.get("id")
    return any(e is field for e in label.iter())


def _words(element: Element) -> Iterator[str]:
    if callable(element.tag):  # a comment
        return
    if element.tag in {"script", "style", "template"} or element.get("hidden") is not None:
        return
    if _tag(element) == "img":
        yield element.get("alt", "")
    if _tag(element) == "svg":
        if element.get("aria-hidden") != "true":
            yield element.get("aria-label", "")
            yield from (t.text or "" for t in element.iter() if _tag(t) == "title")
        return
    yield element.text or ""
    for child in element:
        yield from _words(child)
        yield child.tail or ""


def _tag(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _head(tree: Element, _app: Flask) -> Iterator[str]:
    if not tree.get("lang"):
        yield "the html element has no lang"
    headings = [text_of(e) for e in tree.iter("h1")]
    titles = [" ".join((e.text or "").split()) for e in tree.findall("head/title")]
    if len(headings) != 1:
        yield f"there should be one h1, not {len(headings)}: {headings}"
    if len(titles) != 1:
        yield f"there should be one title, not {len(titles)}"
    elif headings and not titles[0].startswith(headings[0]):
        yield f"the title {titles[0]!r} does not begin with the h1 {headings[0]!r}"
    if any(not words for words in headings):
        yield "the h1 is empty"
    view = [e.get("content", "") for e in tree.iter("meta") if e.get("name") == "viewport"]
    if not view or "user-scalable" in view[0] or "maximum-scale" in view[0]:
        yield "the viewport is missing, or keeps people from zooming"
    if len(list(tree.iter("main"))) != 1:
        yield "there should be one main"
    leak = LEAKS.search(text_of(next(tree.iter("body"), tree)))
    if leak:
        yield f"the page shows {leak.group()!r}"


def _ids(tree: Element, _app: Flask) -> Iterator[str]:
    ids = Counter(str(e.get("id")) for e in tree.iter() if e.get("id") is not None)
    for name, count in ids.items():
        if count > 1:
            yield f"the id {name!r} is there {count} times"
        if not name or re.search(r"\s", name):
            yield f"the id {name!r} cannot be used"
    for element in tree.iter():
        for attribute in REFERENCES:
            for name in (element.get(attribute) or "").split():
                if name not in ids:
                    yield f"{_tag(element)} {attribute}={name!r} points at nothing"


def _fields(tree: Element, _app: Flask) -> Iterator[str]:
    for element in tree.iter():
        if element.tag not in FIELDS:
            continue
        kind = (element.get("type") or "text").lower()
        if element.tag == "input" and kind in UNLABELLED - {"submit"}:
            continue
        if not label_of(element, tree):
            yield f"{element.tag} {element.get('name') or element.get('id')!r} has no label"
        if element.get("autofocus") is not None and kind in {"checkbox", "radio"}:
            yield f"{element.get('name')!r} takes the focus"
    for fieldset in tree.iter("fieldset"):
        legend = next(iter(fieldset), None)
        if legend is None or legend.tag != "legend" or not text_of(legend):
            yield f"a fieldset has no legend: {text_of(fieldset)[:40]!r}"
    grouped = {e for f in tree.iter("fieldset") for e in f.iter("input")}
    grouped |= {
        e for g in tree.iter() if g.get("role") in {"group", "radiogroup"} for e in g.iter("input")
    }
    lone = Counter(
        e.get("name") for e in tree.iter("input") if e.get("type") == "radio" and e not in grouped
    )
    yield from (f"the radios {name!r} stand in no fieldset" for name in lone)


def _names(tree: Element, _app: Flask) -> Iterator[str]:
    for element in tree.iter():
        tag = _tag(element)
        # What a script shows later needs its words all the same.
        later = element.get("hidden") is not None and "".join(element.itertext()).strip()
        if tag in {"button", "a", "summary"} and not later and not label_of(element, tree):
            yield f"a {tag} has no words: {element.get('href') or element.get('class')}"
        if tag == "img" and element.get("alt") is None:
            yield f"an image has no alt: {element.get('src')}"
        if tag == "svg" and element.get("aria-hidden") != "true":
            titled = any(_tag(e) == "title" for e in element)
            if not (element.get("aria-label") or element.get("aria-labelledby") or titled):
                yield "a picture is neither named nor hidden from screen readers"
        if tag == "th" and not element.get("scope"):
            yield f"a table heading has no scope: {text_of(element)!r}"


def _forms(tree: Element, app: Flask) -> Iterator[str]:
    for form in tree.iter("form"):
        method = form.get("method", "get").upper()
        if method not in {"GET", "POST"}:
            yield f"a form cannot use {method}"
            continue
        if form.get("action") == "":
            yield "a form has an empty action: leave it out instead"
        elif form.get("action"):
            yield from _resolve(str(form.get("action")), method, app, "a form's action")
        tokens = [e for e in form.iter("input") if e.get("name") == "csrf_token"]
        if method == "POST" and not (tokens and tokens[0].get("value")):
            yield f"the form to {form.get('action') or 'itself'} has no CSRF token"
        if method == "GET" and tokens:
            yield "a form that only asks carries a CSRF token into the address"


def _links(tree: Element, app: Flask) -> Iterator[str]:
    ids = {e.get("id") for e in tree.iter()}
    for element in tree.iter():
        tag = _tag(element)
        address = element.get("href") or element.get(XLINK)
        if tag == "use":
            yield from _symbol(address or "", ids, app)
        elif tag in {"a", "link"} and address is not None:
            path, fragment = urldefrag(address)
            if not path and fragment and fragment not in ids:
                yield f"the link {address!r} points at nothing on the page"
            elif not path and not fragment:
                yield "a link goes nowhere"
            elif path:
                yield from _resolve(path, "GET", app, f"{tag} href")
        if tag in {"img", "script", "source"} and element.get("src") and not _photo(element):
            yield from _resolve(str(element.get("src")), "GET", app, f"{tag} src")


def _photo(element: Element) -> bool:
    return _tag(element) == "img" and (element.get("src") or "").startswith(PICTURE)


def _resolve(address: str, method: str, app: Flask, what: str) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        if parts.scheme not in SCHEMES and parts.netloc != app.config.get("SERVER_NAME"):
            yield f"{what} leaves the site: {address!r}"
        return
    if not parts.path.startswith("/"):
        if parts.path:
            yield f"{what} should begin at the root: {address!r}"
        return
    if parts.path.startswith("/static/") and not parts.path.startswith("/static/scripts/"):
        if not _static(app, parts.path).is_file():
            yield f"{what} names a file that is not there: {address!r}"
        return
    try:
        app.url_map.bind("localhost").match(unquote(parts.path), method=method)
    except RequestRedirect:
        yield f"{what} is answered with a redirect to another spelling: {address!r}"
    except MethodNotAllowed:
        yield f"{what} takes no {method}: {address!r}"
    except HTTPException:
        yield f"{what} leads to no page: {address!r}"


def _static(app: Flask, path: str) -> Path:
    return Path(app.root_path) / "static" / unquote(path).removeprefix("/static/")


def _symbol(address: str, ids: set[str | None], app: Flask) -> Iterator[str]:
    path, fragment = urldefrag(address)
    if not path:
        if fragment not in ids:
            yield f"the picture {address!r} is not on the page"
        return
    file = _static(app, urlsplit(path).path)
    if not file.is_file():
        yield f"the picture {address!r} is in no file"
    elif fragment not in _symbols(file, file.stat().st_mtime_ns):
        yield f"there is no picture {fragment!r} in {file.name}"


@lru_cache(maxsize=8)
def _symbols(file: Path, _changed: int) -> frozenset[str]:
    return frozenset(re.findall(r'\bid="([^"]+)"', file.read_text(encoding="utf-8")))


def _policy(tree: Element, _app: Flask) -> Iterator[str]:
    for element in tree.iter():
        tag = _tag(element)
        if element.get("style") is not None:
            yield f"an inline style on {tag}: {element.get('style')!r}"
        if tag == "style":
            yield "an inline style sheet"
        data = element.get("type") in {"application/json", "importmap"}
        if tag == "script" and not element.get("src") and not data:
            yield "an inline script"
        for name in element.keys():  # noqa: SIM118
            if name.lower().startswith("on"):
                yield f"an inline script: {tag} {name}"
        for attribute in ("href", "action", "src", "formaction"):
            given = (element.get(attribute) or "").strip().lower()
            if given.startswith(("javascript:", "data:")) and not _photo(element):
                yield f"{tag} {attribute} holds code or data"
