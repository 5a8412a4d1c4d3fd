"""What is written about a referral, and what it holds: sealed under the referral's own key."""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from nightsafe.ledger.crypto import open_for, seal_for
from nightsafe.referrals.models import Referral


@dataclass(frozen=True)
class Written:
    """Why it was sent, the entries it holds, who was told of it, and what was done about it."""

    note: str = ""
    # The ids of the entries that the event had when it was sent: nothing later joins them.
    entries: list[str] = field(default_factory=list)
    # The ids of its owners, the first one first.
    told: list[int] = field(default_factory=list)
    # {"text", "at", "by"}, oldest first.
    deeds: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The value that is sealed and that the ledger keeps."""
        return asdict(self)

    def plus(self, text: str, by: int, now: datetime) -> "Written":
        """With one more thing that was done, when there is one."""
        if not text:
            return self
        return replace(self, deeds=[*self.deeds, {"text": text, "at": now.isoformat(), "by": by}])

    @property
    def entry_ids(self) -> list[UUID]:
        """The entries that were referred."""
        return [UUID(one) for one in self.entries]


def read_written(referral: Referral) -> Written:
    """What is written in the newest version; raises Unreadable when the referral was erased."""
    return Written(**open_for(referral.id, referral.version, referral.written))


def put_written(referral: Referral, written: Written) -> None:
    """Seal what is written for the present version."""
    referral.written = seal_for(referral.id, referral.version, written.as_json())
