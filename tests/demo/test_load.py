"""The loaded demo city: everything planned was carried out, and the ledger says the same."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from nightsafe.accounts.duty import on_duty
from nightsafe.accounts.granting import holders, open_grants
from nightsafe.accounts.models import Membership, Person
from nightsafe.accounts.roles import Role
from nightsafe.cli.projections import COMPARED
from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.demo.founding import GRANTS, found_city
from nightsafe.demo.load import SEED
from nightsafe.demo.making import TIME_ZONE, WEEKS, latest_weekend
from nightsafe.demo.past import BOOK
from nightsafe.demo.people import COORDINATOR, DOORMAN, PEOPLE
from nightsafe.demo.plan import (
    Plan,
    PlannedAmendment,
    PlannedAnswer,
    PlannedClosing,
    PlannedEntry,
    PlannedFinding,
    PlannedLeaving,
    PlannedQuestion,
    PlannedQuiet,
    PlannedShare,
    PlannedSight,
    PlannedVisit,
    PlannedWithdrawal,
)
from nightsafe.demo.replay import Replay
from nightsafe.demo.venues import PREMISES
from nightsafe.importing.models import ImportBatch
from nightsafe.incidents.models import Entry, Event
from nightsafe.ledger.models import Row
from nightsafe.ledger.verify import problems
from nightsafe.network.actions import change_network
from nightsafe.network.models import Area, Network, Place, Premises
from nightsafe.referrals.models import Referral
from nightsafe.referrals.owners import owners
from nightsafe.referrals.rules import State, is_late, state_of
from nightsafe.review.models import Finding, Question
from nightsafe.shifts.models import QuietNight
from nightsafe.submissions.models import Submission
from nightsafe.visits.models import Visit
from tests.demo.conftest import NOW, Demo
from tests.engines import OnSqlite


def count(what: object, *conditions: object) -> int:
    return db.session.scalar(select(func.count()).select_from(what).where(*conditions)) or 0  # type: ignore[arg-type]


def planned(plan: Plan, *kinds: type) -> int:
    return sum(isinstance(one, kinds) for one in plan.items)


def test_verify_finds_nothing_wrong(demo: Demo) -> None:
    assert problems(COMPARED)[0] == []


def test_everything_planned_was_carried_out(demo: Demo) -> None:
    plan = demo.plan
    brought = count(Entry, Entry.source.is_not(None))
    assert count(Entry) == count(Event) == planned(plan, PlannedEntry) + brought
    assert count(Visit) == planned(plan, PlannedVisit)
    assert count(QuietNight) == planned(plan, PlannedQuiet)
    assert count(Finding, Finding.outcome.is_not(None)) == planned(plan, PlannedFinding)
    assert count(Finding, Finding.closed_at.is_not(None)) == planned(plan, PlannedClosing)
    assert count(Question) == planned(plan, PlannedQuestion)
    assert count(Question, Question.answered_at.is_not(None)) == planned(plan, PlannedAnswer)
    assert count(Entry, Entry.withdrawn_at.is_not(None)) == planned(plan, PlannedWithdrawal)
    assert count(Entry, Entry.shared_at.is_not(None)) == planned(plan, PlannedShare)
    assert (
        count(Submission)
        == planned(
            plan,
            PlannedEntry,
            PlannedAmendment,
            PlannedWithdrawal,
            PlannedShare,
            PlannedVisit,
            PlannedLeaving,
            PlannedQuiet,
            PlannedAnswer,
        )
        + brought
    )
    versions = Counter(db.session.scalars(select(Row.kind)))
    changes = planned(plan, PlannedAmendment, PlannedWithdrawal, PlannedShare)
    assert versions["entry"] == planned(plan, PlannedEntry) + brought + changes
    assert versions["visit"] == planned(plan, PlannedVisit, PlannedLeaving)
    assert versions["finding"] >= planned(plan, PlannedSight, PlannedFinding, PlannedClosing)


def test_the_paper_book_of_the_months_before_was_brought_along(demo: Demo) -> None:
    batch = db.session.execute(select(ImportBatch)).scalar_one()
    assert (batch.source, batch.person.name) == (BOOK, f"Import by {COORDINATOR}")
    assert batch.added == count(Entry, Entry.source == BOOK) > 200
    assert batch.added + batch.left_out + batch.rejected == batch.rows
    assert batch.rejected and batch.left_out, "a book has words that nobody understands"
    assert batch.last_night is not None and batch.finished_at is not None
    assert batch.last_night < min(one.at for one in demo.plan.items).date()


def test_it_is_about_as_much_as_half_a_year_brings(demo: Demo) -> None:
    assert 2300 <= count(Entry, Entry.source.is_(None)) + count(Visit) <= 2700
    nights = db.session.scalars(select(Event.night).distinct()).all()
    assert (max(nights) - min(nights)).days > 7 * WEEKS - 7


def test_the_network_is_a_demo_for_good(demo: Demo) -> None:
    here = db.session.get_one(Network, 1)
    assert here.demo
    change_network("Elsewhere", TIME_ZONE.key, "", actor_id=None, now=NOW)
    assert here.demo
    assert here.time_zone == TIME_ZONE.key


def test_ground_premises_and_people_are_there(demo: Demo) -> None:
    assert count(Area) == 5
    assert count(Premises) == len(PREMISES)
    assert count(Place, Place.kind == "premises") == len(PREMISES)
    assert count(Person) == len(PEOPLE) + 1, "one more, as whom the past is brought along"
    assert count(Membership) == sum(len(one.works) for one in PEOPLE)
    assert set(db.session.scalars(select(Membership.role))) == set(Role)
    assert count(Person, Person.password_hash.is_not(None)) == 0
    assert demo.membership(COORDINATOR).role == Role.CO


def test_grants_run_given_by_two_others_and_one_more_waits(demo: Demo) -> None:
    running = [one for one in open_grants(NOW) if one.confirmed_at is not None]
    assert {one.person.name for one in running} == {name for name, *_ in GRANTS}
    assert holders(NOW) == len(GRANTS) >= 2
    for one in running:
        assert len({one.person_id, one.proposed_by, one.confirmed_by}) == 3
        assert one.confirmed_at is not None
        assert one.confirmed_at < db.session.scalars(select(func.min(Entry.received_at))).one()
    assert len(open_grants(NOW)) == len(GRANTS) + 1


def test_the_last_weekend_waits_and_the_earlier_ones_are_reviewed(demo: Demo) -> None:
    latest = latest_weekend(NOW, TIME_ZONE)
    unseen = list(
        db.session.execute(
            select(Event.night, Event.severity, Event.restricted).where(Event.needs_review)
        )
    )
    now_waiting = [one for one in unseen if one.night in latest.nights]
    assert len(now_waiting) > 30
    assert len(unseen) - len(now_waiting) < 0.3 * len(now_waiting)
    assert any(one.severity == 4 for one in now_waiting)
    assert any(one.restricted for one in now_waiting)


def test_notices_wait_for_the_last_weekend_only(demo: Demo) -> None:
    since = latest_weekend(NOW, TIME_ZONE).bounds(TIME_ZONE)[0]
    waiting = db.session.scalars(
        select(Message).where(Message.acknowledged_at.is_(None), Message.withdrawn_at.is_(None))
    ).all()
    assert {"urgent", "restricted"} <= {one.kind for one in waiting if one.created_at >= since}
    old = [one for one in waiting if one.created_at < since]
    assert {one.kind for one in old} <= {"question", "answer", "briefing"}


def test_a_question_waits_for_the_doorman(demo: Demo) -> None:
    asked = db.session.scalars(
        select(Question)
        .join(Entry, Entry.id == Question.entry_id)
        .where(Entry.author_id == demo.person(DOORMAN).id, Question.answered_at.is_(None))
    ).all()
    assert asked
    assert NOW - max(one.asked_at for one in asked) < NOW - min(
        one.received_at for one in db.session.scalars(select(Entry))
    )


def test_at_night_somebody_is_on_duty_and_somebody_is_still_here(demo: Demo) -> None:
    assert on_duty("review", NOW)
    assert on_duty("restricted", NOW)
    recent = [
        one
        for one in db.session.scalars(select(Visit).where(Visit.left_at.is_(None)))
        if (NOW - one.arrived_at).total_seconds() < 3600
    ]
    assert len(recent) >= 2


def test_referrals_stand_in_every_state_and_every_route_has_an_owner(demo: Demo) -> None:
    sent = db.session.scalars(select(Referral)).all()
    assert {state_of(one) for one in sent} == set(State)
    assert {is_late(one, NOW) for one in sent} == {True, False}
    assert all(any(one.able for one in named) for named in owners(NOW).values())


def test_progress_was_told_to_the_end(demo: Demo) -> None:
    done = [done for done, _ in demo.told]
    assert done == sorted(done)
    assert demo.told[0][0] == 0
    assert demo.told[-1][0] == demo.told[-1][1] == len(demo.plan.items)


@pytest.fixture(scope="module")
def twice(loaded: Demo, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two databases into which the same beginning of the plan was loaded."""
    files = []
    for number in range(2):
        folder = tmp_path_factory.mktemp(f"again-{number}")
        app = OnSqlite(folder).app
        with app.app_context():
            replay = Replay(found_city(loaded.plan.items[0].at), SEED)
            replay.carry_out(loaded.plan.items[:150])
            db.session.commit()
            made = db.session.execute(
                select(Entry.reference, Entry.code, Entry.severity, Entry.place_id, Entry.head)
            ).all()
            (folder / "made.txt").write_text("\n".join(map(str, made)), encoding="utf-8")
            db.session.remove()
            db.engine.dispose()
        files.append(folder / "made.txt")
    return files


def test_the_same_seed_makes_the_same_records(twice: list[Path]) -> None:
    first, second = (file.read_text(encoding="utf-8") for file in twice)
    assert first == second
    assert len(first.splitlines()) > 30
