"""How far the review of an event has come, and what may be done next (pure)."""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from nightsafe.accounts import roles
from nightsafe.gate import Actor, Can

LONGEST = 2000  # characters of a question, an answer or a note


@dataclass(frozen=True)
class Shown:
    """What a reviewer had before them: so many versions and photos, this one of the finding.

    Without `finding` it does not matter what a colleague saved meanwhile.
    """

    entries: int
    finding: int | None = None


class State(StrEnum):
    """How far the review of an event has come."""

    UNSEEN = "unseen"
    SEEN = "seen"
    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"
    # Something was added to it after it was closed.
    CHANGED = "changed"
    REOPENED = "reopened"


class Deed(StrEnum):
    """What somebody does with an event; answering is its reporter's."""

    SEE = "see"
    ASK = "ask"
    ANSWER = "answer"
    FIND = "find"
    CLOSE = "close"
    REOPEN = "reopen"


_WORK = frozenset({Deed.ASK, Deed.ANSWER, Deed.FIND, Deed.CLOSE})

# What may be done in each state. Asking, finding and closing an event is seeing it, too.
ALLOWED: dict[State, frozenset[Deed]] = {
    State.UNSEEN: _WORK | {Deed.SEE},
    State.SEEN: _WORK,
    State.ASKED: _WORK,
    State.ANSWERED: _WORK,
    State.REOPENED: _WORK,
    State.CLOSED: frozenset({Deed.ANSWER, Deed.REOPEN}),
    State.CHANGED: frozenset({Deed.SEE, Deed.ANSWER, Deed.REOPEN}),
}

# Nobody here told of what was brought along: there is no reporter to ask, and nothing waits.
NOT_OF_BROUGHT = frozenset({Deed.SEE, Deed.ASK, Deed.ANSWER})

OUTCOMES: dict[str, LazyString] = {
    "confirmed": _l("Confirmed"),
    "not_confirmed": _l("Not confirmed"),
    "passed_on": _l("Passed on"),
}


@dataclass(frozen=True)
class Facts:
    """What decides the state of an event's review."""

    unseen: bool
    closed: bool = False
    reopened: bool = False
    open_questions: int = 0
    answered_questions: int = 0


def state_of(facts: Facts) -> State:
    """The state that follows from the facts."""
    if facts.unseen:
        return State.CHANGED if facts.closed else State.UNSEEN
    if facts.closed:
        return State.CLOSED
    if facts.open_questions:
        return State.ASKED
    if facts.answered_questions:
        return State.ANSWERED
    return State.REOPENED if facts.reopened else State.SEEN


def may(deed: Deed, state: State, actor: Actor, *, brought: bool = False) -> bool:
    """Whether a reviewer may do something with an event in this state.

    `brought`: it was brought along from records kept elsewhere.
    """
    if deed is Deed.ANSWER or (brought and deed in NOT_OF_BROUGHT):
        return False
    return deed in ALLOWED[state] and roles.may(actor, Can.REVIEW)


def may_see(state: State, actor: Actor, *, brought: bool = False) -> bool:
    """Whether there is something to mark as seen."""
    return may(Deed.SEE, state, actor, brought=brought)


def may_ask(state: State, actor: Actor, *, brought: bool = False) -> bool:
    """Whether a reviewer may ask the reporter something."""
    return may(Deed.ASK, state, actor, brought=brought)


def may_find(state: State, actor: Actor) -> bool:
    """Whether a reviewer may record an outcome, a group, a reference or a note."""
    return may(Deed.FIND, state, actor)


def may_close(state: State, actor: Actor) -> bool:
    """Whether a reviewer may close the event."""
    return may(Deed.CLOSE, state, actor)


def may_reopen(state: State, actor: Actor) -> bool:
    """Whether a reviewer may open a closed event again."""
    return may(Deed.REOPEN, state, actor)


def may_answer(actor: Actor, author_id: int, withdrawn: bool) -> bool:
    """Whether somebody may answer a question: the author of the entry, while it stands."""
    return actor.person_id == author_id and not withdrawn and roles.may(actor, Can.READ_OWN)
