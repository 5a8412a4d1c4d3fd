"""Asking one of our own views, as somebody, from inside another request.

What a phone's queue brings ends in the very view that the same form's page is posted to; what a
phone keeps is the very page that the view shows.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, make_response, request, session
from flask.ctx import RequestContext
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import EnvironBuilder

from nightsafe import gate
from nightsafe.accounts.roles import may
from nightsafe.database import db, is_read_only, read_only
from nightsafe.errors import ProductError
from nightsafe.gate import Actor, Declaration

Fields = Sequence[tuple[str, str]]
_TOLD = ("Cookie", "Accept-Language", "User-Agent")


def declared(path: str, method: str = "POST") -> tuple[str, dict[str, Any], Declaration] | None:
    """The endpoint, the arguments and the declaration of a path of ours; None for any other."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    adapter = app.url_map.bind("")
    try:
        if not path.startswith("/") or urlsplit(path).path != path:
            return None
        endpoint, arguments = adapter.match(path, method)
    except (HTTPException, RequestRedirect, ValueError):
        return None
    declaration = gate.declaration_of(app, endpoint)
    return None if declaration is None else (endpoint, dict(arguments), declaration)


def _allowed(actor: Actor, declaration: Declaration) -> bool:
    """Whether somebody may use a view, as the gate would have it."""
    return declaration.can is None or may(actor, declaration.can)


def ask(
    path: str,
    actor: Actor,
    fields: Fields | None = None,
    *,
    kept: bool = False,
    queued: bool = False,
) -> Response:
    """The answer of a path's view to an actor: to a GET, or to a POST of `fields`.

    `kept` is a page for the phone's own store, `queued` a submission from its queue. What the
    gate refuses, and what a view refuses by raising, is an answer as well: no page, but the words
    for it in plain text, if there are any. Faults come through.
    """
    method = "GET" if fields is None else "POST"
    found = declared(path, method)
    if found is None or not _allowed(actor, found[2]):
        return Response(status=404 if found is None else 403)
    endpoint, arguments, _ = found
    builder = EnvironBuilder(
        path=path,
        method=method,
        base_url=request.host_url,
        data=None if fields is None else MultiDict(fields),
        # The page is made for the same browser: its theme, its language.
        headers=[(name, request.headers[name]) for name in _TOLD if name in request.headers],
    )
    before = is_read_only()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    # The outer session: a form that is kept is posted with its token.
    here = session._get_current_object()  # type: ignore[attr-defined]
    inner = RequestContext(app, builder.get_environ(), session=here)
    with inner, gate.acting(actor), _flags(kept, queued):
        try:
            answer = make_response(app.view_functions[endpoint](**arguments))
        except ProductError as error:
            db.session.rollback()
            answer = Response(str(error.message), error.status, mimetype="text/plain")
        except HTTPException as error:
            db.session.rollback()
            answer = make_response(error.get_response())
            answer.mimetype = "text/plain"
            if error.response is None:
                answer.set_data(b"")
    # The inner request's end let go of this.
    read_only(before)
    return answer


class _flags:  # noqa: N801 - used like the context managers of contextlib
    """What `g` says of the inner request, and again of the outer one afterwards."""

    def __init__(self, kept: bool, queued: bool) -> None:
        # The door has seen the token or the session: a form need not be shown another.
        self.wanted = {"kept": kept, "queued": queued, "csrf_valid": True}
        self.before: dict[str, Any] = {}

    def __enter__(self) -> None:
        self.before = {name: g.get(name) for name in self.wanted}
        for name, value in self.wanted.items():
            setattr(g, name, value)

    def __exit__(self, *_error: object) -> None:
        for name, value in self.before.items():
            setattr(g, name, value)
