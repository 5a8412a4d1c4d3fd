"""The page of the imports."""

from flask import Blueprint

from nightsafe.importing import queries

views = Blueprint("importing", __name__)

__all__ = ["queries", "views"]
