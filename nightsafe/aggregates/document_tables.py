"""A safe table as the review document prints it: each figure beside those of earlier quarters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import get_translations
from flask_babel import gettext as _

from nightsafe.aggregates.changes import Change, change, in_words
from nightsafe.aggregates.safe import TOTAL, Earlier, Heading, Method, SafeTable
from nightsafe.aggregates.tables import TABLES, VISITS

# The names of these are people's, not ours: they are never translated.
NAMED = {"area", "source"}
LAST, YEAR = "last", "year"


@dataclass(frozen=True)
class Before:
    """The same figure of an earlier quarter; `there` is False where it was not in that table."""

    there: bool
    figure: int | None
    change: Change


@dataclass(frozen=True)
class Cell:
    """One figure; None is not shown. Beside it those of earlier quarters, by LAST and YEAR."""

    figure: int | None
    before: Mapping[str, Before]


@dataclass(frozen=True)
class Line:
    """One row: its name and its figures, in the order of the columns."""

    label: str
    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True)
class Printed:
    """A table on paper or on a page, with what has to be said under it."""

    key: str
    label: str
    heads: tuple[str, ...]  # of its columns; none where each row has one figure
    lines: tuple[Line, ...]
    earlier: Mapping[str, Earlier]
    said: tuple[str, ...]


def printed(table: SafeTable, covered: str) -> Printed:
    """A table with its rule, its coverage (`covered`, a sentence) and its limits under it."""
    columns = [column for column in _keys(table.columns) if _stands(table, column=column)]
    heads = [name(one) for one in table.columns if one.key in columns]
    if TOTAL in columns and table.columns:
        heads.append(_("All"))
    rows = [row for row in _keys(table.rows) if _stands(table, row=row)]
    names = {one.key: name(one) for one in table.rows}
    return Printed(
        key=table.key,
        label=label_of(table),
        heads=tuple(heads) if table.columns else (),
        lines=tuple(
            Line(
                names.get(row, _("All")),
                tuple(_cell(table, row, column) for column in columns),
                total=row == TOTAL,
            )
            for row in rows
        ),
        earlier=table.earlier,
        said=(rule(table), covered, *limits(table)),
    )


def label_of(table: SafeTable) -> str:
    """The name of a table, in the reader's language."""
    kind = TABLES.get(table.key)
    return str(kind.label) if kind else table.label


def name(heading: Heading) -> str:
    """The name of a row or column in the reader's language; one that people gave as it stood."""
    given = NAMED & heading.where.keys() or not heading.label
    # A constant of `headings`, kept as its English text: the catalogues have it from there.
    return heading.label if given else str(get_translations().ugettext(heading.label))


def rule(table: SafeTable) -> str:
    """How the figures of a table are protected."""
    if table.method is Method.ROUNDING:
        return _(
            "Every figure, totals too, is rounded to the nearest 10 by itself: they need not add "
            "up, and 0 stands for fewer than 5."
        )
    least = min((one.threshold for one in (*table.rows, *table.columns)), default=5)
    most = max((one.threshold for one in (*table.rows, *table.columns)), default=5)
    if least == most:
        return _(
            "Figures under %(least)s are not shown, nor others from which they could be worked "
            "out. Which of them is which, and which is 0, is not told.",
            least=least,
        )
    return _(
        "Figures under %(least)s, of the gravest kinds under %(most)s, are not shown, nor others "
        "from which they could be worked out. Which of them is which, and which is 0, is not told.",
        least=least,
        most=most,
    )


def limits(table: SafeTable) -> list[str]:
    """What a table does not tell."""
    found = []
    kind = TABLES.get(table.key)
    if kind is not None and kind.note is not None:
        found.append(str(kind.note))
    if table.unit == VISITS:
        found.append(_("Visits that were logged, not people: one person may come twice."))
    elif table.key != "counted":
        found.append(_("Events that were logged here, not all that happened."))
    return found


def covered_words(coverage: Mapping[str, Any]) -> str:
    """Who reported, of how many, in a sentence to stand under each table."""
    active = coverage.get("premises", 0) + coverage.get("teams", 0)
    if not active:
        return _("Nobody was expected to report here in this quarter.")
    share = share_of(coverage)
    words = _(
        "Coverage: %(premises)s of %(all)s premises and %(teams)s of %(all_teams)s teams reported "
        "at least once.",
        premises=coverage["premises_reported"],
        all=coverage["premises"],
        teams=coverage["teams_reported"],
        all_teams=coverage["teams"],
    )
    if coverage.get("weeks") and share is not None:
        words += " " + _("In a usual week %(share)s%% of them did.", share=round(100 * share))
    return words


def share_of(coverage: Mapping[str, Any]) -> float | None:
    """The share of premises and teams (0 to 1) that reported, over the weeks of a quarter.

    None where nobody was there to report.
    """
    active = sum(week["active"] for week in coverage.get("weeks", ()))
    if active:
        return float(sum(week["reported"] for week in coverage["weeks"]) / active)
    there = coverage.get("premises", 0) + coverage.get("teams", 0)
    reported = coverage.get("premises_reported", 0) + coverage.get("teams_reported", 0)
    return float(reported / there) if there else None


def before_words(before: Before) -> list[str]:
    """An earlier figure, and the change since."""
    if not before.there:
        return ["–", "–"]
    return [shown(before.figure), change_words(before.change)]


def change_words(change: Change) -> str:
    """A change in a cell, marked where it may be chance."""
    words = in_words(change)
    return _("%(change)s (may be chance)", change=words) if change.may_be_chance else words


def shown(figure: int | None) -> str:
    """A figure in a sentence or a cell."""
    return _("not shown") if figure is None else str(figure)


def _keys(headings: tuple[Heading, ...]) -> list[str]:
    return [*(one.key for one in headings), TOTAL]


def _stands(table: SafeTable, *, row: str | None = None, column: str | None = None) -> bool:
    return any(row in {None, at[0]} and column in {None, at[1]} for at in table.cells)


def _cell(table: SafeTable, row: str, column: str) -> Cell:
    figure = table.cells.get((row, column))
    return Cell(
        figure,
        {
            key: Before(
                (row, column) in one.cells,
                one.cells.get((row, column)),
                change(one.cells.get((row, column)), figure),
            )
            for key, one in table.earlier.items()
        },
    )
