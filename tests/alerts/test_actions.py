"""A warning reaches whom it is for, vanishes when it is over or withdrawn, and leaves no words."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.alerts import ageing, letters
from nightsafe.alerts.actions import WITHDRAWN, Changed, extend, send, withdraw
from nightsafe.alerts.models import Alert
from nightsafe.alerts.projection import PROJECTION
from nightsafe.alerts.queries import alert_of, heard, listed, over, standing
from nightsafe.alerts.saying import said
from nightsafe.config import Settings
from nightsafe.database import db
from nightsafe.delivery.actions import acknowledge
from nightsafe.delivery.jobs import Work, run
from nightsafe.delivery.letters import About, Letter, Recipient
from nightsafe.delivery.models import Message, Sending
from nightsafe.delivery.queries import waiting
from nightsafe.delivery.states import State
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.ledger.crypto import open_for
from nightsafe.ledger.erase import scrub
from nightsafe.ledger.keys import Unreadable
from nightsafe.network.models import Area
from tests.ledger.chains import check
from tests.people import PEOPLE, SATURDAY, actor, person, settle

WORDS = {"text": "Twenties with a blurred strip, passed at bars"}
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def people(app: Flask) -> None:
    """The named people."""
    settle()
    db.session.commit()


def warn(who: str = "cleo", *, now: datetime = SATURDAY, **more: Any) -> Alert:
    """A warning of somebody's, to everybody unless said otherwise, for two hours."""
    asked: dict[str, Any] = {"kind": "notes", "words": WORDS, "roles": [], "areas": [], "hours": 2}
    asked |= more
    alert = send(actor(who), asked.pop("alert_id", uuid4()), now=now, **asked)
    db.session.commit()
    return alert


def area(name: str) -> str:
    """An area's id as a warning keeps it."""
    return str(db.session.scalars(select(Area.id).where(Area.name == name)).one())


def told(alert: Alert, kind: str = "alert") -> set[str]:
    """Who was told of a warning, by their keys."""
    query = select(Message.person_id).where(Message.record_id == alert.id, Message.kind == kind)
    ids = set(db.session.scalars(query))
    return {key for key in PEOPLE if person(key).id in ids}


def sees(who: str, now: datetime) -> list[UUID]:
    """What somebody is warned of."""
    return [one.id for one in standing(actor(who), now)]


def letter(alert: Alert, who: str, kind: str) -> Letter | None:
    """What leaves for somebody."""
    one = person(who)
    to = Recipient(one.id, one.name, one.email, None, stands=True)
    return letters.compose(About(1, kind, alert.id, ""), to, "https://nightsafe.example")


def test_without_a_choice_it_reaches_everybody_but_its_sender_and_the_auditor() -> None:
    alert = warn()
    assert told(alert) == set(PEOPLE) - {"cleo", "audrey"}
    assert sees("dora", SATURDAY) == sees("rhys", SATURDAY) == [alert.id]
    assert standing(actor("audrey"), SATURDAY) == []


@pytest.mark.both_engines
def test_roles_and_areas_say_whom_it_reaches(app: Flask) -> None:
    venues = warn(roles=["VS"], areas=[area("Centre")])
    assert told(venues) == {"dora", "otto", "bea"}
    # Whoever works at no premises belongs to every area.
    east = warn(areas=[area("East")])
    assert {"sade", "pip", "drew", "rhys"} <= told(east)
    assert not {"dora", "mo", "otto", "olga"} & told(east)
    assert sees("dora", SATURDAY) == [venues.id]
    assert sees("sade", SATURDAY) == [east.id]
    assert alert_of(actor("sade"), venues.id, SATURDAY) is None


@pytest.mark.parametrize("who", ["dora", "mo", "sade", "lena", "drew", "ana", "gwen", "audrey"])
def test_nobody_else_sends_one(who: str) -> None:
    with pytest.raises(NotAllowed):
        warn(who)
    db.session.rollback()
    assert db.session.scalars(select(Alert)).all() == []


def test_sent_twice_under_one_id_it_is_one() -> None:
    first = uuid4()
    for _ in range(2):
        warn("rhys", alert_id=first)
    assert len(db.session.scalars(select(Alert)).all()) == 1
    with pytest.raises(ProductError):
        warn("coral", alert_id=first)
    # Who went back in the browser and wrote it anew hears that it went out otherwise.
    for other in ({"words": {"text": "Tens, too."}}, {"roles": ["VS"]}, {"kind": "spiking"}):
        with pytest.raises(Changed):
            warn("rhys", alert_id=first, **other)


