"""The pages of accounts."""

from flask import Blueprint

views = Blueprint("accounts", __name__)
