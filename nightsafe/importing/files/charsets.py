"""In which encodings a text reads well that cannot be read in the one it was said to be in (pure).

Nothing is chosen for anybody: what reads well is offered, with a word of the text to judge by.
"""

import codecs
import re
import unicodedata
from itertools import pairwise

from nightsafe.importing.files.header import shown

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
# What a text may be said to be in, as Python names them. It has more that make no text of a file
# ("hex"), that read a text as a program's ("unicode_escape"), or that change their meaning within
# a line ("utf-7", "hz"): those can hold what no text has, such as one half of a character.
CHARSETS = frozenset(
    {UTF_8, "utf-8-sig", "ascii", "hp-roman8", "johab", "kz1048", "ptcp154", "tis-620"}
    | {f"utf-{wide}{order}" for wide in (16, 32) for order in ("", "-le", "-be")}
    | {f"cp{page}" for page in (437, 720, 737, 775, *range(1250, 1259))}
    | {f"cp{page}" for page in (850, 852, 855, 856, 857, 858, *range(860, 867), 869, 874)}
    | {f"cp{page}" for page in (932, 949, 950, 1006, 1125)}
    | {f"iso8859-{part}" for part in range(1, 17) if part != 12}
    | {"koi8-r", "koi8-t", "koi8-u"}
    | {f"mac-{one}" for one in ("cyrillic", "greek", "iceland", "latin2", "roman", "turkish")}
    | {"mac-croatian", "mac-romanian", "mac-arabic", "mac-farsi"}
    | {"big5", "big5hkscs", "gb2312", "gbk", "gb18030", "euc_kr"}
    | {"euc_jp", "euc_jis_2004", "euc_jisx0213", "shift_jis", "shift_jis_2004", "shift_jisx0213"}
)
MOST_OFFERED = 3
_ORDINARY = frozenset("’‘“”–—…€£§°·«»©®™½¼¾ª×º²³µ¿¡•„‚ \u00a0\u00ad")
_WITHIN_A_WORD = frozenset("’‘–—·\u00ad\u00a0")
_FOREIGN = re.compile(r"\S*[^\x00-\x7f]+\S*")
_SHOWN = re.compile(r"""[^\s,;|"]*[^\x00-\x7f][^\s,;|"]*""")
_WORDS = re.compile(r"[^\W\d_]+")
# Western words seldom have four accented letters in a row; Russian read as Western has.
_RUN = re.compile(r"[^\W\d_\x00-\x7f]{4}")


def charset_of(said: str) -> str:
    """The name under which Python has an encoding that a text can be in; "" for anything else."""
    try:
        found = codecs.lookup(said).name
    except (LookupError, ValueError):  # ValueError: a name that cannot be one
        return ""
    return found if found in CHARSETS else ""


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
