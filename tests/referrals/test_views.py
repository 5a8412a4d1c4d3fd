"""The pages of referrals: for whom it was sent to, for reviewers, for supervisors."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from nightsafe.accounts.passwords import hash_password
from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.ledger.models import Row
from nightsafe.referrals.models import Referral
from nightsafe.referrals.owners import owners
from nightsafe.referrals.views import KEPT
from nightsafe.review import filters
from tests.factories import log
from tests.page import PageClient
from tests.people import PASSWORD, actor, person, settle
from tests.referrals.making import MONDAY, named, sent, specialist
from tests.sign_in import session_for

SignIn = Callable[..., PageClient]


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    freeze(MONDAY)
    settle()
    db.session.commit()
    named("hate_crime", actor("gwen"))


def referral() -> Referral:
    db.session.expire_all()
    return db.session.scalars(db.select(Referral)).one()


def token(client: PageClient) -> dict[str, str]:
    """What any form of somebody's sends along."""
    forms = client.page("/account").forms
    return {"csrf_token": next(one.fields["csrf_token"][0] for one in forms if one.fields)}


def reads() -> list[Any]:
    return list(db.session.scalars(db.select(Row.record_id).where(Row.kind == "read")))


def test_a_specialist_works_through_a_referral(signed_in: SignIn) -> None:
    one = sent(note="Ring before five.")
    entry = db.session.scalars(db.select(Entry)).one()
    client = signed_in(person("gwen"))
    page = client.page("/referrals")
    assert "to be acknowledged by" in page.text
    assert "Ring before five." not in page.text, "a list shows nobody's words"
    assert reads() == []
    page = client.page(f"/referrals/{one.id}")
    assert "Ring before five." in page.text
    assert "He said it again." in page.text
    assert "The Lantern" in page.text
    assert "Dora Doorman" not in page.text
    assert reads() == [one.id, entry.id]
    page = page.press("I have it in hand")
    assert "The clock has stopped" in page.text
    page = page.press("Write it down", **{"act-text": "Rang her."})
    assert "Rang her." in page.text
    page = page.press("Close the referral", **{"close-outcome": "supported"})
    assert "closed: Reached, support taken up" in page.text
    assert referral().closed_at == MONDAY


def test_what_cannot_be_done_says_so_and_keeps_what_was_typed(signed_in: SignIn) -> None:
    one = sent()
    client = signed_in(person("gwen"))
    page = client.page(f"/referrals/{one.id}")
    page = page.press("Close the referral", **{"close-text": "She is safe."})
    assert page.status == 422
    assert "Choose what came of it." in page.text
    assert "She is safe." in page.text
    assert "Write what was done." in page.press("Write it down").text


def test_what_was_not_referred_to_one_is_as_good_as_missing(signed_in: SignIn) -> None:
    one = sent()
    specialist("ivo")
    client = signed_in(person("ivo"))
    data = token(client)
    assert "Nothing was referred to you yet" in client.page("/referrals").text
    for there in (one.id, uuid4()):
        assert client.get(f"/referrals/{there}").status_code == 404
        for deed in ("acknowledge", "act", "close"):
            assert client.post(f"/referrals/{there}/{deed}", data=data).status_code == 404
    assert referral().version == 1


def test_a_reviewer_sends_one_and_comes_back_to_the_story(signed_in: SignIn) -> None:
    entry = log("dora", "H1")
    client = signed_in(person("rhys"))
    story = f"/review/{entry.event_id}"
    sending = token(client) | {"route": "hate_crime", "referral": str(uuid4())}
    for _twice in range(2):
        # Names that no queue knows get no further, those of how an address is made above all.
        bent = "when=x&_external=1&event_id=7&endpoint=x&values=1&next=//x&done=x&self=1"
        done = client.post(f"{story}/refer?view=all&from=&{bent}", data=sending)
        assert done.status_code == 302
        assert done.location == f"{story}?done=referred&view=all&from="
    assert referral().owner_id == person("gwen").id
    assert client.post(f"/review/{uuid4()}/refer", data=sending).status_code == 404


