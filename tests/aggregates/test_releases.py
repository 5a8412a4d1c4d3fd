"""Who may do what with a release, and when: nobody approves what they prepared."""

from dataclasses import replace

import pytest

from nightsafe.accounts.roles import Role
from nightsafe.aggregates.models import Release
from nightsafe.aggregates.releases import (
    BY_THE_CHECK,
    TRANSITIONS,
    WHY_NOT,
    Deed,
    State,
    instead,
    may,
    must,
)
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor

ANALYST = Actor(1, "Ana", 1, Role.AN, 1, "Council")
OTHER = Actor(2, "Anton", 2, Role.AN, 1, "Council")
SUPERVISOR = Actor(3, "Stella", 3, Role.PS, 2, "Police")
COORDINATOR = Actor(4, "Coral", 4, Role.CO, 1, "Council")
REVIEWER = Actor(5, "Rhys", 5, Role.PR, 2, "Police")


def of(state: State) -> Release:
    return Release(state=state, prepared_by=1, version=1)


def test_every_state_says_where_it_leads_and_why_not() -> None:
    assert set(TRANSITIONS) == set(WHY_NOT) == set(State)
    assert {deed for leads in TRANSITIONS.values() for deed in leads} == set(Deed)
    for state in State:
        assert set(TRANSITIONS[state].values()) <= set(State)


@pytest.mark.parametrize("state", [State.RELEASED, State.DROPPED])
def test_what_left_or_was_dropped_stays_so(state: State) -> None:
    assert TRANSITIONS[state] == {}


def test_only_from_safe_ground_it_leaves() -> None:
    leads = {state for state, deeds in TRANSITIONS.items() if State.RELEASED in deeds.values()}
    sends = {state for state, deeds in TRANSITIONS.items() if Deed.SEND in deeds}
    assert leads == {State.SENT}
    assert sends == {State.SAFE, State.RETURNED}
    # Whatever changes the figures has them checked again.
    for deeds in TRANSITIONS.values():
        for deed in (Deed.CHANGE, Deed.AGAIN, Deed.OVERTAKE):
            assert deeds.get(deed, State.CHECKING) is State.CHECKING


@pytest.mark.parametrize("approver", [SUPERVISOR, COORDINATOR])
def test_nobody_approves_their_own(approver: Actor) -> None:
    assert may(Deed.APPROVE, of(State.SENT), approver)
    assert not may(Deed.APPROVE, of(State.SENT), replace(approver, person_id=1))
    with pytest.raises(NotAllowed, match="somebody else"):
        must(Deed.APPROVE, of(State.SENT), replace(approver, person_id=1))


@pytest.mark.parametrize("deed", sorted(set(Deed) - {Deed.APPROVE, Deed.RETURN, Deed.OVERTAKE}))
def test_approvers_prepare_nothing(deed: Deed) -> None:
    for state in State:
        assert not may(deed, of(state), SUPERVISOR)


def test_another_analyst_may_only_drop_a_draft() -> None:
    theirs = {deed for deed in Deed for state in State if may(deed, of(state), OTHER)}
    assert theirs == {Deed.DROP}


def test_nobody_does_what_the_check_does() -> None:
    for actor in (ANALYST, SUPERVISOR, COORDINATOR, REVIEWER):
        assert not any(may(deed, of(State.CHECKING), actor) for deed in BY_THE_CHECK)
    assert not any(may(deed, of(state), REVIEWER) for deed in Deed for state in State)


def test_a_wrong_state_says_why() -> None:
    with pytest.raises(ProductError, match="left already"):
        must(Deed.APPROVE, of(State.RELEASED), SUPERVISOR)
    with pytest.raises(ProductError, match="Take it back"):
        must(Deed.CHANGE, of(State.SENT), ANALYST)


def test_offers_are_taken_once() -> None:
    def chosen(*tables: tuple[str, str]) -> dict[str, object]:
        return {"areas": [], "tables": [{"key": key, "method": how} for key, how in tables]}

    def offer(key: str, method: str, instead_of: str) -> dict[str, str]:
        return {"key": key, "method": method, "instead_of": instead_of}

    wanted = chosen(("a", "rounding"), ("b", "rounding"), ("c", "rounding"))
    taken = instead(wanted, [offer("b", "suppression", "a"), offer("", "", "c")])
    assert taken == chosen(("b", "suppression"))
    assert instead(wanted, [offer("a", "suppression", "a")]) == chosen(
        ("a", "suppression"), ("b", "rounding"), ("c", "rounding")
    )
