"""The page that amends an entry: what it shows, what of it changed, and a conflict's way out."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from nightsafe import clock, errors
from nightsafe.errors import ProductError
from nightsafe.gate import Actor
from nightsafe.incidents import actions, where
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.category import Audience
from nightsafe.incidents.earlier import said
from nightsafe.incidents.forms import KEEP, PLATE, AmendForm, EntryFields, answered_in, form_for
from nightsafe.incidents.models import Entry
from nightsafe.incidents.rules import seen_by, seen_if_young
from nightsafe.incidents.written import Written, read_written
from nightsafe.network.queries import time_zone
from nightsafe.submissions.actions import Conflict
from nightsafe.submissions.envelope import Envelope, Kind, fresh
from nightsafe.submissions.when import PICK

_ENVELOPE = frozenset(
    {"csrf_token", "submission", "record", "parent", "format", "captured", "sent"}
)
# The fields of the form that hold a field of the entry, where the names differ.
_HELD_BY = {
    "place": ("place", "place_id", "place_words"),
    "people": ("people_number", "people_bands"),
}


def form_of(
    entry: Entry, actor: Actor, formdata: Any = None, *, typed_about: str | None = None
) -> AmendForm:
    """The form of an entry, with what was sent (or is given) in it.

    `typed_about` is the code that the page it was typed on was about.
    """
    also = answered_in(request.form.keys(), typed_about) if typed_about else frozenset()
    kind = form_for(AmendForm, entry.code, frozenset(entry.actions), also)
    form = kind() if formdata is None else kind(formdata)
    offer_places(form, actor, entry)
    assert isinstance(form, AmendForm)
    return form


def offer_places(form: EntryFields, actor: Actor, entry: Entry | None = None) -> None:
    """Put the chips of a member's places into a form, the chosen one and the entry's with them."""
    before = entry.place if entry else None
    form.place.choices = where.offered(actor, where.place_of(form.place.data, before) or before)


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
    if PLATE in form:
        form[PLATE].data = written.plate


def _place_choice(entry: Entry, written: Written) -> str | None:
    if entry.place_id is not None:
        return str(entry.place_id)
    return where.ELSEWHERE if written.place_words else None


def amend(actor: Actor, entry: Entry, form: AmendForm) -> Entry:
    """Save what the form changes; nothing at all changes nothing."""
    envelope = form.envelope(Kind.AMEND, entry.id)
    before = said(entry, envelope.parent_id)
    changes = changed(before, entry, form)
    changes.update(_moved(before, form, envelope))
    if not changes:
        return entry
    return actions.amend_entry(actor, entry, envelope, changes, now=clock.now())


def _moved(before: dict[str, Any], form: AmendForm, envelope: Envelope) -> dict[str, Any]:
    if form.when.data != PICK:
        return {}
    when = form.claimed(envelope, now=clock.now(), tz=time_zone())
    at = when.claimed_at.isoformat(timespec="microseconds")
    return {} if at in {before["claimed_at"], before["occurred_at"]} else {"when": when}


def changed(before: dict[str, Any], entry: Entry, form: AmendForm) -> dict[str, Any]:
    """The fields whose value in the form is not that of `before`, by their name in a Report."""
    asked = {one.key for one in form.follow_ups}
    kept = {key: value for key, value in before["details"].items() if key not in asked}
    now: dict[str, Any] = {
        "code": form.code.data,
        "place": where.meant(
            form.place.data, form.place_id.data, form.place_words.data, entry.place
        ),
        "flags": list(form.flags.data or ()),
        "actions": list(form.actions.data or ()),
        "details": {**kept, **form.answers()},
        "people": form.people(),
        "police_reference": form.police_reference.data or "",
        "severity": form.chosen_severity(),
    }
    if PLATE in form:
        now["plate"] = form[PLATE].data or ""
    changes = {name: value for name, value in now.items() if value != before[name]}
    if form.description.data:
        changes["description"] = form.description.data
    return changes


def page(form: AmendForm, entry: Entry, *, conflict: Conflict | None = None) -> str:
    """The page that amends an entry."""
    audience, for_premises = Audience(entry.audience), entry.premises_id is not None
    return render_template(
        "incidents/amend.html",
        form=form,
        entry=entry,
        category=CATEGORIES[entry.code],
        written=read_written(entry),
        conflict=conflict,
        seen_by=seen_by(audience, entry.restricted, for_premises),
        if_young=None if entry.restricted else seen_if_young(entry.code, for_premises),
    )


def as_typed() -> dict[str, Any]:
    """Everything that was typed, as it is kept aside when it conflicts."""
    sent = request.form.to_dict(flat=False)
    return {name: sent[name] for name in sorted(sent.keys() - _ENVELOPE)}


def offer_correction(
    actor: Actor,
    entry: Entry,
    conflict: Conflict,
    *,
    parent_id: Any = None,
    code: str | None = None,
) -> ResponseReturnValue:
    """The amending page, 409, with what was typed in it, ready to be added as a correction.

    What the sender had not changed is shown as it is now, so that the correction takes back
    nothing that somebody else changed meanwhile. `parent_id` is the submission that the sender
    had seen, `code` what a log was about.
    """
    typed = MultiDict(
        (name, value) for name, value in request.form.items(multi=True) if name not in _ENVELOPE
    )
    typed["when"] = PICK if typed.get("when") == PICK else KEEP
    typed.setdefault("code", code or entry.code)
    before = said(entry, parent_id)
    about = code or before["code"]
    form = form_of(entry, actor, typed, typed_about=about)
    _keep_unchanged(form, form_of(entry, actor, MultiDict(), typed_about=about), before, entry)
    form.put(fresh(Kind.AMEND, entry.id, entry.head))
    errors.show(form, conflict)
    return page(form, entry, conflict=conflict), conflict.status


def _keep_unchanged(
    form: AmendForm, present: AmendForm, before: dict[str, Any], entry: Entry
) -> None:
    """Put the entry's present values where the form still says what `before` said."""
    fill(present, entry)
    try:
        changes = changed(before, entry, form)
    except ProductError:
        changes = {"place": None}
    for name in before.keys() - changes.keys() - {"details", "paragraphs"}:
        for field in _HELD_BY.get(name, (name,)):
            if field in form:
                form[field].data = present[field].data
    answers, earlier = form.answers(), before["details"]
    for one in form.follow_ups:
        if answers.get(one.key) == earlier.get(one.key):
            form.answer_field(one).data = present.answer_field(one).data
    if form.description.data in before["paragraphs"]:
        form.description.data = ""
