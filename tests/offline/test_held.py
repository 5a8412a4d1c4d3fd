"""What waits unread: told without a word of it, taken in as it was sent, or thrown away."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from nightsafe import clock
from nightsafe.accounts.models import Device
from nightsafe.cli.projections import PROJECTIONS
from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import open_row
from nightsafe.ledger.verify import problems
from nightsafe.offline import quarantine
from nightsafe.submissions import held
from nightsafe.submissions.models import Held, SealKey
from nightsafe.submissions.uploads import State, Upload, begin, complete, go_on
from tests.factories import log
from tests.incidents.pictures import jpeg
from tests.offline.parcels import Phone, a_log, behind, phone_of
from tests.offline.sending import Sending
from tests.page import PageClient
from tests.people import membership, person, settle

SignIn = Callable[..., PageClient]


@pytest.fixture
def phone(app: Flask, signed_in: SignIn) -> Phone:
    """Dora's phone; she is suspended a moment later."""
    settle()
    db.session.commit()
    phone = phone_of(signed_in(person("dora")))
    person("dora").suspended_at = clock.now()
    db.session.commit()
    return phone


@pytest.fixture
def coral(phone: Phone, signed_in: SignIn) -> PageClient:
    return signed_in(person("coral"))


def send(phone: Phone, **fields: str) -> list[tuple[str, str]]:
    given = a_log(**fields)
    assert phone.send("/log/V1", given).get_json()["state"] == "quarantined"
    return given


def entries() -> list[Entry]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Entry).order_by(Entry.occurred_at)))


def states() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Held.state).order_by(Held.received_at, Held.id)))


def notes() -> list[dict[str, Any]]:
    rows = db.session.scalars(db.select(Row).where(Row.kind == "held").order_by(Row.seq))
    return [open_row(row) for row in rows]


def test_a_coordinator_sees_who_how_many_when_and_why_and_nothing_else(
    phone: Phone, coral: PageClient
) -> None:
    for _ in range(3):
        send(phone, description="Canary words.", place_words="The Canary Arms")
    page = coral.page("/held")
    for told in ("Dora Doorman", "3 entries", "suspended on", "by the phone's clock", "Chrome"):
        assert told in page.text or told == "Chrome"
    for kept in ("Canary", "Fight", "V1", "/log"):
        assert kept not in page.text
    assert held.quarantined()[0].why == held.SUSPENDED


def test_the_set_up_page_says_that_some_wait(phone: Phone, coral: PageClient) -> None:
    assert "unread" not in coral.page("/setup").text
    send(phone)
    page = coral.page("/setup")
    assert "1 submission waits unread" in page.text
    assert page.links["Decide"] == "/held"


def test_letting_somebody_in_again_does_not_take_in_what_waits(
    phone: Phone, coral: PageClient, signed_in: SignIn
) -> None:
    send(phone)
    dora = person("dora")
    page = coral.page(f"/people/{dora.id}").press("Let them sign in again")
    assert "1 submission of their phone waits unread for your decision" in page.text
    assert page.links["Decide"].startswith("/held")
    assert (
        "waits, unread, for the coordinator"
        in signed_in(person("mo")).page(f"/people/{dora.id}").text
    )
    assert states() == [held.QUARANTINED]
    assert "suspended then, not any more" in coral.page("/held").text


@pytest.mark.both_engines
def test_taking_in_is_asked_about_and_makes_what_was_sent(
    phone: Phone, coral: PageClient, freeze: Any, signed_in: SignIn
) -> None:
    first = send(phone, description="Once.")
    sent_at = clock.now()
    phone.send(f"/entries/{dict(first)['record']}/add", behind(first, description="And then."))
    freeze(sent_at + timedelta(hours=3))
    page = signed_in(person("coral")).page("/held").follow("Take them in")
    assert "in its author's name" in page.text
    assert entries() == []
    page = page.press("Take 2 in")
    assert "Taken in" in page.text
    assert "Nothing waits" in page.text
    (entry,) = entries()
    assert entry.author_id == person("dora").id
    # As of when it arrived, though it was decided hours later.
    assert abs(entry.received_at - sent_at) < timedelta(minutes=1)
    assert entry.version == 2
    assert states() == [held.TAKEN, held.TAKEN]
    assert {note["state"] for note in notes()} == {held.QUARANTINED, held.TAKEN}
    last = db.session.scalars(db.select(Row).where(Row.kind == "held").order_by(Row.seq.desc()))
    assert next(iter(last)).actor_id == person("coral").id
    assert problems(PROJECTIONS)[0] == []


