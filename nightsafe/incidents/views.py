"""The pages of incidents."""

from flask import Blueprint

views = Blueprint("incidents", __name__)