@pytest.mark.parametrize("wrong", [{"kind": "suspect"}, {"hours": 48}, {"hours": 0}])
def test_what_no_page_offers_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ProductError):
        warn(**wrong)


def test_it_ends_by_itself_to_the_second() -> None:
    alert = warn()
    end = SATURDAY + 2 * HOUR
    assert sees("dora", end - timedelta(seconds=1)) == [alert.id]
    assert sees("dora", end) == []
    assert alert_of(actor("dora"), alert.id, end) is None
    # Whoever sent it, and those who oversee warnings, see that there was one.
    assert [one.id for one in over(actor("cleo"), end)] == [alert.id]
    assert [one.id for one in over(actor("coral"), end)] == [alert.id]
    assert over(actor("rhys"), end) == []


def test_its_sender_and_who_oversees_find_one_that_is_not_for_them() -> None:
    alert = warn(roles=["DR"])
    for who in ("cleo", "stella", "coral"):
        assert sees(who, SATURDAY) == []
        assert [one.id for one in listed(actor(who), SATURDAY)] == [alert.id]
    assert listed(actor("rhys"), SATURDAY) == []


@pytest.mark.parametrize(
    ("who", "may"), [("cleo", True), ("sam", True), ("coral", True), ("rhys", False)]
)
def test_who_takes_it_back(who: str, may: bool) -> None:
    alert = warn()
    if not may:
        with pytest.raises(ProductError):
            withdraw(actor(who), alert, now=SATURDAY + HOUR)
        return
    withdraw(actor(who), alert, now=SATURDAY + HOUR)
    db.session.commit()
    assert alert.withdrawn_by == person(who).id


@pytest.mark.both_engines
def test_withdrawn_it_is_gone_everywhere_and_those_told_outside_hear_of_it(app: Flask) -> None:
    alert = warn(roles=["VS", "DR", "VM"])
    left = {"dora": State.SENT, "otto": State.UNSURE, "drew": State.BEGUN}
    # A try broke when all of the letter had left: it waits for the next, and may be there.
    left["mo"] = State.WAITING
    for who, state in left.items():
        query = select(Sending).join(Message, Message.id == Sending.message_id)
        for sending in db.session.scalars(query.where(Message.person_id == person(who).id)):
            sending.state, sending.begun_at = state, SATURDAY
    withdraw(actor("cleo"), alert, now=SATURDAY + HOUR)
    db.session.commit()
    for who in ("dora", "otto", "drew", "bea"):
        assert sees(who, SATURDAY + HOUR) == []
        assert [one.kind for one in waiting(person(who).id)] in ([], [WITHDRAWN])
    # Bea's mail had not left, and never will: she has nothing to take back.
    assert told(alert, WITHDRAWN) == set(left)
    assert letter(alert, "bea", "alert") is None
    with pytest.raises(ProductError):
        withdraw(actor("cleo"), alert, now=SATURDAY + HOUR)
    db.session.rollback()
    assert check([PROJECTION]) == []


def test_outside_go_its_kind_and_its_end_and_never_its_words(app: Flask, freeze: Any) -> None:
    freeze(SATURDAY)
    alert = warn()
    with app.test_request_context("/"):
        first = letter(alert, "dora", "alert")
        withdraw(actor("cleo"), alert, now=SATURDAY)
        second = letter(alert, "dora", WITHDRAWN)
    assert first is not None and second is not None
    assert first.subject == "Warning: Counterfeit notes"
    assert "until Sun 15 Nov, 01:30" in first.line
    for one in (first, second):
        assert "blurred" not in f"{one.subject} {one.line} {one.plain} {one.html}"
    # On a phone the second takes the place of the first.
    assert first.tag == second.tag
    assert second.subject == "Withdrawn: Counterfeit notes"


def test_one_that_is_over_is_not_sent_any_more(app: Flask, freeze: Any) -> None:
    alert = warn()
    freeze(SATURDAY + 2 * HOUR)
    assert letter(alert, "dora", "alert") is None


