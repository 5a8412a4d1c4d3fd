"""A warning's words as they are read, line by line."""

from flask_babel import gettext as _

from nightsafe.alerts.models import Alert
from nightsafe.alerts.snapshot import Words, read_words
from nightsafe.incidents.people_bands import AGE_BANDS, GENDERS


def said(alert: Alert) -> list[str]:
    """What a warning says, line by line; raises Unreadable when it was erased."""
    return in_lines(read_words(alert))


def in_lines(words: Words) -> list[str]:
    """What is read of a warning: what to look out for, then what is known of a missing person."""
    person = [
        str(AGE_BANDS.get(words.get("age", ""), "")),
        str(GENDERS.get(words.get("gender", ""), "")),
        words.get("clothing", ""),
    ]
    known = ", ".join(one for one in person if one)
    seen = words.get("seen", "")
    lines = [words["text"], known, _("Last seen: %(where)s", where=seen) if seen else ""]
    return [one for one in lines if one]
