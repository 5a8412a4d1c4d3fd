"""The quarterly review as a document: sections of figures, filled in, and the analyst's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel.dates import format_date
from flask_babel import LazyString, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from nightsafe.aggregates import sentences
from nightsafe.aggregates.document_charts import DrawnFrom, chart_of, coverage_chart, trend_chart
from nightsafe.aggregates.document_tables import Printed, covered_words, printed
from nightsafe.aggregates.models import Release
from nightsafe.aggregates.queries import tables_of
from nightsafe.aggregates.safe import SafeTable
from nightsafe.aggregates.tables import TABLES
from nightsafe.aggregates.trends import Trend, trend_of
from nightsafe.nights import Quarter, quarter_of

SECTIONS: dict[str, LazyString] = {
    "levels": _l("Levels and patterns"),
    "change": _l("What changed"),
    "places": _l("Places"),
    "hours": _l("Nights and hours"),
    "coverage": _l("Who reported"),
    "priorities": _l("The partnership’s priorities"),
    "limitations": _l("What these figures cannot say"),
}
# What the words of a section are for, beside the field to write them in.
ASKED: dict[str, LazyString] = {
    "levels": _l("How much there was, of what, and what you make of it."),
    "change": _l("What changed, and what may lie behind it. Coverage first."),
    "places": _l("Where, and what is being done there."),
    "hours": _l("When, and who should know of it."),
    "coverage": _l("Who did not report, and why that may be."),
    "priorities": _l("What the partnership set out to do, and how far it is."),
    "limitations": _l("Anything that happened to the records in this quarter."),
}
OTHERS = "others"  # figures of others, where there are any


@dataclass(frozen=True)
class Piece:
    """A table, and its chart where it has one."""

    table: Printed
    chart: DrawnFrom | None


@dataclass(frozen=True)
class Section:
    """A part of the document: what the product says, what the analyst says, charts, tables."""

    key: str
    title: str
    said: tuple[str, ...]
    words: tuple[str, ...]
    charts: tuple[DrawnFrom, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Document:
    """The review of a quarter."""

    title: str
    quarter: Quarter
    months: str
    number: int | None
    glance: tuple[tuple[str, str], ...]  # a figure, and what it is
    sections: tuple[Section, ...]
    others: tuple[Mapping[str, Any], ...]
    against: tuple[int, ...]
    trend: Trend

    @property
    def charts(self) -> dict[str, DrawnFrom]:
        """Every chart by its name."""
        found = [chart for one in self.sections for chart in one.charts]
        found += [piece.chart for one in self.sections for piece in one.pieces if piece.chart]
        return {chart.name: chart for chart in found}


def document_of(release: Release) -> Document:
    """The document of a release that was checked, from what is kept of it and left before it."""
    quarter, trend = quarter_of(release.quarter), trend_of(release)
    tables = tables_of(release)
    coverage = release.tables.get("coverage", {})
    covered = covered_words(coverage)
    months = months_long(quarter)
    sections = []
    for key, title in SECTIONS.items():
        own = [table for table in tables if section_of(table) == key]
        charts: list[DrawnFrom] = []
        if key == "levels":
            charts.append(trend_chart(trend))
        if key == "coverage" and coverage.get("premises", 0) + coverage.get("teams", 0):
            charts.append(coverage_chart(coverage))
        sections.append(
            Section(
                key,
                str(title),
                tuple(sentences.of_section(key, tables, trend, coverage)),
                paragraphs(release.words.get(key, "")),
                tuple(charts),
                tuple(Piece(printed(table, covered), chart_of(table)) for table in own),
            )
        )
    return Document(
        title=_("Quarterly review: %(months)s", months=months),
        quarter=quarter,
        months=months,
        number=release.number,
        glance=tuple(sentences.at_a_glance(tables, trend, coverage)),
        sections=tuple(sections),
        others=tuple(release.tables.get("context", ())),
        against=tuple(release.certificate.get("against", ())),
        trend=trend,
    )


def section_of(table: SafeTable) -> str:
    """The section a table stands in; one of a kind that is no longer made, with the levels."""
    kind = TABLES.get(table.key)
    return kind.section if kind and kind.section in SECTIONS else "levels"


def months_long(quarter: Quarter) -> str:
    """The months of a quarter in words: "July to September 2026"."""
    return _(
        "%(first)s to %(last)s",
        first=format_date(quarter.first, "LLLL", locale=get_locale()),
        last=format_date(quarter.last, "LLLL y", locale=get_locale()),
    )


def paragraphs(words: str) -> tuple[str, ...]:
    """What somebody wrote, apart at its empty lines."""
    parts = words.replace("\r\n", "\n").replace("\r", "\n").split("\n\n")
    return tuple(part.strip() for part in parts if part.strip())
