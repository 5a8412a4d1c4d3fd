"""What members read of a weekend (rule 9): one SafeTable, and what may be said beside it in words.

The table is one for the whole network, of six groups at most; a figure is rounded to ten, or
"fewer than 10". It counts each event for good, so that it enters every later audit of the same
records; what it may not count, `weekends.for_members` leaves out, of groups and total alike.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from nightsafe.aggregates import counts, kept_facts, suppression, weekends
from nightsafe.aggregates.coverage import Coverage, coverage_of_week
from nightsafe.aggregates.disclosure.figures import WEEKLY_LEAST, rounded
from nightsafe.aggregates.disclosure.published import figures_of
from nightsafe.aggregates.facts import EVENTS, VISITS, Facts
from nightsafe.aggregates.headings import threshold
from nightsafe.aggregates.models import Frozen
from nightsafe.aggregates.queries import one_at_a_time, released_on, tables_of
from nightsafe.aggregates.safe import TOTAL, Heading, Method, SafeTable
from nightsafe.aggregates.suppression import QUARTER
from nightsafe.aggregates.weekly_groups import GROUPS, KIND, cell_of
from nightsafe.database import db
from nightsafe.nights import Weekend, week_of
from nightsafe.visits.models import Visit

TABLE, VISITS_TABLE = "weekend", "weekend-visits"


@dataclass(frozen=True)
class Weekly:
    """What may be shown of one weekend; a table that could not be made safe is None."""

    frozen_id: int
    table: SafeTable | None
    visits: SafeTable | None
    coverage: Coverage


def weekly(weekend: Weekend, tz: ZoneInfo, *, now: datetime) -> Weekly:
    """Count a weekend, for good once it is published, in the session's own transaction.

    What an unpublished briefing counted before is forgotten; raises ValueError where one was
    published, since what it counted stands.
    """
    known = db.session.scalar(
        select(Frozen).where(Frozen.kind == KIND, Frozen.first == weekend.friday)
    )
    if known is not None and known.released:
        raise ValueError(f"the weekend of {weekend.friday} was published")
    if known is not None:
        kept_facts.forget_here(known.id)
        db.session.flush()
        db.session.expunge(known)
    found = _facts(weekend)
    kept = Frozen(
        kind=KIND,
        first=weekend.friday,
        last=weekend.nights[-1],
        made_at=now,
        complete=True,
        released=False,
        dimensions={unit: dict(each) for unit, each in found.dimensions.items()},
        coverage={},
    )
    db.session.add(kept)
    db.session.flush()
    kept_facts.store_here(kept.id, found)
    numbers = {unit: _numbers(found.records[unit]) for unit in (EVENTS, VISITS)}
    table = _table(weekend, numbers[EVENTS])
    visits = _visits_table(weekend, sum(numbers[VISITS].values()))
    kept.published = {"tables": [one.as_json() for one in (table, visits) if one]}
    return Weekly(kept.id, table, visits, coverage_of_week(week_of(weekend.friday), tz))


def publish(frozen_id: int) -> None:
    """What was counted stands from now on."""
    db.session.get_one(Frozen, frozen_id).released = True


def stands_beside_releases(frozen_id: int) -> bool:
    """Whether a weekend's tables keep all unknown beside what has left of its quarters by now.

    Until the transaction ends nothing else leaves.
    """
    one_at_a_time()
    kept = db.session.get_one(Frozen, frozen_id)
    if kept.released:
        return True
    quarters = db.session.scalars(
        select(Frozen).where(
            Frozen.kind == QUARTER,
            Frozen.released.is_(True),
            Frozen.first <= kept.last,
            Frozen.last >= kept.first,
        )
    ).all()
    return all(safe_beside(quarter.id, kept.id) for quarter in quarters)


def safe_beside(quarter_id: int, weekend_id: int) -> bool:
    """Whether all that left of a frozen quarter is safe still, with one weekend's tables beside."""
    # With a solver: seldom, since a briefing is published in days and a quarter's figures in weeks.
    from nightsafe.aggregates.disclosure.auditing import audit  # noqa: PLC0415

    loaded = suppression.load(quarter_id, also=weekend_id)
    left = [
        (str(release.number), table)
        for release in released_on(quarter_id)
        for table in tables_of(release)
    ]
    return all(
        audit(
            classes.dimensions,
            [
                figure
                for within, table in [*left, *loaded.weekly]
                if table.unit == unit
                for figure in figures_of(table, within=within)
            ],
            classes.numbers,
            known=loaded.known.get(unit, ()),
            threshold=threshold,
        ).safe
        for unit, classes in loaded.classes.items()
    )


