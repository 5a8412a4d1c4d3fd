"""The map as a page and its script get it: links, words, the picture behind it."""

from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from nightsafe import headers
from nightsafe.config import Settings
from nightsafe.forms import shown as readable
from nightsafe.gate import Actor
from nightsafe.incidents.models import Event
from nightsafe.review import map as maps
from nightsafe.review.filters import Filters
from nightsafe.review.hotspots import outline
from nightsafe.review.map import Hexagon, MapData, Spot
from nightsafe.review.side import address

LEVELS = 5


def panel(actor: Actor, filters: Filters, event: Event | None = None) -> dict[str, Any]:
    """What `review/_map.html` draws: the list in words, and where the script finds the rest.

    `event` is the open one, whose place is marked. A page with the map may fetch pictures from
    the tile server of the settings, if there is one.
    """
    settings: Settings = current_app.extensions["settings"]
    if settings.tile_host:
        headers.allow_images(settings.tile_host)
    data = maps.shown(actor, filters)
    here = maps.standing_at(event.place) if event is not None else None
    # A page of the queue is no part of what the map shows.
    asked = filters.with_().query()
    return {
        "data": data,
        "lines": [_line(spot, filters, here) for spot in data.places],
        "url": url_for("review.map_data", **asked),
        "here": here,
        "hot": any(one.hot for one in data.hexes),
        "tiles": settings.map_tiles,
        "file": url_for("review.map_file") if settings.map_file else "",
        "credit": settings.map_credit,
    }


def drawing(data: MapData, filters: Filters) -> dict[str, Any]:
    """What the script draws, as JSON: places with links, hexagons with corners, other names."""
    most = max((one.count for one in data.hexes), default=0)
    return {
        "places": [
            {
                "id": spot.id,
                "name": readable(spot.name),
                "lat": spot.latitude,
                "lon": spot.longitude,
                "count": spot.count,
                "hot": spot.hot,
                "chosen": filters.place == spot.id,
                "label": label(spot),
                "url": link(spot, filters),
            }
            for spot in data.places
            if spot.drawn
        ],
        "hexes": [_hexagon(one, most) for one in data.hexes],
        "names": [[id_, readable(name), lat, lon] for id_, name, lat, lon in data.names],
        "without_place": data.without_place,
    }


def link(spot: Spot, filters: Filters) -> str:
    """The queue of that place alone; of all places again when it is chosen already."""
    return address(filters.with_(place=None if filters.place == spot.id else spot.id))


def label(spot: Spot) -> str:
    """A place and its count in words."""
    events = ngettext("%(num)d event", "%(num)d events", spot.count)
    said = f"{readable(spot.name)}, {events}"
    return _("%(place)s, unusually many around here", place=said) if spot.hot else said


def _line(spot: Spot, filters: Filters, here: int | None) -> dict[str, Any]:
    return {
        "id": spot.id,
        "name": spot.name,
        "count": spot.count,
        "hot": spot.hot,
        "drawn": spot.drawn,
        "url": link(spot, filters),
        "chosen": filters.place == spot.id,
        "here": here == spot.id,
    }


def _hexagon(one: Hexagon, most: int) -> dict[str, Any]:
    return {
        "count": one.count,
        "level": -(-one.count * LEVELS // most),
        "hot": one.hot,
        "says": one.says,
        "edge": outline(one.id),
    }
