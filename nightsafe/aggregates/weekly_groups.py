"""The groups of the weekly table that members read, and how an audit names its figures."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from nightsafe.incidents.categories import CATEGORIES
from nightsafe.nights import Weekend

# What is frozen of a weekend; and the dimension, in an audit, of the figure that counted a record.
KIND = "weekend"
# Nothing of these goes into what members read, neither as a group nor in a total (STATISTICS.md).
WITHHELD = frozenset("SAEH")
# The key of what is said of all groups together.
WHOLE = "total"
# By the groups of the codes; each event is in one of them alone.
_GROUPS = {
    "violence": (_l("Violence and weapons"), ("violence",)),
    "drugs": (_l("Drugs"), ("drugs",)),
    "property": (_l("Theft and damage"), ("property",)),
    "nuisance": (_l("Nuisance"), ("nuisance", "licence")),
    "welfare": (_l("People who needed help"), ("welfare",)),
    "other": (_l("Suspicion, crowding, taxis, places"), ("danger", "travel")),
}
GROUPS = {
    key: (
        label,
        frozenset(
            code
            for code, one in CATEGORIES.items()
            if one.group in groups and code[0] not in WITHHELD
        ),
    )
    for key, (label, groups) in _GROUPS.items()
}


def label_of(key: str, stored: str) -> str:
    """A row's label in the reader's language; as it was stored for a group that is no more."""
    if key == WHOLE:
        return gettext("All together")
    return str(GROUPS[key][0]) if key in GROUPS else stored


def cell_of(weekend: Weekend, group: str) -> str:
    """The name, in an audit, of the records that one figure of a weekend's table counts."""
    return f"{weekend.friday.isoformat()} {group}"
