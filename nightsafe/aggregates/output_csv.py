"""Released figures as CSV: one row for each figure, UTF-8, commas, a head of plain names."""

import csv
import io
from collections.abc import Iterable, Sequence

from nightsafe.aggregates.models import Release
from nightsafe.aggregates.output_rows import (
    FIGURES,
    YEAR_FIGURES,
    Field,
    Row,
    areas_of,
    code,
    figures,
    in_order,
    named,
    shown,
)
from nightsafe.aggregates.safe import SafeTable
from nightsafe.aggregates.years import YearTable

BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # by which a spreadsheet knows UTF-8


def csv_of(fields: Sequence[Field], rows: Iterable[Row]) -> bytes:
    """A file of some rows, every one with all fields; what a row does not have is empty."""
    text = io.StringIO()
    names = [one.name for one in fields]
    writer = csv.DictWriter(text, names, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8", "backslashreplace")


def table_csv(release: Release, table: SafeTable) -> bytes:
    """One table of a release, for somebody who opens it in a spreadsheet."""
    return BYTE_ORDER_MARK + csv_of(FIGURES, figures(release, table))


def year_csv(tables: Sequence[YearTable]) -> bytes:
    """The tables of a financial year, one after the other."""
    return BYTE_ORDER_MARK + csv_of(YEAR_FIGURES, _year_rows(tables))


def _year_rows(tables: Sequence[YearTable]) -> Iterable[Row]:
    for one in tables:
        table = one.table
        rows, columns = named(table.rows), named(table.columns)
        for row, column in in_order(table.rows, table.columns, one.cells):
            yield {
                "year": str(one.year),
                "releases": " ".join(map(str, one.numbers)),
                "areas": areas_of(table),
                "table": table.key,
                "row": code(row),
                "row_label": rows[row],
                "column": code(column),
                "column_label": columns[column],
                "unit": table.unit,
                "method": str(table.method),
                **shown(one.cells[row, column]),
            }
