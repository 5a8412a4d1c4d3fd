"""Writing the rows of a list as a file, each row with its mark (R20, R37)."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _

from nightsafe.formulas import harmless
from nightsafe.review.export_pdf import pdf
from nightsafe.review.export_words import About
from nightsafe.review.exported import Account, ExportedRow
from nightsafe.review.exporting import Exported

BYTE_ORDER_MARK = "\ufeff"  # by which a spreadsheet knows UTF-8
LONGEST_CELL = 32_000  # characters; a workbook takes 32,767
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
_A4 = 9


@dataclass(frozen=True)
class Column:
    """One column of a table: its head, its width in characters, and what stands in it."""

    head: str
    width: int
    cell: Callable[[ExportedRow], str]
    number: bool = False


def made(exported: Exported, about: About) -> bytes:
    """The whole file."""
    writers = {"csv": _csv, "xlsx": _xlsx, "pdf": pdf}
    return writers[exported.file_format](exported, about)


def name_of(exported: Exported, about: About) -> str:
    """A name of plain letters: what it is, when it was made, its mark."""
    return f"nightsafe-review-{exported.made_at:%Y-%m-%d}-{about.mark}.{exported.file_format}"


def _columns(about: About, *, with_words: bool) -> list[Column]:
    """The columns of a table; the last three lead each row back to whom it was made for."""
    found = [
        Column(_("Reference"), 10, lambda row: row.reference),
        Column(_("Severity"), 8, lambda row: str(row.severity), number=True),
        Column(_("What"), 28, lambda row: row.what),
        Column(_("Night"), 11, lambda row: row.night),
        Column(_("Time"), 17, lambda row: row.time),
        Column(_("Where"), 22, lambda row: row.where),
        Column(_("By"), 18, lambda row: row.by),
        Column(_("State"), 12, lambda row: row.state),
        Column(_("Outcome"), 13, lambda row: row.outcome),
    ]
    if with_words:
        found += [
            Column(_("Restricted"), 10, lambda row: _("yes") if row.restricted else ""),
            Column(_("Police reference"), 16, lambda row: row.police_reference),
            Column(_("Accounts"), 70, lambda row: "\n\n".join(map(_account, row.accounts))),
        ]
    return [
        *found,
        Column(_("Mark"), 10, lambda _row: about.mark),
        Column(_("Made for"), 20, lambda _row: about.recipient),
        Column(_("Made"), 20, lambda _row: about.made),
    ]


def _account(account: Account) -> str:
    """An account in a cell: who and when, then the words, then what else was written."""
    who = ", ".join(filter(None, (account.by, account.logged_for, account.at)))
    facts = [f"{label}: {words}" for label, words in account.facts]
    return "\n".join([f"[{account.reference}, {who}]", *account.words, *facts])


def _csv(exported: Exported, about: About) -> bytes:
    """UTF-8 with every cell in quotes: no delimiter that a program may think of splits one."""
    shown = _columns(about, with_words=exported.with_words)
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([harmless(one.head) for one in shown])
    for row in exported.rows:
        writer.writerow([harmless(one.cell(row)) for one in shown])
    return (BYTE_ORDER_MARK + text.getvalue()).encode("utf-8", "backslashreplace")


def _xlsx(exported: Exported, about: About) -> bytes:
    """A workbook of strings and no formula, made in memory: a file beside it would lie unsealed."""
    import xlsxwriter  # noqa: PLC0415  (for a file now and then)

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties(
        {
            "title": about.title,
            "author": about.recipient,
            "company": about.network,
            "keywords": about.mark,
            "comments": f"{about.short}. {' '.join(about.treat)}",
            "created": exported.made_at.replace(tzinfo=None),
        }
    )
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(_sheet_name(_("List")))
    shown = _columns(about, with_words=exported.with_words)
    for place, column in enumerate(shown):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, harmless(column.head), head)
        for line, row in enumerate(exported.rows, 1):
            if column.number:
                sheet.write_number(line, place, float(column.cell(row)), plain)
            else:
                sheet.write_string(line, place, _cell(column.cell(row)), plain)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(exported.rows), len(shown) - 1)
    beside = book.add_worksheet(_sheet_name(_("About this file")))
    beside.set_column(0, 0, 100)
    for line, words in enumerate((about.title, ", ".join(about.scope), about.short, *about.treat)):
        beside.write_string(line, 0, _cell(words), plain)
    for one in (sheet, beside):
        one.set_paper(_A4)
        one.set_landscape()
        one.fit_to_pages(1, 0)
        one.set_header(f"&L{_printed(about.title)}&R{about.mark}")
        one.set_footer(f"&L{_printed(about.short)}&R&P/&N")
    sheet.repeat_rows(0)
    book.close()
    return file.getvalue()


def _cell(text: str) -> str:
    """A cell's text; of one that is too long for any cell its beginning, and that it is cut."""
    text = harmless(text)
    if len(text) <= LONGEST_CELL:
        return text
    return f"{text[:LONGEST_CELL]}\n[{_('Cut here: the whole stands in nightsafe.')}]"


def _sheet_name(words: str) -> str:
    """A name that a workbook takes: 31 characters, none that it keeps for itself."""
    return "".join(one for one in words if one not in "[]:*?/\\'")[:31]


def _printed(text: str) -> str:
    """What a printed page's head or foot says: "&" begins a code there, and 255 is the end."""
    return harmless(text).replace("\n", " ")[:110].replace("&", "&&")
