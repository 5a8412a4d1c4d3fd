"""Briefings, compared with what the ledger says of each one's newest step."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from nightsafe.aggregates.models import Frozen
from nightsafe.briefings.models import Briefing
from nightsafe.briefings.snapshot import snapshot
from nightsafe.briefings.states import State
from nightsafe.database import db
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import open_row
from nightsafe.ledger.verify import Projection


def _faults() -> Iterator[str]:
    """Each briefing is as its newest row says, and was published by the rules."""
    said = dict(_newest())
    for briefing in db.session.scalars(select(Briefing).order_by(Briefing.week, Briefing.version)):
        told = said.pop(briefing.id, None)
        if told is None:
            yield f"briefing {briefing.id} is not in the ledger"
        elif told != _as_told(briefing, told):
            yield f"briefing {briefing.id} differs from its newest row in the ledger"
        alone = briefing.approved_by is None or briefing.approved_by in briefing.writers
        if briefing.state == State.PUBLISHED and alone:
            yield f"briefing {briefing.id} was not approved by somebody who did not write in it"
        if briefing.state == State.PUBLISHED and briefing.frozen_id is not None:
            yield from _wrongly_kept(briefing)
    for briefing_id in said:
        yield f"briefing {briefing_id} is in the ledger but not in its table"


def _as_told(briefing: Briefing, told: Mapping[str, Any]) -> dict[str, Any]:
    """A briefing in the words of its row: rows of earlier versions of the product say less."""
    return {name: value for name, value in snapshot(briefing).items() if name in told}


def _wrongly_kept(briefing: Briefing) -> Iterator[str]:
    """What later figures are checked beside has to be what members read."""
    frozen = db.session.get(Frozen, briefing.frozen_id)
    if frozen is None or not frozen.released:
        yield f"the records that briefing {briefing.id} counted are not kept"
        return
    table = briefing.facts.get("table")
    if table is not None and table not in (frozen.published or {}).get("tables", ()):
        yield f"the table of briefing {briefing.id} is not the one that later figures know of"


def _newest() -> Iterator[tuple[UUID, dict[str, Any]]]:
    """The newest row of each briefing, without what was done."""
    newest = (
        select(func.max(Row.seq))
        .where(Row.kind == "briefing", Row.record_id.is_not(None))
        .group_by(Row.record_id)
    )
    for row in db.session.scalars(select(Row).where(Row.seq.in_(newest)).order_by(Row.seq)):
        said = open_row(row)
        if row.record_id is not None:
            yield row.record_id, {name: value for name, value in said.items() if name != "what"}


# No records of their own: what is erased elsewhere was only counted here.
PROJECTION = Projection(
    kind="briefing of a weekend", snapshots=tuple, remove=lambda _record_id: None, faults=_faults
)
