"""What has left of the demo city's figures: two quarters, prepared by one, approved by another."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from nightsafe.aggregates import approving, preparing, suppression
from nightsafe.aggregates.checking import check
from nightsafe.aggregates.models import Release
from nightsafe.aggregates.releases import State
from nightsafe.aggregates.safe import Method
from nightsafe.database import db
from nightsafe.demo.founding import City
from nightsafe.demo.making import TIME_ZONE
from nightsafe.demo.people import COORDINATOR
from nightsafe.gate import Actor
from nightsafe.nights import Quarter

ANALYST = "Daniel Okonjo"
# Coarse enough for a city of this size.
TABLES = ("group", "night-by-band", "area", "priority", "place", "recorded", "waits", "visits-left")
MOST_TRIES = 4
_BEFORE = timedelta(days=3)

WORDS = {
    "levels": "Most of what we saw was fights, drink and people who needed a hand home.",
    "places": "The centre stays the busiest, as its venues do.",
    "hours": "Midnight to three on Friday and Saturday needs the most of us.",
    "priorities": "Marshals at the rank and the Safe Place go on as planned.",
    "limitations": "Two venues joined only this spring.",
}


def release_some(city: City, now: datetime, tell: Callable[[], None]) -> None:
    """Release the last two quarters that are over; commits as it goes, `tell` hears of each."""
    analyst, coordinator = city.actor(ANALYST), city.actor(COORDINATOR)
    quarters = suppression.quarters(now, TIME_ZONE)[:2]
    for number, quarter in enumerate(reversed(quarters)):
        at = now - _BEFORE + timedelta(hours=number)
        _release(analyst, coordinator, quarter, quarters, at)
        tell()


def _release(
    analyst: Actor, approver: Actor, quarter: Quarter, quarters: list[Quarter], at: datetime
) -> None:
    wanted: dict[str, Any] = {
        "areas": [],
        "tables": [{"key": key, "method": str(Method.ROUNDING)} for key in TABLES],
    }
    release = preparing.prepare(
        analyst,
        uuid5(NAMESPACE_URL, f"nightsafe demo release {quarter}"),
        quarter,
        wanted,
        quarters=quarters,
        areas=[],
        now=at,
    )
    db.session.commit()
    for _ in range(MOST_TRIES):
        _checked(release, at)
        if release.state != State.UNSAFE:
            break
        # As an analyst would: one offer after another, until all is safe.
        wanted = release.wanted
        for offer in release.certificate["offers"]:
            wanted = _with(wanted, offer)
        preparing.change(analyst, release, wanted, areas=[], now=at)
        db.session.commit()
    if release.state != State.SAFE:
        return
    preparing.write_words(analyst, release, WORDS, version=release.version, now=at)
    preparing.send(analyst, release, now=at + timedelta(hours=1))
    db.session.commit()
    approving.approve(approver, release, release.version, now=at + timedelta(hours=20))
    db.session.commit()


def _checked(release: Release, at: datetime) -> None:
    check(release.id, lambda: at, lambda: None)
    db.session.refresh(release)


def _with(wanted: dict[str, Any], offer: dict[str, str]) -> dict[str, Any]:
    kept = [one for one in wanted["tables"] if one["key"] != offer["instead_of"]]
    more = [{"key": offer["key"], "method": offer["method"]}] if offer["key"] else []
    return {**wanted, "tables": [*kept, *more]}
