"""The published description of the API, in OpenAPI 3.1, made from its views and schemas."""

from typing import Any

from flask import Flask, current_app
from flask_smorest import Api, Blueprint

from nightsafe.api.rules import Scope
from nightsafe.api.schemas import Problem
from nightsafe.config import Settings

KEPT = "api_document"
PROBLEM = "application/problem+json"
# What any view may answer instead of what was asked for, by status; described once.
REFUSALS = {
    "400": ("NotUnderstood", "A parameter that is not known, or cannot be read."),
    "401": ("NoToken", "No token was sent, or one that does not work."),
    "403": ("NotInScope", "The token has not the scope; the answer names it."),
    "404": ("NothingThere", "No such release, or no such table in it."),
    "429": ("TooOften", "The token was used too often. `Retry-After` says how long to wait."),
    "503": ("Busy", "Nothing could be written down, so nothing is told. Ask again in a moment."),
}
RESPONSES = {status: name for status, (name, _words) in REFUSALS.items()} | {
    "304": {"description": "It is as it was: `If-None-Match` named it."}
}
HEADERS = {"ETag": {"description": "Names the answer as it is.", "schema": {"type": "string"}}}
ZIP = {"type": "string", "contentMediaType": "application/zip"}
AS_IT_WAS = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the answer you have.",
    "schema": {"type": "string"},
}
SECURITY = "token"
ABOUT = """\
Released figures of a night-time safety partnership, for programs such as a council's dashboard.

Every figure here has left: it was protected, audited together with all that left before, approved
by a second person, and is never changed. A figure that is not shown has the value null and the
status "not shown"; it is not a zero.

Send your token with every request, in the header `Authorization: Bearer nightsafe_...`. Every use
of a token is written down. Keep the `ETag` of an answer and send it as `If-None-Match`: what has
not changed is answered by 304 and nothing else."""


class Description(Api):  # type: ignore[misc, unused-ignore]
    """flask-smorest for its description alone: no page and no error handler of the app is its."""

    DEFAULT_ERROR_RESPONSE_NAME = None
    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        """Leave errors to the app: it knows who is asking, a person or a program."""


def document(answers: Blueprint, name: str) -> dict[str, Any]:
    """The description of a blueprint's views, which the app has registered under a name.

    It is made when it is first asked for: nobody who starts the app waits for it.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if KEPT not in app.extensions:
        app.extensions[KEPT] = _made(app, answers, name)
    found: dict[str, Any] = app.extensions[KEPT]
    return found


def _made(app: Flask, answers: Blueprint, name: str) -> dict[str, Any]:
    settings: Settings = app.extensions["settings"]
    api = Description(
        spec_kwargs={
            "title": "nightsafe: released figures",
            "version": "1",
            "openapi_version": "3.1.0",
            "info": {"description": ABOUT},
            "servers": [{"url": settings.base_url}],
        }
    )
    api.init_app(app)
    api.spec.components.security_scheme(
        SECURITY,
        {
            "type": "http",
            "scheme": "bearer",
            "description": "A consumer's token, made by the network's coordinator. Its scopes: "
            + ", ".join(Scope)
            + ".",
        },
    )
    for name_of_it, words in REFUSALS.values():
        content = {PROBLEM: {"schema": Problem}}
        api.spec.components.response(name_of_it, {"description": words, "content": content})
    answers.register_views_in_doc(api, app, api.spec, name=name, parameters=None)
    api.spec.tag({"name": "Releases", "description": "What left, newest first."})
    made: dict[str, Any] = api.spec.to_dict()
    return made
