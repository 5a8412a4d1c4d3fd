"""Who takes the referrals of each route, named by a supervisor; and what nobody acknowledged."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock, errors
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Can, me, requires
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.referrals.forms import OwnersForm
from nightsafe.referrals.owners import candidates, name_owners
from nightsafe.referrals.owners import owners as owners_now
from nightsafe.referrals.queries import overdue
from nightsafe.referrals.routes import ROUTES


@requires(Can.NAME_OWNERS)
def owners() -> ResponseReturnValue:
    """The routes with those named for them; one form for each."""
    now = clock.now()
    sent = request.form.get("route", "")
    named = owners_now(now)
    posted = request.method == "POST"
    form = OwnersForm() if posted and sent in ROUTES else None
    if form is not None:
        form.put_route(sent)
        form.put_people(candidates(now), named[sent])
    if form is not None and form.validate():
        try:
            name_owners(me(), sent, form.people, now=now)
            db.session.commit()
            return redirect(url_for("referrals.owners", done="owners"))
        except ProductError as error:
            db.session.rollback()
            errors.show(form, error)
    forms = {key: OwnersForm(formdata=None) for key in ROUTES}
    people = candidates(now)
    for key, one in forms.items():
        one.put_route(key)
        one.put_people(people, named[key])
        one.put_owners(named[key])
    if form is not None:
        forms[sent] = form
    page = render_template(
        "referrals/owners.html",
        routes=ROUTES,
        named=named,
        forms=forms,
        late=overdue(me(), now),
        categories=CATEGORIES,
        problem=form,
    )
    return page, form.status if form is not None else (422 if posted else 200)
