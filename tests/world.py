"""A Saturday night with a record of every kind, and every way to send each form of the product."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from string import ascii_lowercase
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from nightsafe.accounts import granting, inviting
from nightsafe.accounts.models import Device, Grant, SignedInSession, SubmitToken
from nightsafe.accounts.passwords import hash_password
from nightsafe.accounts.roles import Role
from nightsafe.aggregates import preparing
from nightsafe.aggregates.context import loading, police
from nightsafe.aggregates.interventions import Asked, note_intervention
from nightsafe.alerts.actions import send as send_alert
from nightsafe.api.actions import make_consumer
from nightsafe.briefings import approving as approving_briefing
from nightsafe.briefings import composing, writing
from nightsafe.calendar import actions as calendar
from nightsafe.calendar.feed import token_of as feed_token
from nightsafe.calendar.wanted import Wanted
from nightsafe.database import db
from nightsafe.delivery.models import Message, PushSubscription, Sending
from nightsafe.delivery.unsubscribing import token_of
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.photos import add_photo
from nightsafe.incidents.pixels import picture
from nightsafe.network.models import Area, Organisation, Place, Premises
from nightsafe.nights import weekend_of
from nightsafe.referrals.actions import act, refer_event
from nightsafe.referrals.models import Referral
from nightsafe.review import actions as review
from nightsafe.review.filters import Filters
from nightsafe.review.saved import save_filter
from nightsafe.shifts.actions import say_quiet
from nightsafe.submissions import held
from nightsafe.submissions.envelope import Kind, fresh
from nightsafe.submissions.reference import reference_of, spoken
from nightsafe.submissions.sealing import current_key, parcel_info, seal_to
from nightsafe.visits.models import Visit
from tests import people
from tests.aggregates.context.files import crime, street
from tests.aggregates.drafts import draft
from tests.aggregates.releasing import SUMMER
from tests.factories import bring, log
from tests.incidents.pictures import jpeg
from tests.people import PEOPLE, SATURDAY, actor, membership, person
from tests.referrals.making import named, specialist
from tests.visits.making import RESTRICTED, stay

# Half a minute after the last record was received: still within the minute of an undo.
NOW = SATURDAY + timedelta(minutes=2, seconds=30)
NOBODY = UUID("7d1f0a36-0000-4000-8000-00000000dead")
NOWHERE = 999_999
ANYBODY = "anonymous"

Body = Callable[[str], dict[str, Any]]


def of_page(name: str) -> UUID:
    """An id as a page mints it (version 4), the same at each call."""
    return UUID(bytes=uuid5(NOBODY, name).bytes, version=4)


@dataclass
class World:
    """The ids of what is there, by the names that the matrix uses."""

    ids: dict[str, Any] = field(default_factory=dict)
    heads: dict[str, UUID] = field(default_factory=dict)
    # What somebody wrote, by whose and which field it is; nothing else on any page is like it.
    words: dict[str, str] = field(default_factory=dict)

    def word(self, label: str) -> str:
        """A word for a field, found again wherever it leads; a briefing takes no digits."""
        tens, ones = (ascii_lowercase[one] for one in divmod(len(self.words), 26))
        return self.words.setdefault(label, f"zq{tens}{ones}wort")

    def envelope(self, record: str = "") -> dict[str, str]:
        """The hidden fields of a form about a record, the same at each call."""
        record_id = self.ids.get(record) if record else of_page("record")
        return {
            "submission": str(of_page("submission")),
            "record": str(record_id),
            "parent": str(self.heads.get(record, "")),
            "format": "1",
            "captured": "",
            "sent": "",
        }


def settle() -> World:
    """Lay out the network, its people and a record of every kind; commits."""
    people.settle()
    hashed = hash_password(people.PASSWORD)
    for key in PEOPLE:
        person(key).password_hash = hashed
    db.session.commit()
    world = World()
    said = world.word
    for name, entry in {
        "entry": log(
            "dora",
            "V1",
            description=said("entry: description"),
            place_words=said("entry: place in words"),
            police_reference=said("entry: police reference"),
            plate=said("entry: plate"),
        ),
        "register entry": log("dora", "L4", description=said("register entry: description")),
        "restricted entry": log(
            "dora",
            "S1",
            description=said("restricted entry: description"),
            police_reference=said("restricted entry: police reference"),
        ),
        "other venue's entry": log("otto", "V1", description=said("other venue's: description")),
        "driver's entry": log(
            "drew",
            "V1",
            place_id=people.place("The Lantern").id,
            description=said("driver's: description"),
        ),
    }.items():
        _keep(world, name, entry)
        world.ids[name.replace("entry", "event")] = entry.event_id
        world.ids[f"photo of {name}"] = _photo(entry)
    restricted = spoken(reference_of(world.ids["restricted entry"]))
    world.words["restricted entry: reference"] = restricted
    brought = bring("V1", audience="review", description=said("brought entry: description"))
    _keep(world, "brought entry", brought)
    world.ids["brought event"] = brought.event_id
    for name, visit in {
        "visit": stay("dora", note=said("visit: note")),
        "restricted visit": stay("sade", RESTRICTED, note=said("restricted visit: note")),
        "team's visit": stay("pip", note=said("team's visit: note")),
    }.items():
        _keep(world, name, visit)
    _closed(world.ids["driver's event"], said("driver's event: note of the review"))
    world.ids["question"] = _question(world.ids["entry"], said("entry: question"))
    quiet = say_quiet(actor("otto"), fresh(Kind.QUIET), night=SATURDAY.date(), now=NOW)
    world.ids["quiet night"] = quiet.id
    world.heads["quiet night"] = quiet.head
    _referrals(world)
    plain = Filters(None, view="all", group="violence")
    kept = save_filter(actor("rhys"), "Violence", plain, now=NOW)
    world.ids["rhys's filter"] = kept.id
    world.ids["intervention"] = _intervention()
    world.ids["context load"] = _context_load()
    _releases(world)
    _accounts(world)
    _goes_out(world)
    _held(world)
    _messages(world)
    db.session.commit()
    return world


def _keep(world: World, name: str, row: Entry | Visit) -> None:
    world.ids[name], world.heads[name] = row.id, row.head


def _photo(entry: Entry) -> UUID:
    who = replace(actor("dora"), person_id=entry.author_id)
    at = entry.received_at
    photo_id = uuid5(entry.id, "photo")
    add_photo(who, entry, photo_id, picture(jpeg(8, 8)), now=at, queued=True)
    db.session.commit()
    return photo_id


def _closed(event_id: UUID, note: str) -> None:
    event = db.session.get_one(Event, event_id)
    review.record_finding(
        actor("stella"),
        event,
        outcome="confirmed",
        home_office=None,
        police_reference="",
        note=note,
        now=NOW,
    )
    review.close_event(actor("stella"), event, now=NOW)
    db.session.commit()


def _question(entry_id: UUID, text: str) -> UUID:
    entry = db.session.get_one(Entry, entry_id)
    asked = review.ask(actor("rhys"), entry, text, now=NOW)
    db.session.commit()
    return asked.id


def _referrals(world: World) -> None:
    """What was sent to Gwen, what else she works on, and what went to somebody else."""
    ivo = specialist("ivo")
    named("hate_crime", actor("gwen"))
    named("spiking", actor("gwen"))
    named("prevent", ivo)
    for name, who, what, route in (
        ("referral", "rhys", "other venue's event", "hate_crime"),
        ("restricted referral", "greta", "restricted event", "spiking"),
        ("other's referral", "rhys", "driver's event", "prevent"),
    ):
        event = db.session.get_one(Event, world.ids[what])
        note = world.word(f"{name}: note")
        world.ids[name] = refer_event(actor(who), event, route, note, now=NOW).id
    worked_on = db.session.get_one(Referral, world.ids["restricted referral"])
    act(actor("gwen"), worked_on, world.word("restricted referral: what was done"), now=NOW)
    db.session.commit()


def _context_load() -> UUID:
    counted = police.count("july-street.csv", street([crime()]), police.Lsoa(""), NOW.date())
    made, _new = loading.load("police", counted, by="Ana", person_id=None, now=NOW)
    return made.id


def _releases(world: World) -> None:
    """What Ana prepares of two quarters, one of them sent to be approved."""
    for name, quarter in (("draft", SUMMER), ("sent release", SUMMER.previous())):
        found = draft(quarter=quarter)
        words = {"levels": world.word(f"{name}: words")}
        preparing.write_words(actor("ana"), found, words, now=NOW)
        world.ids[name] = found.id
    preparing.send(actor("ana"), found, now=NOW)


def _goes_out(world: World) -> None:
    """Three briefings by Rhys, the last of them out to venues; a warning; what is coming."""
    weekend = weekend_of(SATURDAY.date())
    tz = ZoneInfo("Europe/London")
    for name in ("briefing draft", "briefing sent", "briefing out"):
        weekend = weekend.previous()
        found = composing.compose(weekend, tz, now=NOW)
        world.ids[name] = found.id
        texts = {"ask": world.word(f"{name}: ask"), "places": world.word(f"{name}: places")}
        writing.write(
            actor("rhys"),
            found,
            [{**one, "text": texts.get(one["key"], one["text"])} for one in found.blocks],
            annex=world.word(f"{name}: annex"),
            audience={"roles": ["VM", "VS"], "areas": []},
            revision=found.revision,
            now=NOW,
        )
        if name != "briefing draft":
            writing.send(actor("rhys"), found, revision=found.revision, now=NOW)
    stella = actor("stella")
    approving_briefing.approve(stella, found, revision=found.revision, now=NOW)
    approving_briefing.publish(stella, found, revision=found.revision, now=NOW)
    warning = send_alert(
        actor("cleo"),
        of_page("warning"),
        "notes",
        {"text": world.word("warning: words")},
        roles=["VM", "VS"],
        areas=[],
        hours=12,
        now=NOW,
    )
    world.ids["warning"] = warning.id
    coming = Wanted("Lantern fair", "", SATURDAY.date(), SATURDAY.date(), 400)
    event = calendar.enter(actor("mo"), of_page("coming"), coming, now=NOW)
    world.ids["mo's event"] = event.id
    world.ids["dora's calendar"] = feed_token(person("dora").id)


def _intervention() -> UUID:
    areas = [str(area) for area in db.session.scalars(db.select(Area.id).order_by(Area.name))]
    made = note_intervention(
        actor("ana"),
        of_page("ana's intervention"),
        "Lights",
        SATURDAY.date() - timedelta(days=70),
        Asked(tuple(areas[:1]), tuple(areas[1:2]), ("violence",)),
        areas=areas,
        tonight=SATURDAY.date(),
        now=NOW,
    )
    return made.id


def _accounts(world: World) -> None:
    for key in ("dora", "mo", "otto", "pip", "rhys", "coral"):
        world.ids[f"{key}"] = person(key).id
        world.ids[f"{key}'s role"] = membership(key).id
    made, token = inviting.invite(
        actor("mo"), "new@example.org", "Nell New", Role.VS, premises_id=None, now=NOW
    )
    world.ids["invitation"], world.ids["link"] = made.id, token
    until = (SATURDAY + timedelta(days=30)).date()
    proposed = granting.propose_grant(actor("stella"), person("rhys").id, "rota", until, now=NOW)
    db.session.flush()
    world.ids["proposed grant"] = proposed.id
    running = db.session.scalars(
        db.select(Grant).where(Grant.person_id == person("greta").id)
    ).one()
    world.ids["running grant"] = running.id
    scopes = ("releases:read",)
    consumer, _token = make_consumer(actor("coral"), "Dashboard", "ext. 5", scopes, until, now=NOW)
    world.ids["consumer"] = consumer.id
    session = SignedInSession(
        token_hash=b"x" * 32,
        person_id=person("dora").id,
        membership_id=membership("dora").id,
        created_at=NOW,
        last_seen_at=NOW,
    )
    db.session.add(session)
    db.session.flush()
    world.ids["dora's session"] = session.id
    world.ids["dora's notice"] = db.session.scalar(
        db.select(Message.id).where(Message.person_id == person("dora").id)
    )
    _phones(world)
    for kind, model in (
        ("organisations", Organisation),
        ("areas", Area),
        ("places", Place),
        ("premises", Premises),
    ):
        world.ids[kind] = db.session.scalar(db.select(db.func.max(model.id)))
    world.ids["places"] = people.place("Cowley Road").id


def _messages(world: World) -> None:
    """Dora's browser, the link in her mail, and what Rhys and Mo may have had or not."""
    browser = PushSubscription(
        person_id=person("dora").id,
        endpoint="https://fcm.googleapis.com/send/dora",
        p256dh="",
        auth="",
        created_at=NOW,
    )
    db.session.add(browser)
    db.session.flush()
    world.ids["dora's browser"] = browser.id
    world.ids["dora's way out"] = token_of(person("dora").id, "briefing")
    for name, who, read_at in (("unsure message", "rhys", None), ("read message", "mo", NOW)):
        message = Message(
            person_id=person(who).id,
            kind="briefing",
            record_id=of_page(name),
            created_at=NOW,
            acknowledged_at=read_at,
        )
        db.session.add(message)
        db.session.flush()
        sending = Sending(
            message_id=message.id,
            channel="mail",
            safety=False,
            state="unsure",
            created_at=NOW,
            next_at=NOW,
            ended_at=NOW,
            problem="unanswered",
        )
        db.session.add(sending)
        db.session.flush()
        world.ids[name] = sending.id


