"""The envelopes of the demo: ids derived from the seed, clocks as the phones had them."""

from typing import Protocol
from uuid import UUID, uuid5

from nightsafe.demo.plan import Item, PlannedEntry
from nightsafe.submissions.envelope import Envelope, Kind

_DEMO = UUID("6f0d3a52-6c1e-4d5e-9a55-0c9f6a1d7b20")


class Record(Protocol):
    """Something that was logged: its id, and the newest submission about it."""

    id: UUID
    head: UUID


class Envelopes:
    """Mints envelopes; the same seed gives the same ids, and so the same short references."""

    def __init__(self, seed: int) -> None:
        self.seed = uuid5(_DEMO, str(seed))
        self.minted = 0

    def id_of(self, key: str) -> UUID:
        """The id of a record by its key in the plan."""
        return _random(uuid5(self.seed, key))

    def new(self, kind: Kind, one: Item, key: str) -> Envelope:
        """An envelope for a record that does not exist yet."""
        return self._mint(kind, one, self.id_of(key), None)

    def on(self, record: Record, kind: Kind, one: Item) -> Envelope:
        """An envelope made from the newest version of a record."""
        return self._mint(kind, one, record.id, record.head)

    def _mint(self, kind: Kind, one: Item, record_id: UUID, parent: UUID | None) -> Envelope:
        self.minted += 1
        clock = one.sent_at if isinstance(one, PlannedEntry) else one.at
        return Envelope(
            submission_id=self.id_of(f"submission {self.minted}"),
            record_id=record_id,
            kind=kind,
            parent_id=parent,
            captured_at=clock,
            sent_at=clock,
        )


def _random(derived: UUID) -> UUID:
    """An id of the same bits in the form of a random one, as every page mints them."""
    return UUID(bytes=derived.bytes, version=4)
