"""What somebody wrote about a visit: sealed under the visit's key, opened only to be read."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any
from uuid import UUID

from nightsafe.ledger.crypto import open_for, seal_for
from nightsafe.visits.models import Visit


@dataclass(frozen=True)
class Written:
    """Free text; `paragraphs` are {"text", "version"}, one for each time something was added."""

    paragraphs: list[dict[str, Any]] = field(default_factory=list)
    university: str = ""
    withdrawn_because: str = ""

    def as_json(self) -> dict[str, Any]:
        """The value that is sealed and that the ledger keeps."""
        return asdict(self)

    def plus(self, text: str, version: int) -> "Written":
        """With one more paragraph, when there is one."""
        if not text:
            return self
        return replace(self, paragraphs=[*self.paragraphs, {"text": text, "version": version}])


def seal_written(visit_id: UUID, version: int, written: Written) -> bytes:
    """The sealed value for one version of a visit."""
    return seal_for(visit_id, version, written.as_json())


def read_written(visit: Visit) -> Written:
    """What was written in the newest version; raises Unreadable when the visit was erased."""
    return Written(**open_for(visit.id, visit.version, visit.written))
