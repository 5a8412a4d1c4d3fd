"""The words of hospitals for how and where somebody was assaulted, as few kinds (pure).

The data set (Information Sharing to Tackle Violence, DCB1594) asks for an assault's method and
type of location; hospitals send them in words of their own. The kinds of method are those of our
own follow-up, so that both can stand beside each other.
"""

import re
from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

METHODS: dict[str, LazyString] = {
    "body": _l("Body part"),
    "glass": _l("Glass or bottle"),
    "knife": _l("Knife, or something sharp"),
    "other": _l("Something else"),
    "unknown": _l("Not known"),
}
PLACES: dict[str, LazyString] = {
    "licensed": _l("Pub, club or other licensed premises"),
    "street": _l("Street or other public place"),
    "transport": _l("Public transport, taxi or station"),
    "home": _l("A home"),
    "other": _l("Somewhere else"),
    "unknown": _l("Not known"),
}

_UNKNOWN = (
    r"unknown|not (?:known|stated|recorded|given|specified|disclosed)|unspecified|refused|declined|"
    r"n/?a|nk|none|null"
)
# In this order: of several in one cell, the first that is found.
_METHODS = (
    ("body", r"no weapon|unarmed|without (?:a )?weapon"),
    ("knife", r"kni(?:fe|ves)|blade|stab\w*|sharp|machete|razor|scissors|sword|screwdriver"),
    ("glass", r"glass\w*|bottle\w*"),
    (
        "other",
        r"weapon|gun|shot|firearm|blunt|bat|bar|hammer|stick|stone|brick|object|acid|corrosive|"
        r"vehicle|car|dog|spray|fire|burn\w*|liquid|drug\w*|spik\w*|other|multiple|taser|airsoft",
    ),
    (
        "body",
        r"body|fists?|punch\w*|kick\w*|f(?:oo|ee)t|hands?|head\w*|slap\w*|push\w*|bit(?:e|ten)|"
        r"scratch\w*|elbow\w*|knees?|strang\w*|stamp\w*|shov\w*|grab\w*|physical|limbs?|teeth",
    ),
    ("unknown", _UNKNOWN),
)
_PLACES = (
    ("street", r"outside|off[- ]licen[cs]e"),
    (
        "licensed",
        r"pubs?|public house|clubs?|night ?clubs?|bars?|licen[cs]ed|inn|tavern|wine bar|"
        r"restaurants?|takeaways?|hotels?|casino|music venue|festival",
    ),
    (
        "transport",
        r"transport|bus(?:es)?|trains?|trams?|tube|metro|taxis?|cabs?|stations?|rail\w*|underground",
    ),
    (
        "street",
        r"streets?|roads?|public|alley\w*|park|car park|lane|outdoors?|square|pavement|open space|"
        r"town centre|city centre|high street",
    ),
    (
        "home",
        r"homes?|house|flat|dwelling|residen\w+|domestic|accommodation|bed and breakfast|hostel",
    ),
    (
        "other",
        r"other|work\w*|school|college|universit\w+|education\w*|sports?|prison|custody|hospital|"
        r"shop\w*|gym|leisure|care|institution\w*|beach|clinic|surgery",
    ),
    ("unknown", _UNKNOWN),
)


def _patterns(kinds: tuple[tuple[str, str], ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((key, re.compile(rf"\b(?:{words})\b")) for key, words in kinds)


_METHOD_PATTERNS, _PLACE_PATTERNS = _patterns(_METHODS), _patterns(_PLACES)


def method_of(text: str, codes: Mapping[str, str]) -> str | None:
    """The kind of method that a cell means; None where its words are not known here.

    `codes` says what codes of the hospital's own mean, as a key of METHODS.
    """
    return _kind(text, codes, _METHOD_PATTERNS)


def place_of(text: str, codes: Mapping[str, str]) -> str | None:
    """The kind of place that a cell means, a key of PLACES; None for words not known here."""
    return _kind(text, codes, _PLACE_PATTERNS)


def _kind(
    text: str, codes: Mapping[str, str], patterns: tuple[tuple[str, re.Pattern[str]], ...]
) -> str | None:
    words = " ".join(text.casefold().replace("_", " ").split())
    if words in codes:
        return codes[words]
    if not words.strip("-. ?"):
        return "unknown"
    return next((key for key, pattern in patterns if pattern.search(words)), None)
