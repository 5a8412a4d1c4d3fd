"""How far a review has come, and what may be done next."""

from itertools import product

import pytest

from nightsafe.accounts.roles import Role
from nightsafe.gate import Actor
from nightsafe.review import rules
from nightsafe.review.rules import ALLOWED, Deed, Facts, State, may, state_of

REVIEWER = Actor(1, "Rhys", 1, Role.PR, 1, "Police")
DOORMAN = Actor(2, "Dora", 2, Role.VS, 2, "Lantern Ltd", premises_id=1)


def test_every_state_says_what_may_be_done() -> None:
    assert set(ALLOWED) == set(State)


def test_every_deed_is_possible_somewhere() -> None:
    assert set().union(*ALLOWED.values()) == set(Deed)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (Facts(unseen=True), State.UNSEEN),
        (Facts(unseen=True, open_questions=1), State.UNSEEN),
        (Facts(unseen=True, closed=True), State.CHANGED),
        (Facts(unseen=False), State.SEEN),
        (Facts(unseen=False, open_questions=1, answered_questions=2), State.ASKED),
        (Facts(unseen=False, answered_questions=1, reopened=True), State.ANSWERED),
        (Facts(unseen=False, closed=True, open_questions=1), State.CLOSED),
        (Facts(unseen=False, closed=True, reopened=True), State.CLOSED),
        (Facts(unseen=False, reopened=True), State.REOPENED),
    ],
)
def test_the_state_follows_from_the_facts(facts: Facts, state: State) -> None:
    assert state_of(facts) is state


def test_every_combination_of_facts_has_a_state() -> None:
    either = (False, True)
    for unseen, closed, reopened in product(either, either, either):
        for asked, answered in product((0, 1), (0, 1)):
            assert state_of(Facts(unseen, closed, reopened, asked, answered)) in State


def test_what_is_closed_is_opened_again_before_it_is_changed() -> None:
    for state in (State.CLOSED, State.CHANGED):
        assert rules.may_reopen(state, REVIEWER)
        assert not rules.may_find(state, REVIEWER)
        assert not rules.may_ask(state, REVIEWER)
        assert not rules.may_close(state, REVIEWER)


def test_only_what_is_unseen_is_marked_as_seen() -> None:
    assert {state for state in State if rules.may_see(state, REVIEWER)} == {
        State.UNSEEN,
        State.CHANGED,
    }


@pytest.mark.parametrize(("deed", "state"), list(product(Deed, State)))
def test_nobody_but_a_reviewer_reviews(deed: Deed, state: State) -> None:
    assert not may(deed, state, DOORMAN)


def test_nobody_is_asked_about_what_was_brought_along_and_nothing_of_it_waits() -> None:
    for state in State:
        assert not rules.may_see(state, REVIEWER, brought=True)
        assert not rules.may_ask(state, REVIEWER, brought=True)
        for deed in (Deed.FIND, Deed.CLOSE, Deed.REOPEN):
            assert may(deed, state, REVIEWER, brought=True) == may(deed, state, REVIEWER)


def test_the_author_alone_answers_while_the_entry_stands() -> None:
    assert rules.may_answer(DOORMAN, 2, withdrawn=False)
    assert not rules.may_answer(DOORMAN, 2, withdrawn=True)
    assert not rules.may_answer(DOORMAN, 3, withdrawn=False)
    assert not rules.may_answer(REVIEWER, 1, withdrawn=False)
