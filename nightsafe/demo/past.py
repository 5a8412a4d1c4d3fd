"""The demo city's own past: a paper book of the months before, typed up and brought along."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from nightsafe.database import db
from nightsafe.demo.people import COORDINATOR
from nightsafe.demo.season import busyness
from nightsafe.demo.streets import OXFORD, STREETS
from nightsafe.demo.venues import COUNCIL
from nightsafe.importing import batches
from nightsafe.importing.bringing import Job, bring, chunks
from nightsafe.importing.mapping import (
    ISO,
    Codes,
    Entries,
    File,
    Mapping,
    Places,
    Times,
    Translation,
)
from nightsafe.importing.places import PlaceBook
from nightsafe.importing.rows import Row
from nightsafe.importing.survey import survey
from nightsafe.nights import calendar_day

BOOK = "Door books before nightsafe"
WEEKS = 12
_A_WEEK = 34
_HEADER = ("Number", "Day", "Clock", "What", "Street")
# What the book says, what that is here (empty: left out), and how often out of a hundred.
_WORDS = {
    "Fight": ("V1", 22),
    "Ejected": ("L3", 20),
    "Drunk": ("W1", 14),
    "Theft": ("P1", 11),
    "Threats": ("V3", 9),
    "Drugs": ("D2", 9),
    "Damage": ("P3", 5),
    "Noise": ("L4", 4),
    "Lost property": ("", 5),
    # Nobody knew what was meant.
    "See other book": ("?", 1),
}
_HOURS = {20: 4, 21: 8, 22: 13, 23: 19, 0: 21, 1: 18, 2: 12, 3: 5}


@dataclass(frozen=True)
class Book:
    """The book as a file's reader would give it."""

    lines: tuple[Row, ...]

    def rows(self, progress: Callable[[int, int], None] | None = None) -> Iterator[Row]:
        """Its rows, from the first."""
        for number, row in enumerate(self.lines, 1):
            if progress is not None:
                progress(number, len(self.lines))
            yield row


def bring_past(until: date, seed: int, tz: ZoneInfo, *, now: datetime) -> None:
    """Bring the weeks before a Monday along, as `nightsafe import` does; commits as it goes."""
    mapping = _mapping(tz)
    book = Book(tuple(_rows(until, Random(f"{seed} past"))))  # noqa: S311 - a demo's dice
    known = PlaceBook(mapping.places)
    found = survey(known.watching(book), mapping, now=now)
    job = Job(mapping, found, known, "door-books.csv", "", by=COORDINATOR)
    for rows in chunks(book.rows()):
        bring(job, rows, now=now)
        if job.tally.rows == found.rows and job.batch is not None:
            batches.finish(job.batch, now=now)
        db.session.commit()


def _mapping(tz: ZoneInfo) -> Mapping:
    codes = {
        theirs: Translation(ours or None) for theirs, (ours, _) in _WORDS.items() if ours != "?"
    }
    return Mapping(
        file=File(),
        entries=Entries(BOOK, ("Number",), COUNCIL),
        times=Times(tz, "Day", (ISO,), "Clock", (ISO,)),
        codes=Codes(("What",), codes),
        places=Places(("Street",), unknown="none"),
    )


def _rows(until: date, rng: Random) -> Iterator[Row]:
    streets = [one for one in STREETS if one.area == OXFORD and one.kind == "street"]
    weights = [one.addresses for one in streets]
    first = until - timedelta(weeks=WEEKS)
    line = 1
    for number in range(7 * WEEKS):
        night = first + timedelta(days=number)
        mean = _A_WEEK * busyness(night)
        for _ in range(round(rng.gauss(mean, mean**0.5))):
            line += 1
            hour = rng.choices(list(_HOURS), list(_HOURS.values()))[0]
            day = calendar_day(night, time(hour))
            cells = (
                str(line - 1),
                day.isoformat(),
                f"{hour:02}:{rng.randrange(0, 60, 5):02}",
                rng.choices(list(_WORDS), [often for _, often in _WORDS.values()])[0],
                rng.choices(streets, weights)[0].name if rng.random() < 0.93 else "",
            )
            yield Row(line, dict(zip(_HEADER, cells, strict=True)))
