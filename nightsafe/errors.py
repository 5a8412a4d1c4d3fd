"""What can go wrong, in words for people, and the pages that say it."""

from typing import Any

from flask import Flask, Response, current_app, json, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from nightsafe.database import BUSY_SECONDS, db, read_only

Words = str | LazyString
# At these addresses it is programs that ask: they are told what went wrong as they read it.
PROGRAMS = "/api/"


class ProductError(Exception):
    """Something a person can mend: what happened and what to do, and the form field it is about."""

    status = 422

    def __init__(self, message: Words, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


class NotAllowed(ProductError):
    """A rule says no to this person, though the page itself is theirs."""

    status = 403


def show(form: Any, error: ProductError) -> int:
    """Put a product error beside the field it is about; gives the status to answer with."""
    field = getattr(form, error.field, None) if error.field else None
    target = field if field is not None and hasattr(field, "errors") else None
    if target is None:
        form.form_errors.append(error.message)
    else:
        target.errors = [*target.errors, error.message]
    return error.status


def init_app(app: Flask) -> None:
    """Give every error a page in plain words; no trace, no version (R26)."""
    app.register_error_handler(ProductError, _product_error)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def page(status: int, title: str, advice: str, **headers: str) -> ResponseReturnValue:
    """An error page: what happened, what to do.

    It only reads: a database that is locked or full can still be read, and the page shown.
    """
    db.session.rollback()
    read_only(True)
    if request.path.startswith(PROGRAMS):
        return problem(status, title, advice, **headers)
    try:
        response = make_response(render_template("errors/error.html", title=title, advice=advice))
    except DBAPIError:
        # Not even to be read: the words alone.
        db.session.rollback()
        response = make_response(f"{title}\n{advice}\n")
        response.mimetype = "text/plain"
    response.status_code = status
    response.headers.update(headers)
    return response


def problem(status: int, title: str, detail: str, **headers: str) -> Response:
    """What went wrong, for a program (RFC 9457)."""
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    response = Response(json.dumps(told), status=status, mimetype="application/problem+json")
    response.headers.update(headers)
    return response


def _product_error(error: ProductError) -> ResponseReturnValue:
    return page(error.status, str(error.message), _("Go back; what you typed is still there."))


def _forged(_error: CSRFError) -> ResponseReturnValue:
    # Flask-WTF says 400; it is a refusal (R16).
    return page(
        403,
        _("This page has been open for too long"),
        _("Go back, load the page again, and send it once more."),
    )


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if error.response is not None and status < 400:
        return error.get_response()
    title, advice = _words(status)
    methods = getattr(error, "valid_methods", None) or ()
    headers = {"Allow": ", ".join(methods)} if methods else {}
    return page(status, title, advice, **headers)


def _words(status: int) -> tuple[str, str]:
    known = {
        400: (
            _("That address has something in it we do not know"),
            _("Go back and choose from the page."),
        ),
        401: (_("Please sign in"), _("Your shift may have ended. Sign in and try again.")),
        403: (
            _("You cannot do this here"),
            _("If it is part of your work, ask your coordinator or switch to your other place."),
        ),
        404: (
            _("There is nothing here for you"),
            _("The address may be wrong, or it is not yours to see."),
        ),
        405: (_("That cannot be done at this address"), _("Go back and use the buttons.")),
        409: (_("This changed while you were writing"), _("Open it again to see the latest.")),
        413: (
            _("That is too much to send at once"),
            _("Send fewer files, or smaller ones.")
            if request.mimetype == "multipart/form-data"
            else _("Shorten the text and send it again; a few thousand words always fit."),
        ),
    }
    return known.get(
        status, (_("Something went wrong on our side"), _("Nothing you saved is lost. Try again."))
    )


def _database_error(error: DBAPIError) -> ResponseReturnValue:
    # From here on it is only read: for a person's language, too, nobody waits for the lock again.
    db.session.rollback()
    read_only(True)
    text = str(error.orig).lower()
    state = getattr(error.orig, "sqlstate", "") or ""
    if "disk is full" in text or "disk full" in text or state == "53100":
        return page(
            507,
            _("The server has no room left"),
            _("This was not saved. Keep this page, tell the coordinator, and try again later."),
        )
    if "locked" in text or "busy" in text or state in {"55P03", "40P01", "40001", "57014"}:
        return page(
            503,
            _("The server is busy"),
            _("This was not saved yet. Wait a few seconds and send it again."),
            **{"Retry-After": str(BUSY_SECONDS)},
        )
    return _unexpected(error)


def _unexpected(error: Exception) -> ResponseReturnValue:
    current_app.logger.error(
        "unexpected error on %s %s", request.method, request.endpoint, exc_info=error
    )
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        db.session.rollback()
        raise error
    return page(500, *_words(500))
