"""Figures that a writer typed by hand into a text, in digits or in words, English or Polish.

What is no figure of what happened may be typed: times, days, ages at a door, money, numbers to
call, roads and buses, how long or how far. It finds what slips from a pen; whoever wants to tell a
figure in words that nobody lists still can, and another person reads every one of them.
"""

import re
import unicodedata

from nightsafe.incidents.categories import CATEGORIES

# "may" and "march" are words, too: as months they have a capital letter.
_MONTHS = (
    r"(?:(?-i:March|Mar|May)|january|february|april|june|july|august|september|october|november"
    r"|december|jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec|stycznia|lutego|marca|kwietnia|maja"
    r"|czerwca|lipca|sierpnia|września|października|listopada|grudnia)"
)
_HOURS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_ENGLISH = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh"
    r"|nine)teen|(?:twen|thir|fou?r|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|millions?"
    r"|dozens?"
)
_POLISH = (
    r"dw(?:a|ie|u|óch|óm|om|oma|iema|oje|ojga|ojgu)|trz(?:y|ech|em|ema)|troje|trojga|trojgu"
    r"|czter(?:y|ech|em|ema)|czworo|czworga|pię(?:ć|ciu|cioma|cioro|ciorga)"
    r"|sześ(?:ć|ciu|cioma|cioro|ciorga)|siedem|siedmi(?:u|oma|oro)|osiem|ośmi(?:u|oma|oro)"
    r"|(?:dziewię|dziesię)(?:ć|ciu|cioma|cioro)|\w+(?:naście|nastu|nastoma)"
    r"|\w+(?:dzieścia|dzieści|dziestu|dziesiąt|dziesięciu)|sto|dwieście|dwustu|(?:trzy|cztery)sta"
    r"|(?:pięć|sześć|siedem|osiem|dziewięć|kilka)set|tysi(?:ąc|ąca|ące|ęcy)|tuzin\w*"
)
_WORD = rf"(?:{_ENGLISH}|{_POLISH})"
# What may follow a number that is none of events: the end of a clause, or a small word.
_END = (
    r"(?=\s*(?:[.,;:!?)–—]|$)|\s(?:and|or|at|in|on|to|is|by|for|from|until|with|without|must|may"
    r"|should|i|lub|w|na|do|od|po|bez)\b)"
)
_UNITS = (
    r"(?:minutes?|hours?|days?|weeks?|months?|years?|metres?|meters?|miles?|yards?|steps?|minut\w*"
    r"|godzin\w*|dni|tygodni\w*|miesi\w+|lat|metr\w*|krok\w*)\b(?![\s-]old)"
)
_FREE = re.compile(
    rf"""
      [£€$]\s?\d+(?:[.,]\d+)*
    | \b\d+(?:[.,]\d+)*\s?zł\b
    | \b\d{{1,2}}[:.]\d{{2}}\b
    | \b\d{{1,2}}(?:\s?(?:[-–]|to|and)\s?\d{{1,2}})?\s?(?:am|pm|o'clock|w\snocy|rano|wieczorem)\b
    | \b(?:{_HOURS})(?:\s(?:to|and|or|until)\s(?:{_HOURS}))?
      \s(?:am|pm|o'clock|in\sthe\s(?:morning|afternoon|evening)|at\snight)\b
    | \b(?:half|quarter)\s(?:past|to)\s(?:{_HOURS})\b
    | \b\d{{1,2}}(?:st|nd|rd|th)\b(?:{_END}|(?=\s(?:{_MONTHS}|of|floor|was|will|we)\b))
    | \b\d{{1,2}}(?:\s?(?:[-–]|to|and|do|i)\s?\d{{1,2}})?\s{_MONTHS}\b
    | \b{_MONTHS}\s\d{{1,2}}(?=\s*(?:[.,;:!?)]|$))
    | \b(?:19|20)\d{{2}}\b
    | \b(?:call|ring|dial|text|phone|pod)\s(?:999|101|111|112|105)\b
    | \b(?:999|101|111|112|105)\b(?:{_END}|(?=\s(?:if|when|first|now|call|calls|line)\b))
    | \b(?:under|over)\s(?:an?\s)?(?:16|18|21|25)(?:'?s\b|{_END})
    | \b(?:aged?|challenge|age\sof)\s(?:an?\s)?\d{{2}}\b
    | \b24/7\b
    | \b(?:bus|route|platform|bay|gate|channel|peron|autobus)\s(?:[a-z]?\d+[a-z]?|{_WORD}){_END}
    | \b(?-i:[ABM])\d{{1,4}}\b
    | \b(?:\d+|a\scouple\sof|{_WORD})(?:\s?(?:[-–]|to|or|do|lub)\s?(?:\d+|{_WORD}))?[\s-]{_UNITS}
    """,
    re.IGNORECASE | re.VERBOSE,
)
# The name of a place: "Seven Dials", "Four Ashes".
_NAME = re.compile(rf"\b(?=[A-ZŚÓ])(?i:{_WORD})\s(?=[A-ZĄĆĘŁŃÓŚŹŻ])")
_FIGURE = re.compile(
    rf"""
      \w*\d\w*
    | \b{_WORD}(?:(?:\s|-|\sand\s){_WORD})*\b
    | \b(?:a\scouple|half|a\sthird|a\squarter)\sof\b
    | \btwice\s(?:as|the|that)\b
    | \b(?:doubled|trebled|tripled|quadrupled|halved)\b
    | \b(?:per\s?cent|procent\w*|\w+krotnie|podwoi\w+|potroi\w+)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_IN_POLISH = re.compile(r"[ąćęłńśźż]|\b(?:w|na|nie|jest|za|od|ze|oraz)\b", re.IGNORECASE)
_CODES = re.compile(rf"\b(?:{'|'.join(sorted(CATEGORIES))})\b")


def typed_figures(text: str) -> list[str]:
    """Each figure that stands in a text in digits or words, as it was typed, once."""
    plain = unicodedata.normalize("NFKC", text)
    # A mark that nobody sees parts no figure.
    plain = "".join(one for one in plain if unicodedata.category(one) != "Cf")
    for free in (_CODES, _FREE, _NAME):
        plain = free.sub(" ", plain)
    # In Polish, "ten" is "this".
    skipped = {"ten"} if _IN_POLISH.search(plain) else set()
    found = (one[0] for one in _FIGURE.finditer(plain))
    return list(dict.fromkeys(one for one in found if one.lower() not in skipped))
