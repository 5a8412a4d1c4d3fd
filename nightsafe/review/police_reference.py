"""What a police reference looks like, so that a telephone number or a name is not kept as one."""

import re

from flask_babel import lazy_gettext as _l

from nightsafe.errors import ProductError

# Figures, perhaps with short letters before or between them, as British forces write the numbers
# of occurrences, crimes, logs and URNs. Longer words only where they say what the number is.
USUAL = r"""(?xia)
    (?=.*[0-9])                                      # at least one figure
    (?!.*(?<![0-9])(?:0(?:[ -]?[0-9]){9,10}(?![0-9])|0044))  # no telephone number
    (?!.*\b(?!(?:crime|incident|niche|number|occurrence|ref|reference|report)\b
        |(?:january|february|march|april|august|september|october|november|december)\b)
        [a-z]{5})                                    # nor a name
    [a-z0-9][a-z0-9 ./:\#-]*
"""


def tidied(text: str) -> str:
    """A reference with single spaces."""
    return " ".join(text.split())


def checked(text: str, pattern: str) -> str:
    """A reference, tidied, that is like `pattern` from end to end (empty: the usual ones).

    Raises ProductError, for the field, with what a reference looks like; nothing is nothing.
    """
    reference = tidied(text)
    if reference and re.fullmatch(pattern or USUAL, reference) is None:
        raise ProductError(
            _l(
                "This does not look like a police reference, such as TN 1511-532, 43260123456 or "
                "1234 of 15/11/2026. Put names and telephone numbers in the note."
            ),
            "police_reference",
        )
    return reference
