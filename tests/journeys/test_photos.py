"""Journeys of a photo: taken without signal, sealed, sent after its entry, seen by who may."""

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from nightsafe.database import db
from nightsafe.incidents.models import Photo
from nightsafe.incidents.photo_files import Size, open_file
from tests.browser import Opener, axe_faults
from tests.incidents.pictures import SECRET, jpeg, saved
from tests.journeys.keeping import entries, heading, known, save, store
from tests.people import person, settle

# Milliseconds: a busy machine shrinks four photos.
SLOW = 20_000


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    settle()
    db.session.commit()


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Photos as a phone's camera makes them, the first with where it was taken."""
    from PIL import Image

    noise = Image.effect_noise((600, 400), 60).resize((1800, 1200)).convert("RGB")
    pictures = [jpeg(2400, 1800, orientation=6), saved(noise, "JPEG", quality=80)]
    pictures += [jpeg(400, 300, colour) for colour in ("green", "yellow", "white")]
    names = [str(tmp_path / f"IMG_{number}.jpg") for number in range(len(pictures))]
    for name, octets in zip(names, pictures, strict=True):
        Path(name).write_bytes(octets)
    return names


def take(page: Page, *names: str) -> None:
    page.locator("#photo-files").set_input_files(list(names))


def reach(page: Page) -> None:
    """Reach for the place for photos: its scripts come then, if they are not there by now."""
    page.locator("#photo-files").focus()
    expect(page.locator("[data-photo-field][data-ready]")).to_be_attached(timeout=SLOW)


def photos() -> list[Photo]:
    db.session.rollback()
    found = list(db.session.scalars(db.select(Photo).order_by(Photo.number)))
    # A transaction that is left open would keep the server from writing.
    db.session.commit()
    return found


def settled(page: Page) -> None:
    """Wait until the phone has nothing left to send."""
    for _ in range(100):
        left = store(page)
        if not left["photos"] and not left["outbox"]:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"still there: {len(left['photos'])} photos")


def test_taken_without_signal_they_follow_their_entry_and_stand_on_the_story(
    phone_of: Opener, desk_of: Opener, files: list[str]
) -> None:
    page = known(phone_of, person("dora"), "/log/V4")
    reach(page)
    page.context.set_offline(True)
    take(page, *files)
    expect(page.get_by_text("There are 4 already")).to_be_visible(timeout=SLOW)
    expect(page.locator("[data-photo-list] .photo")).to_have_count(4)
    page.get_by_role("button", name="Take away").last.click()
    page.get_by_role("button", name="Take away").last.click()
    expect(page.locator("[data-photo-list] .photo")).to_have_count(2)
    assert not axe_faults(page)
    assert store(page)["photos"] == []
    save(page)
    heading(page, "Saved on this phone")
    expect(page.get_by_text("The photos follow it by themselves.")).to_be_visible()
    kept = store(page)["photos"]
    assert len(kept) == 2
    assert photos() == []
    page.context.set_offline(False)
    heading(page, "Received")
    settled(page)
    (entry,) = entries()
    entry_id, event_id, author_id = entry.id, entry.event_id, entry.author_id
    first, second = photos()
    octets = open_file(first, Size.ORIGINAL)
    assert (first.entry_id, first.author_id) == (entry_id, author_id)
    assert (first.width, first.height, second.width) == (1200, 1600, 1600)
    assert SECRET.encode() not in octets and b"Exif" not in octets
    desk = desk_of(person("rhys"))
    db.session.commit()
    page.goto(f"/entries/{entry_id}")
    expect(page.locator(".photo-small")).to_have_count(2)
    page.locator(".photo-link").first.click()
    page.wait_for_url(re.compile("/photos/"))
    assert page.evaluate("document.images[0].naturalHeight") == 1600
    desk.goto(f"/review/{event_id}")
    expect(desk.locator(".pane-detail .photo-small")).to_have_count(2)
    assert desk.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Original, as evidence").first.click()
    assert Path(str(download.value.path())).read_bytes() == octets


def test_cut_in_the_middle_it_goes_on_from_there(phone_of: Opener, files: list[str]) -> None:
    page = known(phone_of, person("dora"), "/log/P3", service_workers="block")
    starts: list[int] = []

    def cut(route: Route) -> None:
        starts.append(int(route.request.headers["upload-offset"]))
        if len(starts) in {4, 6}:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.context.route("**/outbox/photos/*", cut)
    take(page, files[1])
    expect(page.locator("[data-photo-list] .photo")).to_have_count(1, timeout=SLOW)
    save(page)
    page.wait_for_url("**/receipt")
    for _ in range(4):
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(300)
    settled(page)
    assert len(photos()) == 1
    # Each time it asks how much is there, and goes on from there.
    assert [at for at in starts if at] == sorted(at for at in starts if at)


def test_of_an_entry_that_is_there_a_photo_is_sent_at_once(
    phone_of: Opener, files: list[str]
) -> None:
    page = known(phone_of, person("dora"), "/log/V4")
    save(page)
    page.wait_for_url("**/receipt")
    expect(page.locator("[data-photos-plain]")).to_be_hidden()
    take(page, files[2])
    expect(page.locator("[data-photo-state=received]")).to_be_visible(timeout=SLOW)
    assert len(photos()) == 1 and store(page)["photos"] == []
    assert not axe_faults(page)


def test_without_room_for_the_photo_the_entry_is_saved(phone_of: Opener, files: list[str]) -> None:
    page = known(phone_of, person("dora"), "/log/V4")
    page.evaluate(
        """() => {
          const put = IDBObjectStore.prototype.put;
          IDBObjectStore.prototype.put = function (value) {
            const asked = put.call(this, value);
            if (this.name !== "photos") return asked;
            const full = new DOMException("full", "QuotaExceededError");
            Object.defineProperty(this.transaction, "error", { get: () => full });
            this.transaction.abort();
            return asked;
          };
        }"""
    )
    reach(page)
    page.context.set_offline(True)
    take(page, files[2])
    expect(page.locator("[data-photo-list] .photo")).to_have_count(1, timeout=SLOW)
    save(page)
    heading(page, "Saved on this phone")
    expect(page.get_by_text("without its photos")).to_be_visible()
    assert len(store(page)["outbox"]) == 1 and store(page)["photos"] == []


def test_without_script_a_plain_form_sends_them(phone_of: Opener, files: list[str]) -> None:
    page = phone_of(person("dora"), java_script_enabled=False)
    page.goto("/log/V4")
    save(page)
    page.get_by_label("Add a photo").set_input_files(files[:2])
    page.get_by_role("button", name="Send photo").click()
    expect(page.get_by_text("Photo added.")).to_be_visible()
    expect(page.locator(".photo-small")).to_have_count(2)
    first, _second = photos()
    assert SECRET.encode() in open_file(first, Size.ORIGINAL)
    assert SECRET.encode() not in open_file(first, Size.SHOWN)
