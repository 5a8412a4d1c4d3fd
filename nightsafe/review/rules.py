"""How far the review of an event has come, and what may be done next (pure)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from nightsafe.accounts import roles
from nightsafe.gate import Actor, Can

LONGEST = 2000  # characters of a question, an answer or a note
LONGEST_PROMPT = 300  # characters of an answer to one of the prompts


@dataclass(frozen=True)
class Shown:
    """What a reviewer had before them: these versions and photos, this one of the finding.

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
    """What somebody does with an event; answering and adding are its reporter's."""

    SEE = "see"
    ASK = "ask"
    ANSWER = "answer"
    FIND = "find"
    CLOSE = "close"
    REOPEN = "reopen"
    ADD = "add"


_ON_ITS_WAY = frozenset({State.SEEN, State.ASKED, State.ANSWERED, State.REOPENED})
_REOPENED = frozenset({State.ASKED, State.ANSWERED, State.REOPENED})

# What each deed leads to from each state; what is not here cannot be done. Where there are several,
# it hangs on what was asked and answered before. Asking, finding and closing an event is seeing it,
# too. docs/review.md is drawn from this.
NEXT: dict[State, dict[Deed, frozenset[State]]] = {
    State.UNSEEN: {
        Deed.SEE: _ON_ITS_WAY,
        Deed.ASK: frozenset({State.ASKED}),
        Deed.ANSWER: frozenset({State.UNSEEN}),
        Deed.FIND: _ON_ITS_WAY,
        Deed.CLOSE: frozenset({State.CLOSED}),
        Deed.ADD: frozenset({State.UNSEEN}),
    },
    State.SEEN: {
        Deed.ASK: frozenset({State.ASKED}),
        Deed.FIND: frozenset({State.SEEN}),
        Deed.CLOSE: frozenset({State.CLOSED}),
        Deed.ADD: frozenset({State.UNSEEN}),
    },
    State.ASKED: {
        Deed.ASK: frozenset({State.ASKED}),
        Deed.ANSWER: frozenset({State.ASKED, State.ANSWERED}),
        Deed.FIND: frozenset({State.ASKED}),
        Deed.CLOSE: frozenset({State.CLOSED}),
        Deed.ADD: frozenset({State.UNSEEN}),
    },
    State.ANSWERED: {
        Deed.ASK: frozenset({State.ASKED}),
        Deed.ANSWER: frozenset({State.ANSWERED}),
        Deed.FIND: frozenset({State.ANSWERED}),
        Deed.CLOSE: frozenset({State.CLOSED}),
        Deed.ADD: frozenset({State.UNSEEN}),
    },
    State.REOPENED: {
        Deed.ASK: frozenset({State.ASKED}),
        Deed.FIND: frozenset({State.REOPENED}),
        Deed.CLOSE: frozenset({State.CLOSED}),
        Deed.ADD: frozenset({State.UNSEEN}),
    },
    State.CLOSED: {
        Deed.ANSWER: frozenset({State.CLOSED}),
        Deed.REOPEN: _REOPENED,
        Deed.ADD: frozenset({State.CHANGED}),
    },
    State.CHANGED: {
        Deed.SEE: frozenset({State.CLOSED}),
        Deed.ANSWER: frozenset({State.CHANGED}),
        Deed.REOPEN: _REOPENED,
        Deed.ADD: frozenset({State.CHANGED}),
    },
}

# What may be done in each state, and what of it is no reviewer's.
ALLOWED: dict[State, frozenset[Deed]] = {state: frozenset(deeds) for state, deeds in NEXT.items()}
OF_THE_REPORTER = frozenset({Deed.ANSWER, Deed.ADD})

# Nobody here told of what was brought along: there is no reporter to ask, and nothing waits.
NOT_OF_BROUGHT = frozenset({Deed.SEE, Deed.ASK, Deed.ANSWER})

OUTCOMES: dict[str, LazyString] = {
    "confirmed": _l("Confirmed"),
    "not_confirmed": _l("Not confirmed"),
    "passed_on": _l("Passed on"),
}


class Prompt(NamedTuple):
    """One of the six things that British police weigh (THRIVE): its name, and a question for it."""

    name: LazyString
    question: LazyString


THRIVE: dict[str, Prompt] = {
    "threat": Prompt(_l("Threat"), _l("Who or what is the threat, and to whom?")),
    "harm": Prompt(_l("Harm"), _l("Who was hurt, or could be, and how badly?")),
    "risk": Prompt(_l("Risk"), _l("How likely is it to happen again or get worse?")),
    "investigation": Prompt(
        _l("Investigation"), _l("What can be followed up: footage, witnesses, a thing kept?")
    ),
    "vulnerability": Prompt(
        _l("Vulnerability"), _l("Who could not look after themselves, and why?")
    ),
    "engagement": Prompt(_l("Engagement"), _l("Who should hear from us, or could help?")),
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
    if deed in OF_THE_REPORTER or (brought and deed in NOT_OF_BROUGHT):
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
