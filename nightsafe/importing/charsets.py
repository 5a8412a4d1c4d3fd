"""In which encodings a text reads well that cannot be read in the one it was said to be in (pure).

Nothing is chosen for anybody: what reads well is offered, with a word of the text to judge by.
"""

import re
import unicodedata
from itertools import pairwise

from nightsafe.importing.header import shown

UTF_8 = "utf-8"
# In the order in which they are offered.
CANDIDATES: tuple[tuple[str, str], ...] = (
    (UTF_8, "UTF-8"),
    ("cp1252", "Windows-1252"),
    ("cp1250", "Windows-1250, Central European"),
    ("cp1251", "Windows-1251, Cyrillic"),
    ("cp1253", "Windows-1253, Greek"),
    ("mac_roman", "an old Macintosh's"),
    ("cp850", "DOS"),
)
MOST_OFFERED = 3
_ORDINARY = frozenset("’‘“”–—…€£§°·«»©®™½¼¾ª×º²³µ¿¡•„‚ \u00a0\u00ad")
_WITHIN_A_WORD = frozenset("’‘–—·\u00ad\u00a0")
_FOREIGN = re.compile(r"\S*[^\x00-\x7f]+\S*")
_SHOWN = re.compile(r"""[^\s,;|"]*[^\x00-\x7f][^\s,;|"]*""")
_WORDS = re.compile(r"[^\W\d_]+")
# Western words seldom have four accented letters in a row; Russian read as Western has.
_RUN = re.compile(r"[^\W\d_\x00-\x7f]{4}")


def offers(sample: bytes) -> list[tuple[str, str, str]]:
    """The encodings that whole lines of bytes read well in: name, what it is called, a word of it.

    Those that read the same as one before are left out; at most three.
    """
    found: list[tuple[str, str, str]] = []
    seen = set()
    for encoding, called in CANDIDATES:
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text in seen or not reads_well(text):
            continue
        seen.add(text)
        found.append((encoding, called, foreign_word(text) or shown(text.strip(), 20)))
        if encoding == UTF_8:
            break  # no other text is UTF-8 by chance
    return found[:MOST_OFFERED]


def foreign_word(text: str) -> str:
    """The first word of a table's text that has more than ASCII in it; "" where there is none."""
    found = _SHOWN.search(text)
    return shown(found.group()) if found else ""


def reads_well(text: str) -> bool:
    """Whether the words of a text with accented or foreign letters look as somebody wrote them."""
    for word in _FOREIGN.findall(text):
        if not _signs_stand_well(word):
            return False
        if not all(map(_is_a_word, _WORDS.findall(word))):
            return False
    return True


def _signs_stand_well(word: str) -> bool:
    for at, sign in enumerate(word):
        if sign.isascii() or sign.isalpha() or unicodedata.category(sign).startswith("M"):
            continue
        before, after = word[at - 1 : at].isalpha(), word[at + 1 : at + 2].isalpha()
        if sign not in _ORDINARY:
            return False
        if sign in "„‚«¿¡" and before:
            return False
        if before and after and sign not in _WITHIN_A_WORD:
            return False
    return True


def _is_a_word(word: str) -> bool:
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in word} - {"MODIFIER"}
    if len(scripts) != 1:
        return False
    if "LATIN" in scripts and (_RUN.search(word) or "ﬁ" in word or "ﬂ" in word):
        return False
    return not any(
        not letter.isascii() and letter.isupper() and before.islower()
        for before, letter in pairwise(word)
    )
