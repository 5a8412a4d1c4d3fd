"""Writing a briefing: kept as one read it, sent with an ask, taken back, dropped, corrected."""

from collections.abc import Callable

import pytest
from flask import Flask

from nightsafe.aggregates.models import Frozen
from nightsafe.briefings import approving, composing, writing
from nightsafe.briefings.blocks import LONGEST_ASK, LONGEST_BLOCK, MOST_OWN
from nightsafe.briefings.models import Briefing
from nightsafe.briefings.queries import newest_published
from nightsafe.briefings.states import State
from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.errors import ProductError
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import open_row
from tests.briefings.drafts import (
    ASK,
    NOW,
    TZ,
    WEEKEND,
    approved,
    drafted,
    published,
    sent,
    texts,
    write,
)
from tests.people import PEOPLE, actor, person, settle

EVERYBODY: dict[str, list[str]] = {"roles": [], "areas": []}


@pytest.fixture(autouse=True)
def city(app: Flask) -> None:
    settle()
    db.session.commit()


def told(kind: str) -> set[str]:
    """Who has a notice of a kind that still stands."""
    query = db.select(Message.person_id).where(Message.kind == kind, Message.withdrawn_at.is_(None))
    ids = set(db.session.scalars(query))
    return {key for key in PEOPLE if person(key).id in ids}


def kept(briefing: Briefing, blocks: list[dict[str, str]], *, revision: int | None = None) -> None:
    writing.write(
        actor("rhys"),
        briefing,
        blocks,
        annex="",
        audience=EVERYBODY,
        revision=revision or briefing.revision,
        now=NOW,
    )


def test_each_step_is_in_the_ledger_without_the_words() -> None:
    found = published()
    rows = db.session.scalars(db.select(Row).where(Row.kind == "briefing").order_by(Row.seq)).all()
    assert [open_row(row)["what"] for row in rows] == [
        *("compose", "write", "send", "approve", "publish"),
    ]
    assert [row.actor_id for row in rows] == [
        *(None, person("rhys").id, person("rhys").id, person("stella").id, person("stella").id),
    ]
    assert {row.record_id for row in rows} == {found.id}
    assert not any(ASK in str(open_row(row)) for row in rows)


@pytest.mark.both_engines
def test_what_somebody_else_changed_meanwhile_is_not_overwritten() -> None:
    found = drafted()
    read = found.revision
    write(found, "stella")
    with pytest.raises(ProductError, match="It has changed since you opened it"):
        kept(found, texts(found, ask="Something else."), revision=read)
    db.session.rollback()
    assert ASK in [one["text"] for one in found.blocks]
    assert found.writers == [person("stella").id]


@pytest.mark.parametrize(
    ("key", "title", "text", "said"),
    [
        ("ask", "", "a" * (LONGEST_ASK + 1), "Keep it under 140 characters"),
        ("places", "", "a" * (LONGEST_BLOCK + 1), "Keep it under 1200 characters"),
        ("places", "", "14 fights by the rank", "Leave out the figure 14"),
        ("places", "14 fights", "By the rank", "Leave out the figure 14"),
        ("places", "", "[fights] by the rank", r"no figure called \[fights\]"),
        ("places", "a" * 61, "By the rank", "Keep the heading under 60"),
        ("own", "", "Without a heading", "Give it a heading"),
    ],
)
def test_what_cannot_stand_is_refused(key: str, title: str, text: str, said: str) -> None:
    found = drafted()
    with pytest.raises(ProductError, match=said):
        kept(found, [{"key": key, "title": title, "text": text}])


def test_there_is_one_ask_and_a_few_blocks_of_one_s_own() -> None:
    found = drafted()
    ask = {"key": "ask", "title": "", "text": ASK}
    own = {"key": "own", "title": "Lost", "text": "An umbrella."}
    for blocks in ([ask, ask], [own] * (MOST_OWN + 1), [{**own, "key": "annex"}]):
        with pytest.raises(ProductError, match="its blocks are not as they were"):
            kept(found, blocks)
    kept(found, [ask, *[own] * MOST_OWN])
    assert [one["key"] for one in found.blocks] == ["ask", "own", "own", "own"]


