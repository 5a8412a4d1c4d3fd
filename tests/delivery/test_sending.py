"""What waits is sent: once, at least once where it is for safety, and never without being noted."""

import base64
import json
import os
import re
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask

from nightsafe.accounts.recipients import recipients
from nightsafe.config import Settings
from nightsafe.database import db
from nightsafe.delivery import sending
from nightsafe.delivery.actions import acknowledge, notify, withdraw_messages
from nightsafe.delivery.choices import Quiet, choose
from nightsafe.delivery.letters import About, Letter, Recipient, general
from nightsafe.delivery.mail import Outbox, Server
from nightsafe.delivery.models import Message, PushSubscription, Sending
from nightsafe.delivery.push import Pusher, allowed
from nightsafe.delivery.push_keys import make_key
from nightsafe.delivery.sending import Way
from nightsafe.delivery.states import State
from tests.delivery.catchers import BREAK, Catcher, mail_server, push_service
from tests.people import SATURDAY, person, settle

TZ = ZoneInfo("Europe/London")
# In the afternoon nobody is asleep.
NOON = datetime(2026, 11, 16, 13, 0, tzinfo=SATURDAY.tzinfo)
SAFE, OTHER = "urgent", "question"
BASE = "https://night.example.org"
pytestmark = pytest.mark.both_engines


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    settle()
    db.session.commit()


@pytest.fixture
def mail() -> Iterator[Catcher]:
    """A mail server on this machine."""
    with mail_server() as catcher:
        yield catcher


@pytest.fixture
def push() -> Iterator[Catcher]:
    """A push service on this machine."""
    with push_service() as catcher:
        yield catcher


def leaving(one: sending.Try) -> str | None:
    return None if one.safety else f"{BASE}/unsubscribe/some-token"


def server(mail: Catcher) -> Server:
    outbox = Outbox("nightsafe <night@example.org>", BASE, leaving)
    return Server(f"smtp://127.0.0.1:{mail.port}", outbox)


def say(about: About, recipient: Recipient) -> Letter | None:
    return general(about, recipient, BASE)


def told(kind: str, who: str = "dora", now: datetime = NOON) -> Message:
    record = uuid4()
    notify([person(who).id], kind, record, now=now)
    db.session.commit()
    found = db.session.scalar(db.select(Message).where(Message.record_id == record))
    assert found is not None
    return found


def send_all(ways: dict[str, Way | None], now: datetime = NOON) -> int:
    done = 0
    db.session.rollback()  # nothing of the test's own is open while it sends
    while (begun := sending.begin(recipients, TZ, now=now)) is not None:
        sending.carry_out(*begun, say, ways, lambda: now)
        done += 1
    for way in ways.values():
        if way is not None:
            way.close()
    db.session.rollback()
    db.session.expire_all()
    return done


def states() -> list[tuple[str, str]]:
    db.session.rollback()
    db.session.expire_all()
    rows = db.session.scalars(db.select(Sending).order_by(Sending.id))
    return [(one.state, one.problem) for one in rows]


def test_a_letter_says_that_something_waits_and_nothing_of_it(mail: Catcher) -> None:
    message = told(SAFE)
    assert send_all({"mail": server(mail)}) == 1
    (letter,) = mail.mails
    assert states() == [(State.SENT, "")]
    assert letter["To"] == "Dora Doorman <dora@example.org>"
    named = rf"<message\.{message.id}\.[0-9a-f]{{12}}\.mail@night\.example\.org>"
    assert re.fullmatch(named, letter["Message-ID"])
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe"] is None
    words = letter.get_content()
    assert f"{BASE}/" in words and "999" in words
    assert str(message.record_id) not in words


def test_what_is_not_urgent_can_be_left_with_one_click(mail: Catcher) -> None:
    told(OTHER)
    send_all({"mail": server(mail)})
    (letter,) = mail.mails
    assert letter["List-Unsubscribe"] == f"<{BASE}/unsubscribe/some-token>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_no_name_can_write_a_header(mail: Catcher) -> None:
    person("dora").name = "Dora\r\nBcc: all@example.org"
    db.session.commit()
    told(SAFE)
    send_all({"mail": server(mail)})
    (letter,) = mail.mails
    assert letter["Bcc"] is None
    assert len(letter["To"].addresses) == 1


