"""Between a visit and its forms: what a form is given, what it changes, a conflict's way out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectChoice

from nightsafe import nights
from nightsafe.gate import Actor
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.network.queries import time_zone
from nightsafe.submissions.actions import keep_aside
from nightsafe.submissions.envelope import Kind, fresh
from nightsafe.submissions.forms import EnvelopeForm
from nightsafe.submissions.reference import spoken
from nightsafe.submissions.when import PICK
from nightsafe.visits import actions, queries
from nightsafe.visits.answers import QUESTIONS, tidied
from nightsafe.visits.forms import GONE, HERE, KEEP, EditForm, LeaveForm, VisitForm
from nightsafe.visits.models import Visit
from nightsafe.visits.written import read_written

_ENVELOPE = frozenset(
    {"csrf_token", "submission", "record", "parent", "format", "captured", "sent"}
)


def new_form(actor: Actor, now: datetime) -> VisitForm:
    """An empty form, or what was sent in it."""
    form = VisitForm()
    form.entry.choices = _entries(actor, now)
    return form


def edit_form(actor: Actor, visit: Visit, formdata: Any = None) -> EditForm:
    """The form of a visit, with what was sent (or is given) in it."""
    form = EditForm() if formdata is None else EditForm(formdata)
    form.entry.choices = _entries(actor, visit.arrived_at, visit.entry_id)
    tz = time_zone()
    known = _("%(time)s, as it is", time=nights.clock_label(visit.arrived_at, tz))
    form.when.choices = [SelectChoice(KEEP, known), *EditForm.when.kwargs["choices"][1:]]
    choices = EditForm.left_when.kwargs["choices"][1:]
    if visit.left_at is not None:
        left = _("%(time)s, as it is", time=nights.clock_label(visit.left_at, tz))
        choices = [SelectChoice(KEEP, left), *choices]
    form.left_when.choices = choices
    return form


def fill(form: EditForm, visit: Visit) -> None:
    """Show a visit as it is now, in an envelope made from its newest version."""
    form.put(fresh(Kind.AMEND, visit.id, visit.head))
    form.put_when(visit.arrived_at, time_zone())
    form.when.data = KEEP
    for name, question in QUESTIONS.items():
        form[name].data = visit.answers.get(name, [] if question.many else None)
    if visit.left_at is None:
        form.left.data = HERE
    else:
        form.left.data = visit.answers.get("left", GONE)
        form.left_when.data = KEEP
    form.university.data = read_written(visit).university
    form.entry.data = str(visit.entry_id or "")


def log(actor: Actor, form: VisitForm, *, now: datetime) -> Visit:
    """Save what the form says; raises ProductError beside the field."""
    tz = time_zone()
    envelope = form.envelope(Kind.VISIT)
    return actions.log_visit(
        actor,
        envelope,
        {**form.answers(), "university": form.university.data or ""},
        arrived_at=form.claimed(envelope, now=now, tz=tz),
        left_at=None if form.still_here else form.left_at(envelope, now=now, tz=tz),
        note=form.note.data or "",
        entry_id=_uuid(form.entry.data),
        now=now,
        typed={"arrived_at": form.typed_when(), "left_at": form.typed_left()},
    )


def amend(actor: Actor, visit: Visit, form: EditForm, *, now: datetime) -> Visit:
    """Save what the form changes; nothing at all changes nothing."""
    tz = time_zone()
    envelope = form.envelope(Kind.AMEND, visit.id)
    before = queries.as_sent_from(visit, envelope.parent_id)
    changes = _changed(before, form)
    typed: dict[str, str] = {}
    if form.when.data != KEEP:
        changes["arrived_at"] = form.claimed(envelope, now=now, tz=tz)
        typed["arrived_at"] = form.typed_when()
    if form.still_here and before["left_at"] is not None:
        changes["left_at"] = None
    elif not form.still_here and not (form.left_when.data == KEEP and before["left_at"]):
        changes["left_at"] = form.left_at(envelope, now=now, tz=tz)
        typed["left_at"] = form.typed_left()
    if not changes:
        return visit
    return actions.amend_visit(actor, visit, envelope, changes, now=now, typed=typed)


def leave(actor: Actor, visit: Visit, form: LeaveForm, *, now: datetime) -> Visit:
    """Save that somebody left; what is not said stays as it was."""
    envelope = form.envelope(Kind.AMEND, visit.id)
    changes: dict[str, Any] = {
        "left_at": form.left_at(envelope, now=now, tz=time_zone()),
        **{name: form[name].data for name in ("left", "without_us") if form[name].data},
    }
    typed = {"left_at": form.typed_left()}
    return actions.amend_visit(actor, visit, envelope, changes, now=now, typed=typed)


def keep_typed(
    actor: Actor, form: EnvelopeForm, kind: Kind, record_id: UUID, now: datetime
) -> None:
    """Keep aside what was typed into a form that conflicted, with its ids."""
    sent = request.form.to_dict(flat=False)
    names = {field.name for field in form} - _ENVELOPE
    typed = {name: sent[name] for name in sorted(names & sent.keys())}
    keep_aside(form.envelope(kind, record_id), actor, typed, now=now)


def correction(actor: Actor, visit: Visit) -> EditForm:
    """What was typed, in a form that adds it to the newest version of a visit."""
    typed: MultiDict[str, str] = MultiDict(
        (name, value) for name, value in request.form.items(multi=True) if name not in _ENVELOPE
    )
    typed["when"] = PICK if typed.get("when") == PICK else KEEP
    if visit.left_at is not None and typed.get("left_when") != PICK:
        typed["left_when"] = KEEP
    form = edit_form(actor, visit, typed)
    form.put(fresh(Kind.AMEND, visit.id, visit.head))
    return form


def _changed(before: Mapping[str, Any], form: EditForm) -> dict[str, Any]:
    said: dict[str, Any] = dict.fromkeys(QUESTIONS)
    said.update(tidied(form.answers()))
    said["entry_id"] = _uuid(form.entry.data)
    said["university"] = form.university.data or ""
    was = {name: before["answers"].get(name) for name in QUESTIONS}
    was["entry_id"] = _uuid(before["entry"])
    was["university"] = before["written"]["university"]
    changes = {name: value for name, value in said.items() if value != was[name]}
    written = [paragraph["text"] for paragraph in before["written"]["paragraphs"]]
    # A correction after a conflict may bring again what was already saved.
    if form.note.data and form.note.data not in written:
        changes["note"] = form.note.data
    return changes


def _entries(actor: Actor, around: datetime, also: UUID | None = None) -> list[SelectChoice]:
    tz = time_zone()
    return [
        SelectChoice("", _("None")),
        *(
            SelectChoice(
                str(entry.id),
                _(
                    "%(reference)s, %(what)s, %(time)s",
                    reference=spoken(entry.reference),
                    what=CATEGORIES[entry.code].label,
                    time=nights.clock_label(entry.occurred_at, tz),
                ),
            )
            for entry in queries.linkable(actor, around, also)
        ),
    ]


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None
