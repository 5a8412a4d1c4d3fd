"""The check of a release: seen while it goes on, kept if nothing changed, given up in the end."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.aggregates import checking, preparing, suppression
from nightsafe.aggregates.approving import approve
from nightsafe.aggregates.checking import Ended
from nightsafe.aggregates.models import Frozen, Release
from nightsafe.aggregates.moving import note
from nightsafe.aggregates.projection import PROJECTION
from nightsafe.aggregates.queries import tables_of
from nightsafe.database import db, own_transaction
from nightsafe.errors import ProductError
from nightsafe.ledger.verify import problems
from tests.aggregates import releasing
from tests.aggregates.drafts import NOW, draft, frozen
from tests.aggregates.releasing import SUMMER
from tests.factories import bring
from tests.people import actor, settle

SAID = select(Release.steps_done, Release.steps)
Tell = Callable[[int, int], None]
Making = Callable[[Tell], None]


@pytest.fixture(autouse=True)
def city(app: Flask) -> None:
    settle()
    db.session.commit()


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Call it with what happens while tables are made: counting and solving are left out.

    Gives a list of what was done, as it goes on.
    """

    def stand_in(meanwhile: Making = lambda _tell: None, *, safe: bool = True) -> list[str]:
        done: list[str] = []

        def freeze(quarter: Any, _tz: Any, *, now: datetime) -> int:
            assert now == NOW
            done.append("freeze")
            with own_transaction() as beside:
                made = Frozen(
                    kind="quarter",
                    first=quarter.first,
                    last=quarter.last,
                    made_at=now,
                    complete=True,
                    released=False,
                    dimensions={},
                    coverage={"premises": 8},
                )
                beside.add(made)
                beside.flush()
                return made.id

        def make(
            _loaded: Any, _wanted: Mapping[str, Any], earlier: Any, _compared: Any, *, tell: Tell
        ) -> Any:
            assert not db.session().in_transaction(), "nobody waits while it solves"
            done.append("make")
            tell(1, 4)
            meanwhile(tell)
            made = releasing.tables()
            found = {**releasing.certificate(made), "safe": safe, "earlier": len(earlier)}
            return SimpleNamespace(tables=made, certificate=found)

        monkeypatch.setattr(suppression, "freeze", freeze)
        monkeypatch.setattr(suppression, "load", lambda frozen_id: frozen_id)
        monkeypatch.setattr(suppression, "make", make)
        return done

    return stand_in


def checked(found: Release, still: Callable[[], None] = lambda: None) -> Release:
    """The release after one round of the job."""
    if checking.waiting() is not None:
        checking.check(found.id, lambda: NOW, still)
    db.session.rollback()
    return db.session.get_one(Release, found.id, populate_existing=True)


def faults() -> list[str]:
    return [one.what for one in problems([PROJECTION])[0]]


def test_what_is_safe_is_kept_with_its_certificate(counting: Callable[..., list[str]]) -> None:
    seen: list[tuple[int, int]] = []

    def look(tell: Tell) -> None:
        tell(4, 4)
        with own_transaction() as beside:
            seen.extend((row[0], row[1]) for row in beside.execute(SAID))

    done = counting(look)
    found = checked(draft(state="checking"))
    assert (found.state, done, seen) == ("safe", ["freeze", "make"], [(4, 4)])
    assert [table.key for table in tables_of(found)] == list(releasing.KINDS)
    assert found.tables["coverage"] == {"premises": 8}
    assert found.certificate["against"] == []
    assert found.certificate["beside"] == []
    assert checking.waiting() is None
    assert faults() == []


def test_what_is_unsafe_is_kept_nowhere(counting: Callable[..., list[str]]) -> None:
    counting(safe=False)
    found = checked(draft(state="checking"))
    assert (found.state, found.tables) == ("unsafe", {})
    assert faults() == []


def test_a_quarter_is_counted_once_for_all_its_drafts(counting: Callable[..., list[str]]) -> None:
    done = counting()
    first, second = (checked(draft(number, state="checking")) for number in (1, 2))
    assert first.frozen_id == second.frozen_id
    assert done == ["freeze", "make", "make"]


def test_what_no_draft_rests_on_is_forgotten_and_counted_anew(
    counting: Callable[..., list[str]],
) -> None:
    done = counting()
    found = checked(draft(state="checking"))
    preparing.check_again(actor("ana"), found, now=NOW)
    db.session.commit()
    found = checked(found)
    assert (found.state, done) == ("safe", ["freeze", "make"] * 2)
    preparing.drop(actor("ana"), found, now=NOW)
    db.session.commit()
    assert checking.due()
    assert checking.thaw() == 1
    assert not checking.due()
    assert db.session.scalar(select(Frozen.id)) is None