def test_an_address_keeps_what_the_queue_knows() -> None:
    assert filters._NAMES | {"came"} == KEPT


def test_a_story_suggests_a_route_and_shows_what_became_of_it(signed_in: SignIn) -> None:
    named("prevent", actor("gwen"))
    entry = log("dora", "H1", flags=("hate_race",))
    page = signed_in(person("rhys")).page(f"/review/{entry.event_id}?view=all")
    assert "Suggested by: hate abuse, hate: race." in page.text
    assert "Choose a route from the list." in page.press("Send it").text
    page = page.press("Send to Gwen Guard", text="Please ring.")
    assert "to Gwen Guard" in page.text
    assert "to be acknowledged by" in page.text
    assert referral().route == "hate_crime"
    # What its reporter is told does not say so.
    mine = signed_in(person("dora")).page(f"/entries/{entry.id}").text
    assert "Gwen" not in mine
    assert "passed on" not in mine.lower()


def test_what_cannot_be_sent_stands_on_a_page_as_it_was_typed(signed_in: SignIn) -> None:
    entry = log("dora", "T1")
    client = signed_in(person("rhys"))
    sending = token(client) | {"route": "prevent", "text": "Third time this month."}
    page = client.send(f"/review/{entry.event_id}/refer", sending)
    assert page.status == 422
    assert "Nobody is named for this route" in page.text
    assert "Third time this month." in page.text
    named("prevent", actor("gwen"))
    assert "You see here when it is taken in hand" in page.press("Send it").text
    assert referral().route == "prevent"


def test_a_supervisor_names_owners_and_sees_what_is_late(
    signed_in: SignIn, freeze: Callable[[datetime], Any]
) -> None:
    client = signed_in(person("stella"))
    page = client.page("/referrals/owners")
    assert "Nobody is named: reviewers cannot send by this route." in page.text
    assert "Nobody is next in line" in page.text
    data = token(client) | {"route": "child", "first": str(person("gwen").id)}
    assert "Saved." in client.send("/referrals/owners", data).text
    db.session.expire_all()
    assert [one.name for one in owners(MONDAY)["child"]] == ["Gwen Guard"]
    wrong = data | {"first": str(person("dora").id)}
    page = client.send("/referrals/owners", wrong)
    assert page.status == 422
    assert "no longer takes referrals" in page.text
    sent()
    freeze(referral().due_at)
    page = signed_in(person("stella")).page("/referrals/owners")
    assert "late: was due" in page.text
    assert "with Gwen Guard" in page.text


def test_a_restricted_one_asks_for_the_password_again(app: Flask) -> None:
    named("spiking", actor("gwen"))
    person("gwen").password_hash = hash_password(PASSWORD)
    one = sent("S4", "spiking", who="greta", note="The glass is kept.")
    client = app.test_client()
    assert isinstance(client, PageClient)
    with client.session_transaction() as cookie:
        cookie.update(session_for(person("gwen"), confirmed=False))
    assert "Spiking" in client.page("/referrals").text, "a list needs no more than a sign-in"
    page = client.page(f"/referrals/{one.id}")
    assert "The glass is kept." not in page.text
    assert reads() == []
    page = page.press("Go on", password=PASSWORD)
    assert "The glass is kept." in page.text


def test_sending_a_restricted_one_asks_for_the_password_again(app: Flask) -> None:
    named("spiking", actor("gwen"))
    person("greta").password_hash = hash_password(PASSWORD)
    entry = log("dora", "S4", description="secret")
    client = app.test_client()
    assert isinstance(client, PageClient)
    with client.session_transaction() as cookie:
        cookie.update(session_for(person("greta"), confirmed=False))
    sending = token(client) | {"route": "spiking", "text": "Please ring."}
    page = client.send(f"/review/{entry.event_id}/refer?view=all", sending)
    assert db.session.scalars(db.select(Referral)).all() == []
    page = page.press("Go on", password=PASSWORD).press("Send it now")
    assert referral().route == "spiking"
    assert "to Gwen Guard" in page.text
