"""The pages of briefings."""

from flask import Blueprint

from nightsafe.briefings.models import Briefing, BriefingRead

views = Blueprint("briefings", __name__)
TABLES = (Briefing, BriefingRead)
