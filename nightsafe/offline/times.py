"""The times in a form that was saved earlier, said so that they mean the same when it is read."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from nightsafe import nights
from nightsafe.offline.typed import Pairs
from nightsafe.submissions.when import MINUTES_AGO, NOW, PICK, day_meant

# Of each time: whether it was picked or counted back, and the fields of a picked one.
TIMES = (
    ("when", "when_date", "when_time", "when_fold"),
    ("left_when", "left_date", "left_time", "left_fold"),
)
_NAMES = frozenset(name for names in TIMES for name in names)


def settled(fields: Pairs, *, saved_at: datetime, tz: ZoneInfo) -> list[tuple[str, str]]:
    """The fields with every time as a day and an hour: "now" was when it was saved."""
    found = list(fields)
    for choice, day, at, fold in TIMES:
        given = dict(found)
        said = given.get(choice)
        if said == PICK and not given.get(day, "").strip():
            meant = day_meant(given.get(at), asked=saved_at, tz=tz)
            found = _with(found, {day: meant.isoformat()} if meant is not None else {})
        elif is_counted_back(said):
            minutes = 0 if said == NOW else int(said or 0)
            instant = saved_at - timedelta(minutes=minutes)
            wall = nights.local(instant, tz)
            twice = str(wall.fold) if nights.happens_twice(instant, tz) else ""
            picked = {choice: PICK, day: f"{wall:%Y-%m-%d}", at: f"{wall:%H:%M}", fold: twice}
            found = _with(found, picked)
    return found


def is_counted_back(said: str | None) -> bool:
    """Whether a choice counts back from the moment at which it is made."""
    return said == NOW or said in MINUTES_AGO


def counts_back(fields: Pairs) -> bool:
    """Whether any time among the fields does."""
    return any(is_counted_back(value) for name, value in fields if name in {"when", "left_when"})


def told(fields: Pairs) -> set[tuple[str, str]]:
    """All that the fields say of times."""
    return {(name, value) for name, value in fields if name in _NAMES and value.strip()}


def _with(fields: list[tuple[str, str]], new: dict[str, str]) -> list[tuple[str, str]]:
    return [pair for pair in fields if pair[0] not in new] + list(new.items())
