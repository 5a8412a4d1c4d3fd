"""Facts of a period as they were counted for good: kept, and read back; raw (rule 9)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from nightsafe.aggregates.dimensions import Dimensions
from nightsafe.aggregates.facts import EVENTS, PER_READ, VISITS, Categories, Facts
from nightsafe.aggregates.models import Frozen, FrozenClass, FrozenRecord
from nightsafe.database import db, own_transaction

CHUNK = 2000  # rows in one short transaction


@dataclass(frozen=True)
class Classes:
    """Of one unit: how many records there are of each combination of categories."""

    dimensions: Dimensions
    numbers: list[tuple[Categories, int]]
    # The id under which each is kept, where they were read back.
    ids: list[int] = field(default_factory=list)


def store(frozen_id: int, facts: Facts) -> None:
    """Keep the facts of a frozen period for good, in short transactions."""
    for unit, records in facts.records.items():
        alike: defaultdict[tuple[tuple[str, str], ...], list[UUID]] = defaultdict(list)
        for record_id, categories in records:
            alike[tuple(sorted(categories.items()))].append(record_id)
        rows: list[dict[str, Any]] = []
        for key, ids in alike.items():
            rows.append({"categories": dict(key), "ids": ids})
            if sum(len(row["ids"]) for row in rows) >= CHUNK:
                _keep(frozen_id, unit, rows)
                rows = []
        _keep(frozen_id, unit, rows)


def _keep(frozen_id: int, unit: str, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    with own_transaction() as beside:
        kept = beside.scalars(
            insert(FrozenClass).returning(FrozenClass.id, sort_by_parameter_order=True),
            [
                {
                    "frozen_id": frozen_id,
                    "unit": unit,
                    "categories": row["categories"],
                    "number": len(row["ids"]),
                }
                for row in rows
            ],
        ).all()
        beside.execute(
            insert(FrozenRecord),
            [
                {"class_id": class_id, "record_id": record_id}
                for class_id, row in zip(kept, rows, strict=True)
                for record_id in row["ids"]
            ],
        )


def store_here(frozen_id: int, facts: Facts) -> None:
    """Keep the facts of a frozen period, few as they are, in the session's own transaction."""
    for unit, records in facts.records.items():
        alike: defaultdict[tuple[tuple[str, str], ...], list[UUID]] = defaultdict(list)
        for record_id, categories in records:
            alike[tuple(sorted(categories.items()))].append(record_id)
        for key, ids in alike.items():
            one = FrozenClass(frozen_id=frozen_id, unit=unit, categories=dict(key), number=len(ids))
            db.session.add(one)
            db.session.flush()
            db.session.add_all(
                FrozenRecord(class_id=one.id, record_id=record_id) for record_id in ids
            )


def forget_here(frozen_id: int) -> None:
    """Take out what a period counted, and the period, in the session's own transaction."""
    of_it = select(FrozenClass.id).where(FrozenClass.frozen_id == frozen_id)
    db.session.execute(delete(FrozenRecord).where(FrozenRecord.class_id.in_(of_it)))
    db.session.execute(delete(FrozenClass).where(FrozenClass.frozen_id == frozen_id))
    db.session.execute(delete(Frozen).where(Frozen.id == frozen_id))


def released_with(record_ids: Collection[UUID], kind: str) -> dict[UUID, date]:
    """The first night of the released period of a kind that counted each of some records."""
    query = (
        select(FrozenRecord.record_id, Frozen.first)
        .join(FrozenClass, FrozenClass.id == FrozenRecord.class_id)
        .join(Frozen, Frozen.id == FrozenClass.frozen_id)
        .where(
            FrozenRecord.record_id.in_(record_ids), Frozen.kind == kind, Frozen.released.is_(True)
        )
    )
    return dict(db.session.execute(query).all())


def frozen(frozen_id: int) -> dict[str, Classes]:
    """What a frozen period counted, by unit."""
    dimensions = db.session.get_one(Frozen, frozen_id).dimensions
    numbers: dict[str, list[tuple[Categories, int]]] = {EVENTS: [], VISITS: []}
    ids: dict[str, list[int]] = {EVENTS: [], VISITS: []}
    query = select(
        FrozenClass.id, FrozenClass.unit, FrozenClass.categories, FrozenClass.number
    ).where(FrozenClass.frozen_id == frozen_id)
    for class_id, unit, categories, number in db.session.execute(
        query.execution_options(yield_per=PER_READ)
    ):
        numbers[unit].append((categories, number))
        ids[unit].append(class_id)
    return {
        unit: Classes(
            {key: tuple(each) for key, each in dimensions[unit].items()}, numbers[unit], ids[unit]
        )
        for unit in (EVENTS, VISITS)
    }


def forget(frozen_id: int) -> None:
    """Take out what a period counted, and the period; in one transaction."""
    of_it = select(FrozenClass.id).where(FrozenClass.frozen_id == frozen_id)
    with own_transaction() as beside:
        beside.execute(delete(FrozenRecord).where(FrozenRecord.class_id.in_(of_it)))
        beside.execute(delete(FrozenClass).where(FrozenClass.frozen_id == frozen_id))
        beside.execute(delete(Frozen).where(Frozen.id == frozen_id))
