"""What its writers do with a briefing: write, count again, send for approval, take back, drop."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from nightsafe.aggregates import suppression_week
from nightsafe.briefings import composing
from nightsafe.briefings.blocks import (
    ASK,
    BLOCKS,
    LONGEST_ASK,
    LONGEST_BLOCK,
    LONGEST_TITLE,
    MOST_OWN,
    OWN,
    problems,
)
from nightsafe.briefings.models import Briefing
from nightsafe.briefings.queries import able, last_version, of_week
from nightsafe.briefings.snapshot import snapshot
from nightsafe.briefings.states import Deed, State, must
from nightsafe.briefings.suggesting import spoken
from nightsafe.database import db
from nightsafe.delivery.actions import notify, withdraw_messages
from nightsafe.errors import ProductError
from nightsafe.gate import Actor, Can
from nightsafe.ledger.actions import stage
from nightsafe.network.queries import control_room

SENT, RETURNED, APPROVED = "briefing-sent", "briefing-returned", "briefing-approved"
# To whoever writes and approves; those to members are of other kinds.
DESK_KINDS = frozenset({composing.DRAFTED, SENT, RETURNED, APPROVED})
LONGEST_WHY = 500

Block = dict[str, Any]


def held(deed: Deed, briefing: Briefing, actor: Actor, revision: int | None) -> State:
    """Hold a briefing, as it is now, until the transaction ends; the state that a deed leads to.

    Raises ProductError when that may not be done, or when it is no longer the `revision` that
    somebody acted on.
    """
    db.session.refresh(briefing, with_for_update=True)
    state = must(deed, briefing, actor)
    if revision != briefing.revision:
        raise ProductError(
            _l("It has changed since you opened it. Read it again here, then decide.")
        )
    return state


def moved(briefing: Briefing, state: State, what: str, actor: Actor, *, now: datetime) -> None:
    """Put a briefing into its next state, and note it; notices about the one before are over."""
    briefing.state = state
    briefing.revision += 1
    briefing.changed_at = now
    for kind in sorted(DESK_KINDS):
        withdraw_messages(briefing.id, now=now, kind=kind)
    stage("briefing", briefing.id, actor.person_id, {"what": what, **snapshot(briefing)}, now=now)


def write(
    actor: Actor,
    briefing: Briefing,
    blocks: Sequence[Block],
    *,
    annex: str,
    audience: Mapping[str, Sequence[str]],
    revision: int | None,
    now: datetime,
) -> None:
    """Keep what somebody wrote; raises ProductError for what `faults` finds in it."""
    state = held(Deed.WRITE, briefing, actor, revision)
    for found in faults(blocks, briefing.facts):
        raise ProductError(found)
    briefing.blocks = [dict(one) for one in blocks]
    # A text and the figures in it are in one language: that of whoever wrote it last.
    briefing.facts = spoken(briefing.facts)
    briefing.annex = annex
    briefing.audience = {key: sorted(audience[key]) for key in ("roles", "areas")}
    wrote(briefing, actor)
    moved(briefing, state, Deed.WRITE, actor, now=now)


def wrote(briefing: Briefing, actor: Actor) -> None:
    """Whoever wrote in a briefing does not approve it."""
    briefing.writers = sorted({*briefing.writers, actor.person_id})


def faults(blocks: Sequence[Block], facts: Mapping[str, Any]) -> list[str]:
    """What is wrong with blocks as a whole or one by one; a form says the same beside each."""
    keys = [str(one["key"]) for one in blocks]
    found = []
    if not set(keys) <= set(BLOCKS) or any(
        keys.count(key) > (MOST_OWN if key == OWN else 1) for key in keys
    ):
        found.append(str(_l("Load this page again: its blocks are not as they were.")))
    for one in blocks:
        found += block_faults(one, facts)
    return found


def block_faults(block: Block, facts: Mapping[str, Any]) -> list[str]:
    """What is wrong with one block, for its writer."""
    title, text = str(block["title"]), str(block["text"])
    longest = LONGEST_ASK if block["key"] == ASK else LONGEST_BLOCK
    found = []
    if len(title) > LONGEST_TITLE:
        found.append(str(_l("Keep the heading under %(most)s characters.", most=LONGEST_TITLE)))
    if block["key"] == OWN and text and not title:
        found.append(str(_l("Give it a heading, so that one sees what it is about.")))
    if len(text) > longest:
        found.append(str(_l("Keep it under %(most)s characters: it is one screen.", most=longest)))
    return [*found, *problems(title, facts, control_room()), *problems(text, facts, control_room())]


def recount(
    actor: Actor, briefing: Briefing, tz: ZoneInfo, *, revision: int | None, now: datetime
) -> None:
    """Count the weekend again, as it stands now; the words stay."""
    state = held(Deed.RECOUNT, briefing, actor, revision)
    composing.recount(briefing, tz, now=now)
    moved(briefing, state, Deed.RECOUNT, actor, now=now)


def send(actor: Actor, briefing: Briefing, *, revision: int | None, now: datetime) -> None:
    """Ask for approval; raises ProductError while it asks for nothing, or names what is gone."""
    state = held(Deed.SEND, briefing, actor, revision)
    texts = {str(one["key"]): str(one["text"]) for one in briefing.blocks}
    if not texts.get(ASK):
        raise ProductError(_l("Write the one thing to do before you send it."))
    for found in faults(briefing.blocks, briefing.facts):
        raise ProductError(found)
    wrote(briefing, actor)
    briefing.sent_by, briefing.sent_at = actor.person_id, now
    briefing.returned_by, briefing.returned_why = None, ""
    moved(briefing, state, Deed.SEND, actor, now=now)
    approvers = able(Can.APPROVE_BRIEFING, now, besides=briefing.writers)
    notify(approvers, SENT, briefing.id, topic=str(briefing.revision), now=now)


def take_back(actor: Actor, briefing: Briefing, *, revision: int | None, now: datetime) -> None:
    """Take back what was sent or approved, to change it."""
    state = held(Deed.TAKE_BACK, briefing, actor, revision)
    briefing.sent_by = briefing.sent_at = briefing.approved_by = briefing.approved_at = None
    moved(briefing, state, Deed.TAKE_BACK, actor, now=now)


def drop(actor: Actor, briefing: Briefing, *, revision: int | None, now: datetime) -> None:
    """Drop a draft for good; what it counted is forgotten, unless another version rests on it."""
    state = held(Deed.DROP, briefing, actor, revision)
    frozen_id, briefing.frozen_id = briefing.frozen_id, None
    db.session.flush()
    if frozen_id is not None and briefing.corrects is None:
        suppression_week.unfreeze(frozen_id)
    moved(briefing, state, Deed.DROP, actor, now=now)


def correct(
    actor: Actor, briefing: Briefing, why: str, *, revision: int | None, now: datetime
) -> Briefing:
    """Begin a new version of what was published; its figures stay, and it says what was wrong."""
    held(Deed.CORRECT, briefing, actor, revision)
    if not why or len(why) > LONGEST_WHY:
        raise ProductError(_l("Say in a sentence what was wrong: readers see it."), "why")
    for found in problems(why, briefing.facts, control_room()):
        raise ProductError(found, "why")
    version = last_version(briefing.week) + 1
    newest = briefing.version
    if any(one.version > newest and one.state != State.DROPPED for one in of_week(briefing.week)):
        raise ProductError(_l("There is a newer version of it already. Go on with that one."))
    week = briefing.week.isoformat()
    corrected = Briefing(
        id=uuid5(NAMESPACE_URL, f"{composing.NAME}:{week}:{version}"),
        week=briefing.week,
        version=version,
        state=State.DRAFT,
        frozen_id=briefing.frozen_id,
        facts=briefing.facts,
        blocks=briefing.blocks,
        annex=briefing.annex,
        audience=briefing.audience,
        writers=[actor.person_id],
        corrects=briefing.id,
        why=why,
        returned_why="",
        composed_at=now,
        revision=1,
        changed_at=now,
    )
    db.session.add(corrected)
    db.session.flush()
    said = {"what": Deed.CORRECT, **snapshot(corrected)}
    stage("briefing", corrected.id, actor.person_id, said, now=now)
    return corrected
