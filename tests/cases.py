"""Every route with the records it is tried on, and something valid to send to each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from nightsafe.aggregates.models import Release
from nightsafe.briefings.blocks import BLOCKS, OWN
from nightsafe.briefings.models import Briefing
from nightsafe.database import db
from nightsafe.incidents.models import Event
from nightsafe.network.models import Area
from nightsafe.review.actions import shown_now
from nightsafe.review.models import Finding
from nightsafe.review.rules import Shown
from tests import people
from tests.aggregates.context.files import Resent, crime, quarter_of_assaults, street
from tests.world import NOBODY, NOW, NOWHERE, World, of_page

MATRIX = Path(__file__).with_name("matrix.txt")

# What stands in an address, and the records it is tried with; "missing" is tried everywhere.
ENTRIES = ("entry", "register entry", "restricted entry", "other venue's entry", "driver's entry")
VISITS = ("visit", "restricted visit", "team's visit")
WHOM = ("dora", "otto", "pip", "rhys", "coral")
RECORDS: dict[str, tuple[str, ...]] = {
    "entry_id": (*ENTRIES, "missing"),
    "event_id": (*(name.replace("entry", "event") for name in ENTRIES), "brought event", "missing"),
    # After the entry's: of an address with both, the record is the entry, and the photo its own.
    "photo_id": ("missing",),
    "visit_id": (*VISITS, "missing"),
    "quiet_id": ("quiet night", "missing"),
    "person_id": (*WHOM, "missing"),
    "membership_id": (*(f"{who}'s role" for who in WHOM), "missing"),
    "invitation_id": ("invitation", "missing"),
    "consumer_id": ("consumer", "missing"),
    "grant_id": ("proposed grant", "running grant", "missing"),
    "session_id": ("dora's session", "missing"),
    "message_id": ("dora's notice", "missing"),
    "token": ("link", "missing"),
    "number": ("organisations", "areas", "places", "premises", "missing"),
    "device_id": ("door's phone", "other door's phone", "dora's phone", "missing"),
    "held_id": ("held entry", "missing"),
    "filter_id": ("rhys's filter", "missing"),
    "intervention_id": ("intervention", "missing"),
    "release_id": ("draft", "sent release", "missing"),
    "load_id": ("context load", "missing"),
    "referral_id": ("referral", "restricted referral", "other's referral", "missing"),
    "browser_id": ("dora's browser", "missing"),
    "sending_id": ("unsure message", "read message", "missing"),
    "leaving": ("dora's way out", "missing"),
    "briefing_id": ("briefing draft", "briefing sent", "briefing out", "missing"),
    "alert_id": ("warning", "missing"),
    "coming_id": ("mo's event", "missing"),
    "subscribed": ("dora's calendar", "missing"),
    # After the briefing's: what is tried of all that may be done with one.
    "deed": ("send",),
    "key": ("organisations", "areas", "places", "premises"),
    "code": ("V1", "missing"),
    "name": ("script", "missing"),
    # Nobody here has the token of a program: each is asked for it before anything is looked for.
    "release_number": ("missing",),
    "table_key": ("missing",),
    "year": ("missing",),
}


@dataclass(frozen=True)
class Case:
    """One method of one route on one record."""

    endpoint: str
    method: str
    record: str

    @property
    def name(self) -> str:
        return f"{self.endpoint} {self.method}" + (f" {self.record}" if self.record else "")

    @property
    def feature(self) -> str:
        return self.endpoint.partition(".")[0]


def read_matrix() -> dict[str, list[str]]:
    """The cells of each row, by the row's name."""
    rows = {}
    for line in MATRIX.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, cells = line.partition("|")
            assert name.strip() not in rows, f"{name.strip()} stands there twice"
            rows[name.strip()] = cells.split()
    return rows


