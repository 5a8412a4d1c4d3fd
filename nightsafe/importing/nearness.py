"""Which of many known points lies nearest to a position, without measuring to each (pure)."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Generic, TypeVar

from nightsafe.importing.positions import Position, degrees_of, metres

Thing = TypeVar("Thing")
_WIDER = 1.000_001  # a band is a little wider than it must be, so that rounding loses nothing


class Near(Generic[Thing]):
    """Points by latitude in bands as high as the reach, and by longitude within each."""

    def __init__(self, points: Iterable[tuple[Position, Thing]], reach: float) -> None:
        """Take points with what stands at each; `reach` is in metres, up to a few thousand."""
        self.reach = reach
        self._step = degrees_of(max(reach, 1.0)) * _WIDER
        self._bands: dict[int, list[tuple[float, int]]] = {}
        self._points: list[tuple[Position, Thing]] = []
        for (latitude, longitude), thing in points:
            number = len(self._points)
            self._points.append(((latitude, longitude), thing))
            self._bands.setdefault(self._band(latitude), []).append((longitude, number))
        for each in self._bands.values():
            each.sort()

    def nearest(self, position: Position) -> Thing | None:
        """What stands nearest, at most the reach away; the first given of several as near."""
        best: tuple[float, int] | None = None
        for number in self._around(position):
            away = metres(position, self._points[number][0])
            if away <= self.reach and (best is None or (away, number) < best):
                best = away, number
        return None if best is None else self._points[best[1]][1]

    def _band(self, latitude: float) -> int:
        return math.floor(latitude / self._step)

    def _around(self, position: Position) -> Iterable[int]:
        """The points that may be within reach: those of three bands, near in longitude."""
        latitude, longitude = position
        beside = self._beside(latitude)
        band = self._band(latitude)
        for points in map(self._bands.get, (band - 1, band, band + 1)):
            # Beyond 180 degrees the count begins anew from the other side.
            for turn in (-360.0, 0.0, 360.0) if points else ():
                middle = longitude + turn
                start = bisect_left(points or [], (middle - beside, -1))
                end = bisect_right(points or [], (middle + beside, len(self._points)))
                for _, number in (points or [])[start:end]:
                    yield number

    def _beside(self, latitude: float) -> float:
        """How many degrees of longitude the reach is at a latitude; all of them near a pole."""
        furthest = abs(latitude) + self._step
        if furthest >= 90:
            return 180.0
        return min(180.0, self._step / math.cos(math.radians(furthest)) * _WIDER)
