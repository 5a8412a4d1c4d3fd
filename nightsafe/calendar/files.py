"""Reading files of events and of terms: CSV and iCalendar; what is wrong is said by its line.

A line of events that is wrong is left out, and says so before anything is brought in; terms take
the place of those before, so a line that is wrong there keeps all of them out.
"""

import csv
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from nightsafe.calendar import ical
from nightsafe.calendar.found import MOST_ROWS, Found, decoded
from nightsafe.calendar.wanted import Wanted, fault

MOST_BYTES = 900_000
# Names of columns that spreadsheets use, by ours.
_EVENT_COLUMNS = {
    "name": ("name", "event", "title", "summary"),
    "place": ("place", "venue", "where", "location"),
    "first": ("first", "date", "start", "from", "night"),
    "last": ("last", "end", "to", "until"),
    "crowd": ("crowd", "expected", "attendance", "people"),
    "uid": ("uid", "id", "reference"),
}
_TERM_COLUMNS = {
    "name": ("name", "university", "term"),
    "first": ("first", "start", "from", "begins"),
    "last": ("last", "end", "to", "ends", "until"),
}
_DATES = (
    *("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y"),
    *("%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d-%B-%Y"),
)
# What a spreadsheet puts beside a day: its weekday before, midnight after.
_BESIDE = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+|[ T]00:00(?::00)?$", re.IGNORECASE
)
# The line with which a spreadsheet is told what stands between cells.
_SEPARATOR = re.compile(r"sep=(.?)", re.IGNORECASE)
LONGEST_UID = 200


def read_events(content: bytes, tz: ZoneInfo, now: datetime) -> tuple[str, Found]:
    """The events of a file, by what it is: "ical" or "csv"."""
    text = decoded(content)
    if text is not None and text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        return "ical", ical.read(text, tz, now)
    return "csv", _csv(content)


def read_terms(content: bytes) -> Found:
    """The terms of a CSV file: name, first and last day."""
    found = Found()
    for line, row in _rows(content, _TERM_COLUMNS, ("name", "first", "last"), found):
        first, last = _date(row["first"]), _date(row["last"])
        if not row["name"] or first is None or last is None or last < first:
            found.wrong(line, _("write a name, the first day and the last, as 2026-09-21."))
        else:
            found.terms.append((row["name"][:120], first, last))
    return found


def _csv(content: bytes) -> Found:
    found = Found()
    for line, row in _rows(content, _EVENT_COLUMNS, ("name", "first"), found):
        first = _date(row["first"])
        last = _date(row["last"]) if row["last"] else first
        if first is None or last is None:
            found.refuse(line, _("write the date as 2026-11-28 or 28/11/2026."))
            continue
        crowd = row["crowd"].replace(",", "").replace(" ", "").removesuffix(".0")
        if crowd and not (crowd.isascii() and crowd.isdigit() and len(crowd) < 9):
            found.refuse(line, _("write how many people are expected, as a whole number."))
            continue
        named = f"{row['name']}|{row['place']}|{first.isoformat()}"
        uid = row["uid"][:LONGEST_UID] or hashlib.sha256(named.encode()).hexdigest()[:24]
        number = int(crowd) if crowd else None
        _take(found, line, Wanted(row["name"], row["place"], first, last, number, uid))
    return found


def _take(found: Found, line: int, wanted: Wanted) -> None:
    problem = fault(wanted)
    if problem is not None:
        found.refuse(line, str(problem[1]))
    elif wanted.uid in found.known:
        found.refuse(line, _("this event stands in the file twice: take one out."))
    else:
        found.add(wanted)


def _rows(
    content: bytes, columns: Mapping[str, Sequence[str]], needed: Sequence[str], found: Found
) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file by our names of its columns, each with the number of its line."""
    text = decoded(content)
    if text is None:
        found.faults.append(_("This is no CSV file. Save it as CSV, then try again."))
        return []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        # A cell with line breaks is one line of ours; the number is that of its last.
        lines = [
            (reader.line_num, [" ".join(cell.split()) for cell in row])
            for row in reader
            if any(cell.strip() for cell in row) and not _SEPARATOR.fullmatch(row[0])
        ]
    except csv.Error:
        found.faults.append(_("This is no CSV file. Save it as CSV, then try again."))
        return []
    if not lines:
        found.faults.append(_("The file is empty."))
        return []
    at = _columns(lines[0][1], columns)
    missing = [name for name in needed if name not in at]
    if missing:
        found.faults.append(
            _(
                "The first line has to name the columns. Missing: %(names)s.",
                names=", ".join(missing),
            )
        )
        return []
    if len(lines) > MOST_ROWS:
        found.faults.append(_("At most %(most)s lines in one file.", most=MOST_ROWS))
        return []
    return [
        (
            number,
            {name: row[at[name]] if name in at and at[name] < len(row) else "" for name in columns},
        )
        for number, row in lines[1:]
    ]


def _delimiter(text: str) -> str:
    """What stands between the cells, by the line that names them."""
    lines = text.splitlines() or [""]
    said = _SEPARATOR.match(lines[0])
    if said is not None and said[1]:
        return said[1]
    return max(",;\t", key=lines[0].count)


def _columns(heads: Sequence[str], columns: Mapping[str, Sequence[str]]) -> dict[str, int]:
    known = [head.strip().lower() for head in heads]
    return {
        name: next(known.index(other) for other in others if other in known)
        for name, others in columns.items()
        if any(other in known for other in others)
    }


def _date(text: str) -> date | None:
    for pattern in _DATES:
        try:
            return datetime.strptime(_BESIDE.sub("", text), pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
