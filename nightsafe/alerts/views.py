"""The pages of warnings."""

from flask import Blueprint

from nightsafe.alerts.models import Alert

views = Blueprint("alerts", __name__)
TABLES = (Alert,)