@pytest.mark.parametrize(
    ("step", "answer", "safe", "other"),
    [
        # Nothing was handed over: both are tried again.
        ("connect", BREAK, (State.WAITING, "away"), (State.WAITING, "away")),
        ("rcpt", BREAK, (State.WAITING, "away"), (State.WAITING, "away")),
        ("data", "451 later", (State.WAITING, "busy"), (State.WAITING, "busy")),
        # All of it may be there.
        ("dot", BREAK, (State.WAITING, "unanswered"), (State.UNSURE, "unanswered")),
        # It is certainly not.
        ("dot", "452 later", (State.WAITING, "busy"), (State.WAITING, "busy")),
        ("dot", "554 never", (State.FAILED, "refused"), (State.FAILED, "refused")),
        ("rcpt", "550 nobody", (State.FAILED, "address"), (State.FAILED, "address")),
    ],
)
def test_what_breaks_is_tried_again_unless_it_could_arrive_twice(
    mail: Catcher,
    step: str,
    answer: str,
    safe: tuple[str, str],
    other: tuple[str, str],
) -> None:
    # A server that is away is called but once for both.
    often = 1 if step == "connect" else 2
    mail.happens = lambda at, number: answer if at == step and number <= often else None
    told(SAFE)
    told(OTHER)
    send_all({"mail": server(mail)})
    assert states() == [safe, other]
    before = len(mail.taken)
    send_all({"mail": server(mail)}, now=NOON + timedelta(minutes=2))
    assert len(mail.taken) == before + [safe[0], other[0]].count(State.WAITING)
    # Whoever gets it twice can tell that it is one.
    assert len(set(mail.ids())) <= 2


def test_a_try_without_an_end_is_made_again_for_safety_alone(mail: Catcher) -> None:
    told(SAFE)
    told(OTHER)
    db.session.rollback()
    for _ in range(2):
        assert sending.begin(recipients, TZ, now=NOON) is not None  # and the sender dies
    assert sending.recover(now=NOON) == 2
    assert states() == [(State.WAITING, "interrupted"), (State.UNSURE, "interrupted")]
    assert send_all({"mail": server(mail)}) == 1
    assert states() == [(State.SENT, ""), (State.UNSURE, "interrupted")]


def test_one_that_was_settled_meanwhile_stays_as_it_is(mail: Catcher) -> None:
    told(OTHER)
    db.session.rollback()
    begun = sending.begin(recipients, TZ, now=NOON)
    assert begun is not None
    sending.recover(now=NOON)  # another sender took over
    sending.carry_out(*begun, say, {"mail": server(mail)}, lambda: NOON)
    assert states() == [(State.UNSURE, "interrupted")]


def test_what_nobody_needs_any_more_is_not_sent(mail: Catcher) -> None:
    read, gone, left = told(SAFE, "dora"), told(SAFE, "mo"), told(SAFE, "otto")
    acknowledge(read, now=NOON)
    withdraw_messages(gone.record_id, now=NOON)
    person("otto").suspended_at = NOON
    db.session.commit()
    told(SAFE, "pip")
    person("pip").email = None
    db.session.commit()
    told(OTHER, "rhys", now=NOON - timedelta(hours=25))
    told(OTHER, "cleo")
    choose(person("cleo").id, ["mail:work"], Quiet(), now=NOON)
    db.session.commit()
    assert left.id
    assert send_all({"mail": server(mail)}) == 0
    assert [problem for _, problem in states()] == [
        *("read", "withdrawn", "left", "no-address", "old", "off"),
    ]
    # Chosen before, it is not even written down.
    told(OTHER, "cleo")
    assert len(states()) == 6


def test_quiet_hours_hold_back_all_but_safety(mail: Catcher) -> None:
    told(SAFE, now=SATURDAY)
    told(OTHER, now=SATURDAY)  # 23:30
    assert send_all({"mail": server(mail)}, now=SATURDAY) == 1
    assert send_all({"mail": server(mail)}, now=SATURDAY + timedelta(hours=8, minutes=29)) == 0
    assert send_all({"mail": server(mail)}, now=SATURDAY + timedelta(hours=8, minutes=30)) == 1


def test_without_a_server_it_is_said_that_nothing_is_set_up() -> None:
    told(SAFE)
    send_all({"mail": None})
    assert states() == [(State.FAILED, "not-set-up")]


class Browser:
    """A browser that somebody let us wake, with the keys that only it has."""

    def __init__(self, push: Catcher, who: str = "dora") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = os.urandom(16)
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.row = PushSubscription(
            person_id=person(who).id,
            endpoint=f"http://127.0.0.1:{push.port}/{who}?a=1",
            p256dh=base64.urlsafe_b64encode(point).decode().rstrip("="),
            auth=base64.urlsafe_b64encode(self.secret).decode().rstrip("="),
            device="",
            created_at=NOON,
        )
        db.session.add(self.row)
        db.session.commit()

    def opened(self, sealed: bytes) -> dict[str, Any]:
        """What was sent to it, as only this browser reads it."""
        said = http_ece.decrypt(
            sealed, private_key=self.key, auth_secret=self.secret, version="aes128gcm"
        )
        found: dict[str, Any] = json.loads(said)
        return found


