"""What somebody typed into a form, told in the form's own words: never in its fields' names."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField

from nightsafe.incidents import where
from nightsafe.incidents.adding import AddForm
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.forms import AmendForm, IncidentForm, answered_in, form_for
from nightsafe.incidents.forms import WithdrawForm as EntryWithdrawForm
from nightsafe.review.forms import AnswerForm
from nightsafe.submissions.forms import EnvelopeForm
from nightsafe.submissions.when import PICK
from nightsafe.visits.forms import KEEP, EditForm, LeaveForm, VisitForm
from nightsafe.visits.forms import WithdrawForm as VisitWithdrawForm

Pairs = Sequence[tuple[str, str]]

_FORMS: dict[str, type[EnvelopeForm]] = {
    "incidents.add": AddForm,
    "incidents.withdraw": EntryWithdrawForm,
    "review.answer": AnswerForm,
    "visits.new": VisitForm,
    "visits.edit": EditForm,
    "visits.leave": LeaveForm,
    "visits.withdraw": VisitWithdrawForm,
}
# The fields of a picked time, by the one that says whether it was picked.
_TIMES = {
    "when": ("when_date", "when_time", "when_fold"),
    "left_when": ("left_date", "left_time", "left_fold"),
}
_PARTS = frozenset(name for names in _TIMES.values() for name in names)
# Hidden fields of our forms that nobody types into.
_HIDDEN = frozenset(
    {"csrf_token", "submission", "record", "parent", "format", "captured", "sent", "again"}
)


def typed(kind: str | None, code: str | None, fields: Pairs) -> list[tuple[str, str]]:
    """Label and words of everything that was filled in; `code` is what an entry is about."""
    given = MultiDict(fields)
    form = _form(kind or "", code, given)
    told = list(_told(form, given)) if form is not None else []
    known = {field.short_name for field in form} if form is not None else set()
    rest = [value for name, value in fields if name not in known | _HIDDEN and value.strip()]
    return told + [(_("Something else"), value) for value in rest]


def _form(kind: str, code: str | None, given: MultiDict[str, str]) -> EnvelopeForm | None:
    if kind == "incidents.new" and code in CATEGORIES:
        return form_for(IncidentForm, code)(given)
    if kind == "incidents.amend":
        about = given.get("code", code)
        if about not in CATEGORIES:
            return None
        done = frozenset(given.getlist("actions"))
        also = answered_in(given.keys(), about)
        return form_for(AmendForm, about, done, also)(given)
    wanted = _FORMS.get(kind)
    return wanted(given) if wanted is not None else None


def _told(form: EnvelopeForm, given: MultiDict[str, str]) -> Iterator[tuple[str, str]]:
    for field in form:
        name = field.short_name
        if name not in given or name in _PARTS or isinstance(field, HiddenField):
            continue
        words = _words(field, given)
        if words:
            yield str(field.label.text), words


def _words(field: Field, given: MultiDict[str, str]) -> str:
    name = field.short_name
    values = [value for value in given.getlist(name) if value.strip()]
    if not values or values == [KEEP]:
        return ""
    if name in _TIMES and values == [PICK]:
        day, at = (given.get(part, "").strip() for part in _TIMES[name][:2])
        return ", ".join(part for part in (_day(day), at) if part)
    if name in {"place", "place_id"}:
        return _place(values[0], given)
    if isinstance(field, SelectMultipleField | RadioField | SelectField):
        return ", ".join(_chosen(field, value) for value in values)
    return "\n".join(values)


def _chosen(field: Any, value: str) -> str:
    labels = {str(one.value): str(one.label) for one in field.choices or ()}
    if value in labels:
        return labels[value]
    if _is_id(value):
        return _("one you logged before")
    return _("something that is not offered any more")


def _place(choice: str, given: MultiDict[str, str]) -> str:
    # Elsewhere is told by the words; a place picked from the search, by what was typed to find it.
    if choice == where.ELSEWHERE or given.get("place_words", "").strip():
        return ""
    found = where.place_of(choice)
    return found.name if found is not None else _("a place that is not in use any more")


def _day(text: str) -> str:
    try:
        return str(format_date(date.fromisoformat(text), "EEE d MMM yyyy", locale=get_locale()))
    except ValueError:
        return text


def _is_id(value: str) -> bool:
    try:
        return bool(UUID(value))
    except ValueError:
        return False
