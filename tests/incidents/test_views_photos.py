"""The pages of photos: a plain form, the files and their headers, who opened what (R23, R34)."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from uuid import uuid4
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from nightsafe import clock
from nightsafe.database import db
from nightsafe.incidents.models import Entry, Photo
from nightsafe.incidents.photo_rules import MOST_BYTES
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import open_row
from tests.factories import log
from tests.incidents.pictures import SECRET, jpeg, png_of
from tests.page import Page, PageClient
from tests.people import person, settle
from tests.routes import NONCE

PHOTO = jpeg(orientation=6)


@pytest.fixture(autouse=True)
def entry(app: Flask) -> Entry:
    settle()
    return log("dora", "V4", at=clock.now() - timedelta(minutes=9), now=clock.now())


@pytest.fixture
def dora(signed_in: Callable[..., PageClient]) -> PageClient:
    return signed_in(person("dora"))


def send(page: Page, *files: bytes, name: str = "IMG_1.jpg") -> Page:
    """Choose files in the form and send it."""
    form = page.form("Send photo")
    given = [(BytesIO(one), name) for one in files]
    data = {**form.data("Send photo"), "photos": given}
    return page.client.send(form.action, data, content_type="multipart/form-data")


def pictures(page: Page) -> list[Element]:
    """The small photos on a page; the one asleep in a template has no picture yet."""
    return [one for one in page.all("img", "photo-small") if one.get("src")]


def photo() -> Photo:
    db.session.rollback()
    return db.session.scalars(db.select(Photo)).one()


def reads() -> list[dict[str, str]]:
    db.session.rollback()
    rows = db.session.scalars(db.select(Row).where(Row.kind == "read").order_by(Row.seq))
    return [open_row(row) for row in rows]


def test_a_plain_form_adds_it_and_leads_back(dora: PageClient, entry: Entry) -> None:
    page = send(dora.page(f"/entries/{entry.id}/receipt"), PHOTO)
    assert (page.h1, page.status) == ("Received", 200)
    assert "Photo added." in page.text
    assert [one.get("alt", "")[:8] for one in pictures(page)] == ["Photo 1,"]
    page = send(dora.page(f"/entries/{entry.id}"), jpeg(colour="green"), jpeg(colour="black"))
    assert len(pictures(page)) == 3


def test_the_same_form_sent_twice_adds_once(dora: PageClient, entry: Entry) -> None:
    page = dora.page(f"/entries/{entry.id}/receipt")
    send(page, PHOTO)
    send(page, PHOTO)
    assert photo().number == 1


def test_what_is_served_is_written_anew_and_runs_nothing(dora: PageClient, entry: Entry) -> None:
    send(dora.page(f"/entries/{entry.id}"), PHOTO)
    answer = dora.get(f"/entries/{entry.id}/photos/{photo().id}")
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.data.startswith(b"\xff\xd8\xff") and SECRET.encode() not in answer.data
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'") and "sandbox" in policy
    assert "script" not in policy


def test_the_original_is_handed_over_as_a_file_with_its_digest(
    dora: PageClient, entry: Entry
) -> None:
    send(dora.page(f"/entries/{entry.id}"), PHOTO)
    answer = dora.get(f"/entries/{entry.id}/photos/{photo().id}/original")
    assert answer.data == PHOTO
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="')
    assert answer.headers["Repr-Digest"].startswith("sha-256=:")
    assert photo().digest.hex() in dora.page(f"/entries/{entry.id}/photos").text


@pytest.mark.parametrize(
    "bad", [b"<svg/>", b"", b"GIF89a", PHOTO[:300], png_of(60_000, 60_000)], ids=len
)
def test_what_is_no_photo_is_422_with_words(dora: PageClient, entry: Entry, bad: bytes) -> None:
    page = send(dora.page(f"/entries/{entry.id}"), bad)
    assert page.status == 422
    assert page.form("Send photo").errors()
    assert db.session.scalar(db.select(Photo.id)) is None


def test_of_several_all_are_added_or_none(dora: PageClient, entry: Entry) -> None:
    assert send(dora.page(f"/entries/{entry.id}"), PHOTO, b"<svg/>").status == 422
    assert db.session.scalar(db.select(Photo.id)) is None
    five = [jpeg(60 + number, 40) for number in range(5)]
    page = send(dora.page(f"/entries/{entry.id}"), *five)
    assert page.status == 422 and "at most 4" in page.text


def test_nothing_chosen_is_said(dora: PageClient, entry: Entry) -> None:
    page = send(dora.page(f"/entries/{entry.id}"), b"", name="")
    assert page.status == 422 and "Choose a photo first." in page.text


def test_a_large_photo_fits_and_a_larger_one_is_413(dora: PageClient, entry: Entry) -> None:
    """A form with photos takes more than the setting; any other form does not."""
    whole = jpeg() + bytes(3_000_000)
    assert send(dora.page(f"/entries/{entry.id}"), whole).status == 200
    assert send(dora.page(f"/entries/{entry.id}"), bytes(MOST_BYTES)).status == 413


def test_each_opening_of_anothers_is_a_row_and_of_ones_own_none(
    dora: PageClient, entry: Entry, signed_in: Callable[..., PageClient]
) -> None:
    send(dora.page(f"/entries/{entry.id}"), PHOTO)
    there = f"/entries/{entry.id}/photos/{photo().id}"
    for path in (there, f"{there}/original"):
        assert dora.get(path).status_code == 200
    assert reads() == []
    rhys = signed_in(person("rhys"))
    for path in (there, f"{there}/original"):
        assert rhys.get(path).status_code == 200
    named = {"as": "PR", "photo": str(photo().id)}
    assert reads() == [{**named, "only": "shown"}, {**named, "only": "original"}]


def test_a_manager_sees_it_and_has_not_the_original(
    dora: PageClient, entry: Entry, signed_in: Callable[..., PageClient]
) -> None:
    send(dora.page(f"/entries/{entry.id}"), PHOTO)
    mo = signed_in(person("mo"))
    page = mo.page(f"/entries/{entry.id}")
    assert len(pictures(page)) == 1
    assert not any("original" in address for address in page.links.values())
    assert mo.get(f"/entries/{entry.id}/photos/{photo().id}").status_code == 200
    assert mo.get(f"/entries/{entry.id}/photos/{photo().id}/original").status_code == 404


def test_a_specialist_sees_those_of_what_was_referred(
    signed_in: Callable[..., PageClient], dora: PageClient
) -> None:
    spiked = log("dora", "S4", at=clock.now() - timedelta(minutes=9), now=clock.now())
    send(dora.page(f"/entries/{spiked.id}"), PHOTO)
    gwen = signed_in(person("gwen"))
    page = gwen.page(f"/restricted/{spiked.id}")
    assert len(pictures(page)) == 1
    there = f"/entries/{spiked.id}/photos/{photo().id}"
    assert gwen.get(f"{there}/original").data == PHOTO
    for who in ("mo", "rhys", "otto"):
        assert signed_in(person(who)).get(there).status_code == 404


def test_it_is_taken_away_on_the_page_of_photos(dora: PageClient, entry: Entry) -> None:
    send(dora.page(f"/entries/{entry.id}"), PHOTO)
    there = f"/entries/{entry.id}/photos/{photo().id}"
    page = dora.page(f"/entries/{entry.id}/photos").press("Take photo 1 away")
    assert "Nobody sees it any more." in page.text
    assert pictures(page) == []
    assert dora.get(there).status_code == 404


def test_a_kind_without_a_thing_offers_none(dora: PageClient) -> None:
    fight = log("dora", "V1", at=clock.now() - timedelta(minutes=9), now=clock.now())
    assert dora.page(f"/entries/{fight.id}").by_id("photos-form") is None
    assert dora.page("/log/V1").by_id("photo-files") is None
    assert dora.page("/log/V4").by_id("photo-files") is not None


def test_a_foreign_photo_and_a_missing_one_are_the_same(
    dora: PageClient, entry: Entry, signed_in: Callable[..., PageClient]
) -> None:
    send(dora.page(f"/entries/{entry.id}"), PHOTO)
    otto = signed_in(person("otto"))
    foreign = otto.get(f"/entries/{entry.id}/photos/{photo().id}")
    missing = otto.get(f"/entries/{uuid4()}/photos/{uuid4()}")
    assert foreign.status_code == missing.status_code == 404
    assert NONCE.sub(b"", foreign.data) == NONCE.sub(b"", missing.data)