def _held(world: World) -> None:
    """What came of Dora's phone and needs her; of her and of Coral, what nobody may read."""
    record, submission = of_page("held record"), of_page("held entry")
    world.ids["held entry"] = submission
    fields = {
        "submission": str(submission),
        "record": str(record),
        "format": "1",
        "when": "pick",
        "when_time": "no time",
        "description": world.word("held entry: description"),
    }
    content = {
        "path": "/log/V1",
        "fields": [list(pair) for pair in fields.items()],
        "membership": membership("dora").id,
    }
    opened = {"content": content, "record_id": record, "kind": "incidents.new"}
    _hold(world, "dora", submission, state=held.ATTENTION, why=held.FORM, **opened)
    unread = of_page("unread entry")
    description = world.word("unread entry: description")
    inside = {
        "format": 1,
        "author": person("dora").id,
        "membership": membership("dora").id,
        "device": str(world.ids["dora's phone"]),
        "submission": str(unread),
        "path": "/log/V1",
        "fields": [
            ["submission", str(unread)],
            ["record", str(of_page("unread record"))],
            ["when", "now"],
            ["description", description],
        ],
        "language": "en",
    }
    public = current_key(now=NOW).public
    sealed = seal_to(public, json.dumps(inside).encode(), parcel_info(unread))
    for who in ("dora", "coral"):
        why = {"state": held.QUARANTINED, "why": held.SUSPENDED, "sealed": sealed}
        _hold(world, who, unread, **why)


def _hold(world: World, who: str, submission: UUID, **more: Any) -> None:
    held.hold(
        person(who).id,
        submission,
        device_id=world.ids["dora's phone"],
        key_id=current_key(now=NOW).id,
        digest=b"d" * 32,
        sent_at=NOW,
        now=NOW,
        **more,
    )


def _phones(world: World) -> None:
    """The shared phones of two doors, and Dora's own, which still may send as her."""
    for name, at in (
        ("door's phone", "mo"),
        ("other door's phone", "olga"),
        ("dora's phone", None),
    ):
        device = Device(
            id=of_page(name),
            label=name,
            premises_id=membership(at).premises_id if at else None,
            enrolled_by=person(at).id if at else None,
            created_at=NOW,
            last_used_at=NOW,
        )
        db.session.add(device)
        world.ids[name] = device.id
    db.session.flush()
    token = SubmitToken(
        token_hash=b"y" * 32,
        device_id=world.ids["dora's phone"],
        person_id=person("dora").id,
        created_at=NOW,
        expires_at=NOW + timedelta(days=30),
    )
    db.session.add(token)
