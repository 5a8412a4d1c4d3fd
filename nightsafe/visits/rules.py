"""Who may know of a Safe Places visit."""

from collections.abc import Collection

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from nightsafe.visits.choices import RESTRICTED_REASONS


def is_restricted(reasons: Collection[str], age_band: str | None) -> bool:
    """Whether a visit is out of live counts, and read whole by its author only."""
    return age_band == "under_18" or not RESTRICTED_REASONS.isdisjoint(reasons)


def seen_by(restricted: bool) -> LazyString:
    """Who will see a visit, as said on the screen before it is sent."""
    if restricted:
        return _l("You alone. Your manager or team lead sees only when somebody came and left.")
    return _l("You and your manager or team lead. Police and analysts see numbers only.")
