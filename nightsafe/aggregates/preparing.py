"""What its preparer does with a release: ask for it, change it, write in it, send it, drop it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from nightsafe.accounts import roles
from nightsafe.aggregates import tables
from nightsafe.aggregates.models import Release
from nightsafe.aggregates.moving import SENT, be_checked, held, moved, note
from nightsafe.aggregates.queries import approvers
from nightsafe.aggregates.releases import Deed, State, instead
from nightsafe.database import db
from nightsafe.delivery.actions import notify
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor, Can
from nightsafe.nights import Quarter


def prepare(
    actor: Actor,
    release_id: UUID,
    quarter: Quarter,
    wanted: Mapping[str, Any],
    *,
    quarters: Sequence[Quarter],
    areas: Sequence[str],
    now: datetime,
) -> Release:
    """Ask for figures of a quarter, one of the `quarters` that may be released; its check waits.

    Sent again under the same id it is the same release. Raises ProductError for what cannot be
    released, and NotAllowed for whoever may not prepare.
    """
    if not roles.may(actor, Can.PREPARE_RELEASE):
        raise NotAllowed(_l("Releases are prepared by the partnership's analyst."))
    known = db.session.get(Release, release_id)
    if known is not None and known.prepared_by == actor.person_id:
        return known
    if known is not None:
        raise ProductError(_l("Load this page again, then send it once more."))
    if quarter not in quarters:
        raise ProductError(
            _l("Choose a quarter that is over and has something on record."), "quarter"
        )
    tables.check(wanted, areas)
    release = Release(
        id=release_id,
        quarter=quarter.first,
        state=State.CHECKING,
        wanted=dict(wanted),
        tables={},
        certificate={},
        words={},
        returned_why="",
        version=1,
        steps=0,
        steps_done=0,
        prepared_by=actor.person_id,
        prepared_at=now,
        changed_at=now,
    )
    db.session.add(release)
    note(release, "prepare", actor.person_id, now=now)
    return release


def change(
    actor: Actor,
    release: Release,
    wanted: Mapping[str, Any],
    *,
    areas: Sequence[str],
    version: int | None = None,
    now: datetime,
) -> None:
    """Ask for other tables, areas or methods of the same quarter; what was written stays."""
    state = held(Deed.CHANGE, release, actor, version)
    tables.check(wanted, areas)
    release.wanted = dict(wanted)
    be_checked(release)
    moved(release, state, Deed.CHANGE, actor.person_id, now=now)


def take_offers(
    actor: Actor,
    release: Release,
    instead_of: Sequence[str],
    *,
    areas: Sequence[str],
    version: int | None = None,
    now: datetime,
) -> None:
    """Ask for what the check offered in the place of some tables, by their keys.

    The offers of one check were tried together. Raises ProductError for what was not offered.
    """
    state = held(Deed.CHANGE, release, actor, version)
    offered = {one["instead_of"]: one for one in release.certificate.get("offers", ())}
    if not instead_of or not set(instead_of) <= offered.keys():
        raise ProductError(_l("That is not among what the check offers. Choose one of these."))
    wanted = instead(release.wanted, [offered[key] for key in instead_of])
    tables.check(wanted, areas)
    release.wanted = wanted
    be_checked(release)
    moved(release, state, Deed.CHANGE, actor.person_id, now=now)


def check_again(
    actor: Actor, release: Release, *, version: int | None = None, now: datetime
) -> None:
    """Have the quarter counted anew, unless another release rests on its count, and checked."""
    state = held(Deed.AGAIN, release, actor, version)
    # Let go of: what no release rests on is counted anew.
    release.frozen_id = None
    be_checked(release)
    moved(release, state, Deed.AGAIN, actor.person_id, now=now)


def write_words(
    actor: Actor,
    release: Release,
    words: Mapping[str, str],
    *,
    version: int | None = None,
    now: datetime,
) -> None:
    """Keep what the analyst wrote, by section; the figures stay as they were checked."""
    state = held(Deed.WRITE, release, actor, version)
    release.words = dict(words)
    moved(release, state, Deed.WRITE, actor.person_id, now=now)


def send(actor: Actor, release: Release, *, version: int | None = None, now: datetime) -> None:
    """Send a safe release to everybody who may approve it; raises ProductError if nobody may."""
    state = held(Deed.SEND, release, actor, version)
    told = approvers(besides=release.prepared_by, now=now)
    if not told:
        raise ProductError(
            _l(
                "Nobody else may approve it yet: a police supervisor or a coordinator has to. "
                "Ask the coordinator to invite one."
            )
        )
    release.sent_at = now
    moved(release, state, Deed.SEND, actor.person_id, now=now)
    notify(told, SENT, release.id, topic=str(release.version), now=now)


def take_back(actor: Actor, release: Release, *, version: int | None = None, now: datetime) -> None:
    """Take back what was sent and nobody has approved, to change it."""
    state = held(Deed.TAKE_BACK, release, actor, version)
    moved(release, state, Deed.TAKE_BACK, actor.person_id, now=now)


def drop(actor: Actor, release: Release, *, version: int | None = None, now: datetime) -> None:
    """Drop a draft for good; the count of its quarter goes with the last one, unless one left."""
    state = held(Deed.DROP, release, actor, version)
    release.frozen_id = None
    release.tables, release.certificate = {}, {}
    moved(release, state, Deed.DROP, actor.person_id, now=now)
