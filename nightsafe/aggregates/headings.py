"""Rows and columns of the approved tables: unions of base categories, in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from nightsafe.aggregates.dimensions import (
    BROUGHT,
    LONGER,
    NONE,
    OTHER,
    REASON_GROUPS,
    SENSITIVE,
    SENSITIVE_REASON,
    UNSEEN,
    YES,
    Dimensions,
    Population,
)
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.nights import Band

Where = Mapping[str, frozenset[str]]
Words = LazyString | str

# Under so many, a figure is not shown under suppression; more for what is sensitive.
LEAST, LEAST_SENSITIVE = 5, 10
# Fewer addresses than that, and a place could be somebody's.
ADDRESSES = 8


@dataclass(frozen=True)
class Part:
    """A row or column to be."""

    key: str
    label: Words
    where: Where

    @property
    def threshold(self) -> int:
        """Under how many it is not shown under suppression."""
        return threshold(self.where)


@dataclass(frozen=True)
class Known:
    """What a table is made for: dimensions as they stood, areas that may stand alone, by name."""

    dimensions: Dimensions
    # The largest first; each has addresses enough.
    areas: Sequence[tuple[str, str]]


Axis = tuple[Part, ...]
Merged = Mapping[str, tuple[Words, frozenset[str]]]


def threshold(where: Where) -> int:
    """Ten for what is sensitive (S1, S4, A1, E1; harm) and for ages, else five (STATISTICS.md)."""
    sensitive = where.get("code", frozenset()) & SENSITIVE or "age" in where
    return LEAST_SENSITIVE if sensitive or SENSITIVE_REASON in where else LEAST


def row(dimension: str, merged: Merged) -> Callable[[Known], Axis]:
    """Rows by the merged categories of one dimension."""
    parts = tuple(
        Part(key, label, {dimension: categories}) for key, (label, categories) in merged.items()
    )
    return lambda _known: parts


column = row


def areas(most: int) -> Callable[[Known], Axis]:
    """The areas with addresses enough, the largest `most` of them, and all else together."""

    def parts(known: Known) -> Axis:
        alone = known.areas[:most]
        rest = frozenset(known.dimensions["area"]) - {area for area, _ in alone}
        own = (Part(area, name, {"area": frozenset({area})}) for area, name in alone)
        return (*own, Part("elsewhere", _l("Elsewhere, or no place given"), {"area": rest}))

    return parts


def sources(known: Known) -> Axis:
    """The records that were brought along, by the name of each; at most six."""
    names = [name for name in known.dimensions["source"] if name != NONE]
    parts = [Part(name, name, {"source": frozenset({name})}) for name in names[:5]]
    if len(names) > 5:
        parts.append(Part("others", _l("Others"), {"source": frozenset(names[5:])}))
    return tuple(parts)


def populations(_known: Known) -> Axis:
    """What was counted, and what was not."""
    return tuple(
        Part(key, label, {"population": frozenset({key})}) for key, label in POPULATIONS.items()
    )


def reasons(_known: Known) -> Axis:
    """Reasons of a visit, each a dimension of its own."""
    return tuple(
        Part(key, REASONS[key], {f"reason_{key}": frozenset({YES})}) for key in REASON_GROUPS
    )


def _by_group(*groups: str) -> frozenset[str]:
    return frozenset(code for code, one in CATEGORIES.items() if one.group in groups)


def _by_priority(*priorities: str) -> frozenset[str]:
    wanted = set(priorities)
    return frozenset(code for code, one in CATEGORIES.items() if wanted & set(one.priorities))


POPULATIONS: dict[str, Words] = {
    Population.CONFIRMED: _l("Confirmed"),
    Population.PREVENTED: _l("Prevented by us"),
    Population.UNDECIDED: _l("Undecided"),
    Population.RECORDED: _l("As recorded by venues"),
    Population.LATER: _l("Reported later: of earlier quarters, confirmed since"),
    Population.LATER_RECORDED: _l("Reported later: as recorded by venues"),
}

GROUPS: Merged = {
    "violence": (_l("Violence and weapons"), _by_group("violence")),
    "sexual": (_l("Sexual safety and spiking"), _by_group("sexual")),
    "abuse": (_l("Hate, abuse, exploitation"), _by_group("abuse")),
    "property": (_l("Theft and damage"), _by_group("property")),
    "order": (_l("Drugs, nuisance, at the door"), _by_group("drugs", "nuisance", "licence")),
    "help": (_l("Help, danger, travel"), _by_group("welfare", "danger", "travel")),
}

COARSE_GROUPS: Merged = {
    "people": (_l("Harm to people"), _by_group("violence", "sexual", "abuse")),
    "things": (
        _l("Theft, damage, drugs, nuisance"),
        _by_group("property", "drugs", "nuisance", "licence"),
    ),
    "help": (_l("Help, danger, travel"), _by_group("welfare", "danger", "travel")),
}

BANDS: Merged = {
    "06-21": (_l("06:00 to 21:00"), frozenset({Band.DAY, Band.EVENING})),
    "21-24": (_l("21:00 to midnight"), frozenset({Band.LATE})),
    "00-03": (_l("Midnight to 03:00"), frozenset({Band.MIDNIGHT})),
    "03-06": (_l("03:00 to 06:00"), frozenset({Band.SMALL_HOURS})),
}

HALVES: Merged = {
    "before": (_l("Before midnight"), frozenset({Band.DAY, Band.EVENING, Band.LATE})),
    "after": (_l("After midnight"), frozenset({Band.MIDNIGHT, Band.SMALL_HOURS})),
}

NIGHTS: Merged = {
    "fri": (_l("Friday night"), frozenset({"fri"})),
    "sat": (_l("Saturday night"), frozenset({"sat"})),
    "sun": (_l("Sunday night"), frozenset({"sun"})),
    "week": (_l("Monday to Thursday night"), frozenset({"week"})),
}

WEEKEND: Merged = {
    "weekend": (_l("Friday to Sunday night"), frozenset({"fri", "sat", "sun"})),
    "week": (_l("Monday to Thursday night"), frozenset({"week"})),
}

PLACES: Merged = {
    "premises": (_l("At a venue"), frozenset({"premises"})),
    "street": (_l("Street or square"), frozenset({"street"})),
    "travel": (_l("Rank, station or stop"), frozenset({"rank", "station"})),
    "other": (
        _l("Other, or no place given"),
        frozenset({"park", "car-park", "public", NONE}),
    ),
}

COARSE_PLACES: Merged = {
    "premises": PLACES["premises"],
    "elsewhere": (
        _l("Elsewhere, or no place given"),
        PLACES["street"][1] | PLACES["travel"][1] | PLACES["other"][1],
    ),
}

PRIORITIES: Merged = {
    "alcohol": (_l("Alcohol-related violence"), _by_priority("alcohol_violence", "alcohol")),
    "serious": (_l("Serious violence"), _by_priority("serious_violence")),
    "vawg": (
        _l("Violence against women and girls, spiking"),
        _by_priority("vawg", "vigilant", "safe_journey", "safer_streets", "spiking"),
    ),
    "hidden": (
        _l("Hate crime, domestic abuse, modern slavery"),
        _by_priority("hate_crime", "domestic_abuse", "modern_slavery"),
    ),
    "drugs": (_l("Drugs"), _by_priority("drugs")),
    "order": (
        _l("ASB, cycle crime, Prevent and Protect"),
        _by_priority("asb", "cycle_crime", "protect"),
    ),
}

ROLES: Merged = {
    "door": (_l("Venues"), frozenset({"door"})),
    "care": (_l("Safe Places and street pastors"), frozenset({"safe", "pastors"})),
    "drivers": (_l("Drivers"), frozenset({"drivers"})),
    "cctv": (_l("CCTV"), frozenset({"cctv"})),
    "other": (_l("Others, or brought along"), frozenset({OTHER, BROUGHT})),
}

COARSE_ROLES: Merged = {
    "door": ROLES["door"],
    "other": (
        _l("Others"),
        frozenset({"safe", "pastors", "drivers", "cctv", OTHER, BROUGHT}),
    ),
}

METHODS: Merged = {
    "body": (_l("Body part"), frozenset({"body"})),
    "glass": (_l("Glass or bottle"), frozenset({"glass"})),
    "knife": (_l("Knife"), frozenset({"knife"})),
    "other": (_l("Other, or not known"), frozenset({"other", "unknown", NONE})),
}

WHERES: Merged = {
    "inside": (_l("Inside"), frozenset({"inside"})),
    "outside": (_l("Outside, on the premises"), frozenset({"outside"})),
    "street": (_l("Street"), frozenset({"street"})),
    "other": (_l("On transport, or not known"), frozenset({"transport", NONE})),
}

REGISTER: Merged = {
    "L1": (_l("Refused entry"), frozenset({"L1"})),
    "L2": (_l("Refused sale"), frozenset({"L2"})),
    "L3": (_l("Put out"), frozenset({"L3"})),
    "L4": (_l("Complaints"), frozenset({"L4"})),
    "other": (_l("Other"), frozenset(CATEGORIES) - {"L1", "L2", "L3", "L4"}),
}

WAITS: Merged = {
    "day": (_l("Within 24 hours"), frozenset({"day"})),
    "days3": (_l("In 1 to 3 days"), frozenset({"days3"})),
    "week": (_l("In 3 to 7 days"), frozenset({"week"})),
    "longer": (_l("Later, or not yet"), frozenset({LONGER, UNSEEN, NONE})),
}

REASONS: dict[str, Words] = {
    "safety": _l("Felt unsafe, followed, hate"),
    "harm": _l("Assault, sexual, spiking, partner"),
    "drink": _l("Drunk or drugs"),
    "health": _l("Ill, hurt or distressed"),
    "stuck": _l("Lost, stranded, no phone or money"),
    "rest": _l("Rest, or other"),
}

LEFT: Merged = {
    "together": (_l("With friends, family or pastors"), frozenset({"friends", "family", "pastor"})),
    "transport": (_l("Taxi or bus"), frozenset({"taxi", "bus"})),
    "alone": (_l("Alone and fit"), frozenset({"alone"})),
    "emergency": (_l("Police, ambulance, A&E"), frozenset({"police", "ambulance", "a_and_e"})),
    "other": (_l("Declined, walked off, not said"), frozenset({"declined", "walked_off", NONE})),
}

WITHOUT: Merged = {
    "nothing": (_l("Nothing would have been needed"), frozenset({"nothing"})),
    "friends": (_l("Friends would have coped"), frozenset({"friends"})),
    "police": (_l("Police"), frozenset({"police"})),
    "health": (_l("Ambulance or A&E"), frozenset({"ambulance", "a_and_e"})),
    "unknown": (_l("Can't say"), frozenset({"cant_say", NONE})),
}

SAVED: Merged = {
    "services": (
        _l("Police, ambulance or A&E"),
        frozenset({"police", "ambulance", "a_and_e"}),
    ),
    "none": (
        _l("None of these, or can't say"),
        frozenset({"nothing", "friends", "cant_say", NONE}),
    ),
}

AGES: Merged = {
    "under_18": (_l("Under 18"), frozenset({"under_18"})),
    "18_25": (_l("18 to 25"), frozenset({"18_25"})),
    "26_over": (_l("26 and over"), frozenset({"26_40", "41_over"})),
    "unknown": (_l("Not known"), frozenset({"unknown", NONE})),
}
