"""The phone's screens in Polish, walked through: no English stands on any of them but names."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from playwright.sync_api import expect

from nightsafe.cli.languages import FOLDER, missing, read
from nightsafe.database import db
from tests import world
from tests.browser import Opener
from tests.page import Page, PageClient
from tests.people import person, settle

KEPT = """async (before) => {
  for (let tries = 0; tries < 200; tries += 1) {
    const names = (await caches.keys()).filter((name) => name.startsWith("pages-"));
    if (names.length === 1 && names[0] !== before) return names[0];
    await new Promise((done) => setTimeout(done, 50));
  }
  return "";
}"""
SPOKEN = ("aria-label", "placeholder", "title", "alt", "value")
HOLE = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
# Where people who log are; the rest is for desks, or does something.
PHONE = re.compile(
    r"/(|help|log|log/\w+|mine|visits.*|entries/.*|account.*|questions.*|register|outbox|phone/\w+)"
)
FIRST = ("/", "/log", "/help", "/account", "/account/name", "/account/password", "/mine", "/visits")


class English:
    """What the screens say in English, as far as Polish says it otherwise."""

    def __init__(self) -> None:
        self.whole: set[str] = set()
        patterns = []
        polish: set[str] = set()
        for message in read(FOLDER / "pl" / "LC_MESSAGES" / "messages.po"):
            if not message.id or missing([message]):
                continue
            forms = [message.id] if isinstance(message.id, str) else list(message.id)
            said = [message.string] if isinstance(message.string, str) else message.string or ()
            polish.update(tidy(form) for form in said)
            for form in map(tidy, forms):
                if not HOLE.search(form):
                    self.whole.add(form)
                elif len(re.findall(r"[A-Za-z]{2,}", HOLE.sub(" ", form))) > 1:
                    patterns.append(".+".join(map(re.escape, HOLE.split(form))))
        self.whole -= polish
        self.with_holes = re.compile("|".join(patterns))

    def on(self, page: Page) -> list[str]:
        """The English that stands on a page."""
        return [
            said
            for said in words(page.tree)
            if said in self.whole or self.with_holes.fullmatch(said)
        ]


def tidy(text: str) -> str:
    return " ".join(text.split())


def words(tree: Element) -> Iterator[str]:
    """Each piece of text of a page, shown or kept for a script, and each name it gives."""
    for element in tree.iter():
        if callable(element.tag) or element.tag in {"script", "style"}:
            continue
        if element.get("lang") not in {None, "pl"}:
            continue
        named = {name: value for name, value in element.items() if name in SPOKEN}
        if element.tag == "input":
            named.pop("value", None)
        # What is one small word there is read by a script, not by people.
        kept = [
            value
            for name, value in element.items()
            if name.startswith("data-") and not re.fullmatch("[a-z-]+", value)
        ]
        for text in (element.text, element.tail, *named.values(), *kept):
            if text and tidy(text):
                yield tidy(text)


def walk(client: PageClient, known: set[str]) -> Iterator[Page]:
    """Every phone screen that can be reached by links; forms to log only if they are not known."""
    client.inspects = False  # as each page is by tests of its own
    waiting, seen = [*FIRST], {*FIRST, *(path for path in known if path.startswith("/log/"))}
    while waiting:
        address = waiting.pop()
        response = client.get(address, follow_redirects=True)
        if response.mimetype != "text/html" or response.status_code != 200:
            continue
        page = Page(client, response)
        yield page
        for link in page.links.values():
            if PHONE.fullmatch(urlsplit(link).path) and link.startswith("/") and link not in seen:
                seen.add(link)
                waiting.append(link)


@pytest.fixture
def everything(app: Flask) -> world.World:
    """A record of every kind, and everybody reads Polish."""
    made = world.settle()
    for who in ("dora", "sade", "mo"):
        person(who).language = "pl"
    db.session.commit()
    return made


@pytest.mark.usefixtures("everything")
def test_no_english_stands_on_a_phones_screens(signed_in: Callable[..., PageClient]) -> None:
    english = English()
    assert "What happened?" in english.whole
    found: dict[str, str] = {}
    walked: set[str] = set()
    for who in ("dora", "sade", "mo"):
        for page in walk(signed_in(person(who)), walked.copy()):
            walked.add(page.path)
            for said in english.on(page):
                found.setdefault(said, f"{who} {page.path}")
    assert found == {}
    assert {"/", "/log/V1", "/visits/new", "/help", "/account"} <= walked


@pytest.mark.usefixtures("everything")
def test_what_goes_wrong_is_said_in_polish(
    signed_in: Callable[..., PageClient], client: PageClient
) -> None:
    english = English()
    dora = signed_in(person("dora"))
    polish = {"Accept-Language": "pl"}
    pages = [
        dora.page("/log/L3").press("Zapisz", when="pick", when_time="25:99", people_number="9999"),
        dora.page("/log/V1").press("Zapisz", description="zadzwoń 07700 900123"),
        dora.page("/visits/new").press("Zapisz", when="pick"),
        dora.page("/account/name").press("Zapisz", name=""),
        dora.page("/none-such", status=404),
        dora.page("/queue", status=404),
        client.page("/sign-in", headers=polish),
        client.page("/link/none-such", status=404, headers=polish),
    ]
    assert {page.path: english.on(page) for page in pages if english.on(page)} == {}
    assert "Wpisz imię i nazwisko" in pages[3].text


@pytest.fixture
def city(app: Flask) -> None:
    settle()
    db.session.commit()


@pytest.mark.browser
@pytest.mark.usefixtures("city")
def test_the_phones_own_pages_change_their_language_with_the_person(phone_of: Opener) -> None:
    page = phone_of(person("dora"))
    page.goto("/")
    english = page.evaluate(KEPT)
    page.goto("/help")
    page.get_by_role("button", name="Polski").click()
    expect(page.locator("h1")).to_have_text("Pomoc")
    polish = page.evaluate(KEPT, english)
    assert polish not in {"", english}
    page.context.set_offline(True)
    for address, heading in (
        ("/log", "Wszystkie rodzaje"),
        ("/log/L3", "Wyproszenie z lokalu"),
        ("/none-such", "Brak zasięgu"),
    ):
        page.goto(address)
        expect(page.locator("h1")).to_have_text(heading)
    # What is cut off is not read: nothing is wider than the phone.
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.browser
@pytest.mark.usefixtures("city")
def test_a_kind_is_found_by_polish_words_typed_without_their_marks(phone_of: Opener) -> None:
    page = phone_of(person("dora"), locale="pl-PL")
    page.goto("/log")
    tiles = page.locator("[data-filter]:visible")
    for typed, found in (("mlotek", "Znaleziona broń"), ("wyrzuc", "Wyproszenie")):
        page.get_by_role("searchbox").fill(typed)
        expect(tiles).to_have_count(1)
        expect(tiles).to_contain_text(found)
    expect(page.get_by_role("status").filter(has_text="Znaleziono: 1")).to_be_visible()
