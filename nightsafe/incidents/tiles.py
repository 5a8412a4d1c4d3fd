"""Which buttons come first for whom, and which are found by a word."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from nightsafe.incidents.categories import CATEGORIES, GROUPS, Category

# By role: five that keep their place, so that a thumb learns them, and one that yields to what
# the member uses most.
FIRST: dict[str, tuple[str, str, str, str, str, str]] = {
    "VS": ("L3", "L1", "V1", "W1", "D1", "S4"),
    "VM": ("L3", "V1", "L1", "L6", "L4", "L5"),
    "SF": ("W1", "W2", "S5", "S4", "W4", "W3"),
    "SP": ("W1", "W2", "W3", "V1", "W4", "S3"),
    "DR": ("V3", "V1", "P4", "H1", "W2", "P3"),
    "CC": ("V1", "B1", "V4", "W2", "D2", "P1"),
    "SG": ("A1", "E1", "S1", "H1", "W4", "S4"),
}
_ANYBODY = FIRST["VS"]

_WORD = re.compile(r"[^\W_]+")


def first_tiles(role: str, recent: Sequence[str]) -> tuple[str, ...]:
    """The six codes of a member's first screen.

    `recent` are the codes they logged lately, newest first. The sixth place goes to what they
    used most among the rest; of two used as often, to the later one.
    """
    *kept, yields = FIRST.get(role, _ANYBODY)
    uses = Counter(code for code in recent if _offered(code) and code not in kept)
    # A Counter keeps the order of first sight, so that a tie falls to the newest.
    used = [code for code, _times in uses.most_common(1)]
    return (*kept, *(used or [yields]))


def by_group() -> dict[str, list[Category]]:
    """Every code on offer under its group, groups and codes in their order."""
    offered = [each for each in CATEGORIES.values() if not each.retired]
    return {group: [each for each in offered if each.group == group] for group in GROUPS}


def search(text: str) -> list[Category]:
    """The codes a person may mean, best first; every word typed must begin a word of the code's.

    A code typed as such ("v1") comes first, then those whose button says the words, then those
    that are also called so. Nothing typed finds every code.
    """
    wanted = _words(text)
    ranked = [
        (rank, each)
        for each in CATEGORIES.values()
        if not each.retired and (rank := _rank(each, wanted)) is not None
    ]
    return [each for _place, each in sorted(ranked, key=lambda pair: pair[0])]


def search_text(category: Category) -> str:
    """All the words a code is found by, in small letters, for a page that searches by itself."""
    return " ".join(_all_words(category))


def _offered(code: str) -> bool:
    return code in CATEGORIES and not CATEGORIES[code].retired


def _rank(category: Category, wanted: Sequence[str]) -> int | None:
    if [category.code.casefold()] == list(wanted):
        return 0
    if _begin(wanted, _words(f"{category.label} {category.short}")):
        return 1
    return 2 if _begin(wanted, _all_words(category)) else None


def _begin(wanted: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(word.startswith(each) for word in words) for each in wanted)


def _all_words(category: Category) -> list[str]:
    parts = (category.code, category.label, category.short, category.hint, category.words)
    return list(dict.fromkeys(_words(" ".join(str(part) for part in parts))))


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(each for each in plain if not unicodedata.combining(each)))
