"""The pages of briefings: what members read, and the desk of those who write."""

from flask import Blueprint

from nightsafe.briefings import views_pack, views_reading, views_writing

views = Blueprint("briefings", __name__)
for _address, _view, _methods in (*views_reading.ROUTES, *views_writing.ROUTES, *views_pack.ROUTES):
    views.add_url_rule(_address, view_func=_view, methods=_methods)
