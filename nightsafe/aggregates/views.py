"""The pages of aggregates."""

from flask import Blueprint

views = Blueprint("aggregates", __name__)
