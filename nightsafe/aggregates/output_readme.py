"""What lies beside the files of a data package, for whoever reads them without us: README.md."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from nightsafe.aggregates.disclosure.figures import BASE
from nightsafe.aggregates.meaning import HIDDEN, LIMITS, ROUNDED, definition
from nightsafe.aggregates.models import Release
from nightsafe.aggregates.output_categories import DIMENSIONS
from nightsafe.aggregates.output_rows import EVERYWHERE, FIGURES, WHOLE, code
from nightsafe.aggregates.releases import quarter_of
from nightsafe.aggregates.safe import Heading, Method, SafeTable
from nightsafe.formulas import harmless

_MARKS = re.compile(r"([\\`*_\[\]<>|#])")


@dataclass(frozen=True)
class About:
    """What a package is about: its release, its tables, names that are not in the release."""

    release: Release
    tables: Sequence[SafeTable]
    network: str
    areas: Mapping[str, str]  # the names of areas, by id
    left: datetime  # when it left, in UTC

    @property
    def title(self) -> str:
        """What it is called."""
        quarter = quarter_of(self.release)
        of = f"{self.network}: " if self.network else ""
        return f"{of}night-time figures of {quarter}, release {self.release.number}"

    @property
    def where(self) -> str:
        """What part of the network it is about, in words."""
        wanted = self.release.wanted.get("areas", ())
        names = [self.areas.get(one, f"area {one}") for one in wanted]
        return f"the areas {', '.join(names)}" if names else "the whole network"


def coverage_words(release: Release) -> str:
    """Who reported in the quarter, of how many, in a sentence."""
    known = release.tables["coverage"]
    return (
        f"{known['premises_reported']} of {known['premises']} premises and "
        f"{known['teams_reported']} of {known['teams']} teams reported at least once in the "
        "quarter: an incident, a visit or a quiet night."
    )


def readme(about: About) -> str:
    """The whole text, in Markdown."""
    release, quarter = about.release, quarter_of(about.release)
    parts = [
        f"# {_plain(about.title)}",
        f"Figures of the nights from {_day(quarter.first)} to {_day(quarter.last)}, of "
        f"{_plain(about.where)}. They left on {_day(about.left)} as release {release.number}, "
        "checked so that nobody can be found in them, prepared by one person and approved by "
        "another. A release is never changed: what became known later is in the next one.",
        "## Before you use them",
        f"{coverage_words(release)}\n\n" + "\n".join(f"- {one}" for one in LIMITS),
        _rules(about.tables),
        "## The files",
        "- `datapackage.json` describes every file and field (Data Package 2.0).\n"
        "- `tables/` has one file for each table, one line for each figure.\n"
        "- `categories.csv` says which categories each row, column and table counts.\n"
        "- `coverage.csv` says who reported in each week.\n\n"
        "They are UTF-8, with commas and a first line of names. Text that a spreadsheet could run "
        "as a formula begins with an apostrophe.",
        "## The fields of a table",
        "\n".join(f"- `{one.name}`: {one.about}" for one in FIGURES),
        f"The code `{WHOLE}` stands for all rows or columns, `{EVERYWHERE}` for all areas.",
        "## The tables",
        *(_table(one) for one in about.tables),
        "## What a record is told by",
        "\n".join(f"- `{name}`: {words}" for name, words in _dimensions(about.tables).items()),
        "## A year",
        "Add up four quarters of a table with the same areas and the same method. Where one of the "
        "four figures is not shown, there is no sum. The sum of four rounded figures may be off by "
        f"up to {2 * BASE}.",
    ]
    return "\n\n".join(parts) + "\n"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _rules(tables: Sequence[SafeTable]) -> str:
    words = ["## How the figures are protected"]
    used = {one.method for one in tables}
    if Method.ROUNDING in used:
        words.append(f"**Method `rounding`.** {ROUNDED} Work percentages out from these figures.")
    if Method.SUPPRESSION in used:
        words.append(
            f"**Method `suppression`.** {HIDDEN} In a file its `figure` is empty and its `shown` "
            "is `no`. Do not fill it with 0, and do not add up a column that has one."
        )
    return "\n\n".join(words)


def _table(table: SafeTable) -> str:
    lines = [
        f"### {_plain(table.label)}",
        f"`tables/{table.key}.csv`. {_plain(definition(table))} Unit: {table.unit}. Method: "
        f"`{table.method}`.",
        _headings("Rows", table, table.rows),
    ]
    if table.columns:
        lines.append(_headings("Columns", table, table.columns))
    return "\n\n".join(lines)


def _headings(what: str, table: SafeTable, headings: Sequence[Heading]) -> str:
    told = [f"{what}:"]
    for one in headings:
        under = f" (not shown under {one.threshold})" if table.method is Method.SUPPRESSION else ""
        told.append(f"- `{_in_code(code(one.key))}`: {_plain(one.label)}{under}")
    return told[0] + "\n\n" + "\n".join(told[1:])


def _dimensions(tables: Sequence[SafeTable]) -> dict[str, str]:
    used = {
        dimension
        for table in tables
        for where in (table.only, *(one.where for one in (*table.rows, *table.columns)))
        for dimension in where
    }
    return {name: words for name, words in DIMENSIONS.items() if name in used}


def _plain(text: str) -> str:
    """Words that somebody typed, with nothing in them that Markdown reads as its own."""
    return _MARKS.sub(r"\\\1", harmless(text).replace("\n", " "))


def _in_code(text: str) -> str:
    return text.replace("`", "'").replace("\n", " ")
