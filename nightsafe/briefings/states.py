"""How far a briefing is, and who may do what with it then: rules as data."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from nightsafe.accounts import roles
from nightsafe.briefings.models import Briefing
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor, Can


class State(StrEnum):
    """A briefing is in one of these; what was published is never changed."""

    DRAFT = "draft"
    SENT = "sent"
    APPROVED = "approved"
    PUBLISHED = "published"
    DROPPED = "dropped"


class Deed(StrEnum):
    """What somebody may do with a briefing."""

    WRITE = "write"
    RECOUNT = "recount"
    SEND = "send"
    TAKE_BACK = "take-back"
    GIVE_BACK = "give-back"
    APPROVE = "approve"
    PUBLISH = "publish"
    CORRECT = "correct"
    DROP = "drop"


STATES: dict[State, LazyString] = {
    State.DRAFT: _l("Draft"),
    State.SENT: _l("Waits for approval"),
    State.APPROVED: _l("Approved"),
    State.PUBLISHED: _l("Published"),
    State.DROPPED: _l("Dropped"),
}

# What a deed leads to, by the state before it.
TRANSITIONS: dict[State, dict[Deed, State]] = {
    State.DRAFT: {
        Deed.WRITE: State.DRAFT,
        Deed.RECOUNT: State.DRAFT,
        Deed.SEND: State.SENT,
        Deed.DROP: State.DROPPED,
    },
    State.SENT: {
        Deed.TAKE_BACK: State.DRAFT,
        Deed.GIVE_BACK: State.DRAFT,
        Deed.APPROVE: State.APPROVED,
    },
    State.APPROVED: {Deed.TAKE_BACK: State.DRAFT, Deed.PUBLISH: State.PUBLISHED},
    State.PUBLISHED: {Deed.CORRECT: State.PUBLISHED},
    State.DROPPED: {},
}
BY_APPROVERS = frozenset({Deed.APPROVE, Deed.GIVE_BACK})
UNFINISHED = frozenset({State.DRAFT, State.SENT, State.APPROVED})

WHY_NOT: dict[State, LazyString] = {
    State.DRAFT: _l("It is with its writers now. Nothing was changed."),
    State.SENT: _l("It waits for approval, so it stays as it is. Take it back to change it."),
    State.APPROVED: _l("It was approved, so it stays as it is. Take it back to change it."),
    State.PUBLISHED: _l("It was published, and is never changed. Correct it instead."),
    State.DROPPED: _l("It was dropped. Write a new one."),
}


def may(deed: Deed, briefing: Briefing, actor: Actor) -> bool:
    """Whether somebody may do something with a briefing now."""
    if deed not in TRANSITIONS[State(briefing.state)] or not _theirs(deed, briefing, actor):
        return False
    # A correction counts what the version before it counted.
    return deed is not Deed.RECOUNT or briefing.corrects is None


def must(deed: Deed, briefing: Briefing, actor: Actor) -> State:
    """The state that a deed leads to; raises NotAllowed or ProductError with why it may not be."""
    if not _theirs(deed, briefing, actor):
        if deed in BY_APPROVERS and actor.person_id in briefing.writers:
            raise NotAllowed(_l("You wrote in this briefing: somebody else has to approve it."))
        raise NotAllowed(_l("That is for police supervisors."))
    found = TRANSITIONS[State(briefing.state)].get(deed)
    if found is None or not may(deed, briefing, actor):
        raise ProductError(WHY_NOT[State(briefing.state)])
    return found


def _theirs(deed: Deed, briefing: Briefing, actor: Actor) -> bool:
    if deed in BY_APPROVERS:
        able = roles.may(actor, Can.APPROVE_BRIEFING)
        return able and actor.person_id not in briefing.writers
    return roles.may(actor, Can.DRAFT_BRIEFING)
