"""Photos of an entry: added once, taken away, sealed under its key, gone with it (R23, R39)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from nightsafe.cli.projections import PROJECTIONS
from nightsafe.database import db
from nightsafe.errors import NotAllowed
from nightsafe.incidents.actions import withdraw_entry
from nightsafe.incidents.models import Entry, Photo
from nightsafe.incidents.photo_files import Size, open_file, seen
from nightsafe.incidents.photo_queries import how_many, photo_of, photos_of
from nightsafe.incidents.photos import TooMany, add_photo, remove_photo
from nightsafe.incidents.pixels import picture
from nightsafe.ledger.erase import erase
from nightsafe.ledger.keys import Unreadable
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import versions
from nightsafe.ledger.verify import problems
from nightsafe.review import actions as review
from nightsafe.review.rules import Shown
from nightsafe.submissions.actions import Conflict
from nightsafe.submissions.envelope import Kind
from tests.factories import log, on
from tests.incidents.pictures import SECRET, jpeg
from tests.people import SATURDAY, actor, settle

pytestmark = pytest.mark.both_engines

LATER = SATURDAY + timedelta(minutes=30)
RED, GREEN = picture(jpeg(orientation=6)), picture(jpeg(colour="green"))


@pytest.fixture(autouse=True)
def sound(app: Flask) -> Iterator[None]:
    """After each test chain and projection still agree."""
    settle()
    db.session.commit()
    yield
    db.session.rollback()
    assert problems(PROJECTIONS)[0] == []


def add(entry: Entry, given: Any = RED, photo_id: UUID | None = None, **more: Any) -> Photo:
    who = actor(more.pop("who", "dora"))
    photo = add_photo(who, entry, photo_id or uuid4(), given, now=more.pop("now", LATER), **more)
    db.session.commit()
    return photo


def test_it_is_sealed_as_it_came_and_as_it_is_shown() -> None:
    entry = log("dora", "V4")
    photo = add(entry, captured_at=SATURDAY)
    db.session.expunge_all()
    found = db.session.get_one(Photo, photo.id)
    assert (found.number, found.width, found.height, found.captured_at) == (1, 200, 320, SATURDAY)
    assert open_file(found, Size.ORIGINAL) == RED.original
    assert open_file(found, Size.SHOWN) == RED.shown
    assert [one.small for one in seen([found])] == [RED.small]
    for sealed in (found.original, found.shown, found.small):
        assert b"\xff\xd8" not in sealed[:32] and SECRET.encode() not in sealed


def test_no_file_can_stand_in_for_another() -> None:
    photo, other = add(log("dora", "V4")), add(log("dora", "V4"))
    photo.shown = photo.original
    other.shown = RED.shown
    for one in (photo, other):
        with pytest.raises(Unreadable):
            open_file(one, Size.SHOWN)
    db.session.rollback()


def test_the_ledger_holds_digest_and_sizes_and_no_pixel() -> None:
    entry = log("dora", "V4")
    add(entry)
    (row,) = versions("photos", entry.id)
    (told,) = row.payload["photos"]
    assert told["sha256"] == RED.sha256 and told["bytes"] == len(RED.original)
    assert told["shown"]["bytes"] == len(RED.shown)
    assert row.actor_id == entry.author_id
    sealed = db.session.scalars(select(Row).where(Row.kind == "photos")).one()
    assert len(sealed.payload) < 1000


def test_sent_again_it_is_added_once() -> None:
    entry, photo_id = log("dora", "V4"), uuid4()
    assert add(entry, photo_id=photo_id) is add(entry, photo_id=photo_id)
    # The same file, chosen again on another page.
    assert add(entry) is add(entry, photo_id=photo_id)
    assert len(photos_of([entry.id])[entry.id]) == 1
    assert len(versions("photos", entry.id)) == 1
    with pytest.raises(Conflict):
        add(entry, GREEN, photo_id)
    db.session.rollback()
    with pytest.raises(Conflict):
        add(log("otto", "V4"), RED, photo_id, who="otto")


def test_an_entry_holds_four() -> None:
    entry = log("dora", "V4")
    kept = [add(entry, picture(jpeg(100 + n, 80))) for n in range(4)]
    with pytest.raises(TooMany):
        add(entry, GREEN)
    db.session.rollback()
    remove_photo(actor("dora"), entry, kept[1], now=LATER)
    assert add(entry, GREEN).number == 5
    assert [one.number for one in photos_of([entry.id])[entry.id]] == [1, 3, 4, 5]


def test_taken_away_it_is_on_no_screen_and_stays_in_the_history() -> None:
    entry = log("dora", "V4")
    photo = add(entry)
    remove_photo(actor("dora"), entry, photo, now=LATER)
    remove_photo(actor("dora"), entry, photo, now=LATER + timedelta(minutes=1))
    db.session.commit()
    assert photo.removed_at == LATER
    assert photos_of([entry.id]) == {entry.id: []}
    for who in ("dora", "mo", "rhys"):
        assert photo_of(actor(who), entry.id, photo.id) is None
    assert open_file(photo, Size.ORIGINAL) == RED.original
    assert len(versions("photos", entry.id)) == 2
    # What its author took away does not come back from a phone that sends it once more.
    assert add(entry, photo_id=photo.id).removed_at == LATER


def test_only_its_author_adds_and_takes_away_while_it_stands() -> None:
    entry = log("dora", "V4")
    photo = add(entry)
    for who in ("mo", "rhys", "otto"):
        with pytest.raises(NotAllowed):
            add(entry, GREEN, who=who)
        db.session.rollback()
        with pytest.raises(NotAllowed):
            remove_photo(actor(who), entry, photo, now=LATER)
        db.session.rollback()
    withdraw_entry(actor("dora"), entry, on(entry, Kind.WITHDRAW), "no", now=LATER)
    with pytest.raises(NotAllowed):
        add(entry, GREEN)
    db.session.rollback()


def test_a_kind_without_a_thing_takes_none_but_from_a_phone_that_had_offered_it() -> None:
    entry = log("dora", "V1")
    with pytest.raises(NotAllowed):
        add(entry)
    db.session.rollback()
    assert add(entry, queued=True).number == 1


def waits(entry: Entry) -> bool:
    return entry.event.needs_review


def test_a_reviewer_has_to_see_it() -> None:
    """An event that was seen is unseen again; a page from before it cannot say it was seen."""
    entry = log("dora", "V4")
    review.mark_seen(actor("rhys"), entry.event, now=LATER)
    shown = review.shown_now(entry.event, None)
    db.session.commit()
    assert waits(entry) is False
    photo = add(entry)
    assert waits(entry) is True
    assert how_many(entry.event) == 1
    with pytest.raises(review.Stale):
        review.mark_seen(actor("rhys"), entry.event, now=LATER, shown=Shown(shown.entries))
    db.session.rollback()
    review.mark_seen(
        actor("rhys"), entry.event, now=LATER, shown=review.shown_now(entry.event, None)
    )
    remove_photo(actor("dora"), entry, photo, now=LATER)
    db.session.commit()
    assert waits(entry) is False


@pytest.mark.parametrize(
    ("code", "readers"),
    [
        ("V4", {"dora", "mo", "rhys", "stella", "greta"}),  # review
        ("L5", {"dora", "mo"}),  # register
        ("S4", {"dora", "greta", "gwen"}),  # restricted
    ],
)
def test_whoever_may_read_the_entry_may_open_it_and_nobody_else(
    code: str, readers: set[str]
) -> None:
    entry = log("dora", code)
    photo = add(entry)
    everybody = ("dora", "mo", "rhys", "stella", "greta", "gwen", "otto", "lena", "ana", "coral")
    found = {who for who in everybody if photo_of(actor(who), entry.id, photo.id)}
    assert found == readers
    other = log("dora", "V4")
    assert photo_of(actor("dora"), other.id, photo.id) is None


def test_erased_with_its_entry_it_is_unreadable_and_gone() -> None:
    entry = log("dora", "V4")
    photo = add(entry)
    kept = photo.original
    erase(entry.id, PROJECTIONS, actor_id=None, reason="asked for", now=LATER)
    db.session.commit()
    assert db.session.scalar(select(Photo.id)) is None
    with pytest.raises(Unreadable):
        versions("photos", entry.id)
    lost = Photo(id=photo.id, entry_id=entry.id, original=kept)
    with pytest.raises(Unreadable):
        open_file(lost, Size.ORIGINAL)


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("width", 7, "differs from its newest ledger row"),
        ("removed_at", SATURDAY, "differs from its newest ledger row"),
        ("digest", bytes(32), "is not what was received"),
        ("shown", b"x" * 60, "cannot be opened"),
        ("small", b"x" * 60, "cannot be opened"),
    ],
)
def test_verify_finds_what_was_changed_in_the_table(column: str, value: Any, told: str) -> None:
    photo = add(log("dora", "V4"))
    db.session.execute(update(Photo).where(Photo.id == photo.id).values({column: value}))
    db.session.expire_all()
    assert told in " ".join(one.what for one in problems(PROJECTIONS)[0])
    db.session.rollback()


def test_verify_finds_one_that_was_taken_out_of_the_table() -> None:
    add(log("dora", "V4"))
    db.session.execute(text("DELETE FROM photos"))
    assert "not on screens" in " ".join(one.what for one in problems(PROJECTIONS)[0])
    db.session.rollback()
