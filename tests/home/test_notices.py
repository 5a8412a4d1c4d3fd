"""Notices stand on the recipient's first screen until they are acknowledged or void."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from nightsafe.accounts.models import Grant, Membership
from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.delivery.queries import waiting_count
from nightsafe.incidents.actions import amend_entry, withdraw_entry
from nightsafe.incidents.models import Entry
from nightsafe.review.actions import ask
from nightsafe.submissions.envelope import Kind
from tests.factories import log, on
from tests.inspection import text_of
from tests.page import PageClient
from tests.people import SATURDAY, actor, membership, person, place, settle
from tests.review.plans import listening, whole_reads

SignIn = Callable[..., PageClient]
LATER = SATURDAY + timedelta(minutes=30)


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    settle()
    db.session.commit()
    freeze(LATER)


def test_it_waits_until_it_is_acknowledged(signed_in: SignIn) -> None:
    log("dora", "V2", description="blood", place_id=place("The Lantern").id)
    client = signed_in(person("rhys"))
    page = client.page("/")
    assert "Urgent: Serious injury or weapon used" in page.text
    assert "The Lantern" in page.text
    page = page.press("Got it")
    assert "Urgent: " not in page.text
    assert "Urgent: " not in client.page("/").text
    assert waiting_count(person("stella").id) == 1


def test_it_leads_to_what_it_is_about(signed_in: SignIn) -> None:
    entry = log("dora", "V2", description="blood")
    page = signed_in(person("rhys")).page("/").follow("Urgent: ")
    assert page.status == 200
    assert str(entry.event_id) in page.path


def test_it_vanishes_with_its_entry(signed_in: SignIn) -> None:
    entry = log("dora", "V2")
    client = signed_in(person("rhys"))
    assert "Urgent: " in client.page("/").text
    withdraw_entry(actor("dora"), entry, on(entry, Kind.WITHDRAW), "Mistake", now=LATER)
    db.session.commit()
    page = client.page("/")
    assert "Urgent: " not in page.text
    assert "notice waits" not in page.text


def test_what_becomes_restricted_is_no_longer_told_to_those_without_the_grant(
    signed_in: SignIn,
) -> None:
    entry = log("dora", "V2")
    amend_entry(actor("dora"), entry, on(entry, Kind.AMEND), {"flags": ["under_18"]}, now=LATER)
    db.session.commit()
    assert "Urgent: " not in signed_in(person("rhys")).page("/").text
    assert "Restricted: Serious injury" in signed_in(person("greta")).page("/").text


@pytest.mark.both_engines
def test_what_another_account_restricts_is_out_of_the_bell_of_those_without_the_grant(
    signed_in: SignIn,
) -> None:
    """R6: it would lead to a story that is not there for them."""
    entry, other = log("dora", "V2"), log("otto", "S1")
    db.session.execute(update(Entry).where(Entry.id == other.id).values(event_id=entry.event_id))
    entry.event.restricted = True
    db.session.commit()
    client = signed_in(person("rhys"))
    with listening() as asked:
        assert "Urgent: " not in client.page("/").text
    whole = whole_reads(asked)
    assert not whole, "\n".join(whole)
    assert "notice" not in bell(client)
    message = db.session.scalars(
        select(Message).where(Message.person_id == person("rhys").id)
    ).one()
    data = client.page("/account").form("Sign out").data()
    assert client.send(f"/notices/{message.id}/acknowledge", data).status == 404
    assert "Urgent: Serious injury" in signed_in(person("greta")).page("/").text


@pytest.mark.parametrize("who", ["greta", "gwen"])
def test_restricted_ones_are_told_to_holders(signed_in: SignIn, who: str) -> None:
    log("dora", "S1", description="secret")
    page = signed_in(person(who)).page("/")
    assert "Restricted: Sexual assault" in page.text
    assert "secret" not in page.html


def test_a_grant_that_ended_takes_its_notices_along(signed_in: SignIn) -> None:
    """R6: with the grant goes what it let somebody know."""
    log("dora", "S1")
    grant = db.session.scalars(select(Grant).where(Grant.person_id == person("greta").id)).one()
    grant.ends_at = SATURDAY
    db.session.commit()
    assert "Restricted: " not in signed_in(person("greta")).page("/").text


def test_a_question_waits_for_its_reporter(signed_in: SignIn) -> None:
    entry = log("dora")
    ask(actor("rhys"), entry, "Which door?", now=LATER)
    db.session.commit()
    page = signed_in(person("dora")).page("/")
    assert "Police ask about your entry" in page.text
    assert "Which door?" not in page.html
    assert page.follow("Open").status == 200


def test_nobody_acknowledges_for_another(signed_in: SignIn) -> None:
    log("dora", "V2")
    message = db.session.scalars(
        select(Message).where(Message.person_id == person("rhys").id)
    ).one()
    page = signed_in(person("stella")).page("/")
    data = page.form("Got it").data("Got it")
    answer = signed_in(person("stella")).send(f"/notices/{message.id}/acknowledge", data)
    assert answer.status in {403, 404}
    db.session.expire_all()
    assert message.acknowledged_at is None


def bell(client: PageClient) -> str:
    """What the bell says on a page other than the first screen."""
    return " ".join(str(a.get("aria-label") or text_of(a)) for a in client.page("/help").all("a"))


@pytest.mark.parametrize("way", ["grant ended", "other membership"])
def test_the_bell_counts_what_may_still_be_opened(signed_in: SignIn, way: str) -> None:
    """R6: that something restricted waits is itself not to be known without the grant."""
    log("dora", "S1")
    gwen = person("gwen")
    held, client = membership("gwen"), signed_in(gwen)
    assert "1 notice" in bell(client)
    if way == "grant ended":
        grant = db.session.scalars(select(Grant).where(Grant.person_id == gwen.id)).one()
        grant.ends_at = SATURDAY
    else:
        theirs = membership("dora")
        other = Membership(
            person_id=gwen.id,
            organisation_id=theirs.organisation_id,
            premises_id=theirs.premises_id,
            role=theirs.role,
            starts_at=held.starts_at,
        )
        db.session.add(other)
        db.session.flush()
        client = signed_in(gwen, other)
    db.session.commit()
    assert "notice" not in bell(client)
    message = db.session.scalars(select(Message).where(Message.person_id == gwen.id)).one()
    data = client.page("/account").form("Sign out").data()
    assert client.send(f"/notices/{message.id}/acknowledge", data).status == 404
    assert client.send("/notices/987654/acknowledge", data).status == 404
    db.session.expire_all()
    assert message.acknowledged_at is None


def test_a_second_tap_does_no_harm(signed_in: SignIn) -> None:
    log("dora", "V2")
    client = signed_in(person("rhys"))
    form = client.page("/").form("Got it")
    for _ in range(2):
        assert client.send(form.action, form.data("Got it")).status == 200