def test_what_left_is_never_counted_anew(counting: Callable[..., list[str]]) -> None:
    done = counting()
    frozen().released = True
    found = checked(draft(state="checking"))
    assert (found.state, done, checking.thaw()) == ("safe", ["make"], 0)


@pytest.mark.parametrize("way", ["drop", "change"])
def test_what_is_dropped_or_changed_meanwhile_is_let_be(
    way: str, counting: Callable[..., list[str]]
) -> None:
    found = draft(state="checking")

    def meanwhile(tell: Tell) -> None:
        one = db.session.get_one(Release, found.id)
        wanted = {"areas": [], "tables": [{"key": "group", "method": "rounding"}]}
        if way == "drop":
            preparing.drop(actor("ana"), one, now=NOW)
        else:
            preparing.change(actor("ana"), one, wanted, areas=[], now=NOW)
        db.session.commit()
        db.session.rollback()
        tell(4, 4)
        pytest.fail("it went on solving for nothing")

    counting(meanwhile)
    after = checked(found)
    assert (after.state, after.tables) == ("dropped" if way == "drop" else "checking", {})
    assert faults() == []


def test_what_leaves_meanwhile_is_checked_beside(counting: Callable[..., list[str]]) -> None:
    other = draft(1, state="sent")
    found = draft(2, state="checking")

    def meanwhile(_tell: Tell) -> None:
        one = db.session.get_one(Release, other.id)
        if one.state == "sent":
            assert approve(actor("coral"), one, one.version, now=NOW)
            db.session.commit()
        db.session.rollback()

    counting(meanwhile)
    after = checked(found)
    assert (after.state, after.tables) == ("checking", {})
    after = checked(found)
    assert (after.state, after.certificate["against"]) == ("safe", [1])
    assert after.certificate["earlier"] == len(releasing.KINDS)
    assert faults() == []


def test_one_that_takes_its_process_with_it_fails_in_the_end(
    counting: Callable[..., list[str]],
) -> None:
    def die(_tell: Tell) -> None:
        raise MemoryError

    counting(die)
    found = draft(state="checking")
    for _ in range(checking.TRIES):
        with pytest.raises(MemoryError):
            checked(found)
        assert checking.waiting() == found.id
    assert checked(found).certificate == {"failed": "died"}
    assert checking.waiting() is None
    # Its preparer has it checked again, from the beginning.
    counting()
    again = db.session.get_one(Release, found.id)
    preparing.check_again(actor("ana"), again, now=NOW)
    db.session.commit()
    assert checked(found).state == "safe"
    assert faults() == []


def test_a_process_that_is_stopped_takes_nothing_from_it(
    counting: Callable[..., list[str]],
) -> None:
    counting()
    found = draft(state="checking")

    def stop() -> None:
        raise Ended

    for _ in range(checking.TRIES + 1):
        with pytest.raises(Ended):
            checked(found, stop)
    assert checked(found).state == "safe"


def test_what_cannot_be_counted_is_said_in_its_words(counting: Callable[..., list[str]]) -> None:
    def refuse(_tell: Tell) -> None:
        raise ProductError("That area is gone.")

    counting(refuse)
    after = checked(draft(state="checking"))
    assert (after.state, after.certificate["words"]) == ("failed", "That area is gone.")
    assert faults() == []


def test_for_real(freeze: Callable[[datetime], Any]) -> None:
    freeze(NOW)
    for day in range(1, 31):
        for hour in range(3):
            at = datetime(2026, 8, day, 22 - hour, tzinfo=NOW.tzinfo)
            bring("V1" if day % 2 else "P1", at=at, commit=False)
    db.session.commit()
    found = draft(state="checking")
    found.wanted = {"areas": [], "tables": [{"key": "group-coarse", "method": "rounding"}]}
    note(found, "prepare", found.prepared_by, now=NOW)
    db.session.commit()
    after = checked(found)
    assert (after.state, after.certificate.get("failed")) == ("safe", None)
    tables = {table.key: table for table in tables_of(after)}
    assert tables["group-coarse"].quarter == str(SUMMER)
    assert tables["group-coarse"].at("") == 90
    assert tables["counted"].at("confirmed") == 90
    assert faults() == []