def pusher(push: Catcher, app: Flask) -> Pusher:
    settings = app.extensions["settings"]
    key = make_key(settings.data / f"{uuid4()}.key")
    return Pusher(key, Settings(push_hosts=f"127.0.0.1:{push.port}", base_url=BASE))


def test_a_push_is_sealed_to_its_browser_and_signed(push: Catcher, app: Flask) -> None:
    browser = Browser(push)
    message = told(SAFE)
    assert send_all({"mail": None, "push": pusher(push, app)}) == 2
    assert states()[1] == (State.SENT, "")
    said = browser.opened(push.taken[0])
    assert said == {
        "title": "Something urgent waits for you",
        "line": "Open nightsafe to read it.",
        "path": "/",
        "tag": f"message-{message.id}",
    }
    (heads,) = push.heads
    assert heads["request"] == "POST /dora?a=1 HTTP/1.1"
    assert heads["topic"] == f"message-{message.id}" and heads["urgency"] == "high"
    assert heads["authorization"].startswith("vapid t=")


def test_a_browser_that_is_gone_is_not_called_again(push: Catcher, app: Flask) -> None:
    browser = Browser(push)
    push.happens = lambda step, _n: "410 Gone" if step == "dot" else None
    told(SAFE)
    send_all({"mail": None, "push": pusher(push, app)})
    db.session.refresh(browser.row)
    assert browser.row.ended_at == NOON
    assert states()[1] == (State.FAILED, "gone")
    told(SAFE)
    assert len(states()) == 3


@pytest.mark.parametrize(
    ("asked", "seconds"), [("600", 600), ("1", 15), ("999999", 3 * 3600), ("never", 15)]
)
def test_a_service_that_asks_to_wait_is_given_its_time_within_reason(
    push: Catcher, app: Flask, asked: str, seconds: int
) -> None:
    Browser(push)
    busy = f"429 Slower\r\nRetry-After: {asked}"
    push.happens = lambda step, _n: busy if step == "dot" else None
    told(SAFE)
    send_all({"mail": None, "push": pusher(push, app)})
    assert states()[1] == (State.WAITING, "busy")
    row = db.session.scalars(db.select(Sending).where(Sending.channel == "push")).one()
    assert row.next_at == NOON + timedelta(seconds=seconds)


def test_a_service_that_is_away_is_called_once_and_not_for_each_message(app: Flask) -> None:
    with push_service() as gone:
        way, browser = pusher(gone, app), Browser(gone)
    told(SAFE)
    send_all({"mail": None, "push": way})
    with socket.create_server(("127.0.0.1", gone.port)) as back:
        told(SAFE)
        send_all({"mail": None, "push": way})
        back.setblocking(False)
        with pytest.raises(BlockingIOError):
            back.accept()
    assert [states()[1], states()[3]] == [(State.WAITING, "away")] * 2
    assert browser.row.ended_at is None


@pytest.mark.parametrize("answer", [BREAK, "500 Oops", "502 Bad gateway", "504 Too late"])
def test_a_push_that_broke_off_is_unsure_unless_it_is_for_safety(
    push: Catcher, app: Flask, answer: str
) -> None:
    """What stands before a service may break after the service has taken the message."""
    Browser(push)
    push.happens = lambda step, _n: answer if step == "dot" else None
    told(SAFE)
    told(OTHER)
    send_all({"mail": None, "push": pusher(push, app)})
    assert states()[1] == (State.WAITING, "unanswered")
    assert states()[3] == (State.UNSURE, "unanswered")


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://example.org/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com@example.org/x",
        "https://evil-fcm.googleapis.com.example.org/x",
        "https://127.0.0.1/x",
        "file:///etc/passwd",
        "https://[::1/x",
        "https://fcm.googleapis.com/a b",
        "https://fcm.googleapis.com/\u00e9",
    ],
)
def test_nothing_goes_anywhere_but_to_the_services_that_are_allowed(endpoint: str) -> None:
    """R24."""
    assert not allowed(endpoint, Settings().push_hosts.split())


def test_a_name_that_leads_inside_is_not_called(app: Flask, push: Catcher) -> None:
    """R24: the address that is called is the one that was checked."""
    browser = Browser(push)
    browser.row.endpoint = "https://localhost/x"
    db.session.commit()
    told(SAFE)
    way = pusher(push, app)
    inside = Pusher(way._key, Settings(push_hosts="localhost", base_url=BASE))
    send_all({"mail": None, "push": inside})
    assert states()[1] == (State.FAILED, "forbidden")
    assert push.taken == []