def test_who_has_heard_it_is_counted_among_those_told() -> None:
    alert = warn(roles=["DR", "SF"])
    (message,) = waiting(person("drew").id)
    acknowledge(message, now=SATURDAY)
    db.session.commit()
    assert heard(alert.id) == (1, 2)


def test_a_missing_person_is_told_by_band_looks_and_place(app: Flask) -> None:
    words = {"text": "Tell the control room", "age": "18_25", "gender": "woman"}
    words |= {"clothing": "red coat", "seen": "George Street, 22:40"}
    alert = warn(kind="missing", words=words)
    with app.test_request_context("/"):
        lines = said(alert)
    assert lines[0] == "Tell the control room"
    assert lines[1] == "18 to 25, Woman, red coat"
    assert lines[2] == "Last seen: George Street, 22:40"


def test_its_words_lie_sealed_and_the_ledger_holds_the_same() -> None:
    alert = warn()
    assert b"blurred" not in alert.words
    assert check([PROJECTION]) == []
    alert.until += HOUR
    db.session.commit()
    # Somebody who reaches the database cannot let it stand longer unseen.
    assert any("differs" in one.what for one in check([PROJECTION]))


@pytest.mark.both_engines
def test_a_month_after_it_was_over_its_words_are_gone_for_good(app: Flask) -> None:
    old, sealed = warn(), b""
    young = warn("coral", now=SATURDAY + timedelta(days=1))
    gone, sealed = old.id, old.words
    over_for_a_month = SATURDAY + 2 * HOUR + timedelta(days=30)
    work = Work("alerts.ageing", ageing.forget, scrub)
    assert run(work, now=over_for_a_month - timedelta(seconds=1)) == 0
    assert run(work, now=over_for_a_month) == 1
    assert run(work, now=over_for_a_month) == 0
    db.session.expire_all()
    assert db.session.scalars(select(Alert.id)).all() == [young.id]
    assert db.session.scalars(select(Message).where(Message.record_id == gone)).all() == []
    with pytest.raises(Unreadable):
        open_for(gone, 1, sealed)
    # A backup that is restored later forgets it again; the chain tells that there was one.
    settings = app.extensions["settings"]
    assert isinstance(settings, Settings)
    noted = [json.loads(line)["record"] for line in settings.erasures_path.read_text().splitlines()]
    assert noted == [str(gone)]
    assert check([PROJECTION]) == []


def test_it_stands_longer_and_never_shorter() -> None:
    alert = warn(hours=2)
    began = len(told(alert))
    extend(actor("cleo"), alert, 4, now=SATURDAY + HOUR)
    db.session.commit()
    assert alert.until == SATURDAY + 5 * HOUR
    assert sees("dora", SATURDAY + 4 * HOUR) == [alert.id]
    assert sees("dora", SATURDAY + 5 * HOUR) == []
    assert len(told(alert)) == began
    with pytest.raises(ProductError, match="longer than that"):
        extend(actor("cleo"), alert, 2, now=SATURDAY + HOUR)
    check()


def test_nobody_else_lets_it_stand_longer_and_nothing_over_comes_back() -> None:
    alert = warn(hours=1)
    with pytest.raises(ProductError):
        extend(actor("rhys"), alert, 4, now=SATURDAY)
    with pytest.raises(ProductError):
        extend(actor("cleo"), alert, 4, now=SATURDAY + HOUR)
    with pytest.raises(ProductError):
        extend(actor("coral"), alert, 3, now=SATURDAY)
    extend(actor("coral"), alert, 4, now=SATURDAY)
    withdraw(actor("cleo"), alert, now=SATURDAY)
    with pytest.raises(ProductError):
        extend(actor("cleo"), alert, 12, now=SATURDAY)


def test_whoever_has_two_roles_reads_it_in_either() -> None:
    """Bea works behind the bar and walks with the pastors: she was told once, and finds it."""
    alert = warn(roles=["SP"])
    assert "bea" in told(alert)
    behind_the_bar, walking = actor("bea"), actor("bea", 1)
    for one in (behind_the_bar, walking):
        assert [found.id for found in standing(one, SATURDAY)] == [alert.id]
        assert alert_of(one, alert.id, SATURDAY)
    # At a phone that others use, too, she is who the PIN says she is there.
    assert standing(replace(behind_the_bar, by_pin=True), SATURDAY) == []
    assert sees("dora", SATURDAY) == []
