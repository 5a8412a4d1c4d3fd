"""Grants for restricted records: who holds one, proposing, confirming, ending."""

from datetime import timedelta

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock, errors, nights
from nightsafe.accounts import break_glass, granting
from nightsafe.accounts.forms import GrantForm
from nightsafe.accounts.models import Grant, Person
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Can, me, requires
from nightsafe.network.queries import time_zone

# A grant ends with its last night, at the noon that begins the next.
BEFORE = timedelta(seconds=1)


@requires(Can.GIVE_GRANT)
def grants() -> str:
    """Who may open restricted records, until when, and what waits for a second supervisor."""
    now = clock.now()
    found = granting.open_grants(now)
    names = {
        person_id: db.session.get_one(Person, person_id).name
        for one in found
        for person_id in (one.proposed_by, one.confirmed_by)
        if person_id is not None
    }
    return render_template(
        "accounts/grants.html",
        running=[one for one in found if one.confirmed_at is not None],
        waiting=[one for one in found if one.confirmed_at is None],
        names=names,
        holders=granting.holders(now),
        uses=break_glass.uses(now),
        fewest=granting.FEWEST_HOLDERS,
        may_confirm=lambda one: granting.may_confirm(me(), one),
        last_night=lambda one: nights.night_of(one.ends_at - BEFORE, time_zone()),
    )


@requires(Can.GIVE_GRANT)
def propose_grant() -> ResponseReturnValue:
    """Propose a grant; another supervisor confirms it."""
    now = clock.now()
    form = GrantForm()
    form.person_id.choices = [
        ("", ""),
        *((one.id, one.name) for one in granting.candidates(now)),
    ]
    if request.method == "POST" and form.validate():
        try:
            granting.propose_grant(
                me(), form.person_id.data, form.reason.data or "", form.until.data, now=now
            )
            db.session.commit()
            return redirect(url_for("accounts.grants", done="grant-proposed"))
        except ProductError as error:
            db.session.rollback()
            errors.show(form, error)
    last = granting.last_day(nights.night_of(now, time_zone()))
    return render_template("accounts/propose_grant.html", form=form, last=last), form.status


def _grant_or_404(grant_id: int) -> Grant:
    found = granting.grant_of(grant_id, clock.now())
    if found is None:
        abort(404)
    return found


@requires(Can.GIVE_GRANT)
def confirm_grant(grant_id: int) -> ResponseReturnValue:
    """Confirm what another supervisor proposed."""
    granting.confirm_grant(me(), _grant_or_404(grant_id), now=clock.now())
    db.session.commit()
    return redirect(url_for("accounts.grants", done="grant-confirmed"))


@requires(Can.GIVE_GRANT)
def end_grant(grant_id: int) -> ResponseReturnValue:
    """End a grant or a proposal."""
    granting.end_grant(me(), _grant_or_404(grant_id), now=clock.now())
    db.session.commit()
    return redirect(url_for("accounts.grants", done="grant-ended"))
