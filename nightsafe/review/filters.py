"""What an address of the queue asks for: which nights, and what of them (pure)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from nightsafe.accounts.roles import Role, allows
from nightsafe.errors import ProductError
from nightsafe.gate import Can
from nightsafe.incidents.categories import CATEGORIES, GROUPS
from nightsafe.nights import Band, Week, Weekend, week_of, weekend_of

LONGEST_RANGE = 62  # nights
# A search of the most letters, each of them written with the most octets, sealed as base64.
LONGEST_TOKEN = 2_000  # letters
_TOKEN = re.compile(r"[A-Za-z0-9_-]+")

STATES: dict[str, LazyString] = {
    "unseen": _l("Not seen"),
    "open": _l("Seen, still open"),
    "asked": _l("Question asked"),
    "answered": _l("Answered"),
    "closed": _l("Closed"),
    "all": _l("All"),
}
# Beyond a few nights only what an index finds without reading everything.
STATES_OF_ALL_NIGHTS = ("unseen", "asked")

SEVERITIES: dict[str, frozenset[int]] = {
    "3-4": frozenset({3, 4}),
    **{str(level): frozenset({level}) for level in (4, 3, 2, 1)},
}
ROLES = tuple(role.value for role in Role if allows(role, Can.LOG))
EVERYTHING = "all"


class Unknown(ValueError):
    """An address names a filter or a value that there is not (R19)."""


@dataclass(frozen=True)
class Key:
    """Where in the queue's order an event stands."""

    severity: int
    occurred_at: datetime
    id: UUID

    def __str__(self) -> str:
        instant = self.occurred_at.isoformat(timespec="microseconds")
        return f"{self.severity}_{instant}_{self.id}"


@dataclass(frozen=True)
class Filters:
    """Everything that is asked for; None leaves a thing open.

    `nights` are the first and the last night, None for all there are; `view` is empty where the
    address said nothing of them. `find` is a search, sealed (see `searching.py`).
    """

    nights: tuple[date, date] | None
    view: str = ""
    state: str = "unseen"
    night: date | None = None
    hour: int | None = None
    band: Band | None = None
    place: int | None = None
    area: int | None = None
    group: str | None = None
    code: str | None = None
    severity: str | None = None
    role: str | None = None
    find: str | None = None
    after: Key | None = None

    @property
    def weekend(self) -> Weekend | None:
        """The weekend that these nights are, if they are one."""
        if self.nights is None or self.nights[0].weekday() != 4:
            return None
        first, last = self.nights
        return Weekend(first) if last - first == timedelta(days=2) else None

    @property
    def week(self) -> Week | None:
        """The week that these nights are, if they are one."""
        if self.nights is None:
            return None
        week = week_of(self.nights[0])
        return week if (week.nights[0], week.nights[-1]) == self.nights else None

    @property
    def month(self) -> date | None:
        """The first of the month that these nights are, if they are one."""
        if self.nights is None or self.nights != month_of(self.nights[0]):
            return None
        return self.nights[0]

    @property
    def any_state(self) -> bool:
        """Whether every state can be asked for: not of all that there ever was."""
        return self.nights is not None or self.find is not None

    @property
    def dates(self) -> tuple[date, ...]:
        """Each night asked for, in order; none when it is all there are."""
        if self.nights is None:
            return ()
        first, last = self.nights
        return tuple(first + timedelta(days=day) for day in range((last - first).days + 1))

    @property
    def narrowed(self) -> bool:
        """Whether anything but the nights and the state is asked for."""
        return any(getattr(self, name) is not None for name in _NARROWING)

    def with_(self, **changes: Any) -> "Filters":
        """The same with something changed, from its first page."""
        return replace(self, **{"after": None, **changes})

    def cleared(self) -> "Filters":
        """The same nights and state, and nothing else asked for."""
        found = Filters(self.nights, self.view, self.state)
        possible = found.any_state or found.state in STATES_OF_ALL_NIGHTS
        return found if possible else replace(found, state="unseen")

    def unsearched(self) -> "Filters":
        """The same without its search."""
        found = self.with_(find=None)
        return found if found.any_state else found.with_(state=self.cleared().state)

    def query(self) -> dict[str, Any]:
        """The address's query; what goes without saying is left out."""
        said: dict[str, Any] = self._period() if self.view else {}
        for name, default in _SAID:
            value = getattr(self, name)
            if value is not None and value != default:
                said[name] = str(value)
        return said

    def _period(self) -> dict[str, str]:
        if self.nights is None:
            return {"view": EVERYTHING}
        if self.weekend is not None:
            return {"view": str(self.weekend.friday)}
        if self.week is not None:
            return {"week": str(self.week.monday)}
        if self.month is not None:
            return {"month": str(self.month)[:7]}
        return {"from": str(self.nights[0]), "to": str(self.nights[1])}


