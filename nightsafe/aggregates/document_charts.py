"""What each chart of a review is drawn from, and what it shows in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from nightsafe.aggregates import charts
from nightsafe.aggregates.charts_release import PAGE, Bar, Grid, Reported
from nightsafe.aggregates.document_tables import LAST, label_of, name, shown
from nightsafe.aggregates.safe import TOTAL, SafeTable
from nightsafe.aggregates.shapes import NARROW, Shape
from nightsafe.aggregates.trends import Trend


@dataclass(frozen=True)
class DrawnFrom:
    """A chart: its name, its kind in CHARTS, its data; its title, and what it shows in words.

    `lines` and `heads` are its data as a table, where no table of the release stands beside it.
    """

    name: str
    kind: str
    data: Any
    title: str
    words: str
    heads: tuple[str, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()

    @property
    def wide(self) -> Shape:
        """For a page, a PDF and a file of its own."""
        return charts.draw(self.kind, self.data, width=PAGE)

    @property
    def narrow(self) -> Shape:
        """For a phone."""
        return charts.draw(self.kind, self.data, width=NARROW)


def chart_of(table: SafeTable) -> DrawnFrom | None:
    """The chart of a table; none for one that is empty, or that says what was counted."""
    if not table.rows or table.key in {"counted", "sources"}:
        return None
    if table.columns:
        grid = Grid(
            tuple(name(one) for one in table.rows),
            tuple(name(one) for one in table.columns),
            tuple(
                tuple(table.cells.get((row.key, column.key)) for column in table.columns)
                for row in table.rows
            ),
        )
        return DrawnFrom(table.key, "hours", grid, label_of(table), _in_words(table))
    earlier = table.earlier.get(LAST)
    bars = [
        Bar(
            name(row),
            table.cells.get((row.key, TOTAL)),
            earlier.cells.get((row.key, TOTAL)) if earlier else None,
            earlier is not None and (row.key, TOTAL) in earlier.cells,
        )
        for row in table.rows
    ]
    return DrawnFrom(table.key, "bars", bars, label_of(table), _in_words(table))


def trend_chart(trend: Trend) -> DrawnFrom:
    """The row of quarters."""
    one = trend.present
    words = _(
        "Confirmed events in each of %(number)s quarters up to %(months)s %(year)s, and under each "
        "the share of premises and teams that reported. This quarter: %(figure)s.",
        number=len(trend.quarters),
        months=one.label[0],
        year=one.label[1],
        figure=shown(one.figure),
    )
    if one.expected:
        words += " " + _(
            "The dashed box is what was to be expected: %(low)s to %(high)s.",
            low=one.expected.low,
            high=one.expected.high,
        )
    return DrawnFrom(
        "trend",
        "trend",
        trend.quarters,
        _("Confirmed events by quarter"),
        words,
        (_("Quarter"), _("Confirmed"), _("To be expected"), _("Reported")),
        tuple(
            (
                " ".join(each.label),
                shown(each.figure) if each.released else _("no release"),
                _("%(low)s to %(high)s", low=each.expected.low, high=each.expected.high)
                if each.expected
                else _("too early"),
                "–" if each.share is None else f"{each.share:.0%}",
            )
            for each in trend.quarters
        ),
    )


def coverage_chart(coverage: Mapping[str, Any]) -> DrawnFrom:
    """Who reported at least once in the quarter, and in its weeks."""
    lines = [
        (_("Premises, at least once"), coverage["premises_reported"], coverage["premises"]),
        (_("Teams, at least once"), coverage["teams_reported"], coverage["teams"]),
    ]
    weeks = [week for week in coverage.get("weeks", ()) if week["active"]]
    if weeks:
        parts = sorted(weeks, key=lambda week: week["reported"] / week["active"])
        for label, week in (
            (_("In the weakest week"), parts[0]),
            (_("In a middling week"), parts[len(parts) // 2]),
            (_("In the best week"), parts[-1]),
        ):
            lines.append((label, week["reported"], week["active"]))
    said = [
        (label, _("%(reported)s of %(active)s", reported=reported, active=active))
        for label, reported, active in lines
    ]
    return DrawnFrom(
        "coverage",
        "coverage",
        [
            Reported(label, reported, active, words)
            for (label, reported, active), (_label, words) in zip(lines, said, strict=True)
            if active
        ],
        _("Premises and teams that reported"),
        ". ".join(f"{label}: {words}" for label, words in said) + ".",
        (_("When"), _("Reported")),
        tuple(said),
    )


def _in_words(table: SafeTable) -> str:
    """What a chart of a table shows: its largest figure that is shown, and how many are not."""
    inner = {
        (row.key, column): table.cells.get((row.key, column))
        for row in table.rows
        for column in ([one.key for one in table.columns] or [TOTAL])
    }
    told = {at: figure for at, figure in inner.items() if figure is not None}
    words = [label_of(table) + "."]
    if told:
        row, column = max(told, key=lambda at: told[at])
        names = {one.key: name(one) for one in (*table.rows,)}
        heads = {one.key: name(one) for one in table.columns}
        where = ", ".join(filter(None, (names[row], heads.get(column))))
        words.append(
            _(
                "The largest figure shown: %(where)s, %(figure)s.",
                where=where,
                figure=told[row, column],
            )
        )
    hidden = len(inner) - len(told)
    if hidden:
        words.append(
            ngettext(
                "%(num)s figure is not shown: hatched, not drawn as nothing.",
                "%(num)s figures are not shown: hatched, not drawn as nothing.",
                hidden,
            )
        )
    words.append(_("The table has all figures."))
    return " ".join(words)
