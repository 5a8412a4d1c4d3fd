"""Words and their stems, in English and in Polish: what is searched for, and found by (pure).

Snowball's stemmers (https://snowballstem.org): "fighting" and "fights" have one stem, so have
"butelka" and "butelką".
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock

import snowballstemmer

LONGEST = 40  # letters of a word; what is longer is found by its beginning

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# A stemmer holds the word that it is at: one at a time.
_LOCK = Lock()
_STEMMERS = tuple(snowballstemmer.stemmer(language) for language in ("english", "polish"))

# They stand nearly everywhere, and tell nothing apart.
_ENGLISH = """
a about after all also am an and any are as at be because been before being but by can could did do
does down for from had has have he her him his if in into is it its me my no not of off on one or
our out over said she so some than that the their them then there they this to too two up us very
was we went were what when where which while who will with would you your
"""
_POLISH = """
a albo ale bo by być był była było byli byłem co czy dla do go ich i ja jak jako je jego jej jest
już ją kiedy która które który lub ma mi mnie mu może na nad nie nim niż o od on ona one oni oraz
po pod przed przez przy się są ta tak tam te tego tej ten to tu tylko tym ty w we z za ze że
"""
_NOTHING = frozenset((_ENGLISH + _POLISH).split())


def words(text: str) -> Iterator[str]:
    """The words of a text in order, in small letters; one letter alone is none."""
    for found in _WORD.finditer(unicodedata.normalize("NFKC", text).casefold()):
        word = found[0].replace("’", "'")[:LONGEST]
        if len(word) > 1 and word not in _NOTHING:
            yield word


@lru_cache(maxsize=4096)
def stems_of(word: str) -> frozenset[str]:
    """The stems of one word, one for each language, without accents; often they are the same.

    What has a figure in it is a number or a plate, and its own stem.
    """
    if any(letter.isdecimal() for letter in word):
        return frozenset({word})
    with _LOCK:
        return frozenset(_bare(stemmer.stemWord(word)) for stemmer in _STEMMERS)


def stems(*texts: str) -> set[str]:
    """The stems of every word in these texts."""
    return {stem for text in texts for word in words(text) for stem in stems_of(word)}


def of_number(text: str) -> set[str]:
    """Of a plate or a reference: its parts, and all of it in one, however it was spaced."""
    whole = "".join(words(re.sub(r"[\W_]+", "", text)))
    # A plate is read out in two halves.
    parts = (whole, whole[:4], whole[4:]) if len(whole) == 7 else (whole,)
    return stems(text).union(*(stems_of(part) for part in parts if part))


def _bare(stem: str) -> str:
    plain = unicodedata.normalize("NFKD", stem).replace("ł", "l")
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
