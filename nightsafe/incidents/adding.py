"""Adding to an entry unseen: what a phone sealed it cannot read back, but can add to."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from nightsafe import clock
from nightsafe.gate import Actor
from nightsafe.incidents import actions, where
from nightsafe.incidents.earlier import said
from nightsafe.incidents.forms import EntryFields
from nightsafe.incidents.models import Entry
from nightsafe.submissions.envelope import Kind
from nightsafe.submissions.forms import EnvelopeForm

NOTHING = _l("Write or tick something first.")


class AddForm(EnvelopeForm):
    """What can be added to an entry unseen: nothing here takes anything back."""

    description = EntryFields.description
    flags = EntryFields.flags
    actions = EntryFields.actions
    people_number = EntryFields.people_number
    people_bands = EntryFields.people_bands
    police_reference = EntryFields.police_reference
    place_words = EntryFields.place_words

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether something can be added, whatever it is."""
        good = bool(super().validate(extra_validators=extra_validators))
        if good and not any(self[name].data for name in _ASKED):
            self.description.errors = [NOTHING]
            return False
        return good


_ASKED = (
    "description",
    "flags",
    "actions",
    "people_number",
    "people_bands",
    "police_reference",
    "place_words",
)


def add(actor: Actor, entry: Entry, form: AddForm) -> Entry:
    """Save what a form adds; it is a version even when all of it stood there already.

    The next thing that the phone adds names this one as its parent.
    """
    envelope = form.envelope(Kind.AMEND, entry.id)
    changes = added(said(entry, envelope.parent_id), form)
    return actions.amend_entry(actor, entry, envelope, changes, now=clock.now())


def added(before: dict[str, Any], form: AddForm) -> dict[str, Any]:
    """The fields that change, by their names in a Report, reckoned from the version before.

    From that version, so that the same sent twice is the same request.
    """
    changes: dict[str, Any] = {}
    for name in ("flags", "actions"):
        changes[name] = _union(before[name], form[name].data or ())
    people = dict(before["people"])
    if form.people_number.data:
        people["number"] = form.people_number.data
    bands = _union(people.get("bands", ()), form.people_bands.data or ())
    if bands:
        people["bands"] = bands
    changes["people"] = people
    if form.place_words.data:
        changes["place"] = where.meant(where.ELSEWHERE, None, form.place_words.data)
    if form.police_reference.data:
        changes["police_reference"] = form.police_reference.data
    found = {name: value for name, value in changes.items() if value != _was(before, name)}
    if form.description.data:
        found["description"] = form.description.data
    return found


def _was(before: dict[str, Any], name: str) -> Any:
    return tuple(before[name]) if name == "place" else before[name]


def _union(stands: Sequence[str], more: Sequence[str]) -> list[str]:
    return [*stands, *(one for one in more if one not in stands)]