def test_it_is_not_sent_before_it_asks_for_something() -> None:
    found = drafted()
    with pytest.raises(ProductError, match="Write the one thing to do"):
        writing.send(actor("rhys"), found, revision=found.revision, now=NOW)


def test_whoever_may_approve_it_is_told_but_for_who_wrote_in_it() -> None:
    found = drafted()
    write(found, "stella")
    writing.send(actor("rhys"), found, revision=found.revision, now=NOW)
    assert told("briefing-sent") == {"sam"}
    # Who sent it answers for it as well.
    assert found.writers == sorted([person("stella").id, person("rhys").id])
    writing.take_back(actor("rhys"), found, revision=found.revision, now=NOW)
    assert told("briefing-sent") == set()


def test_what_was_approved_and_taken_back_is_approved_again() -> None:
    found = approved()
    writing.take_back(actor("coral"), found, revision=found.revision, now=NOW)
    assert (found.state, found.approved_by, found.sent_by) == (State.DRAFT, None, None)
    with pytest.raises(ProductError, match="with its writers"):
        approving.publish(actor("stella"), found, revision=found.revision, now=NOW)


def test_what_was_dropped_is_forgotten_and_a_new_draft_takes_its_place() -> None:
    found = drafted()
    writing.drop(actor("rhys"), found, revision=found.revision, now=NOW)
    db.session.commit()
    assert db.session.scalar(db.select(db.func.count(Frozen.id))) == 0
    again = composing.compose(WEEKEND, TZ, now=NOW, by=person("rhys").id)
    assert (again.version, again.state) == (2, State.DRAFT)
    with pytest.raises(ValueError, match="there is a briefing"):
        composing.compose(WEEKEND, TZ, now=NOW)


def test_counted_again_its_words_stay() -> None:
    found = drafted()
    write(found)
    before = found.blocks
    writing.recount(actor("rhys"), found, TZ, revision=found.revision, now=NOW)
    db.session.commit()
    assert found.blocks == before
    assert db.session.scalars(db.select(Frozen.id)).all() == [found.frozen_id]


def test_a_correction_is_a_new_version_with_the_same_figures() -> None:
    first = published()
    second = writing.correct(
        actor("rhys"), first, "The wrong rank.", revision=first.revision, now=NOW
    )
    assert (second.version, second.corrects, second.why) == (2, first.id, "The wrong rank.")
    assert (second.facts, second.frozen_id) == (first.facts, first.frozen_id)
    assert first.state == State.PUBLISHED
    assert newest_published(first.week) == first
    with pytest.raises(ProductError, match="There is a newer version"):
        writing.correct(actor("sam"), first, "Again.", revision=first.revision, now=NOW)
    # Dropped, it takes nothing along that the published one rests on.
    writing.drop(actor("rhys"), second, revision=second.revision, now=NOW)
    db.session.commit()
    assert db.session.get(Frozen, first.frozen_id) is not None
    third = writing.correct(actor("sam"), first, "Again.", revision=first.revision, now=NOW)
    assert third.version == 3


def test_a_correction_says_what_was_wrong() -> None:
    first = published()
    for why in ("", "a" * 501):
        with pytest.raises(ProductError, match="Say in a sentence"):
            writing.correct(actor("rhys"), first, why, revision=first.revision, now=NOW)
    # Readers see it: a figure is no more typed in it than anywhere else.
    for why in ("There were 14 fights.", "Forty, not fifty.", "It was [nobody]."):
        with pytest.raises(ProductError, match=r"Leave out the figure|no figure called"):
            writing.correct(actor("rhys"), first, why, revision=first.revision, now=NOW)


@pytest.mark.parametrize("made", [sent, approved, published])
def test_what_left_the_writers_stays_as_it_is(made: Callable[[], Briefing]) -> None:
    found = made()
    with pytest.raises(ProductError, match=r"stays as it is|never changed"):
        kept(found, texts(found, ask="Something else."))
    with pytest.raises(ProductError):
        writing.drop(actor("rhys"), found, revision=found.revision, now=NOW)
