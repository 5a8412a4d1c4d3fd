"""What the pages of an entry need to show its photos, and the form for more."""

from typing import Any

from nightsafe.gate import Actor
from nightsafe.incidents.lifecycle import is_author
from nightsafe.incidents.models import Entry
from nightsafe.incidents.photo_files import seen
from nightsafe.incidents.photo_forms import PhotosForm
from nightsafe.incidents.photo_queries import photos_of
from nightsafe.incidents.photo_rules import MOST, may_add_photo
from nightsafe.submissions.uploads import State, left_out


def photos_on(entry: Entry, actor: Actor, back: str = "story") -> dict[str, Any]:
    """The photos of an entry that somebody may open; its author gets the form for more, too."""
    there = seen(photos_of([entry.id])[entry.id])
    more = may_add_photo(entry, actor) and len(there) < MOST
    missing = left_out(entry.author_id, entry.id) if is_author(entry, actor) else {}
    return {
        "photos": there,
        "photos_form": PhotosForm.fresh(back) if more else None,
        "photos_unread": missing.get(State.UNREADABLE, 0),
        "photos_aside": missing.get(State.ASIDE, 0),
    }
