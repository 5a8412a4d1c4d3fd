"""Leaving a kind of mail by its own link (RFC 8058): by a button, or by the mail program itself."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from nightsafe import clock
from nightsafe.database import db
from nightsafe.delivery.choices import leave
from nightsafe.delivery.unsubscribing import read_token
from nightsafe.gate import public

# Asked by mail programs, which have no page to take a token from: the address is the authority.
BY_ADDRESS = ("nightsafe.delivery.views_unsubscribe.unsubscribe",)


@public
def unsubscribe(leaving: str) -> ResponseReturnValue:
    """Ask whether to stop, for many a program opens every link; stop when that is posted."""
    found = read_token(leaving)
    if found is None:
        abort(404)
    person_id, group = found
    if request.method == "POST":
        leave(person_id, group, now=clock.now())
        db.session.commit()
    return render_template(
        "delivery/unsubscribe.html", group=group, stopped=request.method == "POST"
    )
