"""What a program is answered: releases and their tables, from what left and nothing else."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import url_for

from nightsafe.aggregates.meaning import LIMITS, definition, rule
from nightsafe.aggregates.models import Release
from nightsafe.aggregates.queries import tables_of
from nightsafe.aggregates.safe import TOTAL, Cells, Heading, Method, SafeTable
from nightsafe.nights import Quarter

# In addresses and tables alike; no heading has this key.
WHOLE = "total"
SHOWN, NOT_SHOWN = "shown", "not shown"
COMPARED = {"last": "last quarter", "year": "same quarter last year"}


def in_pages(found: Sequence[Release], page: int, size: int) -> dict[str, Any]:
    """A page of some releases; one behind the last is empty."""
    return {
        "releases": [_in_list(one) for one in found[(page - 1) * size : page * size]],
        "page": page,
        "size": size,
        "pages": -(-len(found) // size),
        "total": len(found),
    }


def whole_release(release: Release) -> dict[str, Any]:
    """A release: its quarter, its coverage, where its tables are."""
    number = release.number
    return {
        **_in_list(release),
        "coverage": release.tables["coverage"],
        "limits": list(LIMITS),
        "package": url_for("api.v1.package", release_number=number),
        "tables": [
            {
                "key": one.key,
                "label": one.label,
                "unit": one.unit,
                "method": str(one.method),
                "address": url_for("api.v1.table", release_number=number, table_key=one.key),
            }
            for one in tables_of(release)
        ],
    }


def _in_list(release: Release) -> dict[str, Any]:
    quarter = Quarter(release.quarter.year, (release.quarter.month + 2) // 3)
    return {
        "number": release.number,
        "quarter": str(quarter),
        "first_night": quarter.first,
        "last_night": quarter.last,
        "released_at": release.approved_at,
        "whole_network": not release.wanted["areas"],
        "address": url_for("api.v1.release", release_number=release.number),
    }


def whole_table(release: Release, table: SafeTable) -> dict[str, Any]:
    """A table of a release with all that its figures need to be understood."""
    hides = table.method is Method.SUPPRESSION
    rows = _headings(table.rows, {row for row, _column in table.cells}, hides=hides)
    columns = _headings(table.columns, {column for _row, column in table.cells}, hides=hides)
    return {
        "release": release.number,
        "quarter": table.quarter,
        "key": table.key,
        "label": table.label,
        "definition": definition(table),
        "unit": table.unit,
        "method": str(table.method),
        "rule": rule(table),
        "limits": list(LIMITS),
        "coverage": release.tables["coverage"],
        "rows": rows,
        "columns": columns,
        "figures": list(_figures(table.cells)),
        "earlier": [
            {
                "compared": COMPARED[name],
                "quarter": one.quarter,
                "release": one.number,
                "figures": list(_figures(one.cells)),
            }
            for name, one in table.earlier.items()
        ],
    }


def _headings(named: Sequence[Heading], keys: set[str], *, hides: bool) -> list[dict[str, Any]]:
    found = [
        {
            "key": one.key,
            "label": one.label,
            "total": False,
            "threshold": one.threshold if hides else None,
        }
        for one in named
    ]
    if TOTAL in keys:
        found.append({"key": WHOLE, "label": "All", "total": True, "threshold": None})
    return found


def _figures(cells: Cells) -> Iterator[dict[str, Any]]:
    for (row, column), figure in cells.items():
        yield {
            "row": row or WHOLE,
            "column": column or WHOLE,
            "value": figure,
            "status": NOT_SHOWN if figure is None else SHOWN,
        }
