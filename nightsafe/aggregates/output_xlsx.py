"""A release as a workbook: a sheet for each table as it is read, and one with all figures in rows.

Each sheet holds one table with its head, its notes above it; no cell is a formula.
"""

import io
from collections.abc import Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any

from flask_babel import format_date
from flask_babel import gettext as _

from nightsafe.aggregates.document_tables import covered_words, label_of, limits, name, rule
from nightsafe.aggregates.models import Release
from nightsafe.aggregates.output_rows import FIGURES, figures
from nightsafe.aggregates.queries import tables_of
from nightsafe.aggregates.releases import quarter_of
from nightsafe.aggregates.safe import TOTAL, Cells, Earlier, SafeTable
from nightsafe.formulas import harmless
from nightsafe.network.queries import network

if TYPE_CHECKING:  # xlsxwriter is imported where it is used
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORBIDDEN = set("[]:*?/\\'")
_A4 = 9
_NUMBERS = frozenset({one.name for one in FIGURES if one.type == "integer"})


def workbook(release: Release) -> bytes:
    """The whole workbook of a release that has left, in the language of whoever asks."""
    import xlsxwriter  # noqa: PLC0415  (for a workbook now and then)

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    title = title_of(release)
    left = release.approved_at
    assert left is not None
    book.set_properties(
        {"title": title, "created": left.astimezone(UTC).replace(tzinfo=None), "author": ""}
    )
    writing = _Writing(book)
    tables = tables_of(release)
    names = _names(tables)
    writing.about(title, _notes(release), tables, names)
    for table, called in zip(tables, names, strict=True):
        writing.table(table, called, release)
    writing.all_figures(release, tables)
    for sheet in book.worksheets():
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{harmless(title)[:110].replace('&', '&&')}&R&P/&N")
    book.close()
    return file.getvalue()


def title_of(release: Release) -> str:
    """What a file of a release is called, in words."""
    city = network()
    words = _(
        "Figures of %(quarter)s, release No. %(number)s",
        quarter=quarter_of(release),
        number=release.number,
    )
    return f"{city.name}: {words}" if city else words


class _Writing:
    """The sheets of one workbook, one after the other."""

    def __init__(self, book: "Workbook") -> None:
        self.book = book
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.note = book.add_format({"valign": "top"})
        self.number = book.add_format({"num_format": "#,##0", "align": "right"})
        self.whole = book.add_format({"num_format": "#,##0", "align": "right", "bold": True})
        self.mark = book.add_format({"italic": True, "align": "right", "bg_color": "#E6E6E6"})

    def about(
        self, title: str, notes: Sequence[str], tables: Sequence[SafeTable], names: Sequence[str]
    ) -> None:
        """The first sheet: what this is, its rules, and which sheet holds what."""
        sheet = self.book.add_worksheet(_sheet_name(_("About")))
        sheet.set_column(0, 0, 100)
        sheet.write_string(0, 0, harmless(title), self.title)
        for line, words in enumerate(notes, 1):
            sheet.write_string(line, 0, harmless(words), self.text)
        start = len(notes) + 2
        sheet.write_string(start, 0, _("Sheets"), self.head)
        for line, (table, called) in enumerate(zip(tables, names, strict=True), start + 1):
            sheet.write_url(
                line, 0, f"internal:'{called}'!A1", string=f"{called}: {label_of(table)}"
            )

    def table(self, table: SafeTable, called: str, release: Release) -> None:
        """A sheet with one table; of a table with one column, earlier quarters stand beside it."""
        sheet = self.book.add_worksheet(called)
        head, lines = _laid_out(table)
        notes = [
            _unit(table.unit),
            rule(table),
            covered_words(release.tables["coverage"]),
            *limits(table),
        ]
        if table.hidden or any(None in one.cells.values() for one in table.earlier.values()):
            notes.append(_mark_note())
        if table.columns and table.earlier:
            notes.append(_('Earlier quarters of this table stand on the sheet "All figures".'))
        sheet.write_string(0, 0, harmless(f"{label_of(table)}, {table.quarter}"), self.title)
        for line, words in enumerate(notes, 1):
            sheet.write_string(line, 0, words, self.note)
        top = len(notes) + 2
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, max(1, len(head) - 1), 18)
        self._grid(sheet, top, head, len(lines))
        for line, (words, row, given) in enumerate(lines, top + 1):
            sheet.write_string(line, 0, harmless(words), self.head if row == TOTAL else self.text)
            for place, (there, figure) in enumerate(given, 1):
                if there:
                    self._figure(sheet, line, place, figure, whole=row == TOTAL)

    def all_figures(self, release: Release, tables: Sequence[SafeTable]) -> None:
        """The last sheet: the rows of the CSV files, one under the other."""
        sheet = self.book.add_worksheet(_sheet_name(_("All figures")))
        rows = [row for table in tables for row in figures(release, table)]
        self._grid(sheet, 0, [one.name for one in FIGURES], len(rows))
        sheet.set_column(0, len(FIGURES) - 1, 14)
        for line, row in enumerate(rows, 1):
            for place, field in enumerate(FIGURES):
                words = row.get(field.name, "")
                hides = row.get(field.name.replace("figure", "shown")) == "no"
                if field.name.endswith("figure") and hides:
                    self._figure(sheet, line, place, None)
                elif words and field.name in _NUMBERS:
                    sheet.write_number(line, place, int(words))
                elif words:
                    sheet.write_string(line, place, words)
        sheet.freeze_panes(1, 0)

    def _grid(self, sheet: "Worksheet", top: int, head: Sequence[str], lines: int) -> None:
        """Mark a table as one: a screen reader and a program then find its head."""
        heads = _apart([harmless(one) for one in head])
        columns: list[dict[str, Any]] = [
            {"header": one, "header_format": self.head} for one in heads
        ]
        options = {"columns": columns, "autofilter": False, "style": "Table Style Light 1"}
        sheet.add_table(top, 0, top + max(1, lines), len(head) - 1, options)

    def _figure(
        self, sheet: "Worksheet", line: int, place: int, figure: int | None, *, whole: bool = False
    ) -> None:
        if figure is None:
            sheet.write_string(line, place, _("not shown"), self.mark)
        else:
            sheet.write_number(line, place, figure, self.whole if whole else self.number)


