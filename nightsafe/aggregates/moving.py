"""What every step of a release has in common: held, moved on, noted, its old notices taken back."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from nightsafe.aggregates.models import Release
from nightsafe.aggregates.releases import Deed, State, must
from nightsafe.aggregates.snapshot import snapshot
from nightsafe.database import db
from nightsafe.delivery.actions import withdraw_messages
from nightsafe.errors import ProductError
from nightsafe.gate import Actor
from nightsafe.ledger.actions import stage

# Kinds of notices: to approvers, and the rest to the preparer.
SENT = "release-sent"
RETURNED, AGAIN, LEFT = "release-returned", "release-again", "release-left"
KINDS = frozenset({SENT, RETURNED, AGAIN, LEFT})


def be_checked(release: Release) -> None:
    """Forget what the last check found; the next one begins with nothing."""
    release.tables, release.certificate = {}, {}
    release.steps = release.steps_done = 0
    release.checked_at = release.sent_at = None
    release.returned_by = release.returned_at = None
    release.returned_why = ""


def held(deed: Deed, release: Release, actor: Actor, version: int | None = None) -> State:
    """Hold a release, as it is now, until the transaction ends; gives the state a deed leads to.

    Raises ProductError when that may not be done, or when it is no longer the `version` that
    somebody acted on.
    """
    db.session.refresh(release, with_for_update=True)
    state = must(deed, release, actor)
    if version is not None and release.version != version:
        raise ProductError(
            _l("It has changed since you opened it. Read it again here, then decide.")
        )
    return state


def moved(
    release: Release, state: State, what: str, actor_id: int | None, *, now: datetime
) -> None:
    """Put a release into its next state; nobody acts on the version before any more."""
    release.state = state
    release.version += 1
    release.changed_at = now
    if actor_id is not None:
        # Whatever is said of it in a notice is not so any more; the check's end is no news.
        withdraw_messages(release.id, now=now)
    note(release, what, actor_id, now=now)


def note(release: Release, what: str, actor_id: int | None, *, now: datetime) -> None:
    """Stage what was done with a release; `actor_id` is None for the check."""
    stage("release", release.id, actor_id, {"what": what, **snapshot(release)}, now=now)
