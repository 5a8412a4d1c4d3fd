"""What reviewers and reporters write to each other: sealed, opened only to be read."""

from dataclasses import asdict, dataclass, field
from typing import Any

from nightsafe.ledger.crypto import open_for, seal_for
from nightsafe.review.models import Finding, Question


@dataclass(frozen=True)
class Noted:
    """The words of a finding, sealed under the event's key; `thrive` by the keys of THRIVE."""

    police_reference: str = ""
    note: str = ""
    thrive: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The value that is sealed and that the ledger keeps; no prompts where none is answered."""
        value = asdict(self)
        if not self.thrive:
            del value["thrive"]
        return value


@dataclass(frozen=True)
class Asked:
    """A question's words and its answers ({"text", "at"}), sealed under the entry's key."""

    text: str
    answers: list[dict[str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The value that is sealed and that the ledger keeps."""
        return asdict(self)


def read_noted(finding: Finding | None) -> Noted:
    """The words of a finding; raises Unreadable when its event was erased."""
    if finding is None or finding.written is None:
        return Noted()
    return Noted(**open_for(finding.event_id, finding.version, finding.written))


def put_noted(finding: Finding, noted: Noted) -> None:
    """Seal the words of a finding for its present version."""
    finding.written = seal_for(finding.event_id, finding.version, noted.as_json())


def read_asked(question: Question) -> Asked:
    """The words of a question; raises Unreadable when its entry was erased."""
    return Asked(**open_for(question.entry_id, _bound(question), question.written))


def put_asked(question: Question, asked: Asked) -> None:
    """Seal the words of a question for its present version."""
    question.written = seal_for(question.entry_id, _bound(question), asked.as_json())


def _bound(question: Question) -> str:
    return f"{question.id}/{question.version}"
