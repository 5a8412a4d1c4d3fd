"""What the map beside the queue shows: counts by public place, and the hexagons they stand in."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.incidents.models import Event
from nightsafe.network.models import Place
from nightsafe.network.queries import time_zone
from nightsafe.review import hotspots, searching
from nightsafe.review.conditions import selected, street
from nightsafe.review.counts import MOST
from nightsafe.review.filters import Filters

# Names beside the counted ones are there to find one's way: a large city has enough of these.
NAMES = 1500


@dataclass(frozen=True)
class Spot:
    """A public place and how many events of the filters stand there, premises among its own."""

    id: int
    name: str
    count: int
    latitude: float | None = None
    longitude: float | None = None
    # Whether its hexagon is a hot one.
    hot: bool = False

    @property
    def drawn(self) -> bool:
        """Whether it is known where it lies."""
        return self.latitude is not None and self.longitude is not None


@dataclass(frozen=True)
class Hexagon:
    """A hexagon in which something happened; of touching hot ones, one `says` so in a word."""

    id: str
    count: int
    hot: bool = False
    says: bool = False


@dataclass(frozen=True)
class MapData:
    """All that the map draws and its list says; most first. Nothing when it was too much to count.

    `names` are the other places of the same ground: id, name, latitude, longitude.
    """

    places: list[Spot] = field(default_factory=list)
    hexes: list[Hexagon] = field(default_factory=list)
    names: list[tuple[int, str, float, float]] = field(default_factory=list)
    without_place: int = 0
    whole: bool = True

    @property
    def undrawn(self) -> list[Spot]:
        """The places that are in the list alone: nobody has said where they lie."""
        return [place for place in self.places if not place.drawn]


def shown(actor: Actor, filters: Filters) -> MapData:
    """What somebody sees of the filters, whatever place is chosen: two statements.

    Counting stops at MOST events; restricted ones are in it for whoever may see them.
    """
    if filters.nights is None and searching.is_common(actor, filters.find):
        return MapData(whole=False)  # as for the counts: to gather them all is what takes long
    counted, nowhere = _counted(actor, filters)
    if sum(spot.count for spot in counted) + nowhere > MOST:
        return MapData(whole=False)
    ground = _ground(filters)
    # Counts stand still where the ground is empty: a street that was taken out of use, say.
    hexagons: Counter[str] = Counter(
        {hotspots.hexagon_of(lat, lon): 0 for _id, _name, lat, lon in ground}
    )
    lies: dict[int, str] = {}
    for spot in counted:
        if spot.latitude is not None and spot.longitude is not None:
            lies[spot.id] = hotspots.hexagon_of(spot.latitude, spot.longitude)
            hexagons[lies[spot.id]] += spot.count
    hot = hotspots.hot(hexagons)
    says = hotspots.patches(hot)
    known = {spot.id for spot in counted}
    return MapData(
        places=[_marked(spot, lies, hot) for spot in counted],
        hexes=[
            Hexagon(one, count, hot=one in hot, says=one in says)
            for one, count in hexagons.most_common()
            if count
        ],
        names=[one for one in ground if one[0] not in known],
        without_place=nowhere,
    )


def standing_at(place: Place | None) -> int | None:
    """The public place that an event's place counts to; None where it counts to none."""
    if place is None:
        return None
    return place.id if place.kind != "premises" else place.street_id


def _marked(spot: Spot, lies: Mapping[int, str], hot: Mapping[str, float]) -> Spot:
    if lies.get(spot.id) not in hot:
        return spot
    return Spot(spot.id, spot.name, spot.count, spot.latitude, spot.longitude, hot=True)


def _counted(actor: Actor, filters: Filters) -> tuple[list[Spot], int]:
    """The places with their counts, most first, and how many events stand at none."""
    some = (
        selected(actor, filters, time_zone(), without=("place",))
        .with_only_columns(Event.place_id.label("place_id"))
        .limit(MOST + 1)
        .subquery()
    )
    public = aliased(Place)
    # Outside: an event at no place, or at premises on no street, has none of these.
    rows: Iterable[tuple[int | None, str, float | None, float | None, int]]
    rows = db.session.execute(
        select(public.id, public.name, public.latitude, public.longitude, func.count())
        .select_from(some)
        .outerjoin(Place, Place.id == some.c.place_id)
        .outerjoin(public, public.id == street)
        .group_by(public.id, public.name, public.latitude, public.longitude)
    )
    spots: list[Spot] = []
    nowhere = 0
    for id_, name, latitude, longitude, count in rows:
        if id_ is None:
            nowhere = count
        else:
            spots.append(Spot(id_, name, count, latitude, longitude))
    return sorted(spots, key=lambda spot: (-spot.count, spot.name)), nowhere


def _ground(filters: Filters) -> list[tuple[int, str, float, float]]:
    """Where something can be logged: the public places in use whose position is known."""
    query = (
        select(Place.id, Place.name, Place.latitude, Place.longitude)
        .where(Place.kind != "premises", Place.retired_at.is_(None))
        .where(Place.latitude.is_not(None), Place.longitude.is_not(None))
    )
    if filters.area is not None:
        # Of one area all others would be empty, and the whole of it hot.
        query = query.where(Place.area_id == filters.area)
    rows = db.session.execute(query.order_by(Place.id).limit(NAMES))
    return [
        (id_, name, latitude, longitude)
        for id_, name, latitude, longitude in rows
        if latitude is not None and longitude is not None
    ]
