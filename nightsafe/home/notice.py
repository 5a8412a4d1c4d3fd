"""One notice as it stands on the first screen."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Notice:
    """One notice as it stands on the first screen; it holds nothing that somebody wrote of a
    record: the words of a warning are written for everybody.
    """

    id: int
    title: str
    detail: str
    url: str
    tone: str
    # Whether to have read it is enough; a referral waits until it is taken in hand on its page.
    closes: bool = True
    # Of a warning: which, and until when it stands; a page that stays open takes it away then.
    warning: UUID | None = None
    until: datetime | None = None
