"""The coordinator sees what did not arrive, and never what it was about."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.delivery.models import Message, PushSubscription, Sending
from nightsafe.delivery.states import State
from nightsafe.ledger.models import Row
from tests.page import PageClient
from tests.people import SATURDAY, person, settle

PAGE = "/deliveries"
EARLIER = SATURDAY - timedelta(hours=3)


@pytest.fixture(autouse=True)
def people(app: Flask, freeze: Callable[..., None]) -> None:
    """The named people, on a Saturday night."""
    freeze(SATURDAY)
    settle()
    db.session.commit()


@pytest.fixture
def coral(signed_in: Callable[..., PageClient]) -> PageClient:
    """The coordinator, signed in."""
    return signed_in(person("coral"))


def sending(kind: str, state: State, problem: str = "", *, who: str = "dora") -> Sending:
    """A message on its way by mail, three hours old."""
    message = Message(person_id=person(who).id, kind=kind, record_id=uuid4(), created_at=EARLIER)
    db.session.add(message)
    db.session.flush()
    made = Sending(
        message_id=message.id,
        channel="mail",
        safety=kind == "restricted",
        state=state,
        tries=1,
        created_at=EARLIER,
        next_at=EARLIER,
        ended_at=None if state == State.WAITING else EARLIER,
        problem=problem,
    )
    db.session.add(made)
    db.session.commit()
    return made


def message_of(one: Sending) -> Message:
    """What it is about."""
    return db.session.get_one(Message, one.message_id)


def post(client: PageClient, address: str) -> int:
    """Post with the token of a page of one's own; the answer's status."""
    token = client.page("/account").form("Sign out").data()["csrf_token"]
    return client.post(address, data={"csrf_token": token}).status_code


def test_what_failed_is_listed_with_its_reason_but_not_what_it_is_about(
    coral: PageClient,
) -> None:
    sending("restricted", State.FAILED, "address")
    sending("briefing", State.UNSURE, "unanswered", who="otto")
    sending("question", State.SENT, who="drew")
    page = coral.page(PAGE)
    assert "Dora Doorman" in page.text
    assert "The address does not exist" in page.text
    assert "Otto Outsider" in page.text
    assert "Drew Driver" not in page.text
    # Not even that there is a restricted record.
    assert "restricted" not in page.text.lower()
    assert "Something urgent" in page.text


def test_it_is_sent_again_by_hand_and_that_is_a_row(coral: PageClient) -> None:
    one = sending("briefing", State.UNSURE, "unanswered")
    coral.page(PAGE).press("Send it again")
    assert (one.state, one.next_at, one.created_at, one.tries, one.problem) == (
        State.WAITING,
        SATURDAY,
        SATURDAY,
        0,
        "",
    )
    (row,) = db.session.scalars(db.select(Row).where(Row.kind == "sent-again")).all()
    assert (row.actor_id, row.record_id) == (person("coral").id, message_of(one).record_id)
    # A second tap finds nothing to do.
    assert post(coral, f"{PAGE}/{one.id}/again") == 422


def test_whoever_knows_that_it_arrived_says_so(coral: PageClient) -> None:
    one = sending("briefing", State.UNSURE, "unanswered")
    page = coral.page(PAGE).press("It arrived")
    assert (one.state, one.problem) == (State.SENT, "by-hand")
    assert "Nothing failed" in page.text
    (row,) = db.session.scalars(db.select(Row).where(Row.kind == "arrived-by-hand")).all()
    assert (row.actor_id, row.record_id) == (person("coral").id, message_of(one).record_id)
    failed = sending("briefing", State.FAILED, "address")
    assert post(coral, f"{PAGE}/{failed.id}/arrived") == 422


@pytest.mark.parametrize("settled", ["acknowledged_at", "withdrawn_at", "gone"])
def test_what_nobody_needs_any_more_is_not_sent_again(coral: PageClient, settled: str) -> None:
    one = sending("restricted", State.FAILED, "busy")
    if settled == "gone":
        browser = PushSubscription(
            person_id=person("dora").id,
            endpoint="https://fcm.googleapis.com/send/one",
            p256dh="",
            auth="",
            created_at=EARLIER,
            ended_at=EARLIER,
        )
        db.session.add(browser)
        db.session.flush()
        one.channel, one.subscription_id = "push", browser.id
    else:
        setattr(message_of(one), settled, SATURDAY)
    db.session.commit()
    assert not any(form.button("Send it again") for form in coral.page(PAGE).forms)
    assert post(coral, f"{PAGE}/{one.id}/again") == 422
    assert one.state == State.FAILED


def test_who_has_read_a_briefing_is_not_told_by_what_failed(coral: PageClient) -> None:
    one = sending("briefing", State.FAILED, "busy")
    before = coral.page(PAGE).text
    message_of(one).acknowledged_at = SATURDAY
    db.session.commit()
    assert coral.page(PAGE).text == before


def test_that_nobody_sends_is_said(coral: PageClient) -> None:
    quiet = sending("briefing", State.WAITING)
    quiet.next_at = SATURDAY + timedelta(hours=8)
    db.session.commit()
    assert "not being sent" not in coral.page(PAGE).text
    sending("briefing", State.WAITING, who="otto")
    assert "Messages are not being sent" in coral.page(PAGE).text


def test_what_is_not_set_up_is_said(coral: PageClient) -> None:
    words = coral.page(PAGE).text
    assert "No mail is sent" in words
    assert "nightsafe push-keys" in words


def test_none_but_the_coordinator_sees_it(signed_in: Callable[..., PageClient]) -> None:
    one = sending("briefing", State.UNSURE, "unanswered")
    for who in ("dora", "stella", "audrey"):
        client = signed_in(person(who))
        assert client.get(PAGE).status_code == 403
        assert post(client, f"{PAGE}/{one.id}/again") == 403
    assert one.state == State.UNSURE
    assert isinstance(message_of(one).record_id, UUID)
