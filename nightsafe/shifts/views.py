"""The pages of shifts."""

from flask import Blueprint

views = Blueprint("shifts", __name__)
