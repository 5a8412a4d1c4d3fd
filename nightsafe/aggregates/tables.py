"""The approved tables: what may be crossed with what, small and coarse (STATISTICS.md).

A new one is an entry of TABLES. None has more than six rows and four columns of its own; a coarser
one is offered where it is too fine, or where an attacker could work something out.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from nightsafe.aggregates import headings as h
from nightsafe.aggregates.dimensions import NONE, Population
from nightsafe.aggregates.headings import Axis, Known, Where, column, row
from nightsafe.aggregates.safe import Method
from nightsafe.errors import ProductError
from nightsafe.incidents.categories import CATEGORIES

EVENTS, VISITS = "events", "visits"
CONFIRMED: Where = {"population": frozenset({Population.CONFIRMED})}
# Violence with the hospital data set's fields (Information Sharing to Tackle Violence).
ASSAULTS = frozenset(code for code, one in CATEGORIES.items() if "method" in one.follow_ups)


@dataclass(frozen=True)
class TableKind:
    """One approved table: what it counts, by what, and which coarser one stands for it."""

    label: LazyString
    section: str  # of the review document
    rows: Callable[[Known], Axis]
    columns: Callable[[Known], Axis] | None = None
    unit: str = EVENTS
    only: Where = field(default_factory=lambda: CONFIRMED)
    coarser: str | None = None
    # Whether its rows are parts of one whole, which stands below them.
    total: bool = True
    # Always in a release: nobody chooses it.
    always: bool = False
    note: LazyString | None = None


def _events(*populations: str, **more: frozenset[str]) -> Where:
    return {"population": frozenset(populations), **more}


_VISITS: Where = {"population": frozenset({"visits"})}

TABLES: dict[str, TableKind] = {
    "counted": TableKind(
        _l("What was counted"), "levels", h.populations, only={}, total=False, always=True,
        note=_l(
            "Confirmed events stand in the tables. Undecided ones wait for a reviewer. Events of "
            "earlier quarters that were confirmed after their release are counted here alone."
        ),
    ),
    "sources": TableKind(
        _l("As recorded by others"), "coverage", h.sources, total=False, always=True,
        note=_l("Brought along from records kept elsewhere, and counted as confirmed."),
    ),
    "group": TableKind(
        _l("What happened"), "levels", row("code", h.GROUPS), coarser="group-coarse",
    ),
    "group-coarse": TableKind(
        _l("What happened, in three groups"), "levels", row("code", h.COARSE_GROUPS),
    ),
    "group-by-band": TableKind(
        _l("What happened by hour"), "hours", row("code", h.GROUPS), column("band", h.BANDS),
        coarser="group-by-half",
    ),
    "group-by-half": TableKind(
        _l("What happened before and after midnight"), "hours",
        row("code", h.COARSE_GROUPS), column("band", h.HALVES), coarser="band",
    ),
    "group-by-night": TableKind(
        _l("What happened by night"), "hours", row("code", h.GROUPS), column("night", h.NIGHTS),
        coarser="group-by-weekend",
    ),
    "group-by-weekend": TableKind(
        _l("What happened at weekends and in the week"), "hours",
        row("code", h.COARSE_GROUPS), column("night", h.WEEKEND), coarser="night",
    ),
    "night-by-band": TableKind(
        _l("Nights and hours"), "hours", row("night", h.NIGHTS), column("band", h.BANDS),
        coarser="weekend-by-half",
    ),
    "weekend-by-half": TableKind(
        _l("Weekends and halves of the night"), "hours",
        row("night", h.WEEKEND), column("band", h.HALVES), coarser="night",
    ),
    "night": TableKind(_l("Nights of the week"), "hours", row("night", h.NIGHTS)),
    "band": TableKind(_l("Hours of the night"), "hours", row("band", h.BANDS)),
    "area": TableKind(_l("Areas"), "places", h.areas(5)),
    "group-by-area": TableKind(
        _l("What happened by area"), "places", row("code", h.GROUPS), h.areas(3),
        coarser="coarse-by-area",
    ),
    "coarse-by-area": TableKind(
        _l("What happened by area, in three groups"), "places",
        row("code", h.COARSE_GROUPS), h.areas(3), coarser="area",
    ),
    "place": TableKind(
        _l("Kinds of places"), "places", row("place", h.PLACES), coarser="place-coarse"
    ),
    "place-coarse": TableKind(
        _l("At a venue or elsewhere"), "places", row("place", h.COARSE_PLACES)
    ),
    "priority": TableKind(
        _l("Priorities of the partnership"), "priorities", row("code", h.PRIORITIES), total=False,
        note=_l("An event may count for more than one priority."),
    ),
    "role": TableKind(_l("Who told of it first"), "coverage", row("role", h.ROLES),
        coarser="role-coarse"),
    "role-coarse": TableKind(
        _l("Told by venues or by others"), "coverage", row("role", h.COARSE_ROLES)
    ),
    "assault-method": TableKind(
        _l("Assaults by method"), "levels", row("method", h.METHODS),
        only=_events(Population.CONFIRMED, code=ASSAULTS),
        note=_l("In the terms of the hospital data set (ISTV)."),
    ),
    "assault-method-by-where": TableKind(
        _l("Assaults by method and kind of place"), "levels",
        row("method", h.METHODS), column("where", h.WHERES),
        only=_events(Population.CONFIRMED, code=ASSAULTS), coarser="assault-method",
        note=_l("In the terms of the hospital data set (ISTV)."),
    ),
    "prevented": TableKind(
        _l("Prevented by us"), "levels", row("code", h.GROUPS),
        only=_events(Population.PREVENTED), coarser="prevented-coarse",
    ),
    "prevented-coarse": TableKind(
        _l("Prevented by us, in three groups"), "levels", row("code", h.COARSE_GROUPS),
        only=_events(Population.PREVENTED),
    ),
    "recorded": TableKind(
        _l("As recorded by venues"), "levels", row("code", h.REGISTER),
        only=_events(Population.RECORDED),
        note=_l("From the registers that venues keep for their licence; nobody reviewed these."),
    ),
    "waits": TableKind(
        _l("How soon an event was seen"), "coverage", row("wait", h.WAITS),
        only=_events(
            Population.CONFIRMED,
            Population.PREVENTED,
            Population.UNDECIDED,
            Population.NOT_CONFIRMED,
            source=frozenset({NONE}),
        ),
        note=_l("From its receipt to when a reviewer first opened it."),
    ),
    "visits-reason": TableKind(
        _l("Safe Places visits by reason"), "levels", h.reasons, unit=VISITS, only=_VISITS,
        note=_l("A visit may have more than one reason; the total counts visits."),
    ),
    "visits-left": TableKind(
        _l("Safe Places visits by how they ended"), "levels", row("left", h.LEFT), unit=VISITS,
        only=_VISITS,
    ),
    "visits-without": TableKind(
        _l("Without the Safe Place, likely"), "levels", row("without", h.WITHOUT), unit=VISITS,
        only=_VISITS, coarser="visits-saved",
    ),
    "visits-saved": TableKind(
        _l("Without the Safe Place, likely: emergency services or not"), "levels",
        row("without", h.SAVED), unit=VISITS, only=_VISITS,
    ),
    "visits-age": TableKind(
        _l("Safe Places visits by age"), "levels", row("age", h.AGES), unit=VISITS, only=_VISITS,
    ),
}  # fmt: skip

# What a release begins with, before anybody chooses.
DEFAULTS = (
    "group", "group-by-half", "night-by-band", "area", "priority", "place", "prevented-coarse",
    "recorded", "waits", "visits-reason", "visits-left",
)  # fmt: skip


def chosen() -> Mapping[str, TableKind]:
    """The tables that somebody may choose."""
    return {key: kind for key, kind in TABLES.items() if not kind.always}


def check(wanted: Mapping[str, Any], areas: Collection[str]) -> None:
    """Whether a release can be asked for; `areas` are the ids of those in use.

    Raises ProductError, in plain words, for what cannot.
    """
    keys = [one["key"] for one in wanted["tables"]]
    if not keys:
        raise ProductError(_l("Choose at least one table."), "tables")
    unknown = [key for key in keys if key not in TABLES or TABLES[key].always]
    if unknown:
        raise ProductError(
            _l("There is no approved table “%(key)s”. Choose from the list.", key=unknown[0]),
            "tables",
        )
    if len(set(keys)) < len(keys):
        raise ProductError(_l("A table is chosen twice. Choose each of them once."), "tables")
    if any(one["method"] not in {Method.ROUNDING, Method.SUPPRESSION} for one in wanted["tables"]):
        raise ProductError(_l("Choose how each table is protected."), "tables")
    chosen_areas = list(wanted.get("areas", ()))
    if len(set(chosen_areas)) < len(chosen_areas):
        raise ProductError(
            _l("The areas overlap: one is named twice. Choose each area once."), "areas"
        )
    if not set(chosen_areas) <= set(areas):
        raise ProductError(_l("One of the areas is not there. Choose from the list."), "areas")
