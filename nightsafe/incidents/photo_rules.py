"""Who may add, see and take away a photo of an entry (pure)."""

from nightsafe.accounts.roles import allows
from nightsafe.gate import Actor, Can
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.lifecycle import is_author, may_amend
from nightsafe.incidents.models import Entry, Photo

MOST = 4
# Of one form, as a browser sends it: photos as a phone's camera makes them.
MOST_BYTES = 12_000_000


def may_add_photo(entry: Entry, actor: Actor) -> bool:
    """Whether somebody may add a photo: the author, while it stands, of a kind with a thing."""
    return may_amend(entry, actor) and CATEGORIES[entry.code].photo


def may_remove_photo(entry: Entry, photo: Photo, actor: Actor) -> bool:
    """Whether somebody may take a photo away: its author, while the entry stands."""
    return photo.entry_id == entry.id and may_amend(entry, actor)


def may_open_original(entry: Entry, actor: Actor) -> bool:
    """Whether somebody who may open an entry may have a photo's file as it arrived.

    It is evidence, and may say where and with which phone it was taken: its author has it, and
    police and specialists who read the entry for review; not the manager of a register.
    """
    return (
        is_author(entry, actor)
        or allows(actor.role, Can.REVIEW)
        or (entry.restricted and actor.restricted and allows(actor.role, Can.HOLD_GRANT))
    )
