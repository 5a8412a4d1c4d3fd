"""How far a batch has come (pure)."""

from enum import StrEnum

from nightsafe.importing.models import ImportBatch


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
        return State.UNDONE if batch.withdrawn >= batch.added else State.GOING
    return State.BEGUN if batch.finished_at is None else State.FINISHED
