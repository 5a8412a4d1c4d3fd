"""The pages of visits."""

from flask import Blueprint

views = Blueprint("visits", __name__)
