"""Where an entry that was brought along came from, and whom it is for (pure)."""

from dataclasses import asdict, dataclass
from typing import Any

from nightsafe.incidents.category import Audience


@dataclass(frozen=True)
class Origin:
    """A record kept elsewhere before: by whom, which of theirs, and with which import it came."""

    source: str
    external_id: str
    batch: int
    audience: Audience = Audience.STATISTICS

    def as_json(self) -> dict[str, Any]:
        """What is sealed with the entry: their number for it may point to a person."""
        return {key: value for key, value in asdict(self).items() if key != "audience"}
