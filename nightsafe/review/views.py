"""The pages of review."""

from flask import Blueprint

views = Blueprint("review", __name__)
