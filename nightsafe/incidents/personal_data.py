"""Finds in free text what should not stand there: phone numbers, addresses, cards, plates.

It warns gently and never refuses, so it leans towards silence: a warning that is mostly wrong
is not read. What it lets pass on purpose: number plates without a year letter (Northern Irish,
cherished, foreign), which look like bag numbers and radio call signs; older plates with a space
in small letters ("m123 abc"), which look like a road and a word; a plate whose last letters are a
common word ("AB12 THE"); phone numbers without their leading 0. A plate-like bag number is found.
"""

import re
import unicodedata

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from nightsafe.incidents.categories import CATEGORIES

ADVICE = {
    "phone": _l("This looks like a phone number. Take it out; police can ask you for it."),
    "email": _l("This looks like an e-mail address. Take it out; police can ask you for it."),
    "card": _l("This looks like a card number. Take it out; no one here needs it."),
    "plate": _l(
        "This looks like a number plate. Take it out and describe the vehicle instead; police "
        "can ask you for the plate."
    ),
}
PLATE_HAS_A_BOX = _l("This looks like a number plate. Move it to the number plate box.")

KINDS = tuple(ADVICE)

_EMAIL = re.compile(r"[\w.+%'-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,}")

# One space, dot or dash may part the digits, as people write them. What goes on with a dot or
# colon and a digit is a row of times or a date.
_PHONE = re.compile(
    r"(?<![\d+])(?<!\d[.-])"
    r"(?:"
    r"(?:\+|00)44[ .-]?(?:\(0\)[ .-]?|0)?[1-35789](?:[ .-]?\d){8,9}"
    r"|\(0[1-35789]\d{1,4}\)[ .-]?\d(?:[ .-]?\d){4,8}"
    r"|0[1-35789](?:[ .-]?\d){8,9}"
    r"|\+(?!44)[1-9](?:[ .-]?\d){7,13}"
    r")"
    r"(?!\d|[.:]\d)"
)

_DIGIT_RUN = re.compile(r"\d[\d -]{11,}\d")
_DIGITS = re.compile(r"\d+")

# Plates use neither I nor Q (but for the Q of a rebuilt car), and no Z among the first letters.
_THREE = "(?P<letters>[A-HJ-PR-Z]{3})"
_PLATES = tuple(
    re.compile(rf"(?<![^\W_]){pattern}(?![^\W_])", flags)
    for pattern, flags in (
        (rf"[A-HJ-PR-Y]{{2}}\d{{2}}[ -]?{_THREE}", re.IGNORECASE),  # AB12 CDE
        (rf"[A-HJ-NP-TV-Y]\d{{1,3}}{_THREE}", re.IGNORECASE),  # A123BCD
        (rf"[A-HJ-NP-TV-Y]\d{{1,3}}[ -]{_THREE}", 0),  # A123 BCD
        (rf"{_THREE}\d{{1,3}}[A-HJ-NPR-TV-Y]", re.IGNORECASE),  # ABC123D
        (rf"{_THREE}[ -]\d{{1,3}}[A-HJ-NPR-TV-Y]", 0),  # ABC 123D
    )
)
_COMMON = (
    "ago all and any are arm ask ate bag ban bar bat bed bet box boy bus but buy cab cad cam can "
    "car cop cut dad day dog eat end far few for fun gap gas get got gun guy had has hat her hot "
    "jog key lad lap law led leg let lot man map may men met mum new nor not now off old one our "
    "out own pay pen per pod pub put ram ran rat red ref row run sad sat saw say set she six ten "
    "the toe too top tow try two use van war was way wet who why won yes yet you"
)
_WORDS = frozenset(_COMMON.split())


def personal_data_in(text: str) -> tuple[str, ...]:
    """The kinds found in a text, of "phone", "email", "card" and "plate", in this order."""
    text = unicodedata.normalize("NFKC", text)
    found = set()
    # Each is taken out before the next is looked for: a plate in an address is an address.
    without_mail = _EMAIL.sub("@", text)
    if without_mail != text:
        found.add("email")
    without_cards = _without_cards(without_mail)
    if without_cards != without_mail:
        found.add("card")
    if _PHONE.search(without_cards):
        found.add("phone")
    if any(_is_plate(each) for pattern in _PLATES for each in pattern.finditer(without_cards)):
        found.add("plate")
    return tuple(kind for kind in KINDS if kind in found)


def advice(kind: str, code: str | None = None) -> LazyString:
    """What to do about one kind, in a sentence; a code with a box for a plate points to it."""
    if kind == "plate" and code in CATEGORIES and CATEGORIES[code].plate:
        return PLATE_HAS_A_BOX
    return ADVICE[kind]


def _is_plate(match: re.Match[str]) -> bool:
    letters = match["letters"]
    # "OX14 van" is a postcode district and a word; a phone makes "Ab12 cde" of a plate.
    like_a_district = match.group()[:2].isupper() and not letters.isupper()
    return not like_a_district and letters.lower() not in _WORDS


def _without_cards(text: str) -> str:
    return _DIGIT_RUN.sub(_cut_card, text)


def _cut_card(run: re.Match[str]) -> str:
    """A run of digits without the row of whole groups that is a card number, if one is."""
    text = run.group()
    groups = list(_DIGITS.finditer(text))
    for index, first in enumerate(groups):
        digits = ""
        for last in groups[index:]:
            digits += last.group()
            if _is_card(digits):
                return f"{text[: first.start()]}#{text[last.end() :]}"
            if len(digits) > 19:
                break
    return text


def _is_card(digits: str) -> bool:
    # Fifteen digits are American Express or a phone's IMEI; the latter begins otherwise.
    if not 13 <= len(digits) <= 19 or digits[0] not in "23456":
        return False
    if len(digits) == 15 and digits[:2] not in {"34", "37"}:
        return False
    doubled = [int(each) * 2 for each in digits[-2::-2]]
    plain = [int(each) for each in digits[-1::-2]]
    return (sum(plain) + sum(each - 9 * (each > 9) for each in doubled)) % 10 == 0
