"""Until when a quiet night may be taken back (pure)."""

from datetime import date

from nightsafe.gate import Actor
from nightsafe.shifts.models import QuietNight


def may_take_back(quiet: QuietNight, actor: Actor, tonight: date) -> bool:
    """Whether somebody may take back that their night was quiet: whoever said it, that night."""
    return (
        quiet.author_id == actor.person_id and quiet.withdrawn_at is None and quiet.night == tonight
    )
