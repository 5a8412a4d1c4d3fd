"""The quarterly review as a PDF (PDF/UA-1): the page's sentences, tables and charts, on paper."""

from datetime import datetime
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from nightsafe.aggregates.document import Document, Section
from nightsafe.aggregates.document_charts import DrawnFrom
from nightsafe.aggregates.document_tables import LAST, YEAR, Printed, before_words, shown
from nightsafe.aggregates.shapes import as_file
from nightsafe.network.words import day_long
from nightsafe.typesetting import legible, typeset

TEMPLATE = Path(__file__).with_name("document.typ")


def pdf(document: Document, *, network: str, at: datetime, language: str) -> bytes:
    """The document as a tagged PDF; `at` is when it was approved, `language` a locale's name."""
    data = {
        "title": document.title,
        "network": network,
        "lang": language.split("_", maxsplit=1)[0],
        "under": _under(document, at),
        "glance": document.glance,
        "sections": [_section(one) for one in document.sections],
        "others": {
            "title": _("Figures of others, beside ours"),
            "note": _("They are never mixed with ours: the same event may be in both."),
            "tables": [_others(dict(one)) for one in document.others],
        },
        "words": {
            "page": _("Page"),
            "analyst": _("The analyst writes"),
            "change": _("Change"),
        },
        "short": _("Released figures, No. %(number)s", number=document.number),
    }
    return typeset(TEMPLATE, legible(data), at=at)


def _under(document: Document, at: datetime) -> str:
    return _(
        "Release No. %(number)s, approved on %(day)s. Prepared by one person, approved by another.",
        number=document.number,
        day=day_long(at.date()),
    )


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "said": section.said,
        "listed": section.key == "limitations",
        "words": section.words,
        "charts": [_chart(one, with_table=True) for one in section.charts],
        "pieces": [
            {
                "chart": _chart(one.chart) if one.chart else None,
                "table": _table(one.table),
                "said": one.table.said,
            }
            for one in section.pieces
        ],
    }


def _chart(chart: DrawnFrom, *, with_table: bool = False) -> dict[str, Any]:
    return {
        "title": chart.title,
        "svg": as_file(chart.wide, chart.title, chart.words),
        "words": chart.words,
        "table": {"label": chart.title, "heads": chart.heads, "rows": chart.lines}
        if with_table
        else None,
    }


def _table(table: Printed) -> dict[str, Any]:
    """One figure a row with earlier ones beside it; of several, the earlier ones stand small."""
    if table.heads:
        rows = [
            [line.label, *(_cell(shown(cell.figure), cell.before) for cell in line.cells)]
            for line in table.lines
        ]
        return {"label": _label(table), "heads": ["", *table.heads], "rows": rows}
    heads = ["", _("This quarter")]
    for key, head, moved in (
        (LAST, _("Quarter before"), _("Change")),
        (YEAR, _("Year before"), _("Change")),
    ):
        if key in table.earlier:
            heads += [head, moved]
    rows = []
    for line in table.lines:
        (cell,) = line.cells
        row = [line.label, shown(cell.figure)]
        for key in (LAST, YEAR):
            if key in table.earlier:
                row += before_words(cell.before[key])
        rows.append(row)
    return {"label": table.label, "heads": heads, "rows": rows}


def _label(table: Printed) -> str:
    if not table.earlier:
        return table.label
    return _(
        "%(table)s. In brackets: %(earlier)s.", table=table.label, earlier=earlier_words(table)
    )


def earlier_words(table: Printed) -> str:
    """What stands beside each figure of a table with several to a row."""
    names = {LAST: _("quarter before"), YEAR: _("same quarter last year")}
    return ", ".join(names[key] for key in (LAST, YEAR) if key in table.earlier)


def _cell(figure: str, before: Any) -> str:
    earlier = [
        shown(before[key].figure) if before[key].there else "–"
        for key in (LAST, YEAR)
        if key in before
    ]
    return f"{figure} ({', '.join(earlier)})" if earlier else figure


def _others(table: dict[str, Any]) -> dict[str, Any]:
    return {
        "label": table["label"],
        "heads": ["", *(one["label"] for one in table.get("columns", ()))],
        "rows": [[row["label"], *map(shown, row["cells"])] for row in table.get("rows", ())],
        "said": table.get("said", []),
    }
