"""What weekly tables told of the records of a quarter, so that its audit knows it, too; raw.

A member who reads every briefing knows more of a quarter than its releases say. In an audit each
record therefore stands in the figure of the weekly table that counted it, if one did; and what
anybody knows of such a figure without reading it, that its events are of the kinds of its group,
is known to the attacker as well.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from nightsafe.aggregates.dimensions import NONE, Dimensions
from nightsafe.aggregates.disclosure.figures import Figure
from nightsafe.aggregates.facts import EVENTS, Categories
from nightsafe.aggregates.kept_facts import Classes
from nightsafe.aggregates.models import Frozen, FrozenClass, FrozenRecord
from nightsafe.aggregates.safe import SafeTable, read_table
from nightsafe.aggregates.weekly_groups import GROUPS, KIND, cell_of
from nightsafe.database import db
from nightsafe.nights import Quarter, Weekend

# Counted by a weekly table, and no more by the quarter: merged, withdrawn, put elsewhere, erased.
GONE = "gone"


@dataclass(frozen=True)
class Beside:
    """A quarter's classes with the weekly figure of each; those tables; what is known besides."""

    classes: Mapping[str, Classes]
    tables: tuple[tuple[str, SafeTable], ...] = ()
    known: Mapping[str, tuple[Figure, ...]] | None = None


def beside(
    frozen_id: int, quarter: Quarter, classes: Mapping[str, Classes], also: int | None = None
) -> Beside:
    """The classes of a frozen quarter, split by the weekly figures that counted the records.

    `also` is a weekend that was not published yet.
    """
    published = _published(quarter, also)
    if not published:
        return Beside(classes)
    cells = {
        class_id: (unit, cell_of(Weekend(friday), group), number)
        for class_id, unit, group, friday, number in _weekly_classes(list(published))
    }
    shared = _shared(frozen_id, list(cells))
    tables = tuple(
        (f"the briefing of {friday}", read_table(kept))
        for friday, tables in published.values()
        for kept in tables
    )
    split = {}
    for unit, one in classes.items():
        # A figure that counts nothing is known, too.
        printed = {cell for _, table in tables if table.unit == unit for cell in table.only[KIND]}
        split[unit] = _split(unit, one, cells, shared.get(unit, {}), printed)
    return Beside(split, tables, {EVENTS: _known(split[EVENTS])})


def _published(
    quarter: Quarter, also: int | None
) -> dict[int, tuple[str, Sequence[Mapping[str, object]]]]:
    query = select(Frozen).where(
        Frozen.kind == KIND,
        or_(Frozen.released.is_(True), Frozen.id == also),
        Frozen.last >= quarter.first,
        Frozen.first <= quarter.last,
    )
    return {
        one.id: (one.first.isoformat(), (one.published or {}).get("tables", ()))
        for one in db.session.scalars(query.order_by(Frozen.first))
    }


def _weekly_classes(frozen_ids: Sequence[int]) -> list[tuple[int, str, str, date, int]]:
    query = (
        select(
            FrozenClass.id,
            FrozenClass.unit,
            FrozenClass.categories["group"].as_string(),
            Frozen.first,
            FrozenClass.number,
        )
        .join(Frozen, Frozen.id == FrozenClass.frozen_id)
        .where(Frozen.id.in_(frozen_ids))
    )
    return [tuple(row) for row in db.session.execute(query)]


def _shared(frozen_id: int, weekly: Sequence[int]) -> dict[str, dict[int, Counter[int]]]:
    """By unit and class of the quarter: how many of its records each weekly class counted."""
    here, there = aliased(FrozenRecord), aliased(FrozenRecord)
    query = (
        select(FrozenClass.unit, here.class_id, there.class_id)
        .join(here, here.class_id == FrozenClass.id)
        .join(there, there.record_id == here.record_id)
        .where(FrozenClass.frozen_id == frozen_id, there.class_id.in_(weekly))
    )
    found: dict[str, dict[int, Counter[int]]] = {}
    for unit, class_id, weekly_id in db.session.execute(query):
        found.setdefault(unit, {}).setdefault(class_id, Counter())[weekly_id] += 1
    return found


def _split(
    unit: str,
    classes: Classes,
    cells: Mapping[int, tuple[str, str, int]],
    shared: Mapping[int, Counter[int]],
    printed: Collection[str],
) -> Classes:
    """The classes with one dimension more, and what only weekly tables counted."""
    mine = {
        class_id: (cell, number) for class_id, (of, cell, number) in cells.items() if of == unit
    }
    numbers: list[tuple[Categories, int]] = []
    counted: Counter[int] = Counter()
    for class_id, (categories, number) in zip(classes.ids, classes.numbers, strict=True):
        by = shared.get(class_id, Counter())
        counted.update(by)
        for weekly_id, some in by.items():
            numbers.append(({**categories, KIND: mine[weekly_id][0]}, some))
        rest = number - by.total()
        if rest:
            numbers.append(({**categories, KIND: NONE}, rest))
    for weekly_id, (cell, number) in mine.items():
        if number > counted[weekly_id]:
            gone = _gone(unit, classes.dimensions, cell)
            numbers.append((gone, number - counted[weekly_id]))
    dimensions = {
        **classes.dimensions,
        "population": (*classes.dimensions["population"], GONE),
        KIND: (NONE, *sorted({*printed, *(cell for cell, _ in mine.values())})),
    }
    return Classes(dimensions, numbers)


def _gone(unit: str, dimensions: Dimensions, cell: str) -> Categories:
    """What is said of a record that is in no table of the quarter: nothing counts it but one."""
    found = {dimension: categories[-1] for dimension, categories in dimensions.items()}
    found |= {"population": GONE, KIND: cell, "night": "fri"}
    if unit == EVENTS:
        found["code"] = min(GROUPS[_group_of(cell)][1])
    return found


def _group_of(cell: str) -> str:
    return cell.partition(" ")[2]


def _known(classes: Classes) -> tuple[Figure, ...]:
    """What everybody knows of a weekly figure, where it is so still: of which kinds its events are.

    That they lie in a weekend is known as well, but tells the more the fewer other nights have; to
    cross it too would ask for more unknowns than can be solved.
    """
    cells = classes.dimensions[KIND][1:]
    wheres = []
    for key, (_, codes) in GROUPS.items():
        mine = frozenset(cell for cell in cells if _group_of(cell) == key)
        others = frozenset(classes.dimensions["code"]) - codes
        if mine:
            wheres.append({KIND: mine, "code": others})
    return tuple(
        Figure(f"known {number}", where, 0, 0, 0, zero=False)
        for number, where in enumerate(wheres)
        if not any(
            all(categories[dimension] in wanted for dimension, wanted in where.items())
            for categories, _ in classes.numbers
        )
    )