def unfreeze(frozen_id: int) -> None:
    """Forget what a briefing counted that was dropped before it was published."""
    kept = db.session.get(Frozen, frozen_id)
    if kept is not None and not kept.released:
        kept_facts.forget_here(frozen_id)
        db.session.expunge(kept)


def counted_in(event_ids: Collection[UUID]) -> Mapping[UUID, date]:
    """The Friday of the published weekend in which each of some events was counted."""
    return kept_facts.released_with(event_ids, KIND)


def _facts(weekend: Weekend) -> Facts:
    group_of = {code: key for key, (_, codes) in GROUPS.items() for code in codes}
    events: list[tuple[UUID, Mapping[str, str]]] = [
        (event_id, {"group": group_of[code]})
        for event_id, code in counts.each_event(weekends.for_members(), weekend.nights)
    ]
    visits = db.session.scalars(
        select(Visit.id)
        .where(
            Visit.withdrawn_at.is_(None),
            Visit.restricted.is_not(True),
            Visit.night.in_(weekend.nights),
        )
        .order_by(Visit.id)
    )
    return Facts(
        {EVENTS: {"group": tuple(GROUPS)}, VISITS: {"group": (VISITS,)}},
        {EVENTS: events, VISITS: [(visit_id, {"group": VISITS}) for visit_id in visits]},
    )


def _numbers(records: Sequence[tuple[UUID, Mapping[str, str]]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for _, categories in records:
        found[categories["group"]] = found.get(categories["group"], 0) + 1
    return found


def shown(number: int) -> int | None:
    """A figure of the weekly table: rounded to ten, or None for fewer than ten."""
    return None if number < WEEKLY_LEAST else rounded(number)


def _table(weekend: Weekend, numbers: Mapping[str, int]) -> SafeTable | None:
    """The table with its total, else without rows; None where neither is safe."""
    rows = tuple(
        Heading(
            key,
            str(label),
            {KIND: frozenset({cell_of(weekend, key)})},
            WEEKLY_LEAST,
        )
        for key, (label, _) in GROUPS.items()
    )
    whole = frozenset(cell_of(weekend, key) for key in GROUPS)
    cells = {(key, TOTAL): shown(numbers.get(key, 0)) for key in GROUPS}
    total = {(TOTAL, TOTAL): shown(sum(numbers.values()))}
    for kept_rows, kept_cells in ((rows, {**cells, **total}), ((), total)):
        table = _made(TABLE, EVENTS, weekend, whole, kept_rows, kept_cells)
        if _is_safe(table, numbers, weekend):
            return table
    return None


def _visits_table(weekend: Weekend, number: int) -> SafeTable | None:
    if not number:
        # Fewer than ten may be none: said alike, as long as anybody receives people at all.
        known = db.session.scalar(select(Visit.id).limit(1))
        if known is None:
            return None
    whole = frozenset({cell_of(weekend, VISITS)})
    return _made(VISITS_TABLE, VISITS, weekend, whole, (), {(TOTAL, TOTAL): shown(number)})


def _made(
    key: str,
    unit: str,
    weekend: Weekend,
    whole: frozenset[str],
    rows: tuple[Heading, ...],
    cells: Mapping[tuple[str, str], int | None],
) -> SafeTable:
    return SafeTable(
        key=key,
        label=str(_l("What was logged")) if unit == EVENTS else str(_l("Safe Places visits")),
        unit=unit,
        method=Method.WEEKLY,
        quarter=weekend.friday.isoformat(),
        only={KIND: whole},
        rows=rows,
        columns=(),
        cells=cells,
    )


def _is_safe(table: SafeTable, numbers: Mapping[str, int], weekend: Weekend) -> bool:
    """Whether nothing closer can be worked out from the table than each of its figures says.

    Tables of other weekends count other records: this one is solved by itself.
    """
    # With a solver: in the job that composes, or for whoever composes by hand.
    from nightsafe.aggregates.disclosure.auditing import audit  # noqa: PLC0415

    dimensions = {KIND: ("", *(cell_of(weekend, key) for key in GROUPS))}
    records = [({KIND: cell_of(weekend, key)}, number) for key, number in numbers.items()]
    return audit(dimensions, figures_of(table), records, threshold=lambda _where: WEEKLY_LEAST).safe
