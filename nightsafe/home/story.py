"""The history of an entry: what each version changed, told from the ledger."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _

from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry
from nightsafe.incidents.personal_data import advice, personal_data_in
from nightsafe.incidents.rules import seen_by
from nightsafe.incidents.written import Written, typed
from nightsafe.ledger.queries import versions


@dataclass(frozen=True)
class Change:
    """One version: when it was received, what was done, the words that were added."""

    number: int
    at: datetime
    text: str
    added: str = ""


def history(entry: Entry) -> list[Change]:
    """Every version of an entry, oldest first, each with what it changed."""
    found: list[Change] = []
    before: dict[str, Any] = {}
    for version in versions("entry", entry.id):
        payload = version.payload
        added = " ".join(
            each["text"]
            for each in payload["written"]["paragraphs"]
            if each["version"] == payload["version"] and payload["version"] > 1
        )
        found.append(Change(payload["version"], version.received_at, _what(before, payload), added))
        before = payload
    return found


def _what(before: dict[str, Any], after: dict[str, Any]) -> str:
    if not before:
        return _("Saved as %(what)s", what=CATEGORIES[after["code"]].label)
    if after["withdrawn_at"]:
        reason = after["written"]["withdrawn_because"]
        return _("Withdrawn: %(reason)s", reason=reason) if reason else _("Taken back")
    if after["shared_at"] and not before["shared_at"]:
        return _("Shared with police")
    names = {
        "code": _("kind: %(what)s", what=CATEGORIES[after["code"]].label),
        "occurred_at": _("time"),
        "place": _("place"),
        "flags": _("ticks"),
        "actions": _("what was done"),
        "details": _("answers"),
        "people": _("people"),
        "severity": _("how serious"),
    }
    changed = [words for name, words in names.items() if before[name] != after[name]]
    old, new = before["written"], after["written"]
    if old["place_words"] != new["place_words"] and _("place") not in changed:
        changed.append(_("place"))
    if old["details"] != new["details"] and _("answers") not in changed:
        changed.append(_("answers"))
    if old["police_reference"] != new["police_reference"]:
        changed.append(_("police reference"))
    if old["plate"] != new["plate"]:
        changed.append(_("number plate"))
    if old["paragraphs"] != new["paragraphs"]:
        changed.insert(0, _("words added"))
    return _("Changed: %(what)s", what=", ".join(changed)) if changed else _("Saved again")


def who_sees(entry: Entry, own: bool) -> LazyString | str:
    """Who reads an entry, as said to its author or to the manager it was logged for."""
    audience, for_premises = Audience(entry.audience), entry.premises_id is not None
    if own:
        return seen_by(audience, entry.restricted, for_premises)
    if audience is Audience.REGISTER and entry.source is not None:
        return _("You, in your register. Police see it only if you show them the register.")
    if audience is Audience.REGISTER:
        return _(
            "Its author and you, in your register. Police see it only if its author shares it or "
            "you show them the register."
        )
    return _("Seen by: police review, its author and you.")


def warnings_of(entry: Entry, written: Written) -> list[LazyString]:
    """What to do about personal data in the words that were added last."""
    if entry.withdrawn_at is not None or entry.version == 1:
        return []
    *_older, earlier, _newest = versions("entry", entry.id)
    added = typed(written, Written(**earlier.payload["written"]))
    return [advice(kind, entry.code) for kind in personal_data_in(added)]