def test_a_long_list_goes_in_portions(
    phone: Phone, coral: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nightsafe.offline.views_held.PORTION", 2)
    for _ in range(5):
        send(phone)
    page = coral.page("/held").follow("Take them in").press("Take 5 in")
    assert "2 taken in so far" in page.text
    assert "3 are still to come" in page.text
    # What arrives meanwhile was not decided about.
    send(phone)
    page = page.press("Go on")
    assert "4 taken in so far" in page.text
    page = page.press("Go on")
    assert "1 entry or change" in page.text
    assert len(entries()) == 5
    assert quarantine.PORTION == 25


def test_what_does_not_fit_waits_for_its_author(phone: Phone, coral: PageClient) -> None:
    send(phone, when="pick", when_date="2026-03-29", when_time="01:30", description="Hers.")
    page = coral.page("/held").follow("Take them in").press("Take 1 in")
    assert "waits for its author" in page.text
    assert states() == [held.ATTENTION]
    assert entries() == []
    assert held.how_many_to_attend(person("dora").id) == 1


@pytest.mark.both_engines
def test_an_unknown_key_stops_it_with_words(phone: Phone, coral: PageClient) -> None:
    for _ in range(2):
        send(phone)
    later = db.session.scalars(db.select(Held).order_by(Held.received_at, Held.id)).all()[1]
    later.key_id = "not-here"
    db.session.commit()
    page = coral.page("/held").follow("Take them in").press("Take 2 in")
    assert page.status == 422
    assert "Stopped after 1" in page.text
    assert "Nothing is lost" in page.text
    assert states() == [held.TAKEN, held.QUARANTINED]
    assert len(entries()) == 1


def test_throwing_away_wants_a_reason_and_lets_go_of_the_content(
    phone: Phone, coral: PageClient
) -> None:
    send(phone)
    page = coral.page("/held").follow("Throw them away")
    assert "gone at once, unread" in page.text
    page = page.press("Throw them away", reason=" ")
    assert page.status == 422
    assert states() == [held.QUARANTINED]
    page = page.press("Throw them away", reason="Sent by the thief.")
    assert "Thrown away, unread." in page.text
    db.session.rollback()
    row = db.session.scalars(db.select(Held)).one()
    assert (row.state, row.content, row.decided_by) == (
        held.DISCARDED,
        None,
        person("coral").id,
    )
    assert notes()[-1]["reason"] == "Sent by the thief."
    assert entries() == []


def test_only_what_the_page_showed_is_thrown_away(phone: Phone, coral: PageClient) -> None:
    send(phone)
    page = coral.page("/held").follow("Throw them away")
    send(phone)
    page.press("Throw them away", reason="Seen.")
    assert states() == [held.DISCARDED, held.QUARANTINED]


def test_nobody_decides_about_their_own(phone: Phone, signed_in: SignIn, coral: PageClient) -> None:
    send(phone)
    row = held.quarantined()[0]
    row.author_id = person("coral").id
    db.session.commit()
    page = coral.page("/held")
    assert "Another coordinator has to decide" in page.text
    assert "Take them in" not in page.links
    for deed in ("take-in", "throw-away"):
        assert coral.get(f"/held/{row.author_id}/{deed}").status_code == 403


def test_why_it_waits_names_the_place_or_the_phone(phone: Phone, coral: PageClient) -> None:
    dora, post = person("dora"), membership("dora")
    dora.suspended_at, post.ends_at = None, clock.now()
    db.session.commit()
    send(phone)
    page = coral.page("/held")
    assert "their work at The Lantern ended on" in page.text
    db.session.get_one(Device, UUID(phone.known["device"])).ended_at = clock.now()
    db.session.commit()
    send(phone)
    assert "the phone was removed (1)" in coral.page("/held").text


def test_a_key_made_anew_still_opens_what_waits(phone: Phone, coral: PageClient) -> None:
    send(phone)
    db.session.scalars(db.select(SealKey)).one().retired_at = clock.now()
    db.session.commit()
    coral.page("/held").follow("Take them in").press("Take 1 in")
    assert len(entries()) == 1


def test_nothing_waiting_of_somebody_is_404(phone: Phone, coral: PageClient) -> None:
    for who in (person("otto").id, 999_999):
        assert coral.get(f"/held/{who}/take-in").status_code == 404


def test_photos_alone_are_told_and_thrown_away_too(phone: Phone, coral: PageClient) -> None:
    dora = person("dora").id
    upload = begin(dora, uuid4(), UUID(phone.known["device"]), "k", 3, now=clock.now())
    go_on(upload, b"xyz", now=clock.now())
    complete(upload, State.QUARANTINED, now=clock.now())
    db.session.commit()
    assert "1 submission waits unread" in coral.page("/setup").text
    page = coral.page("/held")
    assert "Waiting 1 photo" in page.text
    page.follow("Throw them away").press("Throw them away", reason="A thief's.")
    assert "Nothing waits" in coral.page("/held").text
    assert upload.content is None


def photo_states() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Upload.state).order_by(Upload.received_at)))