def cases(app: Flask) -> Iterator[Case]:
    """Every case there is, in the order of the matrix."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint)
    for rule in rules:
        named = [one for one in RECORDS if one in rule.arguments]
        unknown = rule.arguments - RECORDS.keys()
        assert not unknown, f"say in tests/cases.py what {unknown} of {rule.rule} can be"
        # Where an address has two parts, the record says which (`/areas/3`); else it is a release.
        first = "number" if {"key", "number"} <= set(named) else "release_number"
        records = RECORDS[first if "number" in named else named[0]] if named else ("",)
        for method in ("GET", "POST"):
            if method in (rule.methods or ()):
                yield from (Case(rule.endpoint, method, record) for record in records)


def address(app: Flask, world: World, case: Case) -> str:
    """The address of a case."""
    rule = next(one for one in app.url_map.iter_rules() if one.endpoint == case.endpoint)
    values: dict[str, Any] = {name: _value(world, name, case.record) for name in rule.arguments}
    with app.test_request_context():
        built = app.url_for(case.endpoint, **values)
    return str(built)


def _value(world: World, name: str, record: str) -> Any:
    if name == "key":
        return "areas" if record == "missing" else record
    if name == "name":
        return "theme.js" if record == "script" else "nothing.js"
    if name == "code":
        return "X9" if record == "missing" else record
    if name == "deed":
        return "send"
    if name == "photo_id":
        return world.ids.get(f"photo of {record}", NOBODY)
    if record == "missing":
        missing = {"token": "none-such", "leaving": "none-such", "number": NOWHERE}
        missing["subscribed"] = "none-such"
        return missing.get(name, NOBODY if _is_uuid(name) else NOWHERE)
    return world.ids[record]


def _is_uuid(name: str) -> bool:
    return name in {
        "intervention_id",
        "release_id",
        "load_id",
        "referral_id",
        "entry_id",
        "event_id",
        "visit_id",
        "quiet_id",
        "device_id",
        "held_id",
        "filter_id",
        "briefing_id",
        "alert_id",
        "coming_id",
    }


def body(world: World, case: Case, who: str) -> dict[str, Any]:
    """Something valid to send, if whoever sends it may."""
    make = BODIES.get(case.endpoint)
    return make(world, case.record, who) if make else {}


Maker = Callable[[World, str, str], dict[str, Any]]


def _in_envelope(**more: Any) -> Maker:
    return lambda world, record, _who: {**world.envelope(record), **more}


def _new_record(**more: Any) -> Maker:
    return lambda world, _record, _who: {**world.envelope(), **more}


def _fixed(**values: Any) -> Maker:
    return lambda _world, _record, _who: values


def _new_intervention() -> dict[str, Any]:
    areas = [str(area) for area in db.session.scalars(db.select(Area.id).order_by(Area.name))]
    return {
        "intervention": str(of_page("intervention")),
        "name": "Cameras",
        "began": "2026-10-02",
        "treated": areas[0],
        "compared": areas[1],
        "groups": "violence",
        "before": "26",
        "after": "26",
    }


def _answer(world: World, record: str, _who: str) -> dict[str, Any]:
    return {**world.envelope(record), "question": str(world.ids["question"]), "text": "The left."}


def _ask(world: World, record: str, _who: str) -> dict[str, Any]:
    entry = world.ids.get(record.replace("event", "entry"), NOBODY)
    question = world.envelope()["submission"]
    said = {"ask-entry": str(entry), "ask-question": question, "ask-text": "Who saw it?"}
    return said | _shown("ask-")(world, record, "")


def _shown(prefix: str, **more: Any) -> Maker:
    """What a reviewer's page says it showed, as it is now."""

    def make(world: World, record: str, _who: str) -> dict[str, Any]:
        event = db.session.get(Event, world.ids.get(record, NOBODY))
        finding = db.session.get(Finding, event.id) if event else None
        shown = shown_now(event, finding) if event else Shown(0, None)
        seen = {"entries": str(shown.entries), "version": str(shown.finding or 0), **more}
        return {prefix + name: value for name, value in seen.items()}

    return make


def _together(world: World, record: str, who: str) -> dict[str, Any]:
    other = "other venue's event" if record == "event" else "event"
    return {"with": str(world.ids[other]), **_shown("")(world, record, who)}


def _split(world: World, record: str, who: str) -> dict[str, Any]:
    entry = world.ids.get(record.replace("event", "entry"), NOBODY)
    return {"entry": str(entry), **_shown("")(world, record, who)}


INVITES = {"VM": "VS", "SP": "SP", "PS": "PR", "CO": "AN"}


