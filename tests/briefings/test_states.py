"""Who may do what with a briefing, and when: one writes, another approves, nothing out changes."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask

from nightsafe.briefings.models import Briefing
from nightsafe.briefings.states import STATES, TRANSITIONS, WHY_NOT, Deed, State, may, must
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor

RHYS, STELLA = 1, 2
EARLIER = UUID("7d1f0a36-0000-4000-8000-000000000001")
# What each role may do with a briefing that Rhys wrote, state by state.
WRITES = {
    State.DRAFT: {Deed.WRITE, Deed.RECOUNT, Deed.SEND, Deed.DROP},
    State.SENT: {Deed.TAKE_BACK},
    State.APPROVED: {Deed.TAKE_BACK, Deed.PUBLISH},
    State.PUBLISHED: {Deed.CORRECT},
    State.DROPPED: set[Deed](),
}


def somebody(person_id: int, role: str, *, by_pin: bool = False) -> Actor:
    return Actor(person_id, "", person_id, role, 1, "", by_pin=by_pin)


def briefing(state: State, *, corrects: bool = False) -> Briefing:
    return Briefing(state=state, writers=[RHYS], corrects=EARLIER if corrects else None)


@pytest.fixture(autouse=True)
def words(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def able(state: State, actor: Actor) -> set[Deed]:
    return {deed for deed in Deed if may(deed, briefing(state), actor)}


def test_writers_write_and_supervisors_who_did_not_write_approve() -> None:
    for state in State:
        for role in ("PR", "CO"):
            assert able(state, somebody(RHYS, role)) == WRITES[state], (state, role)
        more = {Deed.APPROVE, Deed.GIVE_BACK} if state is State.SENT else set()
        assert able(state, somebody(STELLA, "PS")) == WRITES[state] | more, state
        # Who wrote in it does not approve it, whatever their role.
        assert able(state, somebody(RHYS, "PS")) == WRITES[state], state


def test_nobody_else_does_anything_and_nobody_by_pin() -> None:
    for state in State:
        for role in ("VS", "VM", "SF", "SP", "DR", "CC", "AN", "SG", "AU"):
            assert able(state, somebody(9, role)) == set(), (state, role)
        assert able(state, somebody(STELLA, "PS", by_pin=True)) == set(), state


def test_a_correction_is_not_counted_again() -> None:
    assert not may(Deed.RECOUNT, briefing(State.DRAFT, corrects=True), somebody(RHYS, "PR"))
    with pytest.raises(ProductError):
        must(Deed.RECOUNT, briefing(State.DRAFT, corrects=True), somebody(RHYS, "PR"))


def test_what_is_out_or_dropped_leads_nowhere_else() -> None:
    assert TRANSITIONS[State.PUBLISHED] == {Deed.CORRECT: State.PUBLISHED}
    assert TRANSITIONS[State.DROPPED] == {}
    into = {
        deed
        for moves in TRANSITIONS.values()
        for deed, to in moves.items()
        if to is State.PUBLISHED and deed is not Deed.CORRECT
    }
    assert into == {Deed.PUBLISH}
    assert [state for state, moves in TRANSITIONS.items() if Deed.PUBLISH in moves] == [
        State.APPROVED
    ]


def test_a_refusal_says_why() -> None:
    assert set(STATES) == set(WHY_NOT) == set(TRANSITIONS) == set(State)
    with pytest.raises(NotAllowed, match="You wrote in this briefing"):
        must(Deed.APPROVE, briefing(State.SENT), somebody(RHYS, "PS"))
    with pytest.raises(NotAllowed, match="police supervisors"):
        must(Deed.APPROVE, briefing(State.SENT), somebody(3, "CO"))
    with pytest.raises(ProductError, match="Correct it instead"):
        must(Deed.WRITE, briefing(State.PUBLISHED), somebody(RHYS, "PR"))
