"""What somebody wrote in an entry: sealed under the entry's key, opened only to be read."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any
from uuid import UUID

from nightsafe.incidents.follow_ups import FOLLOW_UPS
from nightsafe.incidents.models import Entry
from nightsafe.ledger.crypto import open_for, seal_for


@dataclass(frozen=True)
class Written:
    """Free text; `paragraphs` are {"text", "version"}, one for each time something was added."""

    paragraphs: list[dict[str, Any]] = field(default_factory=list)
    place_words: str = ""
    plate: str = ""
    police_reference: str = ""
    details: dict[str, str] = field(default_factory=dict)
    withdrawn_because: str = ""
    # Of an entry that was brought along: see `origin.py`.
    origin: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The value that is sealed and that the ledger keeps; no origin where there is none."""
        value = asdict(self)
        if not self.origin:
            del value["origin"]
        return value

    def plus(self, text: str, version: int) -> "Written":
        """With one more paragraph, when there is one."""
        if not text:
            return self
        return replace(self, paragraphs=[*self.paragraphs, {"text": text, "version": version}])


def typed(written: Written, before: Written | None = None) -> str:
    """What somebody wrote in their own words; with `before`, only what is new since then.

    A number plate and a police reference have boxes of their own, and belong in them.
    """
    before = before or Written()
    words = [one["text"] for one in written.paragraphs if one not in before.paragraphs]
    if written.place_words != before.place_words:
        words.append(written.place_words)
    words += [each for key, each in written.details.items() if each != before.details.get(key)]
    return "\n".join(words)


def is_text(key: str) -> bool:
    """Whether a follow-up is answered in somebody's own words."""
    return key in FOLLOW_UPS and FOLLOW_UPS[key].kind == "text"


def split_details(details: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers that are keys, and those that are words."""
    keys = {key: value for key, value in details.items() if not is_text(key)}
    words = {key: str(value) for key, value in details.items() if is_text(key)}
    return keys, words


def seal_written(entry_id: UUID, version: int, written: Written) -> bytes:
    """The sealed value for one version of an entry."""
    return seal_for(entry_id, version, written.as_json())


def read_written(entry: Entry) -> Written:
    """What was written in the newest version; raises Unreadable when the entry was erased."""
    return Written(**open_for(entry.id, entry.version, entry.written))
