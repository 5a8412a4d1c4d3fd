"""Released tables as rows, one for each figure, with what every field of them means.

Codes and words stand as a spreadsheet may read them (R20). A figure that is not shown is empty and
`shown` says "no": empty is never zero.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nightsafe.aggregates.models import Release
from nightsafe.aggregates.releases import quarter_of
from nightsafe.aggregates.safe import TOTAL, Cells, Earlier, Heading, SafeTable
from nightsafe.formulas import harmless

# What stands for all rows or columns, and for the whole network; as the API has it.
WHOLE, WHOLE_WORDS = "total", "All"
EVERYWHERE = "all"
YES, NO = "yes", "no"

Row = Mapping[str, str]


@dataclass(frozen=True)
class Field:
    """One column of a file: its name, its type in a Table Schema, what it means."""

    name: str
    title: str
    about: str
    type: str = "string"
    always: bool = True
    constraints: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self, **more: Any) -> dict[str, Any]:
        """The field as a Table Schema has it; `more` narrows what may stand in it."""
        found: dict[str, Any] = {
            "name": self.name,
            "type": self.type,
            "title": self.title,
            "description": self.about,
        }
        if self.type == "boolean":
            found |= {"trueValues": [YES], "falseValues": [NO]}
        found["constraints"] = {"required": self.always, **self.constraints, **more}
        return found


_QUARTER: Mapping[str, Any] = {"pattern": "[0-9]{4} Q[1-4]"}
_NUMBER: Mapping[str, Any] = {"minimum": 1}
_FIGURE: Mapping[str, Any] = {"minimum": 0}


def _earlier(prefix: str, what: str) -> tuple[Field, ...]:
    return (
        Field(
            f"{prefix}_quarter",
            f"{what}: quarter",
            f"{what}. Empty where this table was not released for it.",
            always=False,
            constraints=_QUARTER,
        ),
        Field(
            f"{prefix}_release",
            f"{what}: release",
            "The number of the release it left with; the figure is the one that left then.",
            "integer",
            always=False,
            constraints=_NUMBER,
        ),
        Field(
            f"{prefix}_shown",
            f"{what}: shown",
            "Whether its figure is shown. Empty where there is none.",
            "boolean",
            always=False,
        ),
        Field(
            f"{prefix}_figure",
            f"{what}: figure",
            "Its figure, as it left. Empty with shown=no means not shown, never zero.",
            "integer",
            always=False,
            constraints=_FIGURE,
        ),
    )


_MEANING = (
    Field("table", "Table", "The key of the table; every release names it alike."),
    Field("row", "Row code", f'What is counted in the row; "{WHOLE}" is all rows together.'),
    Field("row_label", "Row", "The row in words, as they stood at the release."),
    Field("column", "Column code", f'What is counted in the column; "{WHOLE}" is all of them.'),
    Field("column_label", "Column", "The column in words."),
    Field(
        "unit",
        "Unit",
        "What one of the figure is: an event, or a visit to a Safe Place.",
        constraints={"enum": ["events", "visits"]},
    ),
    Field(
        "method",
        "Method",
        "How figures are protected: rounded to 10, or small ones not shown.",
        constraints={"enum": ["rounding", "suppression"]},
    ),
    Field(
        "shown",
        "Shown",
        "Whether the figure is shown. A figure that is not shown is unknown, not zero.",
        "boolean",
    ),
    Field(
        "figure",
        "Figure",
        "The figure. Empty means not shown, to protect people, and never zero: see shown.",
        "integer",
        always=False,
        constraints=_FIGURE,
    ),
)
_AREAS = Field(
    "areas",
    "Areas",
    f'What it is about: "{EVERYWHERE}" for the whole network, else codes of areas, with blanks '
    "between.",
)

FIGURES: tuple[Field, ...] = (
    Field("release", "Release", "The number of the release.", "integer", constraints=_NUMBER),
    Field("quarter", "Quarter", "The quarter that is counted: 2026 Q3.", constraints=_QUARTER),
    _AREAS,
    *_MEANING,
    *_earlier("previous", "The quarter before"),
    *_earlier("year_before", "The same quarter a year before"),
)

# Of a financial year: the sum of four released quarters.
YEAR_FIGURES: tuple[Field, ...] = (
    Field("year", "Financial year", "From April to March: 2026-27."),
    Field("releases", "Releases", "The numbers of the four releases that are summed."),
    _AREAS,
    *_MEANING,
)


def shown(figure: int | None) -> dict[str, str]:
    """The two cells that tell of a figure."""
    return {"shown": NO, "figure": ""} if figure is None else {"shown": YES, "figure": str(figure)}


def areas_of(table: SafeTable) -> str:
    """What a table is about: everywhere, or some areas by their codes."""
    return _areas(table.only.get("area", frozenset()))


def _areas(areas: Iterable[str]) -> str:
    return " ".join(sorted(areas, key=lambda one: (len(one), one))) or EVERYWHERE


def code(key: str) -> str:
    """The code of a row or column in a file."""
    return WHOLE if key == TOTAL else harmless(key)


def in_order(
    rows: Sequence[Heading], columns: Sequence[Heading], cells: Cells
) -> Iterator[tuple[str, str]]:
    """The keys of all figures of a table, row by row, totals last."""
    for row in (*(one.key for one in rows), TOTAL):
        for column in (*(one.key for one in columns), TOTAL):
            if (row, column) in cells:
                yield row, column


def named(headings: Sequence[Heading]) -> dict[str, str]:
    """The words of each row or column, by its key."""
    return {**{one.key: harmless(one.label) for one in headings}, TOTAL: WHOLE_WORDS}


def figures(release: Release, table: SafeTable) -> Iterator[Row]:
    """A row for each figure of a table, with its figures of earlier quarters beside it."""
    rows, columns = named(table.rows), named(table.columns)
    same = {
        "release": str(release.number),
        "quarter": str(quarter_of(release)),
        "areas": areas_of(table),
        "table": table.key,
        "unit": table.unit,
        "method": str(table.method),
    }
    for row, column in in_order(table.rows, table.columns, table.cells):
        yield {
            **same,
            "row": code(row),
            "row_label": rows[row],
            "column": code(column),
            "column_label": columns[column],
            **shown(table.at(row, column)),
            **_before("previous", table.earlier.get("last"), (row, column)),
            **_before("year_before", table.earlier.get("year"), (row, column)),
        }


def _before(prefix: str, earlier: Earlier | None, cell: tuple[str, str]) -> dict[str, str]:
    if earlier is None or cell not in earlier.cells:
        return {}
    told = shown(earlier.cells[cell])
    return {
        f"{prefix}_quarter": earlier.quarter,
        f"{prefix}_release": str(earlier.number),
        f"{prefix}_shown": told["shown"],
        f"{prefix}_figure": told["figure"],
    }
