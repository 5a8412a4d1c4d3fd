"""The pages of the calendar of events."""

from flask import Blueprint

from nightsafe.calendar.models import CalendarEvent, Term

views = Blueprint("calendar", __name__)
TABLES = (CalendarEvent, Term)
