"""Passwords: what is refused as one, and argon2id, one hash for a known and an unknown account."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type
from flask_babel import lazy_gettext as _l

from nightsafe.errors import Words

# OWASP Password Storage Cheat Sheet: t=2, 19 MiB, p=1; about 35 ms on a small machine.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
# Verified against when there is no such account, so that both cost one hash (R13).
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$u+HoQyjFzMcIzU9KZzZwOg$"
    "7oNtf/iVz9lTCY15J4bCUb8xpDrIMh8Lz1PbU3Ub6IY"
)
SHORTEST = 10
LONGEST = 200
# Fewer different characters than this is one key held down, or two in turn.
LEAST_DIFFERENT = 4
# The commonest of ten characters or more in published lists, without case and marks.
_COMMON_TEXT = """
password password1 password12 password123 password1234 password12345 password123456 mypassword
passw0rd passw0rd1 passw0rd12 passw0rd123 passwordpassword newpassword changeme changeme1
changeme12 changeme123 letmein letmein123 letmeinnow welcome welcome1 welcome12 welcome123
welcome1234 welcome2024 welcome2025 welcome2026 summer2024 summer2025 summer2026 winter2024
winter2025 winter2026 autumn2025 autumn2026 spring2025 spring2026 qwertyuiop qwerty12345
qwerty123456 qwertyuiop123 qwerty123 qwertyqwerty asdfghjkl asdfghjkl123 asdfasdfasdf zxcvbnm123
1q2w3e4r5t 1q2w3e4r5t6y qazwsxedc qazwsxedcrfv 1qaz2wsx3edc zaq12wsxcde3 1234567890 0123456789
12345678910 123456789012 1234567891 0987654321 9876543210 1122334455 1234512345 12341234123
123123123123 123456789a a123456789 abc1234567 abcdefghij abcdefghijk abcd1234567 iloveyou
iloveyou1 iloveyou12 iloveyou123 iloveyouso iloveyou2 footballfootball football123 football12
liverpool1 liverpool123 liverpoolfc manchester manchester1 chelsea123 arsenal123 tottenham1
princess123 princess12 sunshine123 sunshine12 superman123 superman12 batman1234 pokemon123
starwars123 starwars12 monkey1234 dragon1234 charlie123 charlie1234 michael123 jessica123
jordan2323 ashley1234 thomas1234 daniel1234 matthew123 administrator admin12345 admin123456
administrator1 rootroot12 testtest12 test123456 test1234567 guest12345 computer123 internet123
whatever123 nightsafe123 nightsafe1 nightsafe12 nightsafe2026
"""
_COMMON = frozenset(_COMMON_TEXT.split())


def problem_with(password: str, email: str, name: str) -> Words | None:
    """Why a password cannot be chosen, and what to do; None when it can.

    It costs no hash and asks no database, so that it says nothing about who has an account.
    """
    if len(password) < SHORTEST:
        return _l("Use at least 10 characters. Three or four words in a row are easy to keep.")
    if len(password) > LONGEST:
        return _l("Use at most 200 characters.")
    plain = _plain(password)
    own = {_plain(email), _plain(email.partition("@")[0]), _plain(name)} - {""}
    if plain in own or any(plain == f"{one}{end}" for one in own for end in ("1", "123")):
        return _l("Do not use your name or e-mail. Three or four words in a row are easy to keep.")
    if plain in _COMMON or len(set(password)) < LEAST_DIFFERENT:
        return _l("Too many people use that one. Take three or four words in a row.")
    return None


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    return _HASHER.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether a password is the stored one; costs one hash even when nothing is stored."""
    try:
        _HASHER.verify(stored or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None
