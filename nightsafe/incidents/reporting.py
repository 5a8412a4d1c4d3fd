"""The page that logs: what it shows, what it means, and a conflict's way out."""

from datetime import datetime

from flask import render_template, request
from flask_babel import lazy_gettext as _l

from nightsafe import clock, nights
from nightsafe.gate import Actor
from nightsafe.incidents import actions, amending, queries, where
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.forms import PLATE, IncidentForm
from nightsafe.incidents.models import Entry
from nightsafe.incidents.report import Report
from nightsafe.incidents.rules import (
    audience_of,
    call_first,
    is_restricted,
    seen_by,
    seen_if_young,
    severity_of,
)
from nightsafe.incidents.written import read_written
from nightsafe.network.queries import time_zone
from nightsafe.submissions.envelope import Envelope, Kind
from nightsafe.submissions.forms import read_record

_USED_BEFORE = _l("This page was used before. Look it through, then save it again.")


def write_again(actor: Actor, form: IncidentForm) -> None:
    """Show what an entry said that was just taken back, to be written better."""
    taken_back = read_record(request.args.get("again"))
    entry = queries.own_entry(actor, taken_back) if taken_back else None
    if entry is not None:
        amending.fill(form, entry)
        amending.offer_places(form, actor, entry)
        form.description.data = "\n".join(one["text"] for one in read_written(entry).paragraphs)


def propose_place(actor: Actor, form: IncidentForm) -> None:
    """Choose the member's premises; for somebody without any place yet, open the search."""
    if actor.premises_place_id is not None:
        form.place.data = str(actor.premises_place_id)
    elif len(form.place.choices) == 1:
        form.place.data = where.ELSEWHERE


def log(actor: Actor, form: IncidentForm, code: str) -> Entry:
    """Save what a valid form says."""
    now = clock.now()
    envelope = form.envelope(Kind.LOG)
    report = report_of(form, code, envelope, now=now)
    return actions.log_incident(actor, envelope, report, now=now, typed_when=form.typed_when())


def report_of(form: IncidentForm, code: str, envelope: Envelope, *, now: datetime) -> Report:
    """What a valid form says; raises ProductError beside the field that cannot be meant so."""
    place_id, words = where.meant(form.place.data, form.place_id.data, form.place_words.data)
    return Report(
        code=code,
        when=form.claimed(envelope, now=now, tz=time_zone()),
        place_id=place_id,
        place_words=words,
        flags=tuple(form.flags.data or ()),
        actions=tuple(form.actions.data or ()),
        details=form.answers(),
        people=form.people(),
        description=form.description.data or "",
        police_reference=form.police_reference.data or "",
        plate=form[PLATE].data or "" if PLATE in form else "",
        severity=form.chosen_severity(),
    )


def page(form: IncidentForm, code: str, actor: Actor) -> str:
    """The page that logs one kind."""
    tz, now = time_zone(), clock.now()
    flags, done = form.flags.data or (), form.actions.data or ()
    severity = form.chosen_severity() or severity_of(code, flags, done, form.answers())
    for_premises = actor.premises_id is not None
    audience = audience_of(code, for_premises=for_premises)
    restricted = is_restricted(code, flags, form.people_bands.data or ())
    return render_template(
        "incidents/new.html",
        form=form,
        category=CATEGORIES[code],
        call_first=call_first(severity),
        seen_by=seen_by(audience, restricted, for_premises),
        if_young=seen_if_young(code, for_premises),
        night=nights.night_of(now, tz),
        clock_now=nights.clock_label(now, tz),
    )
