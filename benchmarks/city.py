"""An invented city of any size, for measuring what reviewing it costs.

The years before are put in as rows; the last weekend is logged by the product's own actions.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from benchmarks.past import CODES, COMMON, RARE, SEED, TZ, WORDS, Ground, put_in
from nightsafe import nights
from nightsafe.accounts.models import Membership
from nightsafe.accounts.sessions import actor_of
from nightsafe.database import db
from nightsafe.incidents.actions import log_incident
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.models import Entry
from nightsafe.incidents.report import Report, When
from nightsafe.network.models import Area, Organisation, Place, Premises
from nightsafe.nights import Weekend
from nightsafe.submissions.envelope import Kind, fresh

A_WEEK = 96  # entries: 100,000 are twenty years
WEEKEND = 200  # entries of the last weekend, all unseen
# Nights of a week from Friday on, and hours from six in the evening on: how busy each is.
NIGHTS = (30, 36, 8, 3, 4, 8, 11)
HOURS = (2, 2, 3, 4, 6, 9, 12, 16, 18, 12, 6, 2)


def lay_out(streets: int = 60, venues: int = 120) -> None:
    """More streets and venues beside those of the tests' small network; flushes."""
    now = datetime(2000, 1, 1, tzinfo=UTC)
    organisation = Organisation(name="Many Doors Ltd", kind="venue")
    areas = [Area(name=f"Ward {number}") for number in range(6)]
    db.session.add_all([organisation, *areas])
    db.session.flush()
    roads = [
        Place(
            name=f"{number} Street",
            kind="street",
            area_id=areas[number % 6].id,
            latitude=51.73 + number / 3_000,
            longitude=-1.28 + (number * 7 % streets) / 1_500,
            addresses=40,
        )
        for number in range(streets)
    ]
    db.session.add_all(roads)
    db.session.flush()
    doors = [
        Place(
            name=f"Venue {number}",
            kind="premises",
            area_id=roads[number % streets].area_id,
            street_id=roads[number % streets].id,
            latitude=roads[number % streets].latitude,
            longitude=roads[number % streets].longitude,
        )
        for number in range(venues)
    ]
    db.session.add_all(doors)
    db.session.flush()
    db.session.add_all(
        Premises(organisation_id=organisation.id, place_id=door.id, created_at=now)
        for door in doors
    )
    db.session.flush()


def fill(entries: int, last: Weekend) -> None:
    """The years before a weekend: `entries` of them, reviewed but for a few; commits."""
    put_in(_ground(), _times(entries, last.friday - timedelta(days=1)))


def weekend(entries: int, last: Weekend) -> list[Entry]:
    """The last weekend, logged by its people one by one as the product does; commits."""
    dice = random.Random(SEED + 1)  # noqa: S311 - the same weekend for everybody
    where = _ground()
    logged = []
    for number in range(entries):
        night = dice.choices(last.nights, NIGHTS[:3])[0]
        hour = dice.choices(range(12), HOURS)[0]
        at = nights.to_utc(night, time(18), TZ, fold=0)
        at += timedelta(hours=hour, seconds=dice.randrange(3_600))
        codes = [each for each in CATEGORIES if not each.startswith("L")]
        code = dice.choices(codes, [CODES.get(each, 1) for each in codes])[0]
        place = dice.choice(where.places)
        description = " ".join([*COMMON, *dice.choices(WORDS, k=dice.randrange(5, 30))])
        if number == 0:
            description += f" {RARE}"
        report = Report(code, When(at), place, description=description)
        actor = actor_of(dice.choice(where.tellers))
        now = at + timedelta(minutes=2)
        logged.append(log_incident(actor, fresh(Kind.LOG), report, now=now))
    db.session.commit()
    return logged


def _ground() -> Ground:
    """What there is to draw from, in an order that is always the same."""
    members = db.session.scalars(select(Membership).order_by(Membership.id)).all()
    return Ground(
        list(db.session.scalars(select(Place.id).order_by(Place.id))),
        [one for one in members if one.role in {"VS", "VM", "SP", "DR", "CC"}],
        [one.person_id for one in members if one.role in {"PR", "PS"}],
    )


def _times(entries: int, newest: date) -> Iterator[datetime]:
    """When each happened, the newest week first."""
    dice = random.Random(SEED)  # noqa: S311 - the same city for everybody
    week = 0
    while entries > 0:
        friday = newest - timedelta(days=6 + 7 * week)
        for _ in range(min(entries, A_WEEK)):
            night = friday + dice.choices(range(7), NIGHTS)[0] * timedelta(days=1)
            hour = dice.choices(range(12), HOURS)[0]
            evening = nights.to_utc(night, time(18), TZ, fold=0)
            yield evening + timedelta(hours=hour, seconds=dice.randrange(3_600))
        entries -= A_WEEK
        week += 1
