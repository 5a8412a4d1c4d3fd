"""A briefing as a PDF that everybody can read (PDF/UA-1), also in large print."""

from datetime import datetime
from pathlib import Path

from flask_babel import gettext as _

from nightsafe.aggregates.shapes import as_file
from nightsafe.briefings.document import Document
from nightsafe.network.words import day_long
from nightsafe.typesetting import legible, typeset

TEMPLATE = Path(__file__).with_name("briefing.typ")


def pdf(document: Document, *, at: datetime, language: str, large: bool) -> bytes:
    """The document as a tagged PDF; `at` is when it was published, `language` a locale's name."""
    data = {
        "title": document.title,
        "network": document.network,
        "lang": language.split("_", maxsplit=1)[0],
        "large": large,
        "under": _("Published on %(day)s.", day=day_long(at.date()))
        + (" " + _("Version %(number)s.", number=document.version) if document.version > 1 else ""),
        "corrected": document.corrected,
        "lead": [[one.label, one.shown] for one in document.lead],
        "ask": document.ask,
        "sections": [
            {
                "title": one.title,
                "paragraphs": one.paragraphs,
                "chart": {
                    "title": one.chart.title,
                    "words": one.chart.words,
                    "svg": as_file(
                        one.chart.narrow if large else one.chart.wide,
                        one.chart.title,
                        one.chart.words,
                    ),
                }
                if one.chart
                else None,
                "rows": [[line.label, line.shown] for line in one.lines],
                "points": one.points,
            }
            for one in document.sections
        ],
        "rule": document.rule,
        "words": {
            "ask": _("The one thing to do"),
            "corrected": _("Corrected"),
            "rule": _("About these figures"),
            "what": _("What"),
            "many": _("How many"),
            "page": _("Page"),
        },
    }
    return typeset(TEMPLATE, legible(data), at=at)
