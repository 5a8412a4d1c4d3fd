"""The addresses of the API, each opened by a token, and of the coordinator's page of consumers."""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, g, json, request
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as Described
from marshmallow import Schema
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import BadRequest

from nightsafe import clock, gate
from nightsafe.aggregates import output_package, queries
from nightsafe.aggregates.models import Release
from nightsafe.api import answers as told
from nightsafe.api import letting_in, problems, schemas, views_consumers
from nightsafe.api.actions import note_use
from nightsafe.api.document import AS_IT_WAS, HEADERS, RESPONSES, SECURITY, ZIP, document
from nightsafe.api.models import Consumer
from nightsafe.api.problems import Problem
from nightsafe.api.rules import Scope
from nightsafe.database import db
from nightsafe.gate import by_token, public

_GET, _POST, _FORM = ["GET"], ["POST"], ["GET", "POST"]
# What was fetched may be kept, if it is asked every time whether the token still works.
CACHE = "private, no-cache"
NO_PAGE = "default-src 'none'; frame-ancestors 'none'"
NUMBER = "/releases/<int(max=2147483647):release_number>"

views = Blueprint("api", __name__)
ABOUT: Any = {"tags": ["Releases"], "parameters": [AS_IT_WAS]}
answers = Described("v1", __name__, url_prefix="/api/v1")


@answers.before_request
def let_in() -> None:
    """Let nothing answer here but to a token that opens it (deny by default)."""
    declaration = gate.declaration_of(current_app, request.endpoint)
    if declaration is None or declaration.scope is None:
        raise problems.nothing_there("This address is for nobody.")
    now = clock.now()
    token = letting_in.presented(request.headers.get("Authorization"))
    g.consumer = letting_in.consumer_with(token, now)
    letting_in.check(g.consumer, declaration.scope, now)


@answers.after_request
def no_page(response: Response) -> Response:
    """What is answered here is no page: a browser that shows it does nothing for it."""
    response.headers["Content-Security-Policy"] = NO_PAGE
    return response


def _described(name: str, scope: Scope, schema: Any, **more: Any) -> Callable[[Any], Any]:
    """Declare what a view answers, and the scope that opens it."""

    def mark(view: Any) -> Any:
        view = answers.response(200, schema, headers=HEADERS, **more)(view)
        told_of = {"responses": RESPONSES, "security": [{SECURITY: [str(scope)]}]}
        view = answers.doc(operationId=name, **told_of)(view)
        return by_token(scope)(view)

    return mark


@answers.route("/releases", **ABOUT)
@_described("listReleases", Scope.RELEASES, schemas.Releases)
@answers.arguments(schemas.PageQuery, location="query", unknown="raise", error_status_code=400)
def releases(asked: dict[str, int]) -> Response:
    """The releases, newest first."""
    found = told.in_pages(queries.released(), asked["page"], asked["size"])
    return _answer(schemas.Releases(), found)


@answers.route(NUMBER, **ABOUT)
@_described("readRelease", Scope.RELEASES, schemas.Release)
def release(release_number: int) -> Response:
    """A release: its quarter, its coverage, and its tables by key."""
    return _answer(schemas.Release(), told.whole_release(_release_or_404(release_number)))


@answers.route(f"{NUMBER}/tables/<table_key>", **ABOUT)
@_described("readTable", Scope.RELEASES, schemas.Table)
def table(release_number: int, table_key: str) -> Response:
    """A table of a release, with every figure and what it means."""
    found = _release_or_404(release_number)
    chosen = next((one for one in queries.tables_of(found) if one.key == table_key), None)
    if chosen is None:
        raise problems.nothing_there("This release has no such table. The release names its own.")
    return _answer(schemas.Table(), told.whole_table(found, chosen))


@answers.route(f"{NUMBER}/datapackage.zip", **ABOUT)
@_described("fetchPackage", Scope.PACKAGES, ZIP, content_type=output_package.TYPE)
def package(release_number: int) -> Response:
    """A whole release as one file: a Frictionless Data Package."""
    found = _release_or_404(release_number)
    response = Response(output_package.package(found), content_type=output_package.TYPE)
    name = f"{output_package.name_of(found)}.zip"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return _send(response)


def _release_or_404(number: int) -> Release:
    found = queries.release_numbered(number)
    if found is None:
        raise problems.nothing_there("No release has this number. /api/v1/releases lists them all.")
    return found


def _answer(schema: Schema, found: dict[str, Any]) -> Response:
    body = json.dumps(schema.dump(found), sort_keys=False)
    return _send(Response(body, mimetype="application/json"))


def _send(response: Response) -> Response:
    """Write the use down, and answer; without the one there is not the other (R34)."""
    what = {"view": request.endpoint, **(request.view_args or {})}
    note_use(g.consumer, "figures-read", what, now=clock.now())
    db.session.commit()
    response.headers["Cache-Control"] = CACHE
    response.vary.add("Authorization")
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    response.make_conditional(request)
    return response


@views.get("/api/v1/openapi.json")
@public
def described() -> Response:
    """What there is to ask for, in OpenAPI 3.1; it says nothing of any figure."""
    return Response(json.dumps(document(answers, "api.v1")), mimetype="application/json")


@views.errorhandler(Problem)
def refuse(problem: Problem) -> ResponseReturnValue:
    """Refuse a program; what a known consumer was refused is a row of its own (R34)."""
    consumer: Consumer | None = g.get("consumer")
    try:
        db.session.rollback()
        if consumer is not None and problem.status in {403, 404}:
            what = {"status": problem.status, "view": request.endpoint}
            note_use(consumer, "refused", what, now=clock.now())
            db.session.commit()
    except DBAPIError:
        db.session.rollback()
        return Response(status=503, headers={"Retry-After": "5"})
    return problem.answer()


@answers.errorhandler(BadRequest)
def misread(error: BadRequest) -> ResponseReturnValue:
    """Say which parameter of an address cannot be read (R19)."""
    messages = getattr(error, "data", {}).get("messages", {}).get("query", {})
    words = " ".join(f"{name}: {' '.join(said)}" for name, said in sorted(messages.items()))
    return refuse(problems.not_understood(words or "Look at /api/v1/openapi.json."))


views.register_blueprint(answers)
views.add_url_rule("/consumers", view_func=views_consumers.consumers, methods=_GET)
views.add_url_rule("/consumers/new", view_func=views_consumers.new_consumer, methods=_FORM)
views.add_url_rule(
    "/consumers/<int(max=2147483647):consumer_id>/revoke",
    view_func=views_consumers.revoke_consumer,
    methods=_FORM,
)
