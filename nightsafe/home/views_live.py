"""Asking whether there is anything new, without a page and without staying signed in by it."""

from flask import Response, abort, jsonify, request

from nightsafe import clock, nights
from nightsafe.accounts.roles import may
from nightsafe.errors import ProductError
from nightsafe.gate import Actor, Can, even_by_pin, me
from nightsafe.home.live import answer
from nightsafe.network.queries import time_zone
from nightsafe.review import filters
from nightsafe.review.live import News, news, read_mark


@even_by_pin
def live() -> Response:
    """The notices that wait and, of the queue that the address asks for, what is new `since`.

    304 while that is what the asker knows. Nobody stays signed in by asking (X-Poll).
    """
    actor = me()
    response = jsonify(answer(actor, _news(actor)))
    response.add_etag()
    response.make_conditional(request)
    return response


def _news(actor: Actor) -> News | None:
    args = request.args.to_dict()
    since = args.pop("since", None)
    if since is None or not may(actor, Can.REVIEW):
        return None
    try:
        asked = filters.read(args, nights.night_of(clock.now(), time_zone()))
        return news(actor, asked, read_mark(actor, since))
    except (ValueError, ProductError):
        abort(400)
