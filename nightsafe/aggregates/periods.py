"""Which weekends stand before and after the night on which something began (pure)."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from nightsafe.aggregates.rules import MORNING
from nightsafe.nights import Weekend, exposure_hours, weekend_of

FRIDAY = 4
USUAL_HOURS = 36.0  # of a weekend's three nights, from 18:00 to 06:00


@dataclass(frozen=True)
class Periods:
    """Weekends before, oldest first; the one it began in; those after, over and to come."""

    before: tuple[Weekend, ...]
    running: Weekend | None
    after: tuple[Weekend, ...]
    coming: tuple[Weekend, ...]

    @property
    def all(self) -> tuple[Weekend, ...]:
        """Every weekend that is over, oldest first, the one it began in among them."""
        return (*self.before, *([self.running] if self.running else []), *self.after)


def periods(began: date, before: int, after: int, now: datetime, tz: ZoneInfo) -> Periods:
    """The weekends around the first night of something: so many before it, so many after.

    Begun on a Friday, that weekend is the first after. Begun on a Saturday or Sunday, its weekend
    is neither, and the next one is the first. `coming` are those after that are not over by `now`.
    """
    own = weekend_of(began)
    in_it = began.weekday() > FRIDAY
    first = own if began.weekday() == FRIDAY else own.next()
    last_before = (own if in_it else first).previous()
    wanted = _row(first, after)
    over = tuple(one for one in wanted if is_over(one, now, tz))
    return Periods(
        before=_row(last_before, before, back=True),
        running=own if in_it and is_over(own, now, tz) else None,
        after=over,
        coming=wanted[len(over) :],
    )


def is_over(weekend: Weekend, now: datetime, tz: ZoneInfo) -> bool:
    """Whether the last band of a weekend's last night has ended."""
    return weekend.bounds(tz)[1] <= now + MORNING


def hours(weekend: Weekend, tz: ZoneInfo) -> float:
    """The hours of a weekend's nights from 18:00 to 06:00: 36, at a clock change 35 or 37."""
    return sum(exposure_hours(night, tz) for night in weekend.nights)


def _row(start: Weekend, number: int, *, back: bool = False) -> tuple[Weekend, ...]:
    found = []
    for _ in range(number):
        found.append(start)
        start = start.previous() if back else start.next()
    return tuple(reversed(found) if back else found)
