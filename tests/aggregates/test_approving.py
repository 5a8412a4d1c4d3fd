"""Approval: a number once and for good, by somebody else, for what was read and nothing newer."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from nightsafe.aggregates.approving import approve, give_back
from nightsafe.aggregates.models import Frozen, Release
from nightsafe.aggregates.moving import AGAIN, LEFT, RETURNED, SENT
from nightsafe.aggregates.preparing import drop, send, take_back, write_words
from nightsafe.aggregates.projection import PROJECTION
from nightsafe.aggregates.queries import opened_by, release_numbered, released
from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import open_row
from nightsafe.ledger.verify import problems
from nightsafe.nights import Quarter
from tests.aggregates.drafts import NOW, draft
from tests.aggregates.releasing import SUMMER
from tests.people import actor, person, settle


@pytest.fixture(autouse=True)
def city(app: Flask) -> None:
    settle()
    db.session.commit()


@pytest.fixture
def ana() -> Actor:
    return actor("ana")


@pytest.fixture
def coral() -> Actor:
    return actor("coral")


def sent(number: int = 1, quarter: Quarter = SUMMER, against: tuple[int, ...] = ()) -> Release:
    found = draft(number, quarter, against=against)
    send(actor("ana"), found, now=NOW)
    db.session.commit()
    return found


def notices(who: str) -> list[str]:
    query = select(Message.kind).where(
        Message.person_id == person(who).id, Message.withdrawn_at.is_(None)
    )
    return sorted(db.session.scalars(query))


def faults() -> list[str]:
    return [one.what for one in problems([PROJECTION])[0]]


def left(found: Release, by: Actor) -> bool:
    done = approve(by, found, found.version, now=NOW)
    db.session.commit()
    return done


def test_it_leaves_under_the_next_number_for_good(coral: Actor) -> None:
    spring = SUMMER.previous()
    first, second = sent(), sent(2, spring)
    assert notices("coral") == [SENT, SENT]
    assert notices("ana") == []
    assert left(first, coral)
    assert left(second, coral)
    assert [one.number for one in released()] == [2, 1]
    assert release_numbered(2) is second
    assert set(db.session.scalars(select(Frozen.released))) == {True}
    assert (notices("coral"), notices("ana")) == ([], [LEFT, LEFT])
    assert faults() == []
    rows = db.session.scalars(select(Row).where(Row.record_id == first.id).order_by(Row.seq))
    assert [(open_row(row)["what"], row.actor_id) for row in rows] == [
        ("prepare", first.prepared_by),
        ("send", first.prepared_by),
        ("approve", coral.person_id),
    ]


def test_the_second_approver_is_told_that_it_left(coral: Actor) -> None:
    found = sent()
    version = found.version
    assert left(found, coral)
    with pytest.raises(ProductError, match="left already"):
        approve(actor("stella"), found, version, now=NOW)


def test_nobody_approves_a_version_they_did_not_read(ana: Actor, coral: Actor) -> None:
    found = sent()
    read = found.version
    take_back(ana, found, now=NOW)
    write_words(ana, found, {"levels": "Something else altogether."}, now=NOW)
    send(ana, found, now=NOW)
    db.session.commit()
    with pytest.raises(ProductError, match="changed since you opened it"):
        approve(coral, found, read, now=NOW)
    db.session.rollback()
    assert found.state == "sent"
    assert notices("coral") == [SENT]


def test_not_even_in_another_role(ana: Actor, coral: Actor) -> None:
    found = sent()
    with pytest.raises(NotAllowed):
        approve(replace(coral, person_id=ana.person_id), found, found.version, now=NOW)


def test_what_another_release_overtook_is_checked_again(coral: Actor) -> None:
    first, second = sent(1), sent(2)
    assert left(first, coral)
    assert not left(second, actor("stella"))
    assert (second.state, second.number, second.tables) == ("checking", None, {})
    # The words stay, and its preparer is told; whoever was to approve it has nothing to do now.
    assert second.words
    assert AGAIN in notices("ana")
    assert notices("coral") == []
    # Other quarters' figures count other records.
    assert left(sent(3, SUMMER.previous()), coral)
    assert faults() == []


@pytest.mark.both_engines
def test_what_a_briefing_overtook_is_checked_again(coral: Actor) -> None:
    """It was found safe beside what members had read by then; they have read more since."""
    found = sent()
    friday = SUMMER.last - timedelta(days=5)
    weekend = Frozen(
        kind="weekend",
        first=friday,
        last=friday + timedelta(days=2),
        made_at=NOW,
        complete=True,
        released=True,
        dimensions={},
        coverage={},
    )
    db.session.add(weekend)
    db.session.commit()
    assert not left(found, coral)
    assert (found.state, found.number, found.tables) == ("checking", None, {})
    # One of another quarter tells of other records.
    assert left(sent(3, SUMMER.previous()), coral)
    # What was checked beside it leaves.
    again = draft(4, state="sent")
    again.certificate = {**again.certificate, "beside": [friday.isoformat()]}
    db.session.commit()
    assert left(again, coral)


def test_it_is_returned_with_a_reason(ana: Actor, coral: Actor) -> None:
    found = sent()
    with pytest.raises(ProductError, match="what has to change"):
        give_back(coral, found, "  ", found.version, now=NOW)
    give_back(coral, found, "The change needs a word.", found.version, now=NOW)
    db.session.commit()
    assert (found.state, notices("ana"), notices("stella")) == ("returned", [RETURNED], [])
    write_words(ana, found, {"change": "Marshals came in July."}, now=NOW)
    send(ana, found, now=NOW)
    db.session.commit()
    assert found.state == "sent"
    assert notices("stella") == [SENT]
    assert faults() == []


def test_nobody_is_asked_who_cannot_answer(ana: Actor) -> None:
    for who in ("coral", "sam", "stella"):
        person(who).suspended_at = NOW
    db.session.commit()
    found = draft()
    with pytest.raises(ProductError, match="Nobody else may approve"):
        send(ana, found, now=NOW)


def test_a_dropped_draft_lets_go_of_its_quarter(ana: Actor) -> None:
    found = sent()
    drop(ana, found, now=NOW)
    db.session.commit()
    assert (found.state, found.frozen_id, found.tables) == ("dropped", None, {})
    assert notices("coral") == []
    assert faults() == []


def test_each_sees_what_is_theirs_to_see(coral: Actor) -> None:
    states = {}
    for place, state in enumerate(("checking", "safe", "unsafe", "sent", "returned", "dropped")):
        states[state] = draft(place + 1, state=state).id
    assert left(draft(8, state="sent"), coral)

    def seen(who: str) -> set[str]:
        return {one.state for one in db.session.scalars(opened_by(actor(who)))}

    assert seen("ana") == {*states, "released"}
    assert seen("coral") == seen("stella") == {"sent", "returned", "released"}
    assert seen("rhys") == seen("mo") == seen("gwen") == {"released"}
    assert seen("dora") == seen("audrey") == set()


@pytest.mark.parametrize(
    "column", [{"words": {"levels": "Quite another story."}}, {"number": 7}, {"state": "dropped"}]
)
def test_what_was_changed_past_the_product_is_found(
    coral: Actor, column: dict[str, object]
) -> None:
    found = sent()
    left(found, coral)
    assert faults() == []
    db.session.execute(update(Release).where(Release.id == found.id).values(**column))
    db.session.commit()
    db.session.expire_all()
    assert any("differs from its newest row" in fault for fault in faults())
