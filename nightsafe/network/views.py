"""The pages of network."""

from flask import Blueprint

views = Blueprint("network", __name__)
