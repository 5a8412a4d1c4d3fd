"""How far a release of figures has come, what may be done with it next and by whom (pure)."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from nightsafe import nights
from nightsafe.accounts import roles
from nightsafe.aggregates.models import Release
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor, Can

LONGEST_WHY = 1000  # characters of a reason to return one


class State(StrEnum):
    """How far a release has come."""

    CHECKING = "checking"
    SAFE = "safe"
    UNSAFE = "unsafe"
    FAILED = "failed"
    SENT = "sent"
    RETURNED = "returned"
    RELEASED = "released"
    DROPPED = "dropped"


class Deed(StrEnum):
    """What is done with a release; the first three are the check's own."""

    CLEAR = "clear"
    REFUSE = "refuse"
    FAIL = "fail"
    CHANGE = "change"
    AGAIN = "again"
    WRITE = "write"
    SEND = "send"
    TAKE_BACK = "take-back"
    DROP = "drop"
    RETURN = "return"
    APPROVE = "approve"
    # Another release of the same quarter left since it was checked: it is checked beside that one.
    OVERTAKE = "overtake"


# What may be done in each state, and where it leads. What left stands for good.
TRANSITIONS: dict[State, dict[Deed, State]] = {
    State.CHECKING: {
        Deed.CLEAR: State.SAFE,
        Deed.REFUSE: State.UNSAFE,
        Deed.FAIL: State.FAILED,
        Deed.CHANGE: State.CHECKING,
        Deed.DROP: State.DROPPED,
    },
    State.SAFE: {
        Deed.CHANGE: State.CHECKING,
        Deed.AGAIN: State.CHECKING,
        Deed.WRITE: State.SAFE,
        Deed.SEND: State.SENT,
        Deed.DROP: State.DROPPED,
    },
    State.UNSAFE: {
        Deed.CHANGE: State.CHECKING,
        Deed.AGAIN: State.CHECKING,
        Deed.DROP: State.DROPPED,
    },
    State.FAILED: {
        Deed.CHANGE: State.CHECKING,
        Deed.AGAIN: State.CHECKING,
        Deed.DROP: State.DROPPED,
    },
    State.SENT: {
        Deed.TAKE_BACK: State.SAFE,
        Deed.RETURN: State.RETURNED,
        Deed.APPROVE: State.RELEASED,
        Deed.OVERTAKE: State.CHECKING,
        Deed.DROP: State.DROPPED,
    },
    State.RETURNED: {
        Deed.CHANGE: State.CHECKING,
        Deed.AGAIN: State.CHECKING,
        Deed.WRITE: State.RETURNED,
        Deed.SEND: State.SENT,
        Deed.DROP: State.DROPPED,
    },
    State.RELEASED: {},
    State.DROPPED: {},
}

BY_THE_CHECK = frozenset({Deed.CLEAR, Deed.REFUSE, Deed.FAIL})
BY_APPROVERS = frozenset({Deed.RETURN, Deed.APPROVE, Deed.OVERTAKE})
# Of the preparers whoever prepared it, but a draft that lies about any of them may drop.
BY_ANY_PREPARER = frozenset({Deed.DROP})

# With the tables that were checked.
CHECKED = frozenset({State.SAFE, State.SENT, State.RETURNED, State.RELEASED})
# Neither out nor dropped: its quarter stays frozen for it.
UNFINISHED = frozenset(State) - {State.RELEASED, State.DROPPED}
# What approvers open before it has left.
BEFORE_APPROVERS = frozenset({State.SENT, State.RETURNED})

WHY_NOT: dict[State, LazyString] = {
    State.CHECKING: _l("It is being checked. Wait until that is done, then look again."),
    State.SAFE: _l("It is with its preparer now. Nothing was changed."),
    State.UNSAFE: _l("It was found unsafe and cannot go on as it is. Nothing was changed."),
    State.FAILED: _l("Its check did not come to an end. Have it checked again first."),
    State.SENT: _l("It was sent to be approved, so it stays as it is. Take it back to change it."),
    State.RETURNED: _l("It was returned to its preparer. Nothing was changed."),
    State.RELEASED: _l("It has left already, and what left is never changed."),
    State.DROPPED: _l("It was dropped. Prepare a new one."),
}


def state_of(release: Release) -> State:
    """The state of a release."""
    return State(release.state)


def may(deed: Deed, release: Release, actor: Actor) -> bool:
    """Whether somebody may do something with a release now."""
    return deed in TRANSITIONS[state_of(release)] and is_theirs(deed, release, actor)


def is_theirs(deed: Deed, release: Release, actor: Actor) -> bool:
    """Whether it is theirs to do, whatever the state: nobody approves what they prepared."""
    if deed in BY_THE_CHECK:
        return False
    if deed in BY_APPROVERS:
        able = roles.may(actor, Can.APPROVE_RELEASE)
        return able and release.prepared_by != actor.person_id
    if not roles.may(actor, Can.PREPARE_RELEASE):
        return False
    return deed in BY_ANY_PREPARER or release.prepared_by == actor.person_id


def must(deed: Deed, release: Release, actor: Actor) -> State:
    """The state that a deed leads to; raises NotAllowed or ProductError with why it may not be."""
    if not is_theirs(deed, release, actor):
        if deed in BY_APPROVERS and release.prepared_by == actor.person_id:
            raise NotAllowed(_l("You prepared this release: somebody else has to approve it."))
        raise NotAllowed(_l("That is for whoever prepared this release."))
    return after(deed, release)


def after(deed: Deed, release: Release) -> State:
    """The state that a deed leads to, whoever does it; raises ProductError in a wrong one."""
    found = TRANSITIONS[state_of(release)].get(deed)
    if found is None:
        raise ProductError(WHY_NOT[state_of(release)])
    return found


def may_open(release: Release, actor: Actor) -> bool:
    """Whether somebody may open a release: `queries.opened_by` says the same in SQL."""
    state = state_of(release)
    if roles.may(actor, Can.PREPARE_RELEASE):
        return True
    if state in BEFORE_APPROVERS and roles.may(actor, Can.APPROVE_RELEASE):
        return True
    return state is State.RELEASED and roles.may(actor, Can.FIGURES)


def quarter_of(release: Release) -> nights.Quarter:
    """The quarter of a release."""
    return nights.quarter_of(release.quarter)


def methods(wanted: Mapping[str, Any]) -> dict[str, str]:
    """The method of each table that is wanted, by its key, in their order."""
    return {one["key"]: one["method"] for one in wanted.get("tables", ())}


def instead(wanted: Mapping[str, Any], offers: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """What is wanted with each offer taken: a table in another's place, by its method.

    An offer without a key leaves its table out. What is wanted already is so only once.
    """
    tables = list(wanted["tables"])
    for offer in offers:
        new = {"key": offer["key"], "method": offer["method"]}
        taken = [new if one["key"] == offer["instead_of"] else one for one in tables]
        tables = [one for one in taken if one is new or one["key"] not in {"", new["key"]}]
        tables = [one for one in tables if one["key"]]
    return {**wanted, "tables": [dict(one) for one in tables]}
