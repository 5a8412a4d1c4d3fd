"""What a member reports, as one value from any door: plain form, phone's queue, import (pure)."""

from dataclasses import asdict, dataclass, field
from typing import Any

from nightsafe.submissions.when import When

__all__ = ["Report", "When"]


@dataclass(frozen=True)
class Report:
    """One account of what happened; only the code and the time are ever needed.

    `details` answers follow-ups by key (a key, a list of keys, or words); `people` is
    {"number": int, "bands": [keys]}; `severity` only when somebody chose it.
    """

    code: str
    when: When
    place_id: int | None = None
    place_words: str = ""
    flags: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    description: str = ""
    police_reference: str = ""
    plate: str = ""
    severity: int | None = None

    def body(self, *, typed_when: str | None = None) -> dict[str, Any]:
        """The JSON value of what was asked for, by which a replay is known.

        `typed_when` stands for the time where the instant itself moves with the clock
        ("now" sent twice is the same request).
        """
        body = asdict(self)
        body["when"] = typed_when or self.when.claimed_at.isoformat()
        return body
