"""What happened in each weekend on either side of a comparison: raw, for use inside (rule 9)."""

from collections.abc import Mapping
from dataclasses import dataclass

from nightsafe.nights import Weekend


@dataclass(frozen=True)
class InsideSeries:
    """Raw counts by weekend and side, as logged here (None) and by each source brought along."""

    cells: Mapping[tuple[Weekend, str, str | None], int]

    def of(self, weekend: Weekend, side: str, source: str | None) -> int:
        """The events of a weekend on one side, from one origin."""
        return self.cells.get((weekend, side, source), 0)
