"""What the product itself says of a release's figures: short, and no more than they can bear.

Nowhere is there "more harm": a higher figure stands beside who reported, always.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from nightsafe.aggregates.changes import Change, Way, about, change
from nightsafe.aggregates.disclosure.figures import rounded
from nightsafe.aggregates.document_tables import (
    LAST,
    YEAR,
    change_words,
    covered_words,
    name,
    share_of,
)
from nightsafe.aggregates.expected import FEWEST
from nightsafe.aggregates.safe import TOTAL, SafeTable
from nightsafe.aggregates.trends import CONFIRMED, COUNTED, Trend

# A share that went by less than this has hardly changed.
HARDLY = 0.03


def at_a_glance(
    tables: Sequence[SafeTable], trend: Trend, coverage: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """The few figures that stand at the head: each with its words."""
    yield figure(trend.present.figure), _("events confirmed")
    counted = _find(tables, COUNTED)
    if counted is not None and ("prevented", TOTAL) in counted.cells:
        yield figure(counted.cells["prevented", TOTAL]), _("prevented by us")
    visits = _find(tables, "visits-reason")
    if visits is not None and (TOTAL, TOTAL) in visits.cells:
        yield figure(visits.cells[TOTAL, TOTAL]), _("visits to Safe Places")
    share = share_of(coverage)
    if share is not None:
        yield f"{share:.0%}", _("of premises and teams reported in a usual week")


def of_section(
    key: str, tables: Sequence[SafeTable], trend: Trend, coverage: Mapping[str, Any]
) -> Iterator[str]:
    """The sentences of a section, before what the analyst wrote."""
    if key == "levels":
        yield from _levels(trend)
    elif key == "change":
        yield from _change(tables, trend)
    elif key == "places":
        yield from _largest(tables, ("area", "place"))
    elif key == "hours":
        yield from _largest(tables, ("night-by-band", "night", "band"))
    elif key == "coverage":
        yield covered_words(coverage)
        yield _("More logs are not more harm: who logs well has higher figures than who does not.")
    elif key == "limitations":
        yield from limitations()


def limitations() -> Iterator[str]:
    """What no table of a release can say, whatever is in it."""
    yield _("These are events that members logged and a reviewer confirmed, not all that happened.")
    yield _(
        "Every figure is rounded, or not shown where it is small, and all were tried together with "
        "what this network released of the quarter before. What others publish, it cannot know."
    )
    yield _(
        "They are frozen. What came in late stands once, in the next release, as reported later; "
        "it is in no other figure."
    )
    yield _(
        "Rounded figures can hide a small change, and can show one that is none. A change marked "
        "“may be chance” is one that could come about by itself."
    )
    yield _("They do not say why something changed. That takes more than counting.")


def figure(number: int | None) -> str:
    """A figure at the head of the document."""
    if number is None:
        return _("not shown")
    return str(rounded(number)) if rounded(number) else _("under 5")


def _levels(trend: Trend) -> Iterator[str]:
    one = trend.present
    if one.figure is None:
        yield _("How many events were confirmed is not shown.")
        return
    yield _("Events confirmed in this quarter: %(figure)s.", figure=about(rounded(one.figure)))
    if one.expected is None:
        yield ngettext(
            "It is too early to say what was to be expected: that takes %(least)s released "
            "quarters before this one, and there is %(num)s.",
            "It is too early to say what was to be expected: that takes %(least)s released "
            "quarters before this one, and there are %(num)s.",
            trend.known,
            least=FEWEST,
        )
        return
    yield _(
        "By the %(quarters)s quarters released before, %(low)s to %(high)s were to be expected, "
        "four times out of five.",
        quarters=one.expected.quarters,
        low=one.expected.low,
        high=one.expected.high,
    )
    if one.expected.holds(one.figure):
        yield _("It lies within that: no change that figures like these could show.")
    elif one.figure > one.expected.high:
        yield _("It lies above that. More was logged; read it beside who reported.")
    else:
        yield _("It lies below that. Less was logged; read it beside who reported.")


def _change(tables: Sequence[SafeTable], trend: Trend) -> Iterator[str]:
    counted = _find(tables, COUNTED)
    earlier = counted.earlier if counted else {}
    if counted is None or not earlier:
        yield _("Neither the quarter before nor the same quarter last year was released.")
        return
    now = counted.cells.get((CONFIRMED, TOTAL))
    last = None
    if LAST in earlier:
        last = change(earlier[LAST].cells.get((CONFIRMED, TOTAL)), now)
        yield _(
            "Confirmed events, beside the quarter before: %(change)s.", change=change_words(last)
        )
    if YEAR in earlier:
        year = change(earlier[YEAR].cells.get((CONFIRMED, TOTAL)), now)
        yield _(
            "Confirmed events, beside the same quarter last year: %(change)s.",
            change=change_words(year),
        )
    yield from _reported(last, trend)


def _reported(found: Change | None, trend: Trend) -> Iterator[str]:
    """How coverage went, beside how the figures went."""
    before, now = trend.before, trend.present.share
    if before is None or before.share is None or now is None:
        yield _("How coverage changed is not known, so no change in figures can be read alone.")
        return
    moved = now - before.share
    told = {"before": f"{before.share:.0%}", "now": f"{now:.0%}"}
    if abs(moved) < HARDLY:
        yield _("Coverage hardly changed: from %(before)s to %(now)s in a usual week.", **told)
        return
    rose = moved > 0
    if rose:
        yield _("Coverage rose: from %(before)s to %(now)s in a usual week.", **told)
    else:
        yield _("Coverage fell: from %(before)s to %(now)s in a usual week.", **told)
    if found is None or found.way in {None, Way.SAME}:
        return
    if rose == (found.way is Way.UP):
        yield _("Figures and coverage went the same way: part of the change may be who reported.")
    else:
        yield _("Figures and coverage went opposite ways: they cannot be read as one.")


def _largest(tables: Sequence[SafeTable], keys: Sequence[str]) -> Iterator[str]:
    """Where most of what is shown stands, for each of some tables that are there."""
    for table in tables:
        if table.key not in keys or not table.rows:
            continue
        columns = [one.key for one in table.columns] or [TOTAL]
        inner = {
            (row.key, column): table.cells.get((row.key, column))
            for row in table.rows
            for column in columns
        }
        told = {at: number for at, number in inner.items() if number}
        most = max(told.values(), default=0)
        at = [one for one, number in told.items() if number == most]
        # Of several alike none is the largest; and what is not shown could be larger.
        if len(at) != 1 or len(told) < len([one for one in inner.values() if one != 0]):
            continue
        names = {one.key: name(one) for one in (*table.rows, *table.columns)}
        where = ", ".join(names[key] for key in at[0] if key != TOTAL)
        yield _("Most stand under %(where)s: %(figure)s.", where=where, figure=about(rounded(most)))


def _find(tables: Sequence[SafeTable], key: str) -> SafeTable | None:
    return next((one for one in tables if one.key == key), None)
