"""The phone's pages and its queue: the blueprint that they hang on."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from nightsafe import clock
from nightsafe.accounts.sessions import device_of
from nightsafe.database import db
from nightsafe.gate import Can, requires
from nightsafe.offline import (
    views_attention,
    views_door,
    views_held,
    views_outbox,
    views_pack,
    views_photos,
    views_shell,
)
from nightsafe.offline.registering import register as make_known
from nightsafe.submissions.forms import read_record

views = Blueprint("offline", __name__)
views.post("/outbox")(views_door.bring)
views.post("/outbox/photos/<uuid:photo_id>")(views_photos.bring_photo)
views.get("/outbox")(views_outbox.outbox)
views.get("/manifest.webmanifest")(views_shell.manifest)
views.get("/sw.js")(views_shell.worker)
views.get("/static/scripts/<path:name>")(views_shell.script)
views.get("/phone/offline")(views_shell.offline)
views.get("/phone/pack")(views_pack.pack)
views.get("/attention")(views_attention.attention)
views.route("/attention/<uuid:held_id>/finish", methods=["GET", "POST"])(views_attention.finish)
views.route("/attention/<uuid:held_id>/remove", methods=["GET", "POST"])(views_attention.remove)
views.get("/held")(views_held.quarantined)
_ONE = "/held/<int(max=2147483647):person_id>"
views.route(_ONE + "/take-in", methods=["GET", "POST"])(views_held.take_in)
views.route(_ONE + "/throw-away", methods=["GET", "POST"])(views_held.throw_away)


@views.post("/phone/register")
@requires(Can.LOG)
def register() -> ResponseReturnValue:
    """Make this phone known, so that it can seal what is saved on it and send it later."""
    said = request.get_json(silent=True)
    device = said.get("device") if isinstance(said, dict) else None
    found = make_known(
        current_user.row,
        read_record(device if isinstance(device, str) else None),
        device_of(request.user_agent.string) or "-",
        now=clock.now(),
    )
    db.session.commit()
    return jsonify(found)