# Looked through for each of the hundred and fifty addresses of a page.
_SAID = [(one.name, one.default) for one in fields(Filters) if one.name not in {"nights", "view"}]


def month_of(night: date) -> tuple[date, date]:
    """The first and the last night of the month in which a night lies."""
    first = night.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


_NARROWING = ("night", "hour", "band", "place", "area", "group", "code", "severity", "role", "find")
# What an address says besides: what was done, and which story was read before.
_BESIDE = {"done", "came"}
_PERIODS = ("view", "week", "month")
_NAMES = {*_NARROWING, *_PERIODS, "from", "to", "state", "after"}


def read(args: Mapping[str, str], tonight: date) -> Filters:
    """What an address asks for; raises Unknown, or ProductError for a range that is too long."""
    given = {name: value for name, value in args.items() if name not in _BESIDE and value != ""}
    if given.keys() - _NAMES:
        raise Unknown(sorted(given.keys() - _NAMES))
    try:
        return _checked(_read(given, tonight))
    except (ValueError, OverflowError, KeyError) as error:
        raise Unknown(str(error)) from error


def _read(given: dict[str, str], tonight: date) -> Filters:
    nights, view = _nights(given, tonight)
    return Filters(
        nights=nights,
        view=view,
        state=_one_of(given.get("state", "unseen"), STATES) or "unseen",
        night=_date(given["night"]) if "night" in given else None,
        hour=_number(given.get("hour")),
        band=Band(given["band"]) if "band" in given else None,
        place=_number(given.get("place")),
        area=_number(given.get("area")),
        group=_one_of(given.get("group"), GROUPS),
        code=_one_of(given.get("code"), CATEGORIES),
        severity=_one_of(given.get("severity"), SEVERITIES),
        role=_one_of(given.get("role"), ROLES),
        find=_sealed(given.get("find")),
        after=_key(given["after"]) if "after" in given else None,
    )


def _checked(filters: Filters) -> Filters:
    if filters.hour is not None and filters.hour > 23:
        raise ValueError("no such hour")
    if filters.night is not None and filters.nights is not None:
        outside = not filters.nights[0] <= filters.night <= filters.nights[1]
    else:
        # An hour of the clock is found night by night, so not among all there ever were.
        outside = filters.nights is None and (
            _any_hour(filters)
            or (filters.state not in STATES_OF_ALL_NIGHTS and not filters.any_state)
        )
    if outside:
        raise ValueError("not among the nights asked for")
    return filters


def _any_hour(filters: Filters) -> bool:
    wanted = filters.hour is not None or filters.band is not None
    return wanted and filters.night is None


def _nights(given: dict[str, str], tonight: date) -> tuple[tuple[date, date] | None, str]:
    ranged = "from" in given or "to" in given
    said = [name for name in _PERIODS if name in given]
    if len(said) + ranged > 1:
        raise ValueError("nights said in two ways")
    if ranged:
        return _range(given), "range"
    if not said:
        friday = weekend_of(tonight)
        return (friday.nights[0], friday.nights[-1]), ""
    (name,) = said
    value = given[name]
    if name == "month":
        return month_of(_date(f"{value}-01")), name
    if name == "week":
        week = Week(_date(value))
        return (week.nights[0], week.nights[-1]), name
    if value == EVERYTHING:
        return None, EVERYTHING
    weekend = Weekend(_date(value))
    return (weekend.nights[0], weekend.nights[-1]), value


def _range(given: dict[str, str]) -> tuple[date, date]:
    first = _date(given.get("from") or given["to"])
    last = _date(given.get("to") or given["from"])
    first, last = min(first, last), max(first, last)
    if (last - first).days >= LONGEST_RANGE:
        raise ProductError(_l("Choose at most 62 nights: shorten the range and try again."))
    return first, last


def _one_of(value: str | None, known: Any) -> str | None:
    if value is not None and value not in known:
        raise ValueError(value)
    return value


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ValueError(text)
    return int(text)


def _sealed(text: str | None) -> str | None:
    """A token's letters; whether it opens is for whoever holds the key."""
    if text is not None and (len(text) > LONGEST_TOKEN or _TOKEN.fullmatch(text) is None):
        raise ValueError("no token")
    return text


def _date(text: str) -> date:
    found = date.fromisoformat(text)
    # Room for the noon before and after it, whatever the time zone.
    if not 1900 < found.year < 2200 or str(found) != text:
        raise ValueError(text)
    return found


def _key(text: str) -> Key:
    severity, instant, record = text.split("_")
    at = datetime.fromisoformat(instant)
    if at.tzinfo is None:
        raise ValueError(text)
    at = at.astimezone(UTC)  # fails here for what lies before the first instant or after the last
    return Key(_number(severity) or 0, at, UUID(record))
