"""Releases, compared with what the ledger says of each one's newest step."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from nightsafe.aggregates.models import Frozen, Release
from nightsafe.aggregates.releases import State
from nightsafe.aggregates.snapshot import snapshot
from nightsafe.database import db
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import open_row
from nightsafe.ledger.verify import Projection


def _faults() -> Iterator[str]:
    """Each release is as its newest row says, and what left did so by the rules."""
    said = dict(_newest())
    numbers = []
    query = select(Release).order_by(Release.number, Release.id)
    for release in db.session.scalars(query.execution_options(yield_per=50)):
        told = said.pop(release.id, None)
        if told is None:
            yield f"release {release.id} is not in the ledger"
        elif told != snapshot(release):
            yield f"release {release.id} differs from its newest row in the ledger"
        if release.state == State.RELEASED:
            numbers.append(release.number)
            yield from _wrongly_left(release)
        elif release.number is not None:
            yield f"release {release.id} has a number but has not left"
    if numbers != list(range(1, len(numbers) + 1)):
        yield "the numbers of the releases that left are not 1, 2, 3 and so on"
    for release_id in said:
        yield f"release {release_id} is in the ledger but not in its table"


def _newest() -> Iterator[tuple[UUID, dict[str, Any]]]:
    """The newest row of each release, without what was done."""
    newest = (
        select(func.max(Row.seq))
        .where(Row.kind == "release", Row.record_id.is_not(None))
        .group_by(Row.record_id)
    )
    for row in db.session.scalars(select(Row).where(Row.seq.in_(newest)).order_by(Row.seq)):
        said = open_row(row)
        if row.record_id is not None:
            yield row.record_id, {name: value for name, value in said.items() if name != "what"}


def _wrongly_left(release: Release) -> Iterator[str]:
    name = f"release No. {release.number}"
    if release.approved_by is None or release.approved_by == release.prepared_by:
        yield f"{name} was not approved by somebody else than its preparer"
    if not release.certificate.get("safe"):
        yield f"{name} left without a certificate that it is safe"
    frozen = db.session.get(Frozen, release.frozen_id) if release.frozen_id else None
    if frozen is None or not frozen.released:
        yield f"the records that {name} counted are not kept"


# No records of their own: figures stay when a record that they counted is erased.
PROJECTION = Projection(
    kind="release of figures", snapshots=tuple, remove=lambda _record_id: None, faults=_faults
)
