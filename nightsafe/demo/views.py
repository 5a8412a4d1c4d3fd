"""The pages of demo."""

from flask import Blueprint

views = Blueprint("demo", __name__)
