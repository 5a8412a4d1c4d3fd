"""What phones seal is a published format: pinned here, still made like that, still taken in."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from nightsafe import clock
from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.incidents.written import read_written
from nightsafe.shifts.models import QuietNight
from nightsafe.submissions import envelope, held
from nightsafe.submissions.envelope import ACCEPTED_FOR, FORMATS, accepted
from nightsafe.submissions.sealing import open_sealed, parcel_info
from tests.browser import Opener
from tests.offline.parcels import Phone
from tests.offline.parcels import phone_of as phone_of_client
from tests.page import PageClient
from tests.people import person, settle
from tests.proofs.acts import ready
from tests.proofs.proxy import Proxy, Weather

PUBLISHED = Path(__file__).parent / "published"
ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
SEALED = """() => new Promise((done) => {
  const asked = indexedDB.open("nightsafe");
  asked.onsuccess = () => {
    const found = asked.result.transaction("outbox").objectStore("outbox").index("order").getAll();
    found.onsuccess = () => {
      asked.result.close();
      done(found.result.map(({ id, keyId, sealed }) => ({ id, keyId, sealed: [...sealed] })));
    };
  };
})"""


def pinned(format_: int = 1) -> list[dict[str, Any]]:
    """The parcels of a format as phones made them when it was published."""
    text = (PUBLISHED / f"format-{format_}.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)
    return found


def sealed_today(page: Page) -> list[dict[str, Any]]:
    """What waits on a phone, opened as the server would."""
    found = []
    for one in page.evaluate(SEALED):
        info = parcel_info(UUID(one["id"]))
        found.append(json.loads(open_sealed(one["keyId"], bytes(one["sealed"]), info)))
    db.session.rollback()
    return found


def work(page: Page) -> None:
    """Log with everything, add to it, take another back, and say that it was quiet."""
    page.goto("/log/V1")
    page.get_by_label("What happened?").fill("Two men, one bottle.")
    page.get_by_label("Alcohol", exact=True).check()
    save(page)
    page.get_by_role("link", name="Add detail").click()
    page.get_by_label("What else do you know?").fill("One came back.")
    save(page)
    page.goto("/log/L3")
    save(page)
    page.get_by_role("button", name=re.compile("^Take it back")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Taken back")
    page.goto("/")
    # Whoever has logged something is not offered it; what it sends is published all the same.
    page.locator('form[data-outbox="quiet"]').evaluate("form => form.requestSubmit()")
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved on this phone")


def save(page: Page) -> None:
    """Save, without signal."""
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved on this phone")


def shape(parcel: dict[str, Any]) -> dict[str, Any]:
    """What of a parcel is the format: its parts, their types, where it goes to."""
    kinds = {name: type(value).__name__ for name, value in parcel.items()}
    return {**kinds, "path": ID.sub("RECORD", parcel["path"]), "format": parcel["format"]}


def names(parcel: dict[str, Any]) -> list[str]:
    """The names of a parcel's fields."""
    return [name for name, _ in parcel["fields"]]


def test_phones_still_make_what_was_published(phone_of: Opener, line: Proxy, app: Flask) -> None:
    """What a phone makes otherwise is a new format: pin it beside this one, and list it."""
    page = phone_of(person("dora"), base_url=line.address)
    ready(page)
    line.set(Weather(cut=True))
    work(page)
    before, today = pinned(envelope.FORMAT), sealed_today(page)
    assert [shape(one) for one in today] == [shape(one) for one in before]
    for then, now in zip(before, today, strict=True):
        assert list(then) == list(now)
        assert names(now)[:5] == names(then)[:5] == [*ENVELOPE]
        assert set(names(then)) <= set(names(now)), "a published name is gone"
        assert dict(now["fields"])["submission"] == now["submission"]
        assert now["author"] == person("dora").id
    first, added, other, back, _ = (dict(one["fields"]) for one in today)
    assert (added["record"], added["parent"]) == (first["record"], first["submission"])
    assert (back["record"], back["parent"]) == (other["record"], other["submission"])


ENVELOPE = ("submission", "record", "parent", "format", "captured")


@pytest.fixture
def phone(app: Flask, signed_in: Callable[..., PageClient]) -> Phone:
    """Dora's phone, as the server knows it."""
    settle()
    db.session.commit()
    return phone_of_client(signed_in(person("dora")))


def bring(phone: Phone, format_: int) -> list[Any]:
    """Bring all that is pinned of a format, made this phone's; gives what the server said."""
    premises = person("dora").memberships[0].premises
    assert premises is not None
    lantern = str(premises.place_id)
    db.session.rollback()
    said = []
    for one in pinned(format_):
        fields = [(n, lantern if n == "place" else v) for n, v in one["fields"]]
        answer = phone.send(one["path"], fields, format=one["format"], language=one["language"])
        assert answer.status_code == 200
        assert answer.get_json()["received"]["id"] == one["submission"]
        said.append(answer.get_json())
    return said


@pytest.mark.parametrize("format_", FORMATS)
def test_every_published_format_is_taken_in(phone: Phone, format_: int) -> None:
    said = bring(phone, format_)
    assert {one["state"] for one in said} == {"received"}
    entries = {one.code: one for one in db.session.scalars(db.select(Entry))}
    assert sorted(entries) == ["L3", "V1"]
    paragraphs = [one["text"] for one in read_written(entries["V1"]).paragraphs]
    assert paragraphs == ["Two men, one bottle.", "One came back."]
    assert entries["V1"].flags == ["alcohol"]
    assert entries["L3"].withdrawn_at is not None
    assert db.session.scalars(db.select(QuietNight)).one() is not None


def test_an_old_format_is_taken_in_for_ninety_days(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FORMATS, 1, clock.now().date() - ACCEPTED_FOR)
    assert {one["state"] for one in bring(phone, 1)} == {"received"}


def test_after_that_its_author_is_asked_and_nothing_is_lost(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = clock.now().date()
    monkeypatch.setitem(FORMATS, 1, today - ACCEPTED_FOR - timedelta(days=1))
    said = bring(phone, 1)
    # What is taken back by its author before anybody saw it needs nobody.
    assert {one["state"] for one in said} <= {"attention", "received"}
    assert said[0]["state"] == "attention"
    assert said[0]["next"] == "/attention"
    assert db.session.scalars(db.select(Entry)).all() == []
    kept = [held.content_of(one) for one in held.to_attend(person("dora").id)]
    assert ["description", "Two men, one bottle."] in kept[0]["fields"]
    assert ["description", "One came back."] in kept[1]["fields"]


@pytest.mark.parametrize(("days", "fits"), [(0, True), (90, True), (91, False)])
def test_how_long_a_format_lasts(monkeypatch: pytest.MonkeyPatch, days: int, fits: bool) -> None:
    followed = date(2027, 3, 1)
    monkeypatch.setitem(FORMATS, 1, followed)
    assert accepted(1, followed + timedelta(days=days)) is fits
    assert not accepted(0, followed)


def test_there_is_a_pin_for_every_format() -> None:
    pins = {path.name for path in PUBLISHED.glob("*.json")}
    assert pins == {f"format-{one}.json" for one in FORMATS}
