"""What may leave of the counts (rule 9): SafeTables of a quarter, and the shares brought along."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from nightsafe.aggregates import counts, facts, kept_facts, kept_weekends
from nightsafe.aggregates.coverage import coverage_of_quarter
from nightsafe.aggregates.crossing import CrossTable, TooFine, crossed, told_by
from nightsafe.aggregates.disclosure.figures import Figure, rounded
from nightsafe.aggregates.disclosure.published import name_of, where_of
from nightsafe.aggregates.facts import EVENTS
from nightsafe.aggregates.headings import ADDRESSES, Known
from nightsafe.aggregates.models import Frozen
from nightsafe.aggregates.safe import Earlier, Method, SafeTable
from nightsafe.aggregates.shares import SafeShares, protected, secret_start
from nightsafe.aggregates.tables import TABLES
from nightsafe.database import db, is_postgres, own_transaction
from nightsafe.errors import ProductError
from nightsafe.incidents.models import Event
from nightsafe.network.models import Area, Place
from nightsafe.nights import Quarter, night_of, quarter_of

QUARTER = "quarter"

Tell = Callable[[int, int], None]
Compared = Mapping[str, tuple[int, Sequence[SafeTable]] | None]


@dataclass(frozen=True)
class Preview:
    """What can be said of a table before it is made; `coarser` is a key of TABLES."""

    key: str
    figures: int
    too_fine: bool
    coarser: str | None


@dataclass(frozen=True)
class Loaded:
    """A frozen quarter: raw, and for `make` alone."""

    quarter: Quarter
    classes: Mapping[str, kept_facts.Classes]
    areas: tuple[tuple[str, str], ...]
    # What weekly tables told of the same records, and what anybody knows of those.
    weekly: tuple[tuple[str, SafeTable], ...] = ()
    known: Mapping[str, Sequence[Figure]] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """The protected tables of a release, and what their audit found."""

    tables: list[SafeTable]
    certificate: dict[str, Any]


def shares(until: date) -> SafeShares:
    """The shares of all standing events of the nights up to one, in one statement."""
    counted = select(Event).where(Event.standing.is_(True), Event.night <= until)
    return protected(counts.by_source(counted), secret_start)


def quarters(now: datetime, tz: ZoneInfo) -> list[Quarter]:
    """The quarters that may be released: over, with nights on record; newest first."""
    first, last = facts.nights_on_record()
    if first is None:
        return []
    newest = min(quarter_of(last), quarter_of(night_of(now, tz)).previous())
    found = [quarter_of(first)]
    while found[-1] < newest:
        found.append(found[-1].next())
    return [each for each in reversed(found) if each <= newest]


def preview(quarter: Quarter, wanted: Mapping[str, Any], tz: ZoneInfo) -> list[Preview]:
    """Of the tables wanted, those that can be looked at quickly, and whether they are too fine."""
    numbers = facts.live(quarter, tz)
    known = Known(facts.dimensions_of(numbers), areas())
    scope = _scope(wanted)
    found = []
    for one in wanted["tables"]:
        kind = TABLES[one["key"]]
        if kind.unit == EVENTS and facts.tells(told_by(kind, known), kind.only):
            table = crossed(one["key"], kind, known, scope, numbers)
            fine = table.too_fine(Method(one["method"]))
            found.append(Preview(table.key, len(table.cells), fine, kind.coarser))
    return found


def freeze(quarter: Quarter, tz: ZoneInfo, *, now: datetime) -> int:
    """Count a quarter for good, in short transactions; the id under which it is kept.

    A count that was broken off is begun anew. No transaction of the session's own is left open.
    """
    begun = select(Frozen.id).where(Frozen.kind == QUARTER, Frozen.first == quarter.first)
    known = db.session.scalar(begun)
    db.session.rollback()
    if known is not None:
        kept_facts.forget(known)
    if is_postgres(db.session):
        # All of it as it stood at one moment, as SQLite reads anyway.
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    found = facts.read(quarter, tz)
    covered = coverage_of_quarter(quarter, tz)
    alone = areas()
    db.session.rollback()
    with own_transaction() as beside:
        made = Frozen(
            kind=QUARTER,
            first=quarter.first,
            last=quarter.last,
            made_at=now,
            complete=False,
            released=False,
            dimensions={**found.dimensions, "areas": [list(area) for area in alone]},
            coverage=covered,
        )
        beside.add(made)
        beside.flush()
        frozen_id = made.id
    kept_facts.store(frozen_id, found)
    with own_transaction() as beside:
        beside.execute(update(Frozen).where(Frozen.id == frozen_id).values(complete=True))
    return frozen_id


def unfreeze(frozen_id: int) -> None:
    """Forget a count on which no release rests."""
    kept_facts.forget(frozen_id)


def load(frozen_id: int, *, also: int | None = None) -> Loaded:
    """A frozen quarter, to be made into tables with no transaction open.

    `also` is a weekend whose tables are looked at as if they had been published.
    """
    kept = db.session.get_one(Frozen, frozen_id)
    quarter = quarter_of(kept.first)
    found = kept_weekends.beside(frozen_id, quarter, kept_facts.frozen(frozen_id), also)
    areas_alone = tuple((area, name) for area, name in kept.dimensions["areas"])
    return Loaded(quarter, found.classes, areas_alone, found.tables, found.known or {})


def make(
    loaded: Loaded,
    wanted: Mapping[str, Any],
    earlier: Sequence[tuple[int, SafeTable]],
    compared: Compared,
    *,
    tell: Tell = lambda _done, _steps: None,
) -> Made:
    """The tables wanted, protected, and audited with all `earlier` ones of the same records.

    `compared` has what left of last quarter and of the same quarter a year ago. Raises TooMuch.
    """
    # With a solver: only in the process that checks.
    from nightsafe.aggregates.certifying import Certifying  # noqa: PLC0415

    def build(key: str, method: Method, beside: Sequence[Figure]) -> SafeTable:
        table = _crossed(loaded, key, wanted)
        return _protected(table, method, loaded, beside, compared)

    if not _scope(wanted).get("area", frozenset()) <= {area for area, _ in loaded.areas}:
        raise ProductError(
            _l("An area needs at least %(number)s addresses to stand alone.", number=ADDRESSES)
        )
    certifying = Certifying(
        {unit: (one.dimensions, one.numbers) for unit, one in loaded.classes.items()},
        [*earlier, *loaded.weekly],
        build,
        tell,
        loaded.known,
    )
    always = [
        key for key, kind in TABLES.items() if kind.always and _crossed(loaded, key, wanted).rows
    ]
    asked = [(one["key"], Method(one["method"])) for one in wanted["tables"]]
    tables, certificate = certifying.certify(always, asked)
    return Made(tables, certificate)


def _crossed(loaded: Loaded, key: str, wanted: Mapping[str, Any]) -> CrossTable:
    kind = TABLES[key]
    classes = loaded.classes[kind.unit]
    scope = _scope(wanted)
    alone = [area for area in loaded.areas if not scope or area[0] in scope["area"]]
    return crossed(key, kind, Known(classes.dimensions, alone), scope, classes.numbers)


def _protected(
    table: CrossTable,
    method: Method,
    loaded: Loaded,
    beside: Sequence[Figure],
    compared: Compared,
) -> SafeTable:
    """The table as it may be published; raises TooFine, or CannotHide."""
    if table.too_fine(method):
        raise TooFine(table, method)
    if method is Method.ROUNDING:
        cells: dict[tuple[str, str], int | None] = {
            cell: rounded(number) for cell, number in table.cells.items()
        }
    else:
        hidden = _hidden(table, loaded.classes[table.kind.unit], beside)
        cells = {cell: None if cell in hidden else n for cell, n in table.cells.items()}
    return SafeTable(
        key=table.key,
        label=str(table.kind.label),
        unit=table.kind.unit,
        method=method,
        quarter=str(loaded.quarter),
        only=table.only,
        rows=table.rows,
        columns=table.columns,
        cells=cells,
        earlier={
            name: Earlier(one.quarter, number, one.cells)
            for name, (number, one) in _same_of(table, compared).items()
        },
    )


def _same_of(table: CrossTable, compared: Compared) -> dict[str, tuple[int, SafeTable]]:
    """The same table of other quarters, as it left: of the same areas and the same rows."""
    found = {}
    for name, left in compared.items():
        for one in left[1] if left else ():
            rows = [each.key for each in one.rows]
            if (one.key, one.only.get("area")) == (table.key, table.only.get("area")) and rows == [
                each.key for each in table.rows
            ]:
                found[name] = (left[0] if left else 0, one)
    return found


def _hidden(
    table: CrossTable, classes: kept_facts.Classes, beside: Sequence[Figure]
) -> frozenset[tuple[str, str]]:
    from nightsafe.aggregates.disclosure.hiding import Cell, hide  # noqa: PLC0415

    rows = {one.key: one for one in table.rows}
    columns = {one.key: one for one in table.columns}
    inner = set(table.inner)
    cells = [
        Cell(
            name_of("", table.key, *cell),
            where_of(table.only, rows.get(cell[0]), columns.get(cell[1])),
            number,
            table.threshold(*cell),
            cell not in inner,
        )
        for cell, number in table.cells.items()
    ]
    # What is published of just what this table is about is kept in mind; the audit sees the rest.
    about = {dimension for cell in cells for dimension in cell.where}
    near = [figure for figure in beside if set(figure.where) <= about]
    names = hide(classes.dimensions, cells, classes.numbers, beside=near)
    return frozenset(
        cell for cell, one in zip(table.cells, cells, strict=True) if one.name in names
    )


def _scope(wanted: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    return {"area": frozenset(wanted["areas"])} if wanted.get("areas") else {}


def areas() -> list[tuple[str, str]]:
    """The areas with addresses enough to stand alone, the largest first."""
    found = db.session.execute(
        select(Area.id, Area.name, Place.addresses)
        .join(Place, Place.area_id == Area.id)
        .where(Area.retired_at.is_(None), Place.retired_at.is_(None))
    )
    addresses: dict[tuple[str, str], int] = {}
    for area_id, name, number in found:
        one = (str(area_id), name)
        addresses[one] = addresses.get(one, 0) + number
    return sorted(
        (one for one, number in addresses.items() if number >= ADDRESSES),
        key=lambda one: (-addresses[one], one),
    )
