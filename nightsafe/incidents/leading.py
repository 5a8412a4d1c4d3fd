"""Finds in words that go out to many what leads to one person; there it is refused, not warned of.

Numbers that anybody may call (999, 101, 0800 and the like, and the network's own control room) are
no one person's.
"""

import re

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from nightsafe.incidents.personal_data import personal_data_in

ADVICE = {
    "phone": _l("This looks like somebody’s phone number. Take it out: this goes to many."),
    "email": _l("This looks like an e-mail address. Take it out: this goes to many."),
    "card": _l("This looks like a card number. Take it out: this goes to many."),
    "plate": _l(
        "This looks like a number plate. Take it out and describe the vehicle: this goes to many."
    ),
    "birth": _l("Take out the date of birth; the age band says enough."),
    "handle": _l("This looks like a name on social media. Take it out: this goes to many."),
    "address": _l("This looks like an address or a postcode. Name the street alone."),
}

# Said to be one, or a whole date of years ago: nothing to look out for tonight has one.
_BIRTH = re.compile(
    r"\b(?:dob|d\.o\.b)\b|\bborn\s(?:in\b|on\b|\d)"
    r"|\b\d{1,2}[./ -]\d{1,2}[./ -](?:19\d\d|20[01]\d)\b",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?<![\w@.])@[A-Za-z_][\w.]{2,}"
    r"|\b(?:ig|insta(?:gram)?|snap(?:chat)?|tiktok|telegram|facebook|fb)\s?[:=]\s?[\w.]{3,}",
    re.IGNORECASE,
)
# As the Royal Mail writes them, and without the space; a district alone ("OX1") leads to nobody.
_POSTCODE = re.compile(
    r"\b[A-Z]{1,2}\d[A-Z\d]? ?(?!\d(?:st|nd|rd|th|hr|hrs)\b)\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE
)
# Where somebody lives; a number in a street by itself may be any door's.
_HOME = re.compile(
    r"\b(?i:lives?|living|stays|staying|home|address)\b[^\n.]{0,20}(?:\bat|\bis|:)\s\d+[a-z]?\s"
    r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[A-Z][a-z]+"
)
# Digit by digit, as some read them out.
_SPELLED = re.compile(r"(?<![\d+])0(?: ?\d){10}(?!\d)")
# Free to call, or at the price of any other, by Ofcom's plan of numbers; and the harmonised 116.
_FOR_ALL = re.compile(r"(?<![\d+])(?:0800|0808|03\d\d)(?:[ -]?\d){6,7}(?!\d)|\b116[ -]?\d{3}\b")


def leads_to_one(text: str, ours: str = "") -> list[LazyString]:
    """What to do about whatever in a text leads to one person, in sentences; empty for nothing.

    `ours` is the number of the network's control room.
    """
    text = without_numbers_for_all(text, ours)
    found = set(personal_data_in(text))
    if _SPELLED.search(text):
        found.add("phone")
    if _BIRTH.search(text):
        found.add("birth")
    if _HANDLE.search(text):
        found.add("handle")
    if (_POSTCODE.search(text) and "plate" not in found) or _HOME.search(text):
        found.add("address")
    return [words for kind, words in ADVICE.items() if kind in found]


def without_numbers_for_all(text: str, ours: str = "") -> str:
    """A text without the numbers that anybody may call, `ours` among them."""
    rest = re.sub(r"^(?:44|0)", "", re.sub(r"\D", "", ours))
    if rest:
        # With or without the country's code, whichever way it is set.
        begins = r"(?<![\d+])(?:\+44[ -]?(?:\(0\)[ -]?)?|0)?"
        text = re.sub(rf"{begins}{'[ -]?'.join(rest)}(?!\d)", " ", text)
    return _FOR_ALL.sub(" ", text)
