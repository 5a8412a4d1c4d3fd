"""Where it happened: what a member is offered, and the place that they meant."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from nightsafe.errors import ProductError
from nightsafe.gate import Actor
from nightsafe.incidents.queries import recent_places
from nightsafe.network.models import Place
from nightsafe.network.queries import place, place_named

ELSEWHERE = "other"
_NOT_A_PLACE = _l("We do not know that place (any more). Choose another, or write it in words.")


def offered(actor: Actor, chosen: Place | None = None) -> list[tuple[str, str]]:
    """The chips of a member: their premises, the street outside, recent places, elsewhere.

    `chosen` is offered too: a place stays chosen though it is no longer among the recent ones.
    """
    found: list[tuple[str, str]] = []
    if actor.premises_place_id is not None:
        own = place(actor.premises_place_id)
        if own is not None:
            found.append((str(own.id), own.name))
            if own.street is not None:
                found.append((str(own.street.id), _("Outside, %(street)s", street=own.street.name)))
    if chosen is not None and str(chosen.id) not in dict(found):
        found.append((str(chosen.id), chosen.name))
    known = dict(found)
    limit = 3 if actor.premises_place_id is not None else 5
    lately = [(str(one.id), one.name) for one in recent_places(actor, limit)]
    found += [one for one in lately if one[0] not in known]
    return [*found, (ELSEWHERE, _("Somewhere else") if found else _("Say where"))]


def place_of(choice: str | None, before: Place | None = None) -> Place | None:
    """The place of a chip; `before` is the one an entry has, which may be out of use by now."""
    if before is not None and choice == str(before.id):
        return before
    # Nine digits fit a column of either engine.
    number = choice or ""
    good = number.isascii() and number.isdecimal() and len(number) < 10
    return place(int(number)) if good else None


def meant(
    choice: str | None, place_id: str | None, words: str | None, before: Place | None = None
) -> tuple[int | None, str]:
    """The place and free words that were meant; (None, "") when nothing was said.

    A chip wins; elsewhere, a place picked from the search, else a name that we know, else words.
    Raises ProductError for a place that does not exist.
    """
    words = words or ""
    if choice and choice != ELSEWHERE:
        found = place_of(choice, before)
        if found is None:
            raise ProductError(_NOT_A_PLACE, "place")
        return found.id, ""
    if place_id:
        found = place_of(place_id)
        if found is None:
            raise ProductError(_NOT_A_PLACE, "place_words")
        # Words typed after a place was picked say something else.
        if not words or words.casefold() == found.name.casefold():
            return found.id, ""
    named = place_named(words) if words else None
    return (named.id, "") if named is not None else (None, words)
