"""The pages that a phone keeps, in one answer, and a cheap way to ask whether they still hold."""

from flask import Response, current_app, jsonify, request
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from nightsafe import clock, headers
from nightsafe.accounts.sessions import lasts_until
from nightsafe.gate import Can, me, requires
from nightsafe.offline.pack import as_json, make, version


@requires(Can.LOG)
def pack() -> Response:
    """All pages that work without signal, for whoever asks; 304 while what they have still holds.

    The phone is told the server's time and when the sign-in ends, both in ms since 1970, also with
    a 304: its own clock may be wrong, and each page from the server moves the end.
    """
    actor, now = me(), clock.now()
    build = current_app.extensions["build"]
    name = version(actor, build, now=now)
    if request.if_none_match.contains(name):
        response = Response(status=304)
    else:
        fixed = {
            **headers.fixed(tls=False),
            "Content-Security-Policy": headers.policy(),
            "Cache-Control": "no-store",
        }
        # Before the first page is made, so that all have the same token, and it is this session's.
        generate_csrf()
        response = jsonify(as_json(make(actor), actor, name, build, fixed))
    response.set_etag(name)
    response.headers["Phone-Now"] = str(int(now.timestamp() * 1000))
    response.headers["Phone-Until"] = str(int(lasts_until(current_user.row).timestamp() * 1000))
    return response
