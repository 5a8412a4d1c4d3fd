"""The blueprint of accounts, apart from its views, so that they can be split by subject."""

from flask import Blueprint

views = Blueprint("accounts", __name__)
