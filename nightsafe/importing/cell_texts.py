"""What stands in a spreadsheet's cell, as text: dates and times as ISO 8601 (pure).

Days as serial numbers, and the formats that make dates of them: ECMA-376-1, 18.17.4 and 18.8.30.
"""

import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

GENERAL, DATE, MOMENT, TIME, DURATION = "", "date", "moment", "time", "duration"
SINCE_1900, SINCE_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 the cells have no zone
DAY = 86_400
# The formats that have a number instead of a pattern; 27 to 58 are dates of East Asian editions.
BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58), DATE),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56), TIME),
    22: MOMENT,
    46: DURATION,
}
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
# Quoted words, escaped signs, colours and languages, filling and spacing.
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_WRITTEN_CODE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def kind_of_format(pattern: str) -> str:
    """What a number format makes of a number: one of the five words above."""
    first = pattern.split(";")[0]
    if _ELAPSED.search(first):
        return DURATION
    bare = _LITERAL.sub("", first).lower().replace("general", "").replace("am/pm", "h")
    has_time = "h" in bare or "s" in bare
    has_date = "d" in bare or "y" in bare or ("m" in bare and not has_time)
    if has_date and has_time:
        return MOMENT
    return DATE if has_date else TIME if has_time else GENERAL


def text_of_number(value: str, kind: str, epoch: datetime) -> str:
    """A number's text, by the kind of its format; one that is no date stays the number it is."""
    if kind == GENERAL:
        return _plain(value)
    try:
        number = Decimal(value)
        seconds = round(number * DAY)
    except (InvalidOperation, ValueError, OverflowError):
        return value
    if kind == DURATION:
        return _duration(seconds)
    return _moment(seconds, kind, epoch) or _plain(value)


def unescaped(text: str) -> str:
    """A text with the signs that XML cannot hold (_x000D_ is a carriage return) put back."""
    if "_x" not in text:
        return text
    found = _WRITTEN_CODE.sub(lambda one: chr(int(one[1], 16)), text)
    return found.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _plain(value: str) -> str:
    """Without ".0", without an exponent, without what binary fractions add in the 17th place."""
    if value.isdecimal():
        return value
    try:
        text = repr(float(value))
    except ValueError:
        return value
    if "e" in text:
        text = format(Decimal(text), "f")
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def _duration(seconds: int) -> str:
    minutes, second = divmod(abs(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{'-' if seconds < 0 else ''}{hour:02}:{minute:02}:{second:02}"


def _moment(seconds: int, kind: str, epoch: datetime) -> str:
    """The moment so many seconds after the epoch, as a spreadsheet counts; "" if it shows none."""
    if seconds < 0:
        return ""
    if seconds < DAY and kind != DATE:
        return _duration(seconds)
    if epoch == SINCE_1900 and seconds < 60 * DAY:
        seconds += DAY  # the calendar of 1900 has a 29 February that never was
    try:
        found = epoch + timedelta(seconds=seconds)
    except OverflowError:
        return ""
    if kind == DATE and seconds % DAY == 0:
        return found.date().isoformat()
    return found.isoformat()
