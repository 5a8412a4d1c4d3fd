"""What the figures of a table mean, in plain words for whoever reads them without us."""

from flask_babel import force_locale

from nightsafe.aggregates.disclosure.figures import BASE
from nightsafe.aggregates.safe import Method, SafeTable
from nightsafe.aggregates.tables import TABLES
from nightsafe.language import WRITTEN_IN

COUNTED = {
    "confirmed": "events that a police reviewer found to have happened as told, or that were "
    "brought along from other records as such",
    "prevented": "events that were stopped before they happened, as those who were there say",
    "undecided": "events that no reviewer has decided about yet",
    "not_confirmed": "events that a reviewer found not confirmed, or passed on to somebody else",
    "recorded": "events in the registers that venues keep for their licence, which nobody reviewed",
    "later": "events of an earlier quarter that were confirmed only after its release",
    "later_recorded": "events of an earlier quarter that venues recorded only after its release",
    "visits": "visits to Safe Places",
}
ROUNDED = (
    f"Every figure, totals included, is rounded on its own to the nearest {BASE}, halves up; "
    "0 stands for 0 to 4. Figures that were rounded apart need not add up."
)
HIDDEN = (
    "A figure under the threshold of its row, zero included, is not shown, nor is any figure from "
    "which one could be worked out. What is not shown has no value, and is never a zero."
)
LIMITS = (
    "Only what was logged is counted: more logging looks like more trouble. Read it beside the "
    "coverage.",
    "An event is counted once, however many people logged it, by its most serious kind.",
    "What was confirmed after the release is counted in the next one, as reported later: a figure "
    "that has left is never changed.",
)


def definition(table: SafeTable) -> str:
    """What a table counts, where and when, and what else there is to know of it."""
    kinds = sorted(table.only.get("population", frozenset()))
    told = "; ".join(COUNTED[kind] for kind in kinds if kind in COUNTED)
    told = told or f"{table.unit}, as each row says"
    where = "in some areas of the network" if table.only.get("area") else "in the whole network"
    return f"{table.label}: {told}, {where}, in the nights of {table.quarter}.{_note(table.key)}"


def _note(key: str) -> str:
    """What the registry of tables adds, in the language of all else here."""
    kind = TABLES.get(key)
    if kind is None or kind.note is None:
        return ""
    with force_locale(WRITTEN_IN):
        return f" {kind.note}"


def rule(table: SafeTable) -> str:
    """How a table's figures are protected."""
    return ROUNDED if table.method is Method.ROUNDING else HIDDEN