def _invitation(_world: World, _record: str, who: str) -> dict[str, Any]:
    role = INVITES.get(people.PEOPLE[who].role if who else "", "VS")
    organisation = people.membership(who).organisation_id if who else 0
    named = {"email": "more@example.org", "name": "Mia More", "role": role}
    return named | ({"organisation_id": str(organisation)} if role == "AN" else {})


def _place(world: World, who: str) -> dict[str, Any]:
    mine = people.membership(who, len(people.person(who).memberships) - 1) if who else None
    return {"membership": str(mine.id) if mine else "0"}


def _enrolment(_world: World, _record: str, who: str) -> dict[str, Any]:
    # Only a coordinator is asked where the phone stays.
    asked = people.PEOPLE[who].role == "CO" if who else False
    place = people.membership("mo").premises_id
    return {"label": "Front door"} | ({"premises_id": str(place)} if asked else {})


def _thing(world: World, record: str, _who: str) -> dict[str, Any]:
    named = {
        "organisations": {"kind": "other"},
        "areas": {},
        "places": {"kind": "street", "area_id": str(world.ids["areas"]), "addresses": "2"},
        "premises": {
            "organisation_id": str(world.ids["organisations"]),
            "street_id": str(people.place("Cowley Road").id),
            "licensed": "y",
        },
    }
    return {"name": "A New Name", **named.get(record, {})}


def _version(**more: Any) -> Maker:
    """A step taken on a release as it is."""

    def make(world: World, record: str, _who: str) -> dict[str, Any]:
        found = db.session.get(Release, world.ids.get(record, NOBODY))
        return {"version": str(found.version if found else 1), **more}

    return make


def _revision(**more: Any) -> Maker:
    """A step taken on a briefing as it is."""

    def make(world: World, record: str, _who: str) -> dict[str, Any]:
        found = db.session.get(Briefing, world.ids.get(record, NOBODY))
        return {"revision": str(found.revision if found else 1), **more}

    return make


SUGGESTED = [key for key in BLOCKS if key != OWN]

NEW_PASSWORD = "a second lamp in the window"

