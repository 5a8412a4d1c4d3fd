"""Keeping what a file tells, once each: a load with its figures, and taking one out again."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid5

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from sqlalchemy import delete, insert, select

from nightsafe.aggregates.context.police import Counted
from nightsafe.aggregates.models import ContextFigure, ContextLoad
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.ledger.actions import stage

POLICE, HOSPITAL = "police", "hospital"
# A load is known by its file: the same file again is the same load.
NAMESPACE = UUID("0e2f7c1d-6a0b-4c39-9a53-3b6c4f5d8e21")
LONGEST_NAME = 120
_SEPARATOR = "|"


def load(
    source: str, counted: Counted, *, by: str, person_id: int | None, now: datetime
) -> tuple[ContextLoad, bool]:
    """Keep what a file tells; gives the load, and whether it is new: the same file twice is not.

    Raises ProductError where another file told of the same months already.
    """
    load_id = uuid5(NAMESPACE, f"{source} {counted.digest.hex()}")
    known = db.session.get(ContextLoad, load_id)
    if known is not None:
        return known, False
    _refuse_double(source, counted)
    # Of the file, not of the part that is counted: a month with nothing in it is known, too.
    months = sorted({*(month for month, _ in counted.figures), *(m for m, _ in counted.periods)})
    made = ContextLoad(
        id=load_id,
        source=source,
        name=counted.name[:LONGEST_NAME],
        digest=counted.digest,
        rows=counted.refusals.rows,
        refused=counted.refusals.refused,
        about={
            **counted.about,
            "refused": counted.refusals.first,
            "periods": sorted(period(month, who) for month, who in counted.periods),
        },
        first=months[0],
        last=months[-1],
        loaded_by=person_id,
        loaded_at=now,
    )
    db.session.add(made)
    db.session.flush()
    db.session.execute(
        insert(ContextFigure),
        [
            {
                "load_id": load_id,
                "month": month,
                "categories": dict(categories),
                "number": number,
            }
            for (month, categories), number in sorted(counted.figures.items())
        ],
    )
    _note(made, "loaded", by, person_id, now)
    return made, True


def remove(loaded: ContextLoad, *, by: str, person_id: int | None, now: datetime) -> None:
    """Take a file's figures out; what a release says of them stays as it left."""
    _note(loaded, "removed", by, person_id, now)
    db.session.execute(delete(ContextFigure).where(ContextFigure.load_id == loaded.id))
    db.session.delete(loaded)
    db.session.flush()


def period(month: date, who: str) -> str:
    """A month and who sent it, as it is kept."""
    return f"{month:%Y-%m}{_SEPARATOR}{who}"


def periods_of(loaded: ContextLoad) -> list[tuple[date, str]]:
    """Of which months and senders a file tells."""
    parts = [one.split(_SEPARATOR, 1) for one in loaded.about.get("periods", ())]
    return [(date.fromisoformat(f"{month}-01"), who) for month, who in parts]


def _refuse_double(source: str, counted: Counted) -> None:
    loads: Sequence[ContextLoad] = db.session.scalars(
        select(ContextLoad).where(
            ContextLoad.source == source,
            ContextLoad.first <= max(month for month, _ in counted.periods),
            ContextLoad.last >= min(month for month, _ in counted.periods),
        )
    ).all()
    for other in loads:
        both = sorted({*periods_of(other)} & set(counted.periods))
        if not both:
            continue
        rows = sum(counted.periods[one] for one in both)
        months = sorted({month for month, _ in both})
        raise ProductError(
            _(
                "%(name)s tells of %(months)s (%(rows)s), which %(other)s did already: they would "
                "count twice. Take that one out first, or these rows.",
                name=counted.name,
                months=", ".join(format_date(one, "MMMM y") for one in months),
                rows=ngettext("%(num)s row", "%(num)s rows", rows),
                other=other.name,
            ),
            "file",
        )


def _note(loaded: ContextLoad, what: str, by: str, person_id: int | None, now: datetime) -> None:
    value = {
        "what": what,
        "source": loaded.source,
        "file": loaded.name,
        "digest": loaded.digest.hex(),
        "rows": loaded.rows,
        "refused": loaded.refused,
        "by": by,
    }
    stage("context", loaded.id, person_id, value, now=now)
