"""What stands in a spreadsheet's cell, as text: dates and times as ISO 8601 (pure)."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

# Quoted words, languages and colours, escaped signs: none of them is a part of the date.
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_CONTROL = re.compile(r"_x00([01][0-9A-Fa-f])_")
MIDNIGHT, LAST_SECOND = time(0), 86_399


def text_of(cell: Any) -> str:
    """The text of a cell as openpyxl gives it: its value, and whether its format shows hours.

    Seconds are rounded: a time is kept as a fraction of a day, and is never quite what was typed.
    """
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return _unescaped(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _plain(value)
    if isinstance(value, datetime):
        if value.microsecond:
            value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        if value.time() == MIDNIGHT and not has_hours(cell.number_format):
            return value.date().isoformat()
        return value.isoformat()
    if isinstance(value, time):
        second = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
        return _clock(min(round(second), LAST_SECOND))
    if isinstance(value, timedelta):
        return _clock(round(value.total_seconds()))
    return value.isoformat() if isinstance(value, date) else str(value)


def has_hours(number_format: str) -> bool:
    """Whether a format for dates shows the time of day as well."""
    bare = _LITERAL.sub("", number_format.partition(";")[0]).lower()
    return "h" in bare or "s" in bare


def _unescaped(text: str) -> str:
    """With the signs put back that XML cannot hold: a line that ends as Windows does has _x000D_.

    openpyxl has taken the escape of such an escape out by now (_x005F_): a text in which somebody
    typed "_x000D_" itself ends its line there. Nobody does.
    """
    if "_x00" not in text:
        return text
    found = _CONTROL.sub(lambda one: chr(int(one[1], 16)), text)
    return found.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _plain(value: float) -> str:
    """Without ".0" and without an exponent."""
    text = repr(value)
    if "e" in text:
        text = format(Decimal(text), "f")
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def _clock(seconds: int) -> str:
    minutes, second = divmod(abs(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{'-' if seconds < 0 else ''}{hour:02}:{minute:02}:{second:02}"
