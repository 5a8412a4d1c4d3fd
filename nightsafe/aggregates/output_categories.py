"""Which categories each row and column of a released table counts, with their words, as rows."""

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import LazyString

from nightsafe.aggregates.dimensions import BROUGHT, LONGER, NO, NONE, OTHER, UNSEEN, YES
from nightsafe.aggregates.headings import POPULATIONS, REASONS
from nightsafe.aggregates.labels import BANDS
from nightsafe.aggregates.output_rows import WHOLE, WHOLE_WORDS, Field, Row, code
from nightsafe.aggregates.safe import Heading, SafeTable, Where
from nightsafe.formulas import harmless
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.follow_ups import FOLLOW_UPS
from nightsafe.network.kinds import PLACE_KINDS
from nightsafe.visits.choices import AGE_BANDS, LEFT, WITHOUT_US

# What stands for an answer that was not given.
NOT_GIVEN = "none"

FIELDS: tuple[Field, ...] = (
    Field("table", "Table", "The key of the table."),
    Field(
        "part",
        "Part",
        "What the line tells of: a row, a column, or the table as a whole. What a row counts is "
        "what it and the table say together; with a column, what all three say together.",
        constraints={"enum": ["table", "row", "column"]},
    ),
    Field("code", "Code", f'The code of the row or column; "{WHOLE}" for the table as a whole.'),
    Field("label", "Label", "The row or column in words."),
    Field(
        "dimension",
        "Dimension",
        "What is told of a record by the category. Empty: nothing is asked, all of them count.",
        always=False,
    ),
    Field(
        "category",
        "Category",
        f'A category that counts, one a line; "{NOT_GIVEN}" where nothing was said. Several of one '
        "dimension: any of them counts.",
        always=False,
    ),
    Field("category_label", "Category in words", "The category in words.", always=False),
)

# What each dimension tells of a record; the README has them too.
DIMENSIONS: Mapping[str, str] = {
    "population": "which part of the records it belongs to",
    "code": "what happened: the most serious category of an event",
    "area": "in which area",
    "night": "on which night; a night belongs to the date on which it began",
    "band": "at which hours",
    "place": "at which kind of place",
    "role": "who told of it first",
    "method": "assaults: how, in the terms of the hospital data set (ISTV)",
    "where": "assaults: where, in the terms of the hospital data set (ISTV)",
    "wait": "how long until a reviewer first opened it",
    "source": "from which records it was brought along",
    "left": "visits: how the person left",
    "without": "visits: what would likely have been needed without the Safe Place",
    "age": "visits: the age of the person, as it was guessed or said",
    **{f"reason_{key}": f"visits: whether this was a reason ({key})" for key in REASONS},
}

Words = Mapping[str, LazyString | str]
_NAMES: Mapping[str, Words] = {
    "population": {
        **POPULATIONS,
        "not_confirmed": "Not confirmed, or passed on",
        "visits": "Visits to Safe Places",
    },
    "code": {key: one.label for key, one in CATEGORIES.items()},
    "night": {
        "fri": "Friday night",
        "sat": "Saturday night",
        "sun": "Sunday night",
        "week": "Monday to Thursday night",
    },
    "band": BANDS,
    "place": {**PLACE_KINDS, NONE: "No place given"},
    "role": {
        "door": "Venues",
        "safe": "Safe Places",
        "pastors": "Street pastors",
        "drivers": "Drivers",
        "cctv": "CCTV",
        OTHER: "Others",
        BROUGHT: "Brought along from other records",
    },
    "method": FOLLOW_UPS["method"].options,
    "where": FOLLOW_UPS["where"].options,
    "wait": {
        "day": "Within 24 hours",
        "days3": "In 1 to 3 days",
        "week": "In 3 to 7 days",
        LONGER: "Later",
        UNSEEN: "Not yet",
    },
    "source": {NONE: "Logged here"},
    "left": LEFT,
    "without": WITHOUT_US,
    "age": AGE_BANDS,
}
_ANSWERS: Words = {YES: "Yes", NO: "No"}


def categories(tables: Sequence[SafeTable], areas: Mapping[str, str]) -> Iterator[Row]:
    """A row for each category that each part of some tables counts; `areas` are names by id.

    In the language of the moment.
    """
    for table in tables:
        whole = Heading("", WHOLE_WORDS, table.only)
        for part, headings in (
            ("table", (whole,)),
            ("row", table.rows),
            ("column", table.columns),
        ):
            for one in headings:
                same = {
                    "table": table.key,
                    "part": part,
                    "code": code(one.key),
                    "label": harmless(one.label),
                }
                told = list(_told(one.where, areas))
                yield from ({**same, **each} for each in told or [{}])


def _told(where: Where, areas: Mapping[str, str]) -> Iterator[Row]:
    for dimension in sorted(where):
        for category in sorted(where[dimension]):
            yield {
                "dimension": dimension,
                "category": harmless(category) or NOT_GIVEN,
                "category_label": harmless(_name(dimension, category, areas)),
            }


def _name(dimension: str, category: str, areas: Mapping[str, str]) -> str:
    if dimension == "area":
        return areas.get(category, f"Area {category}")
    names = _NAMES.get(dimension, _ANSWERS if dimension.startswith("reason_") else {})
    if category in names:
        return str(names[category])
    return category or "Nothing said"