_Line = tuple[str, str, list[tuple[bool, int | None]]]


def _laid_out(table: SafeTable) -> tuple[list[str], list[_Line]]:
    """A table's head, and its lines: words, key, and each figure with whether there is one."""
    columns = [(one.key, name(one)) for one in table.columns]
    if any(column == TOTAL for _row, column in table.cells):
        columns.append((TOTAL, _("All") if table.columns else table.quarter))
    taken: list[tuple[str, str, Cells]] = [(key, label, table.cells) for key, label in columns]
    if not table.columns:
        taken += [
            (TOTAL, _before(one), one.cells)
            for one in (table.earlier.get("last"), table.earlier.get("year"))
            if one is not None
        ]
    rows = [(name(one), one.key) for one in table.rows]
    if any(row == TOTAL for row, _column in table.cells):
        rows.append((_("All"), TOTAL))
    lines: list[_Line] = [
        (
            label,
            row,
            [((row, key) in cells, cells.get((row, key))) for key, _label, cells in taken],
        )
        for label, row in rows
    ]
    return [_("Counted"), *(label for _key, label, _cells in taken)], lines


def _before(earlier: Earlier) -> str:
    return _("%(quarter)s (No. %(number)s)", quarter=earlier.quarter, number=earlier.number)


def _notes(release: Release) -> list[str]:
    quarter = quarter_of(release)
    notes = [
        _(
            "The nights from %(first)s to %(last)s. Released on %(left)s, and never changed since.",
            first=format_date(quarter.first, "d MMMM yyyy"),
            last=format_date(quarter.last, "d MMMM yyyy"),
            left=format_date(release.approved_at, "d MMMM yyyy"),
        ),
        covered_words(release.tables["coverage"]),
        _(
            "Only what was logged is counted: more logging looks like more trouble. An event is "
            "counted once, by its most serious kind. What was confirmed after the release is in "
            "the next one, as reported later."
        ),
    ]
    if any(table.hidden for table in tables_of(release)):
        notes.append(_mark_note())
    return notes


def _unit(unit: str) -> str:
    return _("Unit: visits to Safe Places.") if unit == "visits" else _("Unit: events.")


def _mark_note() -> str:
    return _(
        '"not shown" is not 0: the figure is unknown. A sum over a cell that is not shown would '
        "be too small."
    )


def _names(tables: Sequence[SafeTable]) -> list[str]:
    """A name for each table's sheet: its key, which no other table has."""
    return [_sheet_name(one.key) for one in tables]


def _sheet_name(words: str) -> str:
    """A name that a workbook takes: 31 characters, none that it keeps for itself."""
    return "".join(one for one in words if one not in _FORBIDDEN)[:31]


def _apart(heads: Sequence[str]) -> list[str]:
    """The heads of a table, each told from the others, as a workbook wants them."""
    found: list[str] = []
    for one in heads:
        name, again = one, 2
        while name.casefold() in {each.casefold() for each in found}:
            name, again = f"{one} ({again})", again + 1
        found.append(name)
    return found
