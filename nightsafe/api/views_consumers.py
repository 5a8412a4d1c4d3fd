"""The coordinator's page of programs that read released figures: listed, made, revoked."""

from datetime import date, timedelta

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock, errors, nights
from nightsafe.api import actions, queries
from nightsafe.api.forms import ConsumerForm
from nightsafe.api.models import Consumer
from nightsafe.api.rules import SCOPES, last_day, works
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Can, me, requires
from nightsafe.network.queries import time_zone

# A token ends with its last night, at the noon that begins the next.
BEFORE = timedelta(seconds=1)


def _last_night(consumer: Consumer) -> date:
    return nights.night_of(consumer.ends_at - BEFORE, time_zone())


@requires(Can.CONSUMERS)
def consumers() -> str:
    """The programs that may read released figures, and those that no longer may."""
    now = clock.now()
    found = queries.consumers()
    return render_template(
        "api/consumers.html",
        running=[one for one in found if works(one, now)],
        past=[one for one in found if not works(one, now)],
        names=queries.names_of(found),
        scopes=SCOPES,
        last_night=_last_night,
    )


@requires(Can.CONSUMERS)
def new_consumer() -> ResponseReturnValue:
    """Let a program read released figures; its token is shown once, on the page that follows."""
    now = clock.now()
    last = last_day(nights.night_of(now, time_zone()))
    form = ConsumerForm()
    if request.method == "POST" and form.validate():
        try:
            made, token = actions.make_consumer(
                me(),
                form.name.data or "",
                form.contact.data or "",
                form.scopes.data or [],
                form.until.data,
                now=now,
            )
            db.session.commit()
            return render_template(
                "api/token.html",
                consumer=made,
                token=token,
                scopes=SCOPES,
                until=_last_night(made),
                base=current_app.extensions["settings"].base_url,
            )
        except ProductError as error:
            db.session.rollback()
            errors.show(form, error)
    hints = {str(scope): about.hint for scope, about in SCOPES.items()}
    return render_template("api/new_consumer.html", form=form, last=last, hints=hints), form.status


@requires(Can.CONSUMERS)
def revoke_consumer(consumer_id: int) -> ResponseReturnValue:
    """End a program's token at once, once the coordinator has said that they mean it."""
    now = clock.now()
    found = queries.consumer_of(consumer_id)
    if found is None:
        abort(404)
    if request.method == "POST":
        actions.revoke_consumer(me(), found, now=now)
        db.session.commit()
        return redirect(url_for("api.consumers", done="consumer-revoked"))
    if not works(found, now):
        return redirect(url_for("api.consumers"))
    return render_template("api/revoke.html", consumer=found, until=_last_night(found))
