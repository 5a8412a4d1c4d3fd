"""The list as a PDF: its words and rows, as the template `export.typ` sets them."""

from datetime import date
from pathlib import Path
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _

from nightsafe.network.words import day_long, night
from nightsafe.review.export_words import About
from nightsafe.review.exported import Account, ExportedRow
from nightsafe.review.exporting import Exported
from nightsafe.typesetting import legible, typeset

TEMPLATE = Path(__file__).with_name("export.typ")


def pdf(exported: Exported, about: About) -> bytes:
    """A tagged PDF with the mark on every page; with words a piece for each event, else a table."""
    data = {
        "title": about.title,
        "network": about.network,
        "lang": about.language,
        "about": _about(exported, about),
        "treat": about.treat,
        "short": about.short,
        "mark": about.mark,
        "recipient": about.recipient,
        "with_words": exported.with_words,
        "heads": _heads(),
        "rows": [_row(row, long=exported.with_words) for row in exported.rows],
        "words": {
            "page": _("Page"),
            "restricted": _("restricted"),
            "severity": _("Severity"),
            "reference": _("Police reference"),
            "nothing": _("Nothing was written."),
        },
    }
    return typeset(TEMPLATE, legible(data), at=exported.made_at)


def _about(exported: Exported, about: About) -> list[tuple[str, str]]:
    """What the first page says of the file, each under its label."""
    return [
        (_("Events"), str(len(exported.rows))),
        (_("Asked for"), ", ".join(about.scope)),
        (_("Made for"), about.recipient),
        (_("Made"), about.made),
        (_("Mark"), about.mark),
    ]


def _heads() -> list[str]:
    return [
        _("Reference"),
        _("Severity"),
        _("What"),
        _("Night"),
        _("Time"),
        _("Where"),
        _("By"),
        _("State"),
    ]


def _row(row: ExportedRow, *, long: bool) -> dict[str, Any]:
    """A row for the template; its night in full words, or short for a table's column."""
    day = date.fromisoformat(row.night)
    short = format_date(day, "EEE d MMM y", locale=get_locale())
    return {
        "reference": row.reference,
        "severity": row.severity,
        "what": row.what,
        "night": f"{night(day)}, {day_long(day)}" if long else short,
        "time": row.clock,
        "where": row.where,
        "by": row.by,
        "state": ", ".join(filter(None, (row.state, row.outcome))),
        "restricted": row.restricted,
        "police_reference": row.police_reference,
        "accounts": [_account(one) for one in row.accounts],
    }


def _account(account: Account) -> dict[str, Any]:
    return {
        "who": ", ".join(filter(None, (account.by, account.logged_for, account.at))),
        "reference": account.reference,
        "words": account.words,
        "facts": account.facts,
    }
