"""Interventions: what was done where from which night on, and what it is compared with."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from nightsafe.accounts.roles import may
from nightsafe.aggregates.evaluation import FEWEST
from nightsafe.aggregates.models import Intervention
from nightsafe.aggregates.rules import EARLIEST
from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor, Can
from nightsafe.incidents.categories import CATEGORIES, GROUPS
from nightsafe.incidents.category import Audience
from nightsafe.ledger.actions import stage

LONGEST_NAME = 120
MOST = 104  # weekends before, and after: two years
USUAL = 26


@dataclass(frozen=True)
class Asked:
    """What an evaluation compares: areas by their ids as text, groups of codes, weekends."""

    treated: tuple[str, ...]
    compared: tuple[str, ...]
    groups: tuple[str, ...]
    before: int = USUAL
    after: int = USUAL

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "treated": list(self.treated),
            "compared": list(self.compared),
            "groups": list(self.groups),
            "before": self.before,
            "after": self.after,
        }

    @property
    def codes(self) -> frozenset[str]:
        """Every code of its groups that is ever counted: restricted ones are not."""
        return frozenset(
            code
            for code, one in CATEGORIES.items()
            if one.group in self.groups and not one.restricted
        )


def asked_of(intervention: Intervention) -> Asked:
    """What an intervention asked for, read from its row."""
    kept = intervention.asked
    return Asked(
        treated=tuple(kept["treated"]),
        compared=tuple(kept["compared"]),
        groups=tuple(kept["groups"]),
        before=kept["before"],
        after=kept["after"],
    )


def groups() -> list[str]:
    """The groups of codes whose events can be counted here.

    What members log in a group that is for registers alone is counted apart, as recorded by
    venues, and says how diligent they are rather than what happened.
    """
    there = {
        one.group
        for one in CATEGORIES.values()
        if one.audience == Audience.REVIEW and not one.restricted and not one.retired
    }
    return [key for key in GROUPS if key in there]


def check(
    name: str, began: date | None, asked: Asked, *, areas: Collection[str], tonight: date
) -> None:
    """Raise ProductError, with its field, for what cannot be evaluated.

    `areas` are the ids of those in use, `tonight` the date of the night it is.
    """
    if not name or len(name) > LONGEST_NAME:
        raise ProductError(_l("Write a name of 120 characters at most."), "name")
    if began is None or began < EARLIEST:
        raise ProductError(_l("Write the date of the first night it was there."), "began")
    if began > tonight:
        raise ProductError(
            _l("That night has not begun. Note it once it is there: only then is there an after."),
            "began",
        )
    _check_sides(asked, areas)
    if not asked.groups or not set(asked.groups) <= set(groups()):
        raise ProductError(_l("Choose at least one kind of event from the list."), "groups")
    for field, number in (("before", asked.before), ("after", asked.after)):
        if not FEWEST <= number <= MOST:
            raise ProductError(
                _l("Write a number from %(least)s to %(most)s.", least=FEWEST, most=MOST), field
            )


def _check_sides(asked: Asked, areas: Collection[str]) -> None:
    if not asked.treated or not _once(asked.treated, areas):
        raise ProductError(_l("Choose the areas where it was done from the list."), "treated")
    if not asked.compared or not _once(asked.compared, areas):
        raise ProductError(_l("Choose the areas to compare with from the list."), "compared")
    if set(asked.treated) & set(asked.compared):
        raise ProductError(
            _l(
                "An area cannot be compared with itself. Take it off one side: compare with places "
                "where nothing was done."
            ),
            "compared",
        )


def _once(chosen: Sequence[str], areas: Collection[str]) -> bool:
    return len(set(chosen)) == len(chosen) and set(chosen) <= set(areas)


def note_intervention(
    actor: Actor,
    intervention_id: UUID,
    name: str,
    began: date | None,
    asked: Asked,
    *,
    areas: Collection[str],
    tonight: date,
    now: datetime,
) -> Intervention:
    """Note something that was done; sent again under the same id it is the same.

    Raises ProductError for what cannot be evaluated, NotAllowed for whoever sees no raw counts.
    """
    _must(actor)
    known = db.session.get(Intervention, intervention_id)
    if known is not None and known.made_by == actor.person_id and known.removed_at is None:
        return known
    if known is not None:
        raise ProductError(_l("Load this page again, then send it once more."))
    name = " ".join(name.split())
    check(name, began, asked, areas=areas, tonight=tonight)
    assert began is not None
    made = Intervention(
        id=intervention_id,
        name=name,
        began=began,
        asked=asked.as_json(),
        made_by=actor.person_id,
        made_at=now,
    )
    db.session.add(made)
    _stage(made, "note", actor, now)
    return made


def remove_intervention(actor: Actor, intervention: Intervention, *, now: datetime) -> None:
    """Take an intervention off the list; the ledger keeps that it was there."""
    _must(actor)
    db.session.refresh(intervention, with_for_update=True)
    if intervention.removed_at is None:
        intervention.removed_at = now
        _stage(intervention, "remove", actor, now)


def interventions(actor: Actor) -> Sequence[Intervention]:
    """What was noted and not removed, newest first; nothing for whoever sees no raw counts."""
    if not may(actor, Can.WEEK):
        return []
    found = select(Intervention).where(Intervention.removed_at.is_(None))
    return db.session.scalars(found.order_by(Intervention.began.desc(), Intervention.id)).all()


def intervention_of(actor: Actor, intervention_id: UUID) -> Intervention | None:
    """One that somebody may open; a removed one is as good as missing."""
    if not may(actor, Can.WEEK):
        return None
    return db.session.scalar(
        select(Intervention).where(
            Intervention.id == intervention_id, Intervention.removed_at.is_(None)
        )
    )


def _must(actor: Actor) -> None:
    if not may(actor, Can.WEEK):
        raise NotAllowed(_l("These figures are for police and the partnership's analyst."))


def _stage(intervention: Intervention, what: str, actor: Actor, now: datetime) -> None:
    payload = {
        "what": what,
        "name": intervention.name,
        "began": intervention.began.isoformat(),
        "asked": intervention.asked,
    }
    stage("intervention", intervention.id, actor.person_id, payload, now=now)
