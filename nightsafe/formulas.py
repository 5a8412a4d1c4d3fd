"""What a spreadsheet would run when a cell begins with it, and the apostrophe that stops it (R20).

A guard is put on wherever text leaves as a table, whoever wrote it, and taken off again where our
own files come back.
"""

import re

from nightsafe.forms import BIDI_CODES

# After any apostrophes of the text's own.
_RUNS = re.compile("'*[=+\\-@\\t\\r\\n\\0＝＋－＠]")
_GUARDED = re.compile("'+[=+\\-@\\t\\r\\n\\0＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
# What some programs skip before they look whether a formula begins.
_BLANKS = re.compile("[\\s\\xa0\\u200b\\u2060\\ufeff]*")
# No file of text should hold these: controls, halves of characters, and two that XML refuses.
_UNSEEN = {*range(32), *range(127, 160), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF} - {9, 10}
# Shown as codes, as is what turns the reading direction (R22).
_CODES = {**{number: f"[U+{number:04X}]" for number in _UNSEEN}, **BIDI_CODES}


def guarded(text: str) -> str:
    """A cell's text with an apostrophe before it where a spreadsheet would run it as a formula.

    A plain number such as -78.41 stays as it is. `unguarded` takes off exactly what this puts on.
    """
    return f"'{text}" if _RUNS.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """A cell's text as it was before `guarded`, also where a spreadsheet took the guard off."""
    return text[1:] if _GUARDED.match(text) else text


def harmless(text: str) -> str:
    """A cell's text for a file that nobody feeds back: nothing in it runs, turns or is unseen.

    Controls stand as their codes, lines end alike, and whatever could begin a formula, blanks or
    not before it, has an apostrophe first.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    begins = text[_end_of_blanks(text) :]
    runs = _RUNS.match(text) or _RUNS.match(begins)
    return ("'" if runs else "") + text.translate(_CODES)


def _end_of_blanks(text: str) -> int:
    blanks = _BLANKS.match(text)
    return blanks.end() if blanks else 0
