"""The figures of others: what is loaded, loading a file, taking one out."""

from collections.abc import Callable
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from nightsafe import clock, errors, nights
from nightsafe.accounts.models import Person
from nightsafe.aggregates.context import hospital, loading, police
from nightsafe.aggregates.context.beside import inside_tables, not_sent, police_tables
from nightsafe.aggregates.context.forms import LSOA, HospitalForm, PoliceForm
from nightsafe.aggregates.context.police import Counted
from nightsafe.aggregates.context.quarter import loaded_of, quarters
from nightsafe.aggregates.context.reading import members
from nightsafe.aggregates.models import ContextLoad
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Can, me, requires
from nightsafe.network.queries import places, time_zone

# A force's month is 10 to 20 MB; what is larger is loaded at the command line.
MOST_BYTES = 25_000_000
MOST_UNPACKED = 100_000_000


@requires(Can.WEEK)
def context() -> str:
    """What others' files tell of one quarter, the newest unless another is asked for."""
    found = quarters()
    asked = request.args.get("quarter")
    chosen = next((one for one in found if str(one) == asked), None)
    if asked is not None and chosen is None:
        abort(404)
    loaded = loaded_of(chosen or found[0]) if found else None
    query = select(ContextLoad, Person.name).outerjoin(Person, ContextLoad.loaded_by == Person.id)
    files = db.session.execute(
        query.order_by(ContextLoad.first.desc(), ContextLoad.name, ContextLoad.id)
    ).all()
    return render_template(
        "aggregates/context.html",
        quarters=found,
        loaded=loaded,
        police=police_tables(loaded) if loaded else [],
        hospital=inside_tables(loaded) if loaded and loaded.hospital else [],
        not_sent=not_sent(loaded) if loaded else "",
        files=files,
        day=lambda at: nights.local(at, time_zone()).date(),
    )


@requires(Can.PREPARE_RELEASE, max_body=MOST_BYTES)
def load_police() -> ResponseReturnValue:
    """Load a street-level file, or an archive of them."""
    form = PoliceForm()
    here = [(one.latitude, one.longitude) for one in places()]
    known = [(a, b) for a, b in here if a is not None and b is not None]
    today = nights.local(clock.now(), time_zone()).date()

    def count(name: str) -> list[Counted]:
        if form.where.data != LSOA and not known:
            raise ProductError(
                _("No place of this network has coordinates yet. Choose areas by their name."),
                "where",
            )
        where = police.Lsoa(form.lsoa.data or "") if form.where.data == LSOA else police.Near(known)
        return [
            police.count(one, stream, where, today, most=MOST_UNPACKED)
            for one, stream in members(name, form.stream, police.ENDING)
        ]

    return _loading(loading.POLICE, form, count)


@requires(Can.PREPARE_RELEASE, max_body=MOST_BYTES)
def load_hospital() -> ResponseReturnValue:
    """Load a file of assaults."""
    form, tz = HospitalForm(), time_zone()
    today = nights.local(clock.now(), tz).date()

    def count(name: str) -> list[Counted]:
        return [
            hospital.count(one, stream, today, tz, most=MOST_UNPACKED)
            for one, stream in members(name, form.stream, ".csv")
        ]

    return _loading(loading.HOSPITAL, form, count)


@requires(Can.PREPARE_RELEASE)
def remove_context(load_id: UUID) -> ResponseReturnValue:
    """Take a file's figures out."""
    actor = me()
    found = db.session.get(ContextLoad, load_id)
    if found is None:
        abort(404)
    loading.remove(found, by=actor.name, person_id=actor.person_id, now=clock.now())
    db.session.commit()
    return redirect(url_for("aggregates.context", done="context-removed"))


def _loading(
    source: str, form: PoliceForm | HospitalForm, count: Callable[[str], list[Counted]]
) -> ResponseReturnValue:
    actor = me()
    if request.method == "POST" and form.validate():
        # Reading takes a second or two: nobody waits for the database meanwhile.
        db.session.rollback()
        try:
            counted = count(form.name)
            db.session.rollback()
            made = [
                loading.load(source, one, by=actor.name, person_id=actor.person_id, now=clock.now())
                for one in counted
            ]
            db.session.commit()
            new = any(is_new for _loaded, is_new in made)
            done = "context-loaded" if new else "context-known"
            return redirect(url_for("aggregates.context", done=done))
        except ProductError as error:
            db.session.rollback()
            errors.show(form, error)
    return render_template(
        "aggregates/context_load.html",
        form=form,
        source=source,
        most=MOST_BYTES // 1_000_000,
        near=police.NEAR,
    ), form.status