BODIES: dict[str, Maker] = {
    "briefings.write": _revision(
        **{
            f"blocks-{number}-{field}": value
            for number, key in enumerate(SUGGESTED)
            for field, value in (("key", key), ("title", ""), ("text", "Look out."))
        }
    ),
    "briefings.step": _revision(),
    "briefings.take_pack": _fixed(file_format="xlsx", reason="Monday's review of the weekend"),
    "alerts.new": _fixed(
        alert="2d8f6a10-77c1-4b0e-9a3e-1c5f0b9d4e21",
        kind="travel",
        text="The bridge is shut.",
        hours="8",
        send="1",
    ),
    "alerts.longer": _fixed(hours="24"),
    "calendar.new": _fixed(
        event="7a1f3c58-2e64-4d0b-8c9f-5b6e7d8a9f01", name="Fair", first="2026-12-01"
    ),
    "calendar.edit": _fixed(name="Lantern fair", first="2026-11-28", last="", crowd="500"),
    "calendar.bring": lambda _world, _record, _who: {
        "file": (Resent(b"name,first\nFair,2026-12-01\n"), "coming.csv")
    },
    "calendar.terms": lambda _world, _record, _who: {
        "file": (Resent(b"name,first,last\nCity,2026-09-21,2026-12-11\n"), "terms.csv")
    },
    "aggregates.new_release": _fixed(
        release="6a0c2f1e-5b3d-4c7a-9e81-3f2d7b6c5a40",
        quarter="2026 Q3",
        scope="whole",
        **{"table-group": "rounding"},
    ),
    "aggregates.change_release": _version(scope="whole", **{"table-group": "rounding"}),
    "aggregates.instead": _version(instead_of="group"),
    "aggregates.again": _version(),
    "aggregates.send": _version(),
    "aggregates.take_back": _version(),
    "aggregates.drop": _version(),
    "aggregates.return_release": _version(why="Say more on the change."),
    "aggregates.approve": _version(),
    "aggregates.words": _version(),
    "aggregates.load_police": lambda _world, _record, _who: {
        "where": "near",
        "file": (Resent(street([crime(month="2026-08")]).getvalue()), "august-street.csv"),
    },
    "aggregates.load_hospital": lambda _world, _record, _who: {
        "file": (Resent(quarter_of_assaults(6).getvalue()), "assaults.csv")
    },
    "aggregates.new_intervention": lambda _world, _record, _who: _new_intervention(),
    "accounts.sign_in": _fixed(email="dora@example.org", password="not the password"),
    "accounts.invitation": _fixed(name="Nell New", password=NEW_PASSWORD),
    "accounts.switch_place": lambda world, _record, who: _place(world, who),
    "accounts.switch_duty": _fixed(kind="review", state="on"),
    "accounts.break_glass": _fixed(
        password=people.PASSWORD,
        reason="A person may be in danger.",
        glass="4f0e6a3c-9d52-4b1e-8f6a-2c7d1e5b9a30",
    ),
    "accounts.confirm": _fixed(password=people.PASSWORD, onward="/help"),
    "accounts.name": _fixed(name="Another Name"),
    "accounts.password": _fixed(old=people.PASSWORD, new=NEW_PASSWORD, again=NEW_PASSWORD),
    "accounts.invite": _invitation,
    "accounts.enter": _fixed(pin="582093"),
    "accounts.pin": _fixed(password=people.PASSWORD, pin="739154"),
    "accounts.enrol": _enrolment,
    "accounts.unlock": lambda world, _record, _who: {"person": str(world.ids["dora"])},
    "accounts.speak": _fixed(language="en", next="/help"),
    "accounts.propose_grant": lambda world, _record, _who: {
        "person_id": str(people.person("stella").id),
        "reason": "holiday cover",
        "until": "2026-12-24",
    },
    "api.new_consumer": _fixed(
        name="Portal", contact="ext. 7", scopes="packages:read", until="2026-12-24"
    ),
    "delivery.messages": _fixed(mail_briefing="y", quiet_from="22", quiet_until="8"),
    "delivery.test": _fixed(test="2c9d4f6a-71b3-4e58-a0d2-8b5e3c1f7a64"),
    "delivery.subscribe": _fixed(
        endpoint="https://fcm.googleapis.com/send/one", p256dh="BA" + "A" * 85, auth="A" * 22
    ),
    "incidents.new": _new_record(when="now", description="words"),
    "incidents.add": _in_envelope(description="more words", actions="advised"),
    "incidents.amend": _in_envelope(when="keep", code="V1", description="more words"),
    "incidents.withdraw": _in_envelope(reason="told twice"),
    "incidents.undo": _in_envelope(),
    "incidents.share": _in_envelope(),
    "offline.take_in": _fixed(upto=NOW.isoformat()),
    "offline.throw_away": _fixed(upto=NOW.isoformat(), reason="sent by a thief"),
    "network.settings": _fixed(name="Testford", time_zone="Europe/London", control_room_number=""),
    "network.new": _thing,
    "network.edit": _thing,
    "referrals.act": _fixed(**{"act-text": "Rang her."}),
    "referrals.close": _fixed(**{"close-outcome": "supported"}),
    "referrals.owners": lambda _world, _record, _who: {
        "route": "child",
        "first": str(people.person("gwen").id),
    },
    "referrals.refer": _fixed(
        route="hate_crime", text="Please ring.", referral="b1d7c2f4-3a58-4f0e-9c66-0d5a8e7f2b91"
    ),
    "review.answer": _answer,
    "review.ask": _ask,
    "review.finding": _shown("finding-", outcome="confirmed"),
    "review.make_export": _fixed(holds="list", file_format="csv", reason="for Monday's meeting"),
    "review.merge": _together,
    "review.not_the_same": _together,
    "review.reopen": _shown(""),
    "review.save_filter": _fixed(name="Violence"),
    "review.search": _fixed(q="taxi"),
    "review.seen": _shown(""),
    "review.split": _split,
    "shifts.quiet": _new_record(),
    "shifts.take_back": _in_envelope(),
    "visits.start": _new_record(),
    "visits.new": _new_record(when="now"),
    "visits.edit": _in_envelope(when="keep", note="more words"),
    "visits.leave": _in_envelope(left_when="now"),
    "visits.withdraw": _in_envelope(reason="told twice"),
    "visits.undo": _in_envelope(),
}
