"""What is held, against the ledger: each change or loss of it is found."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask

from nightsafe import clock
from nightsafe.cli.projections import PROJECTIONS
from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.ledger.erase import erase
from nightsafe.ledger.verify import problems
from nightsafe.submissions import held
from nightsafe.submissions.models import Held
from nightsafe.submissions.projection import PROJECTION
from nightsafe.submissions.uploads import State, Upload, begin, complete, go_on, note
from tests.offline.parcels import Phone, a_log, behind, phone_of
from tests.page import PageClient
from tests.people import person, settle

SignIn = Callable[..., PageClient]
BENT = {"when": "pick", "when_date": "2026-03-29", "when_time": "01:30"}


@pytest.fixture
def phone(app: Flask, signed_in: SignIn) -> Phone:
    settle()
    db.session.commit()
    return phone_of(signed_in(person("dora")))


def found() -> list[str]:
    db.session.rollback()
    db.session.expire_all()
    return [one.what for one in problems((*PROJECTIONS, PROJECTION))[0]]


def hold_some(phone: Phone) -> None:
    """One for its author, one settled, one that came damaged, one that nobody may read."""
    assert phone.send("/log/V1", a_log(**BENT)).get_json()["state"] == "attention"
    phone.send("/log/V1", a_log(**BENT))
    first = db.session.scalars(db.select(Held)).first()
    assert first is not None
    held.settle(first, held.REMOVED, by=first.author_id, now=clock.now())
    db.session.commit()
    assert phone.send("/log/V1", a_log(), author=999).get_json()["state"] == "damaged"
    person("dora").suspended_at = clock.now()
    db.session.commit()
    assert phone.send("/log/V1", a_log()).get_json()["state"] == "quarantined"


STATE = {
    state: f"state = '{state}'"
    for state in (held.ATTENTION, held.REMOVED, held.DAMAGED, held.QUARANTINED)
}


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM held_submissions", "is in the ledger but not in its table"),
        *(
            (f"UPDATE held_submissions SET state = 'discarded' WHERE {where}", "differs from its")
            for where in STATE.values()
        ),
        (f"UPDATE held_submissions SET why = 'ended' WHERE {STATE[held.QUARANTINED]}", "differs"),
        ("UPDATE held_submissions SET digest = content WHERE content IS NOT NULL", "differs"),
        *(
            (f"UPDATE held_submissions SET content = digest WHERE {where}", "does not hold what")
            for where in STATE.values()
        ),
        *(
            (f"UPDATE held_submissions SET content = NULL WHERE {STATE[state]}", "does not hold")
            for state in (held.ATTENTION, held.QUARANTINED, held.DAMAGED)
        ),
        ("UPDATE held_submissions SET author_id = author_id + 1", "is not in the ledger"),
    ],
)
def test_what_was_changed_or_taken_away_is_found(phone: Phone, statement: str, said: str) -> None:
    hold_some(phone)
    assert found() == []
    db.session.execute(db.text(statement))
    db.session.commit()
    wrong = found()
    assert wrong
    assert all("held submission" in one for one in wrong)
    assert any(said in one for one in wrong)


def test_what_goes_with_an_erased_record_is_no_fault(phone: Phone) -> None:
    first = a_log()
    phone.send("/log/V1", first)
    entry = db.session.scalars(db.select(Entry)).one()
    sent = behind(first, when="pick", when_date="2026-03-29", when_time="01:30")
    assert phone.send(f"/entries/{entry.id}/amend", sent).get_json()["state"] == "attention"
    assert found() == []
    erase(entry.id, PROJECTIONS, actor_id=None, reason="", now=clock.now())
    db.session.commit()
    assert db.session.scalars(db.select(Held)).all() == []
    assert found() == []


def a_photo(state: State) -> UUID:
    """A photo of Dora's on its way that has come so far; commits."""
    row = begin(person("dora").id, uuid4(), uuid4(), "k", 5, now=clock.now())
    go_on(row, b"photo", now=clock.now())
    complete(row, state, now=clock.now())
    if state not in {State.WAITING, State.RECEIVED}:
        note(row, row.author_id, clock.now())
    db.session.commit()
    return row.id


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM uploads WHERE state = 'quarantined'",
        "UPDATE uploads SET state = 'discarded' WHERE state = 'quarantined'",
        "UPDATE uploads SET state = 'discarded' WHERE state = 'waiting'",
        "UPDATE uploads SET content = digest WHERE state = 'quarantined'",
        "UPDATE uploads SET content = digest WHERE state = 'waiting'",
        "UPDATE uploads SET content = NULL WHERE state = 'quarantined'",
        "UPDATE uploads SET digest = content WHERE state = 'aside'",
    ],
)
def test_so_it_is_with_photos_on_their_way(phone: Phone, statement: str) -> None:
    for state in (State.QUARANTINED, State.WAITING, State.ASIDE, State.RECEIVED):
        a_photo(state)
    assert found() == []
    db.session.execute(db.text(statement))
    db.session.commit()
    (wrong,) = found()
    assert "on its way" in wrong


def test_a_photo_that_was_let_in_may_become_part_of_its_entry(phone: Phone) -> None:
    row = db.session.get_one(Upload, (person("dora").id, a_photo(State.QUARANTINED)))
    row.state = State.WAITING
    note(row, person("coral").id, clock.now())
    db.session.commit()
    row.settle(State.RECEIVED)
    db.session.commit()
    assert found() == []
