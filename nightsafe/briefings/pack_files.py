"""The review pack as a file, PDF or workbook, with its mark on every page and row (R20, R37)."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from nightsafe.briefings.pack import Judged, Pack
from nightsafe.formulas import harmless
from nightsafe.review.export_words import About
from nightsafe.review.exported import ExportedRow
from nightsafe.review.exporting import Exported
from nightsafe.typesetting import legible, typeset

TEMPLATE = Path(__file__).with_name("pack.typ")
_A4 = 9
NOTHING = "–"
WIDEST = 44  # characters of a column of the workbook

Cell = str | int


def tables(pack: Pack, exported: Exported) -> list[dict[str, Any]]:
    """All of the pack as tables: a title, sentences, heads, and rows of words and numbers."""
    covered = pack.coverage
    return [
        {
            "title": _("The weekend"),
            "said": [
                _(
                    "%(reported)s of %(active)s premises and teams reported in that week. More "
                    "logs are not more harm.",
                    reported=covered.reported,
                    active=covered.active,
                ),
                pack.season,
            ],
            "heads": _heads(),
            "rows": [_line(one) for one in (*pack.groups, pack.whole)],
        },
        {
            "title": _("By code"),
            "said": [],
            "heads": _heads(),
            "rows": [_line(one) for one in pack.codes],
        },
        {
            "title": _("What to expect"),
            "said": [pack.ahead_said],
            "heads": [_("Night"), _("Hours"), _("Events")],
            "rows": [[one.night, one.hours, one.said] for one in pack.ahead],
        },
        {
            "title": _("Places"),
            "said": [_("Premises count to their street.")],
            "heads": [_("Place"), _("Events")],
            "rows": [[name, number] for name, number in pack.places],
        },
        {
            "title": _("List"),
            "said": [list_words()],
            "heads": [
                _("Reference"),
                _("Severity"),
                _("What"),
                _("Night"),
                _("Time"),
                _("Where"),
                _("By"),
                _("State"),
            ],
            "rows": [_event(one) for one in exported.rows],
        },
    ]


def list_words() -> str:
    """Why the list and the figures need not be equally many."""
    return _(
        "What was shared for review, also where it was prevented or found not to be so: the "
        "figures count neither of these."
    )


def _heads() -> list[str]:
    return [
        _("What"),
        _("Events"),
        _("Weekend before"),
        _("Expected (4 in 5)"),
        _("What that says"),
        _("Noticed from"),
    ]


def _line(one: Judged) -> list[Cell]:
    count, before, smallest = (
        NOTHING if number is None else number for number in (one.count, one.before, one.smallest)
    )
    return [one.label, count, before, one.expected, one.said, smallest]


def _event(row: ExportedRow) -> list[Cell]:
    state = ", ".join(filter(None, (row.state, row.outcome)))
    return [
        *(row.reference, row.severity, row.what, row.night, row.clock),
        *(row.where, row.by, state),
    ]


def pdf(pack: Pack, exported: Exported, about: About) -> bytes:
    """A tagged PDF (PDF/UA-1) with the mark on every page."""
    data = {
        "title": pack.title,
        "network": about.network,
        "lang": about.language,
        "short": about.short,
        "treat": about.treat,
        "tables": [_typeset(table) for table in tables(pack, exported)],
        "page": _("Page"),
    }
    return typeset(TEMPLATE, legible(data), at=exported.made_at)


def _typeset(table: dict[str, Any]) -> dict[str, Any]:
    """A table as the template takes it: cells as words, and which columns stand to the right."""
    columns = list(zip(*table["rows"], strict=True))
    right = [place for place, cells in enumerate(columns) if _are_numbers(cells)]
    rows = [[str(cell) for cell in row] for row in table["rows"]]
    return {**table, "rows": rows, "right": right}


def _are_numbers(cells: Sequence[Cell]) -> bool:
    return all(isinstance(cell, int) or cell == NOTHING for cell in cells)


def xlsx(pack: Pack, exported: Exported, about: About) -> bytes:
    """A workbook of words and numbers and no formula, made in memory: a sheet for each table."""
    import xlsxwriter  # noqa: PLC0415  (for a file now and then)

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties(
        {
            "title": pack.title,
            "author": about.recipient,
            "keywords": about.mark,
            "comments": f"{about.short}. {' '.join(about.treat)}",
            "created": exported.made_at.replace(tzinfo=None),
        }
    )
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    loose = book.add_format({"valign": "top"})
    for table in tables(pack, exported):
        sheet = book.add_worksheet(_sheet_name(table["title"]))
        heads = [*table["heads"], _("Mark")]
        for place, words in enumerate(heads):
            column = [words, *(row[place] for row in table["rows"] if place < len(row))]
            sheet.set_column(place, place, min(max(len(str(one)) for one in column) + 3, WIDEST))
            sheet.write_string(0, place, harmless(words), head)
        for line, row in enumerate(table["rows"], 1):
            for place, cell in enumerate([*row, about.mark]):
                if isinstance(cell, int):
                    sheet.write_number(line, place, cell, plain)
                else:
                    sheet.write_string(line, place, harmless(cell), plain)
        for line, words in enumerate([*table["said"], about.short], len(table["rows"]) + 2):
            sheet.write_string(line, 0, harmless(words), loose)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        _print(sheet, pack.title, about)
    beside = book.add_worksheet(_sheet_name(_("About this file")))
    beside.set_column(0, 0, 100)
    for line, words in enumerate((pack.title, about.short, *about.treat)):
        beside.write_string(line, 0, harmless(words), plain)
    _print(beside, pack.title, about)
    book.close()
    return file.getvalue()


def _sheet_name(words: str) -> str:
    """A name that a workbook takes: 31 characters, none that it keeps for itself."""
    return "".join(one for one in words if one not in "[]:*?/\\'")[:31]


def _print(sheet: Any, title: str, about: About) -> None:
    """How a sheet is printed: across the page, with the mark on each; "&" begins a code there."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    short = harmless(about.short).replace("\n", " ")[:200].replace("&", "&&")
    sheet.set_header(f"&L{title.replace('&', '&&')}&R{about.mark}")
    sheet.set_footer(f"&L{short[:220]}&R&P/&N")
