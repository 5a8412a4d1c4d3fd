"""The pages of briefings: what members read, and the desk of those who write."""

from uuid import UUID

from flask import Blueprint

from nightsafe import clock
from nightsafe.briefings import receipts, views_pack, views_reading, views_writing
from nightsafe.briefings.queries import last_published, on_the_desk

views = Blueprint("briefings", __name__)
for _address, _view, _methods in (*views_reading.ROUTES, *views_writing.ROUTES, *views_pack.ROUTES):
    views.add_url_rule(_address, view_func=_view, methods=_methods)


@views.app_template_global()
def share_read() -> tuple[UUID, int] | None:
    """The briefing published last, and in percent who has read it; None before the first."""
    newest = last_published()
    found = on_the_desk(newest[0]) if newest else None
    if found is None:
        return None
    return found.id, receipts.whole(receipts.by_organisation(found, now=clock.now())).share
