"""Logging, filling in and taking back a visit: one ledger row each, replays, conflicts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.ledger.erase import erase
from nightsafe.ledger.queries import versions
from nightsafe.ledger.verify import problems
from nightsafe.submissions.actions import Conflict, keep_aside
from nightsafe.submissions.envelope import Envelope, Kind, fresh
from nightsafe.submissions.models import Submission
from nightsafe.submissions.when import When
from nightsafe.visits.actions import amend_visit, log_visit, undo_visit, withdraw_visit
from nightsafe.visits.models import Visit
from nightsafe.visits.projection import PROJECTION
from nightsafe.visits.written import read_written
from tests.people import SATURDAY, actor, settle
from tests.visits.making import RESTRICTED, on, stay

pytestmark = pytest.mark.both_engines
LATER = SATURDAY + timedelta(minutes=20)


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    yield
    db.session.rollback()
    wrong, _head = problems([PROJECTION])
    assert wrong == []


def rows() -> int:
    return db.session.query(Visit).count()


class TestLogging:
    def test_a_visit_needs_nothing_but_that_somebody_came(self) -> None:
        visit = stay("sade")
        assert (visit.answers, visit.left_at, visit.restricted) == ({}, None, False)
        assert (visit.version, len(versions("visit", visit.id))) == (1, 1)
        assert visit.premises_id == actor("sade").premises_id
        assert visit.night.isoformat() == "2026-11-14"

    def test_sent_twice_it_is_one_visit_and_one_row_of_the_ledger(self) -> None:
        envelope = fresh(Kind.VISIT)
        first = stay("sade", {"came_by": "friends"}, envelope=envelope)
        again = stay("sade", {"came_by": "friends"}, envelope=envelope, now=LATER)
        assert (again.id, rows(), len(versions("visit", first.id))) == (first.id, 1, 1)

    def test_now_sent_twice_is_the_same_request_though_the_clock_moved(self) -> None:
        envelope = fresh(Kind.VISIT)
        for now in (SATURDAY, LATER):
            visit = log_visit(
                actor("sade"),
                envelope,
                {},
                arrived_at=When(now),
                now=now,
                typed={"arrived_at": "now"},
            )
            db.session.commit()
        assert (visit.arrived_at, rows()) == (SATURDAY, 1)

    def test_a_changed_replay_conflicts_and_both_are_kept(self) -> None:
        envelope = fresh(Kind.VISIT)
        first = stay("sade", {"came_by": "friends"}, envelope=envelope)
        with pytest.raises(Conflict):
            stay("sade", {"came_by": "police"}, envelope=envelope)
        db.session.rollback()
        keep_aside(envelope, actor("sade"), {"came_by": "police"}, now=LATER)
        db.session.commit()
        assert db.session.get_one(Visit, first.id).answers == {"came_by": "friends"}
        kept = db.session.query(Submission).filter_by(applied=False).one()
        assert kept.record_id == first.id

    def test_somebody_elses_record_is_never_taken_over(self) -> None:
        first = stay("sade", {"came_by": "friends"})
        with pytest.raises(Conflict):
            stay("otto", envelope=fresh(Kind.VISIT, first.id))
        db.session.rollback()
        assert db.session.get_one(Visit, first.id).author_id == actor("sade").person_id

    def test_the_phones_clock_is_corrected_and_the_claim_kept(self) -> None:
        phone = SATURDAY - timedelta(hours=13)
        envelope = Envelope(
            fresh(Kind.VISIT).submission_id,
            fresh(Kind.VISIT).record_id,
            Kind.VISIT,
            captured_at=phone,
            sent_at=phone,
        )
        claim = When(phone - timedelta(minutes=5), by_phone=True)
        visit = log_visit(actor("sade"), envelope, {}, arrived_at=claim, now=SATURDAY)
        db.session.commit()
        assert visit.arrived_at == SATURDAY - timedelta(minutes=5)
        assert visit.claimed_at == claim.claimed_at

    def test_nobody_leaves_before_they_came(self) -> None:
        with pytest.raises(ProductError) as caught:
            stay("sade", minutes=-1)
        assert caught.value.field == "left_time"

    def test_the_two_half_past_ones_are_an_hour_apart(self) -> None:
        first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        visit = stay("sade", at=first, minutes=60)
        assert visit.left_at is not None
        assert visit.left_at - visit.arrived_at == timedelta(hours=1)
        assert visit.night.isoformat() == "2026-10-24"

    def test_several_are_open_at_once(self) -> None:
        stay("sade")
        stay("sade")
        assert db.session.query(Visit).filter(Visit.left_at.is_(None)).count() == 2

    def test_words_are_sealed_and_stand_in_no_column(self) -> None:
        answers = {"student": "yes", "university": "Harbourside University"}
        visit = stay("sade", answers, note="Cold and wet.")
        assert visit.answers == {"student": "yes"}
        assert b"Cold" not in visit.written
        written = read_written(visit)
        assert written.university == "Harbourside University"
        assert written.paragraphs == [{"text": "Cold and wet.", "version": 1}]


class TestFillingIn:
    def test_only_what_changed_is_sent_and_the_rest_stays(self) -> None:
        visit = stay("sade", {"came_by": "friends", "reasons": ["drunk"]}, note="One.")
        changes = {"reasons": ["drunk", "no_phone"], "note": "Two."}
        amend_visit(actor("sade"), visit, on(visit), changes, now=LATER)
        db.session.commit()
        assert visit.answers == {"came_by": "friends", "reasons": ["drunk", "no_phone"]}
        texts = [paragraph["text"] for paragraph in read_written(visit).paragraphs]
        assert texts == ["One.", "Two."]
        assert [one.payload["version"] for one in versions("visit", visit.id)] == [1, 2]

    def test_leaving_is_an_amendment(self) -> None:
        visit = stay("sade")
        changes = {"left_at": LATER, "left": "taxi", "without_us": "police"}
        amend_visit(actor("sade"), visit, on(visit), changes, now=LATER)
        db.session.commit()
        assert (visit.left_at, visit.answers["left"]) == (LATER, "taxi")

    def test_sent_twice_it_is_one_version(self) -> None:
        visit = stay("sade")
        envelope = on(visit)
        for now in (LATER, LATER + timedelta(hours=1)):
            amend_visit(actor("sade"), visit, envelope, {"gender": "man"}, now=now)
            db.session.commit()
        assert visit.version == 2

    def test_a_stale_parent_conflicts_and_both_are_kept(self) -> None:
        visit = stay("sade")
        stale = on(visit)
        amend_visit(actor("sade"), visit, on(visit), {"gender": "man"}, now=LATER)
        db.session.commit()
        with pytest.raises(Conflict):
            amend_visit(actor("sade"), visit, stale, {"gender": "woman"}, now=LATER)
        db.session.rollback()
        keep_aside(stale, actor("sade"), {"gender": "woman"}, now=LATER)
        db.session.commit()
        assert db.session.get_one(Visit, visit.id).answers == {"gender": "man"}
        assert len(versions("set-aside", visit.id)) == 1

    def test_a_restriction_stays_once_it_was(self) -> None:
        visit = stay("sade", RESTRICTED)
        amend_visit(actor("sade"), visit, on(visit), {"reasons": ["drunk"]}, now=LATER)
        db.session.commit()
        assert visit.restricted

    @pytest.mark.parametrize("change", [RESTRICTED, {"age_band": "under_18"}])
    def test_an_amendment_may_restrict(self, change: dict[str, object]) -> None:
        visit = stay("sade", {"reasons": ["drunk"]})
        amend_visit(actor("sade"), visit, on(visit), change, now=LATER)
        db.session.commit()
        assert visit.restricted

    def test_only_the_author_fills_it_in(self) -> None:
        visit = stay("dora")
        with pytest.raises(NotAllowed):
            amend_visit(actor("mo"), visit, on(visit), {"gender": "man"}, now=LATER)

    def test_an_unknown_field_is_the_callers_fault(self) -> None:
        visit = stay("sade")
        with pytest.raises(ValueError, match="author_id"):
            amend_visit(actor("sade"), visit, on(visit), {"author_id": 1}, now=LATER)


class TestTakingBack:
    def test_within_a_minute_no_reason_is_asked(self) -> None:
        visit = stay("sade", now=SATURDAY)
        undo_visit(actor("sade"), visit, on(visit, Kind.UNDO), now=SATURDAY + timedelta(seconds=59))
        db.session.commit()
        assert visit.withdrawn_at is not None

    def test_later_a_reason_is_needed(self) -> None:
        visit = stay("sade", now=SATURDAY)
        with pytest.raises(NotAllowed):
            undo_visit(actor("sade"), visit, on(visit, Kind.UNDO), now=LATER)
        db.session.rollback()
        with pytest.raises(ProductError) as caught:
            withdraw_visit(actor("sade"), visit, on(visit, Kind.WITHDRAW), "  ", now=LATER)
        assert caught.value.field == "reason"
        envelope = on(visit, Kind.WITHDRAW)
        for _ in range(2):
            withdraw_visit(actor("sade"), visit, envelope, "Logged twice", now=LATER)
            db.session.commit()
        assert (visit.version, read_written(visit).withdrawn_because) == (2, "Logged twice")

    def test_what_was_withdrawn_is_not_filled_in(self) -> None:
        visit = stay("sade", now=SATURDAY)
        withdraw_visit(actor("sade"), visit, on(visit, Kind.WITHDRAW), "Mistake", now=LATER)
        db.session.commit()
        with pytest.raises(NotAllowed):
            amend_visit(actor("sade"), visit, on(visit), {"gender": "man"}, now=LATER)

    def test_an_erased_visit_is_gone_and_the_chain_holds(self) -> None:
        visit = stay("sade", note="To be erased.")
        assert erase(visit.id, [PROJECTION], actor_id=None, reason="test", now=LATER)
        db.session.commit()
        assert rows() == 0


def test_the_reference_of_another_visit_is_found() -> None:
    visit = stay("sade")
    db.session.execute(text("UPDATE visits SET reference = 'ABCDEF'"))
    said = [one.what for one in problems([PROJECTION])[0]]
    assert said == [f"visit {visit.id} has the reference of another"]
    db.session.rollback()
