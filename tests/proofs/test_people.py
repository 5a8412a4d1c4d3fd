"""Whose it is and when it was: two people on one phone, a shift without signal, wrong clocks."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Route, expect

from nightsafe import clock
from nightsafe.accounts.models import Person, SignedInSession, SubmitToken
from nightsafe.database import db
from nightsafe.incidents.models import Entry
from tests.browser import Opener
from tests.page import PageClient
from tests.people import person
from tests.proofs.acts import chain_faults, entries, held, log, ready, until_sent, waiting
from tests.proofs.phones import Phone
from tests.proofs.proxy import FAIR, Proxy, Weather
from tests.sign_in import cookie_for

# A phone whose clock is wrong by what lies in its storage.
CLOCK = """(() => {
  const Real = Date;
  const wrong = () => Real.now() + Number(localStorage.getItem("wrong by") || %s);
  globalThis.Date = class extends Real {
    constructor(...said) { said.length ? super(...said) : super(wrong()); }
    static now() { return wrong(); }
  };
})();"""


def no_queue(route: Route) -> None:
    """Let the pages come, and nothing of the queue leave."""
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def by_author() -> dict[str, list[str]]:
    """The references of what everybody logged."""
    db.session.rollback()
    found: dict[str, list[str]] = {}
    query = db.select(Person.name, Entry.reference).join(Person, Person.id == Entry.author_id)
    for name, reference in db.session.execute(query.order_by(Entry.received_at)):
        found.setdefault(name, []).append(reference)
    db.session.rollback()
    return {name: sorted(references) for name, references in found.items()}


def test_two_people_on_one_phone_each_send_their_own(
    phone_of: Opener, line: Proxy, app: Flask
) -> None:
    """What Dora left on the phone goes out as hers while Otto is signed in (R16)."""
    page = phone_of(person("dora"), base_url=line.address)
    ready(page)
    page.route("**/outbox", no_queue)
    doras = [log(page), log(page, "L3")]
    page.goto("/account")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    name, value = cookie_for(app, person("otto"))
    page.context.add_cookies([{"name": name, "value": value, "url": line.address}])
    ready(page)
    ottos = [log(page)]
    page.goto("/outbox")
    assert not any(one in page.inner_text("main").replace("-", "") for one in doras)
    people = {one["author"] for one in waiting(page)}
    assert people == {person("dora").id, person("otto").id}
    db.session.rollback()
    page.unroute("**/outbox")
    until_sent(page, nudge=True)
    assert by_author() == {"Dora Doorman": sorted(doras), "Otto Outsider": ottos}
    assert held() == []
    assert chain_faults() == []


def test_after_a_shift_without_signal_the_queue_empties_without_a_session(
    a_phone: Phone, line: Proxy, app: Flask
) -> None:
    """Twelve hours and more after saving, the phone is found signed out, and sends (R16)."""
    hours = 13
    page = a_phone.start(CLOCK % (-hours * 3_600_000))
    a_phone.sign_in(cookie_for(app, person("dora")))
    ready(page)
    line.set(Weather(cut=True))
    shown = [log(page) for _ in range(3)]
    a_phone.kill()
    let_pass(timedelta(hours=hours))
    line.set(FAIR)
    page = a_phone.start()
    page.goto("/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    until_sent(page, nudge=True)
    assert by_author() == {"Dora Doorman": sorted(shown)}
    now = clock.now()
    for entry in db.session.scalars(db.select(Entry)):
        assert abs(now - entry.occurred_at - timedelta(hours=hours)) < timedelta(minutes=2)
        assert entry.received_at > now - timedelta(minutes=2)
    assert held() == []


def let_pass(time: timedelta) -> None:
    """To the server, time has passed: the session is gone, the phone's token is that much older."""
    db.session.rollback()
    db.session.execute(db.update(SignedInSession).values(ended_at=clock.now()))
    for token in db.session.scalars(db.select(SubmitToken)):
        token.created_at -= time
        token.expires_at -= time
    db.session.commit()


WRONG: dict[str, Callable[[], float]] = {
    "1970": lambda: -clock.now().timestamp(),
    "13 h behind": lambda: -13 * 3600.0,
    "13 h ahead": lambda: 13 * 3600.0,
    "a year behind": lambda: -365 * 86_400.0,
    "a year ahead": lambda: 365 * 86_400.0,
    "4 min ahead": lambda: 240.0,
}


@pytest.fixture
def reviewer(signed_in: Callable[..., PageClient], _people: None) -> PageClient:
    """Rhys at his desk."""
    return signed_in(person("rhys"))


def test_wrong_clocks_are_accepted_recorded_and_flagged(
    phone_of: Opener, line: Proxy, reviewer: PageClient
) -> None:
    """R32, through the phone's own scripts: from a phone set wrong to the reviewer's page."""
    page = phone_of(person("dora"), base_url=line.address)
    page.context.add_init_script(CLOCK % 0)
    ready(page)
    for words, seconds in WRONG.items():
        wrong = round(seconds())
        page.evaluate("ms => localStorage.setItem('wrong by', ms)", wrong * 1000)
        before = set(entries())
        shown = log(page)
        until_sent(page, nudge=True)
        assert set(entries()) - before == {shown}, words
        entry = db.session.scalars(db.select(Entry).where(Entry.reference == shown)).one()
        now, event = clock.now(), entry.event_id
        assert abs(entry.occurred_at - now) < timedelta(minutes=2), words
        assert entry.sent_at is not None
        skew = (entry.sent_at - entry.received_at).total_seconds()
        assert abs(skew - wrong) < 120, words
        db.session.rollback()
        told = reviewer.page(f"/review/{event}").text
        flagged = "ahead, corrected" if wrong > 0 else "behind, corrected"
        assert (flagged in told) == (abs(wrong) > 300), words
    assert held() == []
