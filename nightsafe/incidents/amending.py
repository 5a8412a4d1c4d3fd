"""The page that amends an entry: what it shows, what of it changed, and a conflict's way out."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from nightsafe import clock, errors
from nightsafe.gate import Actor
from nightsafe.incidents import actions, where
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.forms import KEEP, AmendForm, EntryFields, form_for
from nightsafe.incidents.models import Entry
from nightsafe.incidents.rules import audience_of, seen_by
from nightsafe.incidents.written import Written, read_written
from nightsafe.network.queries import time_zone
from nightsafe.submissions.actions import Conflict
from nightsafe.submissions.envelope import Kind, fresh
from nightsafe.submissions.when import PICK

_ENVELOPE = frozenset(
    {"csrf_token", "submission", "record", "parent", "format", "captured", "sent"}
)


def form_of(entry: Entry, actor: Actor, formdata: Any = None) -> AmendForm:
    """The form of an entry, with what was sent (or is given) in it."""
    kind = form_for(AmendForm, entry.code, frozenset(entry.actions))
    form = kind() if formdata is None else kind(formdata)
    form.place.choices = _places(entry, actor)
    assert isinstance(form, AmendForm)
    return form


def _places(entry: Entry, actor: Actor) -> list[tuple[str, str]]:
    offered = where.offered(actor)
    if entry.place is not None and str(entry.place_id) not in dict(offered):
        offered.insert(0, (str(entry.place_id), entry.place.name))
    return offered


def fill(form: EntryFields, entry: Entry) -> None:
    """Show an entry as it is now, in an envelope made from its newest version."""
    written = read_written(entry)
    form.put(fresh(Kind.AMEND, entry.id, entry.head))
    form.put_when(entry.occurred_at, time_zone())
    if isinstance(form, AmendForm):
        form.when.data = KEEP
        form.code.data = entry.code
    form.place.data = _place_choice(entry, written)
    form.place_words.data = written.place_words
    form.flags.data = list(entry.flags)
    form.actions.data = list(entry.actions)
    form.people_number.data = entry.people.get("number")
    form.people_bands.data = list(entry.people.get("bands", ()))
    form.police_reference.data = written.police_reference
    form.severity.data = str(entry.severity) if entry.severity_chosen else ""
    form.put_answers({**entry.details, **written.details})
    if "plate" in form:
        form["plate"].data = written.plate


def _place_choice(entry: Entry, written: Written) -> str | None:
    if entry.place_id is not None:
        return str(entry.place_id)
    return where.ELSEWHERE if written.place_words else None


def amend(actor: Actor, entry: Entry, form: AmendForm) -> Entry:
    """Save what the form changes; nothing at all changes nothing."""
    now = clock.now()
    envelope = form.envelope(Kind.AMEND, entry.id)
    changes = changed(entry, form)
    if form.when.data == PICK:
        changes["when"] = form.claimed(envelope, now=now, tz=time_zone())
    if not changes:
        return entry
    return actions.amend_entry(actor, entry, envelope, changes, now=now)


def changed(entry: Entry, form: AmendForm) -> dict[str, Any]:
    """The fields whose value in the form is not the entry's, by their name in a Report."""
    written = read_written(entry)
    place = where.meant(form.place.data, form.place_id.data, form.place_words.data)
    said: dict[str, Any] = {
        "code": form.code.data,
        "place": place,
        "flags": list(form.flags.data or ()),
        "actions": list(form.actions.data or ()),
        "details": {**_kept(entry, written, form), **form.answers()},
        "people": {**entry.people, **form.people()},
        "police_reference": form.police_reference.data or "",
        "severity": form.chosen_severity(),
    }
    if "plate" in form:
        said["plate"] = form["plate"].data or ""
    before: dict[str, Any] = {
        "code": entry.code,
        "place": (entry.place_id, written.place_words),
        "flags": list(entry.flags),
        "actions": list(entry.actions),
        "details": {**entry.details, **written.details},
        "people": entry.people,
        "police_reference": written.police_reference,
        "severity": entry.severity if entry.severity_chosen else None,
        "plate": written.plate,
    }
    changes = {name: value for name, value in said.items() if value != before[name]}
    if form.description.data:
        changes["description"] = form.description.data
    return changes


def _kept(entry: Entry, written: Written, form: AmendForm) -> dict[str, Any]:
    """Answers to questions that this page does not ask; they stay."""
    asked = {one.key for one in form.follow_ups}
    everything = {**entry.details, **written.details}
    return {key: value for key, value in everything.items() if key not in asked}


def page(form: AmendForm, entry: Entry, *, conflict: Conflict | None = None) -> str:
    """The page that amends an entry."""
    wider = audience_of(entry.code, for_premises=entry.premises_id is not None)
    return render_template(
        "incidents/amend.html",
        form=form,
        entry=entry,
        category=CATEGORIES[entry.code],
        written=read_written(entry),
        conflict=conflict,
        seen_by=seen_by(wider, entry.restricted, entry.premises_id is not None),
    )


def as_typed(form: Any) -> dict[str, Any]:
    """Everything that was typed, as it is kept aside when it conflicts."""
    names = {field.name for field in form} - _ENVELOPE
    sent = request.form.to_dict(flat=False)
    return {name: sent[name] for name in sorted(names & sent.keys())}


def offer_correction(
    actor: Actor, entry: Entry, conflict: Conflict, *, code: str | None = None
) -> ResponseReturnValue:
    """The amending page, 409, with what was typed in it, ready to be added as a correction."""
    typed = MultiDict(
        (name, value) for name, value in request.form.items(multi=True) if name not in _ENVELOPE
    )
    typed["when"] = PICK if typed.get("when") == PICK else KEEP
    typed.setdefault("code", code or entry.code)
    form = form_of(entry, actor, typed)
    form.put(fresh(Kind.AMEND, entry.id, entry.head))
    errors.show(form, conflict)
    return page(form, entry, conflict=conflict), conflict.status
