"""The routes of referral: whom each reaches, by when, and what suggests it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.flags import HATE_STRANDS, UNDER_18
from nightsafe.incidents.words import flag_label


@dataclass(frozen=True)
class Route:
    """One route: its words, the hours until somebody acknowledges, and what suggests it."""

    key: str
    label: LazyString
    # To whom it goes, as the reviewer reads it.
    whom: LazyString
    hours: int
    codes: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    # Whether somebody under 18 suggests it.
    young: bool = False


# Keys stand in the database and in the ledger: a published one is never used for another route.
ROUTES: dict[str, Route] = {
    one.key: one
    for one in (
        Route(
            "anti_slavery",
            _l("Exploitation and modern slavery"),
            _l("The Anti-Slavery Coordinator"),
            hours=24,
            codes=frozenset({"E1"}),
        ),
        Route(
            "domestic_abuse",
            _l("Domestic abuse"),
            _l("The domestic abuse specialist"),
            hours=24,
            codes=frozenset({"A1"}),
            flags=frozenset({"domestic"}),
        ),
        Route(
            "hate_crime",
            _l("Hate crime"),
            _l("The hate crime officer"),
            hours=48,
            codes=frozenset({"H1"}),
            flags=frozenset(HATE_STRANDS),
        ),
        Route(
            "child",
            _l("Child at risk"),
            _l("The children's safeguarding lead"),
            hours=4,
            young=True,
        ),
        Route(
            "prevent",
            _l("Prevent"),
            _l("The Prevent officer"),
            hours=24,
            codes=frozenset({"T1"}),
        ),
        Route(
            "spiking",
            _l("Spiking"),
            _l("The spiking lead"),
            # Some drugs clear in under twelve hours.
            hours=4,
            codes=frozenset({"S4"}),
        ),
    )
}

# To refuse somebody under 18 a drink or the door is everyday; so is moving a group of them on.
_EVERYDAY = frozenset("LB")


class Told(Protocol):
    """What of an entry suggests a route."""

    code: str
    flags: list[str]
    people: dict[str, object]


def suggested(entries: Iterable[Told]) -> dict[str, tuple[str, ...]]:
    """The routes that entries suggest, each with the codes of its reasons, in their one order.

    A reason is "code:", "flag:" or "age:" and a key, never what somebody wrote.
    """
    told = list(entries)
    found: dict[str, tuple[str, ...]] = {}
    for key, route in ROUTES.items():
        why = dict.fromkeys(reason for one in told for reason in _reasons(route, one))
        if why:
            found[key] = tuple(why)
    return found


def _reasons(route: Route, one: Told) -> list[str]:
    found = [f"code:{one.code}"] if one.code in route.codes else []
    found += [f"flag:{flag}" for flag in one.flags if flag in route.flags]
    if route.young and one.code[0] not in _EVERYDAY:
        bands = one.people.get("bands")
        if UNDER_18 in one.flags:
            found.append(f"flag:{UNDER_18}")
        elif isinstance(bands, list) and "under_18" in bands:
            found.append("age:under_18")
    return found


def reason_words(reason: str) -> str:
    """A reason as a reviewer reads it."""
    kind, _colon, key = reason.partition(":")
    if kind == "code":
        return str(CATEGORIES[key].label)
    return flag_label(key) if kind == "flag" else str(_("Somebody under 18"))
