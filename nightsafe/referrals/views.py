"""The pages of referrals: what was sent to somebody, and what they do with it."""

from flask import Blueprint

from nightsafe.referrals import models

__all__ = ["models", "views"]

views = Blueprint("referrals", __name__)
