"""A test client that inspects every page it fetches, and fills in forms as a person would."""

import contextvars
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, current_app, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from nightsafe.database import db
from tests.inspection import inspect, label_of, text_of

Values = Mapping[str, Any]


class Form:
    """A form of a page: what it would send if it were sent as it stands."""

    def __init__(self, page: "Page", element: Element) -> None:
        self.page = page
        self.element = element
        self.method = element.get("method", "get").upper()
        self.action = element.get("action") or page.path

    def _elements(self) -> Iterator[Element]:
        """What stands in it, and what stands elsewhere but names it as its form."""
        name, inside = self.element.get("id"), set(self.element.iter())
        for element in self.page.tree.iter():
            owner = element.get("form")
            if owner == name if owner else element in inside:
                yield element

    @property
    def fields(self) -> dict[str, list[str]]:
        """The values it holds now, by field name."""
        return {name: [v for n, v in self._sent() if n == name] for name, _ in self._sent()}

    @property
    def names(self) -> set[str]:
        """The names of all its fields, sent or not."""
        kinds = ("input", "select", "textarea", "button")
        return {str(e.get("name")) for e in self._elements() if e.tag in kinds and e.get("name")}

    def errors(self) -> list[str]:
        """The messages that stand beside its fields."""
        return [
            text_of(e)
            for e in self._elements()
            if "govuk-error-message" in (e.get("class") or "").split()
        ]

    def _sent(self) -> Iterator[tuple[str, str]]:
        for element in self._elements():
            name = element.get("name")
            if not name or element.get("disabled") is not None:
                continue
            if element.tag == "textarea":
                yield name, (element.text or "").removeprefix("\n")
            elif element.tag == "select":
                yield from ((name, value) for value in _chosen(element))
            elif element.tag == "input":
                kind = (element.get("type") or "text").lower()
                if kind in {"checkbox", "radio"}:
                    if element.get("checked") is not None:
                        yield name, element.get("value", "on")
                elif kind not in {"submit", "button", "image", "reset", "file"}:
                    yield name, element.get("value", "")

    def button(self, label: str) -> Element | None:
        """The button with this label, or whose label begins with it."""
        buttons = [
            e
            for e in self._elements()
            if (e.tag == "button" and e.get("type", "submit") == "submit")
            or (e.tag == "input" and e.get("type") == "submit")
        ]
        named = [(label_of(e, self.page.tree), e) for e in buttons]
        exact = [e for text, e in named if text == label]
        return next(iter(exact or [e for text, e in named if text.startswith(label)]), None)

    def data(self, button: str | None = None, values: Values | None = None) -> dict[str, Any]:
        """What is sent when `button` is pressed after `values` were filled in.

        A value of None takes the field out; a name that the form has not is refused.
        """
        data: dict[str, Any] = dict(self.fields)
        pressed = self.button(button) if button else None
        if pressed is not None and pressed.get("name"):
            data[str(pressed.get("name"))] = pressed.get("value", "")
        for name, value in (values or {}).items():
            assert name in self.names, f"no field {name!r} among {sorted(self.names)}"
            if value is None:
                data.pop(name, None)
            else:
                data[name] = value
        return data


