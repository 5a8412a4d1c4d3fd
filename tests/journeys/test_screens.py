"""Every screen, dark and light, at phone and desk size: axe finds nothing, nothing sticks out."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from nightsafe import clock
from nightsafe.aggregates.interventions import Asked, note_intervention
from nightsafe.aggregates.models import Intervention
from nightsafe.alerts.actions import send
from nightsafe.alerts.models import Alert
from nightsafe.briefings.models import Briefing
from nightsafe.calendar.actions import enter
from nightsafe.calendar.wanted import Wanted
from nightsafe.database import db
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.photos import add_photo
from nightsafe.incidents.pixels import picture
from nightsafe.network.models import Area, Place
from nightsafe.referrals.actions import refer_event
from nightsafe.referrals.models import Referral
from nightsafe.submissions import held
from nightsafe.submissions.models import Held
from nightsafe.visits.models import Visit
from tests import factories
from tests.aggregates.releasing import years
from tests.briefings.drafts import WEEKEND, drafted, published
from tests.browser import CONTRAST, Opener, axe_faults
from tests.incidents.pictures import jpeg
from tests.offline.holding import to_finish, unread
from tests.people import actor, person, settle
from tests.referrals.making import named

# Who opens which screens; ENTRY, EVENT, RESTRICTED and VISIT stand for records.
SCREENS: dict[str, tuple[str, ...]] = {
    "": ("/sign-in", "/help", "/entries/none", "/outbox"),
    "dora": (
        "/",
        "/log",
        "/log/V1",
        "/log/S4",
        "/log/L3",
        "/mine",
        "/entries/ENTRY",
        "/entries/ENTRY/receipt",
        "/entries/ENTRY/add",
        "/entries/ENTRY/amend",
        "/entries/ENTRY/withdraw",
        "/entries/ENTRY/answer",
        "/entries/THING",
        "/entries/THING/photos",
        "/account",
        "/briefings",
        "/briefings/BRIEFING",
        "/briefings/BRIEFING?print=large",
        "/alerts",
        "/alerts/WARNING",
        "/calendar",
        "/visits",
        "/outbox",
        "/attention",
        "/attention/HELD/remove",
    ),
    "sade": ("/", "/visits", "/visits/new", "/visits/VISIT", "/visits/VISIT/edit"),
    "mo": (
        "/",
        "/register",
        "/people",
        "/people/invite",
        "/devices",
        "/devices/enrol",
        "/account/messages",
        "/account/pin",
    ),
    "rhys": (
        "/review",
        "/review?when=all",
        "/review/EVENT",
        "/week",
        "/account",
        "/break-glass",
        "/confirm",
    ),
    "greta": ("/review", "/restricted", "/review/export"),
    "gwen": (
        "/",
        "/restricted",
        "/restricted/RESTRICTED",
        "/referrals",
        "/referrals/REFERRAL",
        "/break-glass",
    ),
    "stella": (
        "/grants",
        "/people",
        "/referrals/owners",
        "/releases",
        "/releases/6",
        "/releases/years/2025",
    ),
    "ana": (
        "/week",
        "/releases/new",
        "/context",
        "/context/police",
        "/interventions",
        "/interventions/new",
        "/interventions/INTERVENTION",
    ),
    "coral": (
        "/setup",
        "/setup/settings",
        "/setup/areas",
        "/setup/places",
        "/setup/places/new",
        "/setup/organisations",
        "/setup/premises/new",
        "/people",
        "/people/invite",
        "/consumers",
        "/consumers/new",
        "/held",
        "/held/PERSON/take-in",
        "/held/PERSON/throw-away",
        "/imports",
        "/deliveries",
        "/calendar",
        "/calendar/new",
        "/calendar/file",
        "/calendar/terms",
    ),
    "audrey": ("/ledger",),
    # What goes out to the network, as those who write it see it.
    "sam": (
        "/briefings/desk",
        "/briefings/DRAFT/write",
        "/briefings/DRAFT/look",
        "/briefings/BRIEFING/look",
        "/briefings/BRIEFING/readers",
        "/briefings/pack",
        "/alerts/new",
    ),
}


@pytest.fixture(autouse=True)
def _records(app: Flask) -> None:
    settle()
    db.session.commit()
    now = clock.now()
    for minutes, code in enumerate(("V1", "V2", "L3", "W1", "S4", "T1", "P1")):
        factories.log(
            "dora",
            code,
            at=now - timedelta(hours=3, minutes=minutes),
            now=now - timedelta(hours=2),
            description="Two men by the bar, one held the other back.",
            flags=("alcohol",),
            actions=("separated",),
        )
    thing = db.session.scalars(db.select(Entry).where(Entry.code == "V2")).one()
    add_photo(actor("dora"), thing, uuid4(), picture(jpeg()), now=now)
    db.session.commit()
    factories.log("otto", "V1", at=now - timedelta(days=8), now=now - timedelta(days=8))
    named("domestic_abuse", actor("gwen"))
    refer_event(actor("rhys"), thing.event, "domestic_abuse", "Please ring.", now=now)
    db.session.commit()
    _intervention(now)
    years()
    db.session.commit()
    _goes_out(now)
    to_finish("dora", now=now, description="One bottle.", flags="alcohol")
    unread("otto", now=now)


def _goes_out(now: datetime) -> None:
    """A briefing that is out, one being written, a warning that stands, and what is coming."""
    published()
    drafted(WEEKEND.previous())
    words = {"text": "Twenty-pound notes without a strip."}
    send(actor("cleo"), uuid4(), "notes", words, roles=[], areas=[], hours=24, now=now)
    night = now.date() + timedelta(days=3)
    enter(actor("coral"), uuid4(), Wanted("Fair", "Market Place", night, night, 400), now=now)
    db.session.commit()


def _intervention(now: datetime) -> None:
    ids = [str(area) for area in db.session.scalars(db.select(Area.id).order_by(Area.name))]
    asked = Asked(tuple(ids[:1]), tuple(ids[1:]), ("violence",))
    began, tonight = now.date() - timedelta(days=70), now.date()
    note_intervention(
        actor("ana"), uuid4(), "Lights", began, asked, areas=ids, tonight=tonight, now=now
    )
    db.session.commit()


@pytest.mark.parametrize("key", SCREENS)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    open_page: Opener, key: str
) -> None:
    page = open_page(person(key) if key else None)
    if key == "sade":
        page.goto("/visits")
        page.get_by_role("button", name="Somebody is here").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Saved")
    faults = [f"{path}: {one}" for path in SCREENS[key] for one in _faults(page, _address(path))]
    assert not faults, "\n".join(faults)


def _faults(page: Page, path: str) -> list[str]:
    """Every rule in the dark on a phone; by day, and at a desk, what can then differ: contrast."""
    page.goto(path)
    faults = []
    for width, theme, rules in (
        (360, "dark", None),
        (360, "light", CONTRAST),
        (1280, "light", CONTRAST),
    ):
        page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        # Axe does not see what lies under a sticky bar: let it see the whole page.
        page.set_viewport_size({"width": width, "height": 4000})
        faults += [f"{width} {theme}: {one}" for one in axe_faults(page, rules)]
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        faults += [f"{width}: {wide} px too wide"] if wide > 0 else []
    return faults


def _address(path: str) -> str:
    db.session.rollback()
    found = {
        "ENTRY": db.select(Entry.id).where(Entry.code == "L3"),
        "THING": db.select(Entry.id).where(Entry.code == "V2"),
        "RESTRICTED": db.select(Entry.id).where(Entry.code == "S4"),
        "EVENT": db.select(Event.id).where(Event.code == "V2"),
        "VISIT": db.select(Visit.id),
        "REFERRAL": db.select(Referral.id),
        "HELD": db.select(Held.id).where(Held.state == held.ATTENTION),
        "PERSON": db.select(Held.author_id).where(Held.state == held.QUARANTINED),
        "INTERVENTION": db.select(Intervention.id),
        "BRIEFING": db.select(Briefing.id).where(Briefing.state == "published"),
        "DRAFT": db.select(Briefing.id).where(Briefing.state == "draft"),
        "WARNING": db.select(Alert.id),
        "STREET": db.select(Place.id).where(Place.kind == "street"),
    }
    return re.sub(
        r"[A-Z]{4,}", lambda word: str(db.session.scalars(found[word.group()]).first()), path
    )
