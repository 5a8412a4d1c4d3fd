"""What the map fetches: the drawing of some filters, and pieces of the installation's map file."""

from pathlib import Path

from flask import Response, abort, current_app, jsonify, request, send_file

from nightsafe.config import Settings
from nightsafe.gate import Can, me, requires
from nightsafe.review.map import shown
from nightsafe.review.map_panel import drawing
from nightsafe.review.views_pages import wanted

# A tile or a part of the file's index is far smaller; the whole file may be of gigabytes.
LONGEST_PIECE = 16_000_000  # octets


@requires(Can.REVIEW)
def map_data() -> Response:
    """The map of the filters in the address, as JSON; 304 when nothing has changed."""
    filters = wanted().filters
    answer = jsonify(drawing(shown(me(), filters), filters))
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@requires(Can.REVIEW)
def map_file() -> Response:
    """A piece of the map file that the settings name, as the Range header asks for it."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.map_file:
        abort(404)
    asked = request.range
    if asked is None or len(asked.ranges) != 1:
        abort(416)
    start, end = asked.ranges[0]
    if end is None or start < 0 or end - start > LONGEST_PIECE:
        abort(416)
    answer = send_file(
        Path(settings.map_file).resolve(), mimetype="application/octet-stream", conditional=True
    )
    if answer.status_code == 200:
        # An If-Range that does not fit asks for all of it: never more leaves than was asked for.
        answer.close()
        abort(416)
    # What a browser kept of it would tell where somebody looked (R27).
    answer.headers["Cache-Control"] = "no-store"
    return answer
