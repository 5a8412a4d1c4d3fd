"""The gate at work: before a view, may this person; after it, was anybody refused."""

from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, Response, abort, current_app, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from nightsafe import clock, errors, gate
from nightsafe.accounts.roles import allows, may
from nightsafe.database import db, read_only
from nightsafe.ledger.actions import stage

SAFE = {"GET", "HEAD", "OPTIONS"}


def init_app(app: Flask) -> None:
    """Stand before every view and after every answer."""
    app.before_request(begin)
    app.before_request(same_site)
    app.before_request(permission)
    app.after_request(note_refusal)
    app.teardown_request(_end)


def begin() -> None:
    """Decide how this request's transactions begin, before anything is read."""
    declaration = gate.declaration_of(current_app, request.endpoint)
    reads_text = declaration is not None and declaration.reads_text
    writes = request.method not in SAFE or reads_text
    read_only(not writes)
    db.session.info["writes"] = writes
    if declaration is not None and declaration.max_body is not None:
        # Before anything reads the form.
        request.max_content_length = declaration.max_body


def _end(_error: BaseException | None) -> None:
    read_only(False)


def same_site() -> None:
    """Refuse an unsafe request that another site made (R16)."""
    if request.method in SAFE:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        abort(403)
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403)


def permission() -> ResponseReturnValue | None:
    """Let a view run only for those who may; everybody else is told what to do."""
    declaration = gate.declaration_of(current_app, request.endpoint)
    if declaration is None or not declaration.signed_in:
        return None
    actor = gate.someone()
    if actor is None:
        if request.headers.get("X-Poll"):
            # A script that asks would take the page of the sign-in for its answer.
            return jsonify(signed_in=False), 401
        if request.method in SAFE:
            wanted = request.full_path if request.query_string else request.path
            return redirect(url_for("accounts.sign_in", next=wanted))
        abort(401)
    if declaration.can is not None and not allows(actor.role, declaration.can, lead=actor.lead):
        abort(403)
    enough = declaration.even_by_pin if declaration.can is None else may(actor, declaration.can)
    if actor.by_pin and not enough:
        return errors.page(
            403,
            _("A PIN is not enough for this"),
            _("Hand over the phone, then sign in with your e-mail and password."),
        )
    if declaration.max_body is not None:
        # A large body is long on its way: nobody waits for the database meanwhile.
        db.session.commit()
        request.get_data(cache=False, parse_form_data=True)
    return None


def note_refusal(response: Response) -> Response:
    """Write a row of its own for a signed-in person's refusal (R34)."""
    if response.status_code not in {403, 404} or request.endpoint is None:
        return response
    declaration = gate.declaration_of(current_app, request.endpoint)
    record_id = next(
        (value for value in (request.view_args or {}).values() if isinstance(value, UUID)), None
    )
    if declaration is None or not declaration.signed_in:
        return response
    if response.status_code == 404 and record_id is None:
        return response
    actor = gate.someone()
    if actor is None:
        return response
    try:
        db.session.rollback()
        read_only(False)
        what = {"status": response.status_code, "view": request.endpoint}
        stage("refused", record_id, actor.person_id, what, now=clock.now())
        db.session.commit()
    except DBAPIError:
        db.session.rollback()
        return Response(status=503, headers={"Retry-After": "5"})
    return response
