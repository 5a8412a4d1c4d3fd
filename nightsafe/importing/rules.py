"""How far a batch has come, and what of it may be told (pure)."""

from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from nightsafe.importing.models import ImportBatch
from nightsafe.nights import night_of, quarter_of

# Of so many entries on, a batch says how many it made.
FEWEST_TOLD = 10


class State(StrEnum):
    """How far a batch has come."""

    # Running, or stopped half-way: a command that was killed can say neither.
    BEGUN = "begun"
    FINISHED = "finished"
    # Being taken out, or stopped while it was.
    GOING = "going"
    UNDONE = "undone"


def state_of(batch: ImportBatch) -> State:
    """The state of a batch."""
    if batch.undone_at is not None:
        # Not by counting: what was erased before is withdrawn no more.
        return State.GOING if batch.out_at is None else State.UNDONE
    return State.BEGUN if batch.finished_at is None else State.FINISHED


def is_told(batch: ImportBatch) -> bool:
    """Whether a batch may say how many entries it made, to whoever reads no counts."""
    return batch.added >= FEWEST_TOLD


def is_about_the_row(column: str) -> bool:
    """Whether rejects tallied under a name are about no column of theirs, but the whole row."""
    return column in {"", "row"}


def last_night_told(now: datetime, tz: ZoneInfo) -> date:
    """The last night of the last quarter that is over: shares move four times a year."""
    return quarter_of(night_of(now, tz)).previous().last
