"""Saying that one has an event open, and hearing who else has."""

from uuid import UUID

from flask import abort, jsonify
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from nightsafe import clock
from nightsafe.database import db
from nightsafe.gate import Can, me, requires
from nightsafe.incidents.queries import event_of
from nightsafe.review import presence


@requires(Can.REVIEW)
def here(event_id: UUID) -> ResponseReturnValue:
    """Somebody still has an event open; who else has, by name and in words."""
    event = event_of(me(), event_id)
    if event is None:
        abort(404)
    names = presence.note(me(), event, now=clock.now())
    db.session.commit()
    return jsonify(others=list(names), said=said(list(names)))


def said(names: list[str]) -> str:
    """Who else is here, in words; empty when nobody is."""
    return _("Also here: %(names)s", names=", ".join(names)) if names else ""