class Page:
    """A fetched page."""

    def __init__(self, client: "PageClient", response: TestResponse) -> None:
        self.client = client
        self.response = response
        self.status = response.status_code
        self.path = response.request.full_path.rstrip("?")
        self.html = response.get_data(as_text=True)
        parsed = client.inspected
        client.inspected = None
        if parsed is None or parsed[0] != self.html:
            parsed = (self.html, html5lib.parse(self.html, namespaceHTMLElements=False))
        self.tree: Element = parsed[1]

    @property
    def text(self) -> str:
        """The words of its body, with single spaces."""
        return text_of(next(self.tree.iter("body")))

    @property
    def title(self) -> str:
        """The words of its title."""
        return " ".join("".join(text_of(e) for e in self.tree.iter("title")).split())

    @property
    def h1(self) -> str:
        """The words of its heading."""
        return " ".join(text_of(e) for e in self.tree.iter("h1"))

    @property
    def forms(self) -> list[Form]:
        """Its forms, in order."""
        return [Form(self, element) for element in self.tree.iter("form")]

    @property
    def links(self) -> dict[str, str]:
        """The addresses it links to, by the words of the link (the first with these words)."""
        found: dict[str, str] = {}
        for element in self.tree.iter("a"):
            if element.get("href"):
                found.setdefault(label_of(element, self.tree), str(element.get("href")))
        return found

    def by_id(self, name: str) -> Element | None:
        """The element with this id."""
        return next((e for e in self.tree.iter() if e.get("id") == name), None)

    def all(self, tag: str, class_: str | None = None) -> list[Element]:
        """All elements of a tag, or those among them that carry a class."""
        return [
            e
            for e in self.tree.iter(tag)
            if class_ is None or class_ in (e.get("class") or "").split()
        ]

    def form(self, button: str) -> Form:
        """The form with a button of this label, or whose label begins with it."""
        for form in self.forms:
            if form.button(button) is not None:
                return form
        shown = [label_of(e, self.tree) for e in self.tree.iter("button")]
        raise AssertionError(f"no button {button!r} on {self.path} among {shown}")

    def press(self, button: str, **values: Any) -> "Page":
        """Fill in fields by name, press the button, and go where that leads."""
        form = self.form(button)
        data = form.data(button, values)
        if form.method == "GET":
            return self.client.page(form.action, query_string=data)
        return self.client.send(form.action, data)

    def follow(self, words: str) -> "Page":
        """Follow the link with these words, or whose words begin with them."""
        links = self.links
        name = words if words in links else next((w for w in links if w.startswith(words)), None)
        assert name is not None, f"no link {words!r} on {self.path} among {sorted(links)}"
        return self.client.page(links[name])


class PageClient(FlaskClient):
    """A client that looks each page through, and lets no view forget its commit.

    Each request runs in a context of its own, as in production, whatever the test has open;
    what the test has added to the session is committed first, so that the view sees it, and
    what the test holds is refreshed afterwards. Set `inspects` to False for one client whose
    answers are no pages.
    """

    inspects = True
    # The page that was looked through last, as it was parsed for that; whoever takes it, has it.
    inspected: tuple[str, Element] | None = None

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make a request; fail when the page it brings is at fault."""
        outside = _in_context(self.application)
        if outside:
            db.session.commit()
        response = contextvars.Context().run(super().open, *args, **kwargs)
        if outside:
            db.session.expire_all()
        forgotten: list[str] = self.application.extensions.get("forgotten", [])
        if forgotten:
            told = "; ".join(forgotten)
            forgotten.clear()
            raise AssertionError(f"left without a commit: {told}")
        leads_on = 300 <= response.status_code < 400
        whole = "HX-Request" not in response.request.headers and not leads_on
        if self.inspects and whole and response.mimetype == "text/html" and response.data:
            html = response.get_data(as_text=True)
            tree, wrong = inspect(html, self.application)
            self.inspected = (html, tree)
            if wrong:
                raise AssertionError(f"{response.request.full_path}:\n  " + "\n  ".join(wrong))
        return response

    def page(self, address: str, status: int = 200, **kwargs: Any) -> Page:
        """Fetch a page, following redirects, and expect a status."""
        response = self.get(address, follow_redirects=True, **kwargs)
        page = Page(self, response)
        assert page.status == status, f"{address}: {page.status}, {page.h1}"
        return page

    def send(self, address: str, data: Values, **kwargs: Any) -> Page:
        """Post to an address, following redirects; the data needs its CSRF token."""
        return Page(self, self.post(address, data=data, follow_redirects=True, **kwargs))


def _chosen(select: Element) -> list[str]:
    options = list(select.iter("option"))
    chosen = [o for o in options if o.get("selected") is not None]
    if not chosen and select.get("multiple") is None:
        chosen = options[:1]
    return [o.get("value", text_of(o)) for o in chosen]


def _in_context(app: Flask) -> bool:
    return has_app_context() and current_app._get_current_object() is app  # type: ignore[attr-defined]
