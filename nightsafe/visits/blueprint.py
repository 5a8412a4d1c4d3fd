"""The blueprint that all pages of visits belong to."""

from flask import Blueprint

views = Blueprint("visits", __name__)
