"""What a file held, carried by the page between looking at it and bringing it in.

Nothing is kept on the server meanwhile. Whoever sends it back may bring in any file, so it needs no
seal; but it is checked anew, like a file.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from nightsafe.calendar.found import MOST_ROWS
from nightsafe.calendar.wanted import Wanted

SOURCES = ("csv", "ical")
MOST_OCTETS = 4_000_000  # of what is unpacked: more than the longest file becomes


def packed(source: str, events: Sequence[Wanted], cancelled: Sequence[str]) -> str:
    """Everything that a file held, in one line of text."""
    rows = [
        [one.name, one.place, one.first.isoformat(), one.last.isoformat(), one.crowd, one.uid]
        for one in events
    ]
    said = json.dumps([source, rows, list(cancelled)], ensure_ascii=False)
    return base64.b64encode(zlib.compress(said.encode())).decode()


def unpacked(text: str) -> tuple[str, list[Wanted], list[str]]:
    """What a page carried: source, events, what it cancels; ValueError for anything bent."""
    try:
        engine = zlib.decompressobj()
        said = engine.decompress(base64.b64decode(text, validate=True), MOST_OCTETS)
        if engine.unconsumed_tail or not engine.eof:
            raise ValueError("too long, or cut")
        source, rows, cancelled = json.loads(said)
        events = [_wanted(*row) for row in rows]
    except (binascii.Error, zlib.error, TypeError, RecursionError) as error:
        raise ValueError("not what a page carries") from error
    if source not in SOURCES or len(events) > MOST_ROWS or len(cancelled) > MOST_ROWS:
        raise ValueError("not what a file holds")
    return source, events, [_text(one) for one in cancelled]


def _wanted(name: Any, place: Any, first: Any, last: Any, crowd: Any, uid: Any) -> Wanted:
    if crowd is not None and (not isinstance(crowd, int) or isinstance(crowd, bool)):
        raise ValueError("no crowd")
    days = date.fromisoformat(_text(first)), date.fromisoformat(_text(last))
    return Wanted(_text(name), _text(place), *days, crowd, _text(uid))


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value or len(value) > 200:
        raise ValueError("no text")
    return value