def send_photos(phone: Phone, entry: Entry, number: int) -> None:
    for one in range(number):
        width = 60 + 2 * len(photo_states())
        sent = Sending(phone, jpeg(width + one, 40), entry.id)
        assert sent.send()["state"] == "quarantined"


@pytest.mark.parametrize("entries_too", [True, False])
def test_only_photos_that_the_page_told_of_are_thrown_away(
    phone: Phone, coral: PageClient, entries_too: bool
) -> None:
    entry = log("dora", "V4", now=clock.now())
    if entries_too:
        send(phone)
    send_photos(phone, entry, 1)
    page = coral.page("/held").follow("Throw them away")
    send_photos(phone, entry, 1)
    page.press("Throw them away", reason="Seen.")
    assert photo_states() == [State.DISCARDED, State.QUARANTINED]
    # The same page again is about nothing that is there.
    assert page.press("Throw them away", reason="Seen.").status == 422
    assert photo_states() == [State.DISCARDED, State.QUARANTINED]


def test_photos_are_taken_in_four_at_a_time(phone: Phone, coral: PageClient) -> None:
    first, other = (log("dora", "V4", now=clock.now()) for _ in range(2))
    send(phone)
    send_photos(phone, first, 3)
    send_photos(phone, other, 2)
    page = coral.page("/held").follow("Take them in")
    send_photos(phone, other, 1)
    page = page.press("Take 1 in")
    assert "5 taken in so far" in page.text and "1 is still to come" in page.text
    page = page.press("Go on")
    assert "1 photo" in page.text
    assert photo_states() == [State.RECEIVED] * 5 + [State.QUARANTINED]


@pytest.mark.both_engines
def test_what_another_has_just_taken_in_is_not_thrown_away(
    phone: Phone, coral: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(phone)
    page = coral.page("/held").follow("Throw them away")

    def taken_meanwhile(held_id: UUID) -> None:
        db.session.execute(
            db.update(Held)
            .where(Held.id == held_id)
            .values(state=held.TAKEN, decided_by=77)
            .execution_options(synchronize_session=False)
        )

    monkeypatch.setattr("nightsafe.offline.views_held.lock", taken_meanwhile)
    page.press("Throw them away", reason="Too late.")
    assert states() == [held.TAKEN]
    assert db.session.scalar(db.select(Held.decided_by)) == 77
    assert [note["state"] for note in notes()] == [held.QUARANTINED]
