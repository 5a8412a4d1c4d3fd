"""Who may enter and change what in the calendar."""

from nightsafe.accounts.roles import Role, may
from nightsafe.calendar.models import CalendarEvent
from nightsafe.gate import Actor, Can


def may_change(actor: Actor, event: CalendarEvent) -> bool:
    """A coordinator changes all of it; venues and Safe Places what their organisation entered."""
    if not may(actor, Can.CALENDAR):
        return False
    return actor.role == Role.CO or event.organisation_id == actor.organisation_id


def keeps_terms(actor: Actor) -> bool:
    """Whether somebody keeps term dates and brings files in."""
    return may(actor, Can.CALENDAR) and actor.role == Role.CO
