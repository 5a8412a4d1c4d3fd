"""Logging, amending, withdrawing, undoing and sharing: each once, each as one ledger row."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4, uuid5

import pytest
from flask import Flask
from sqlalchemy import func, select

from nightsafe.cli.projections import PROJECTIONS
from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.incidents.actions import (
    amend_entry,
    log_incident,
    share_entry,
    undo_entry,
    withdraw_entry,
)
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.report import Report, When
from nightsafe.incidents.written import read_written
from nightsafe.ledger.crypto import LOG_RECORD, seal_for
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import versions
from nightsafe.ledger.verify import problems
from nightsafe.submissions.actions import Conflict, keep_aside
from nightsafe.submissions.envelope import Envelope, Kind, fresh
from nightsafe.submissions.models import Submission
from tests.factories import log, on
from tests.people import SATURDAY, actor, place, settle

# What leans on the engine runs on both; pure rules and refusals on one.
both_engines = pytest.mark.both_engines

LATER = SATURDAY + timedelta(minutes=30)


@pytest.fixture(autouse=True)
def city(app: Flask) -> None:
    settle()
    db.session.commit()


@pytest.fixture(autouse=True)
def sound(city: None) -> Any:
    """After each test chain and projection still agree."""
    yield
    db.session.rollback()
    assert problems(PROJECTIONS)[0] == []


def amend(entry: Entry, *, now: datetime = LATER, who: str = "dora", **changes: Any) -> Entry:
    amend_entry(actor(who), entry, on(entry, Kind.AMEND), changes, now=now)
    db.session.commit()
    return entry


def withdraw(entry: Entry, who: str = "dora") -> None:
    withdraw_entry(actor(who), entry, on(entry, Kind.WITHDRAW), "Logged twice", now=LATER)
    db.session.commit()


def count(model: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


class TestLogging:
    @both_engines
    def test_a_code_and_a_time_are_enough(self) -> None:
        entry = log("dora", "V1")
        assert (entry.version, entry.severity, entry.place_id) == (1, 2, None)
        assert (entry.premises_id, entry.role) == (actor("dora").premises_id, "VS")
        assert entry.received_at == SATURDAY + timedelta(minutes=2)
        assert entry.occurred_at == SATURDAY
        assert entry.night.isoformat() == "2026-11-14"
        assert len(entry.reference) == 6

    @both_engines
    def test_it_is_an_event_of_one_that_waits_for_review(self) -> None:
        entry = log("dora", "V2", place_id=place("The Lantern").id)
        event = entry.event
        assert event.entries == [entry]
        assert (event.code, event.severity, event.place_id) == ("V2", 4, entry.place_id)
        assert (event.standing, event.needs_review, event.restricted) == (True, True, False)

    @both_engines
    def test_what_was_written_is_sealed(self) -> None:
        entry = log("dora", description="He said hello", plate="AB12 CDE", place_words="the alley")
        for secret in (b"hello", b"AB12", b"alley"):
            assert secret not in entry.written
        written = read_written(entry)
        assert written.paragraphs == [{"text": "He said hello", "version": 1}]
        assert (written.plate, written.place_words) == ("AB12 CDE", "the alley")

    def test_answers_in_words_are_sealed_too(self) -> None:
        entry = log("dora", "D1", details={"seized": ["drugs"], "handed_to": "PC Plod"})
        assert entry.details == {"seized": ["drugs"]}
        assert read_written(entry).details == {"handed_to": "PC Plod"}

    @both_engines
    def test_one_ledger_row_holds_the_whole_version(self) -> None:
        entry = log("dora", description="He said hello", flags=("alcohol",))
        rows = versions("entry", entry.id)
        assert len(rows) == 1
        assert rows[0].actor_id == actor("dora").person_id
        assert rows[0].payload["flags"] == ["alcohol"]
        assert rows[0].payload["written"]["paragraphs"][0]["text"] == "He said hello"

    @pytest.mark.parametrize(
        ("who", "code", "audience"),
        [
            ("dora", "L1", "register"),
            ("dora", "B2", "register"),
            ("dora", "V1", "review"),
            ("pip", "L1", "review"),
            ("drew", "B2", "review"),
            ("cleo", "L4", "review"),
        ],
    )
    def test_the_audience_is_stamped(self, who: str, code: str, audience: str) -> None:
        entry = log(who, code)
        assert entry.audience == audience
        assert entry.event.audience == audience
        assert entry.event.needs_review is (audience == "review")

    @pytest.mark.parametrize(
        ("fields", "restricted"),
        [
            ({"code": "S1"}, True),
            ({"code": "V1"}, False),
            ({"code": "V1", "flags": ("under_18",)}, True),
            ({"code": "V1", "people": {"number": 2, "bands": ["under_18"]}}, True),
            ({"code": "L1", "flags": ("under_18",)}, False),
        ],
    )
    def test_restriction_follows_code_and_age(
        self, fields: dict[str, Any], restricted: bool
    ) -> None:
        entry = log("dora", **fields)
        assert entry.restricted is restricted
        assert entry.event.restricted is restricted

    def test_a_chosen_severity_stands(self) -> None:
        entry = log("dora", "V1", severity=1, actions=("ambulance",))
        assert (entry.severity, entry.severity_chosen) == (1, True)

    def test_none_beside_another_action_is_dropped(self) -> None:
        assert log("dora", actions=("none", "advised")).actions == ["advised"]


class TestSentAgain:
    @both_engines
    def test_a_replay_gives_the_same_entry(self) -> None:
        envelope = fresh(Kind.LOG)
        first = log("dora", envelope=envelope, description="once")
        again = log("dora", envelope=envelope, description="once", now=LATER)
        assert again.id == first.id
        assert (count(Entry), count(Event), count(Submission)) == (1, 1, 1)
        assert len(versions("entry", first.id)) == 1

    @both_engines
    def test_a_replay_of_now_is_known_though_the_clock_moved_on(self) -> None:
        envelope = fresh(Kind.LOG)
        for minute in (0, 3):
            now = SATURDAY + timedelta(minutes=minute)
            log_incident(
                actor("dora"), envelope, Report("V1", When(now)), now=now, typed_when="now"
            )
            db.session.commit()
        assert db.session.scalars(select(Entry.occurred_at)).all() == [SATURDAY]

    def test_the_same_submission_in_other_words_conflicts(self) -> None:
        envelope = fresh(Kind.LOG)
        log("dora", envelope=envelope, description="once")
        with pytest.raises(Conflict) as raised:
            log("dora", envelope=envelope, description="twice")
        assert raised.value.status == 409

    @both_engines
    def test_another_submission_cannot_take_a_record_over(self) -> None:
        entry = log("dora", description="mine")
        with pytest.raises(Conflict):
            log("otto", envelope=fresh(Kind.LOG, entry.id), description="yours")
        db.session.rollback()
        assert read_written(entry).paragraphs[0]["text"] == "mine"
        assert entry.author_id == actor("dora").person_id

    def test_the_logs_own_key_is_nobodys_record(self) -> None:
        with pytest.raises(ProductError):
            log("dora", envelope=fresh(Kind.LOG, LOG_RECORD))

    @both_engines
    def test_two_people_may_mint_the_same_submission(self) -> None:
        envelope = fresh(Kind.LOG)
        other = Envelope(envelope.submission_id, fresh(Kind.LOG).record_id, Kind.LOG)
        log("dora", envelope=envelope)
        log("otto", envelope=other)
        assert count(Entry) == 2

    @both_engines
    def test_what_conflicts_is_kept_once_under_the_records_key(self) -> None:
        envelope = fresh(Kind.LOG)
        entry = log("dora", envelope=envelope, description="once")
        for _ in range(2):
            keep_aside(envelope, actor("dora"), {"description": ["twice"]}, now=LATER)
            db.session.commit()
        aside = versions("set-aside", entry.id)
        assert [one.payload["body"] for one in aside] == [{"description": ["twice"]}]
        assert [row.applied for row in db.session.scalars(select(Submission))].count(False) == 1

    def test_a_stale_one_is_kept_aside_once_however_often_it_comes(self) -> None:
        entry = log("dora")
        stale = on(entry, Kind.AMEND)
        amend(entry, flags=["alcohol"])
        for _ in range(3):
            keep_aside(stale, actor("dora"), {"description": ["late"]}, now=LATER)
            db.session.commit()
        assert len(versions("set-aside", entry.id)) == 1


class TestAmending:
    @both_engines
    def test_a_paragraph_is_added_and_the_rest_stays(self) -> None:
        entry = amend(log("dora", description="First.", flags=("alcohol",)), description="Second.")
        assert [one["text"] for one in read_written(entry).paragraphs] == ["First.", "Second."]
        assert (entry.version, entry.flags) == (2, ["alcohol"])
        assert [each.payload["version"] for each in versions("entry", entry.id)] == [1, 2]

    @both_engines
    def test_the_event_follows_and_is_unseen_again(self) -> None:
        entry = log("dora", "V1", place_id=place("The Lantern").id)
        entry.event.needs_review = False
        db.session.commit()
        moved = SATURDAY - timedelta(hours=13)
        amend(entry, code="V2", when=When(moved), place=(place("George Street").id, ""))
        event = entry.event
        assert (event.code, event.severity) == ("V2", 4)
        assert (event.occurred_at, event.night) == (moved, entry.night)
        assert entry.night.isoformat() == "2026-11-13"
        assert event.place_id == place("George Street").id
        assert event.needs_review

    def test_severity_follows_until_somebody_chose_it(self) -> None:
        entry = amend(log("dora", "V1"), actions=["ambulance"])
        assert entry.severity == 3
        amend(entry, severity=1)
        amend(entry, code="V2", actions=["scene_preserved"])
        assert (entry.severity, entry.severity_chosen) == (1, True)
        amend(entry, severity=None)
        assert (entry.severity, entry.severity_chosen) == (4, False)

    @pytest.mark.parametrize(
        ("first", "then", "audience"), [("L3", "V2", "register"), ("V1", "L1", "review")]
    )
    def test_another_code_neither_widens_nor_narrows_the_audience(
        self, first: str, then: str, audience: str
    ) -> None:
        entry = amend(log("dora", first), code=then)
        assert entry.audience == audience
        assert entry.event.audience == audience
        assert entry.event.needs_review is (audience == "review")

    def test_a_restriction_stays_once_it_was(self) -> None:
        entry = amend(log("dora", "S1"), code="V1")
        assert entry.restricted
        assert entry.event.restricted
        entry = amend(log("dora", "V1", flags=("under_18",)), flags=[])
        assert entry.restricted

    @both_engines
    def test_a_stale_parent_conflicts(self) -> None:
        entry = log("dora")
        stale = on(entry, Kind.AMEND)
        amend(entry, flags=["alcohol"])
        with pytest.raises(Conflict):
            amend_entry(actor("dora"), entry, stale, {"description": "late"}, now=LATER)

    @both_engines
    def test_a_repeat_changes_nothing(self) -> None:
        entry = log("dora")
        envelope = on(entry, Kind.AMEND)
        for _ in range(2):
            amend_entry(actor("dora"), entry, envelope, {"description": "more"}, now=LATER)
            db.session.commit()
        assert entry.version == 2
        assert len(read_written(entry).paragraphs) == 1

    @pytest.mark.parametrize("who", ["mo", "rhys", "stella", "otto", "greta"])
    def test_only_the_author_may(self, who: str) -> None:
        entry = log("dora")
        with pytest.raises(NotAllowed):
            amend_entry(actor(who), entry, on(entry, Kind.AMEND), {"flags": []}, now=LATER)

    def test_a_withdrawn_one_cannot_be_amended(self) -> None:
        entry = log("dora")
        withdraw(entry)
        with pytest.raises(NotAllowed):
            amend_entry(actor("dora"), entry, on(entry, Kind.AMEND), {"flags": []}, now=LATER)


class TestTakingBack:
    @both_engines
    def test_a_withdrawn_one_no_longer_stands(self) -> None:
        entry = log("dora")
        withdraw(entry)
        assert entry.withdrawn_at == LATER
        assert read_written(entry).withdrawn_because == "Logged twice"
        assert (entry.event.standing, entry.event.needs_review) == (False, False)

    @pytest.mark.parametrize("reason", ["", "  \n "])
    def test_a_reason_is_needed(self, reason: str) -> None:
        entry = log("dora")
        with pytest.raises(ProductError) as raised:
            withdraw_entry(actor("dora"), entry, on(entry, Kind.WITHDRAW), reason, now=LATER)
        assert raised.value.field == "reason"

    @pytest.mark.parametrize("seconds", [0, 59, 74])
    def test_undo_needs_none_for_a_minute(self, seconds: int) -> None:
        entry = log("dora")
        now = entry.received_at + timedelta(seconds=seconds)
        undo_entry(actor("dora"), entry, on(entry, Kind.UNDO), now=now)
        db.session.commit()
        assert entry.withdrawn_at == now
        assert not entry.event.standing

    def test_undo_is_refused_afterwards_with_help(self) -> None:
        entry = log("dora")
        now = entry.received_at + timedelta(seconds=76)
        with pytest.raises(NotAllowed, match="withdraw it, saying why"):
            undo_entry(actor("dora"), entry, on(entry, Kind.UNDO), now=now)

    def test_nobody_else_takes_it_back(self) -> None:
        entry = log("dora")
        with pytest.raises(NotAllowed):
            undo_entry(actor("mo"), entry, on(entry, Kind.UNDO), now=entry.received_at)
        with pytest.raises(NotAllowed):
            withdraw_entry(actor("mo"), entry, on(entry, Kind.WITHDRAW), "no", now=LATER)

    @both_engines
    def test_a_repeat_takes_it_back_once(self) -> None:
        entry = log("dora")
        undo, now = on(entry, Kind.UNDO), entry.received_at
        for _ in range(2):
            undo_entry(actor("dora"), entry, undo, now=now)
            db.session.commit()
        assert entry.version == 2


class TestSharing:
    @both_engines
    def test_it_widens_the_audience_and_asks_for_review(self) -> None:
        entry = log("dora", "L3")
        share_entry(actor("dora"), entry, on(entry, Kind.SHARE), now=LATER)
        db.session.commit()
        assert (entry.audience, entry.shared_at) == ("review", LATER)
        assert (entry.event.audience, entry.event.needs_review) == ("review", True)

    def test_what_police_see_already_is_not_shared(self) -> None:
        entry = log("dora", "V1")
        with pytest.raises(NotAllowed):
            share_entry(actor("dora"), entry, on(entry, Kind.SHARE), now=LATER)

    def test_a_manager_does_not_share_for_its_author(self) -> None:
        entry = log("dora", "L3")
        with pytest.raises(NotAllowed):
            share_entry(actor("mo"), entry, on(entry, Kind.SHARE), now=LATER)


@both_engines
def test_a_rollback_leaves_nothing(app: Flask) -> None:
    before = count(Row)
    log("dora", commit=False)
    db.session.rollback()
    assert (count(Entry), count(Event), count(Submission), count(Row)) == (0, 0, 0, before)


def test_an_entry_never_takes_the_id_or_the_key_of_an_event(app: Flask) -> None:
    """A key they shared would take both away when one is erased."""
    entry = log("dora")
    with pytest.raises(Conflict):
        log("otto", envelope=fresh(Kind.LOG, entry.event_id))
    db.session.rollback()
    mine = uuid4()
    seal_for(uuid5(mine, "event"), 1, {})
    with pytest.raises(Conflict):
        log("otto", envelope=fresh(Kind.LOG, mine))
    db.session.rollback()
