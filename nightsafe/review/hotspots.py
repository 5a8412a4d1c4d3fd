"""Hot hexagons: where more happens than the same number spread by chance would show (pure).

Method (STATISTICS.md): counts by hexagon of h3 at resolution 9, about 200 m; for each hexagon the
local statistic Gi* over itself and its neighbours (Getis and Ord 1992, Geographical Analysis
24:189; Ord and Getis 1995, Geographical Analysis 27:286), one-sided, as only high counts are asked
about; all hexagons at once, so the share of false marks is held at 10% (Benjamini and Hochberg
1995, Journal of the Royal Statistical Society B 57:289).

The study area is every hexagon in which the network has a street, rank, station or other public
place in use, and any in which something was counted. An event can be logged nowhere else, so a
hexagon of fields, which can hold none, would only make every street look busy beside it.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import h3

RESOLUTION = 9
SHARE_OF_FALSE = 0.10
# The normal approximation of Gi* needs some thirty hexagons; five events are the fewest that are
# called unusual anywhere in the product.
LEAST_HEXAGONS = 30
LEAST_EVENTS = 5

Neighbours = Callable[[str], Iterable[str]]

# Places do not move: what was reckoned for one page serves the next.


@lru_cache(maxsize=8192)
def hexagon_of(latitude: float, longitude: float) -> str:
    """The hexagon that a point lies in, degrees (WGS 84), as h3 names it."""
    return str(h3.latlng_to_cell(latitude, longitude, RESOLUTION))


def outline(hexagon: str) -> list[tuple[float, float]]:
    """The corners of a hexagon as (latitude, longitude) in degrees, to a metre or so."""
    return [(round(lat, 5), round(lon, 5)) for lat, lon in h3.cell_to_boundary(hexagon)]


@lru_cache(maxsize=8192)
def around(hexagon: str) -> Iterable[str]:
    """A hexagon and the six that touch it."""
    return tuple(h3.grid_disk(hexagon, 1))


def scores(counts: Mapping[str, int], neighbours: Neighbours = around) -> dict[str, float]:
    """Gi* of each cell, a standard normal deviate where nothing but chance is at work.

    `counts` holds every cell of the study area, zeros among them; `neighbours` gives a cell's
    neighbours with itself, of which those outside the study area are left out. Empty when every
    cell holds the same; a cell that neighbours all others has none.
    """
    n = len(counts)
    mean = sum(counts.values()) / n if n else 0.0
    spread = sum(count * count for count in counts.values()) / n - mean * mean if n else 0.0
    if spread <= 0:
        return {}
    found = {}
    for cell in counts:
        near = [one for one in neighbours(cell) if one in counts]
        weight = len(near)
        room = (n * weight - weight * weight) / (n - 1)
        if room > 0:
            excess = sum(counts[one] for one in near) - mean * weight
            found[cell] = excess / math.sqrt(spread * room)
    return found


def upper_tail(deviate: float) -> float:
    """The chance of a standard normal deviate at least as high."""
    return 0.5 * math.erfc(deviate / math.sqrt(2))


def benjamini_hochberg(chances: Mapping[str, float], share: float = SHARE_OF_FALSE) -> set[str]:
    """Those of many tests that stand when at most this share of them may be false on average."""
    ranked = sorted(chances.items(), key=lambda one: one[1])
    last = 0
    for rank, (_name, chance) in enumerate(ranked, start=1):
        if chance <= share * rank / len(ranked):
            last = rank
    return {name for name, _chance in ranked[:last]}


def hot(counts: Mapping[str, int], neighbours: Neighbours = around) -> dict[str, float]:
    """The hot hexagons of a study area with their Gi*; none where there is too little to tell.

    A hexagon in which nothing happened is not marked, whatever stands around it.
    """
    if len(counts) < LEAST_HEXAGONS:
        return {}
    found = scores(counts, neighbours)
    stand = benjamini_hochberg({cell: upper_tail(score) for cell, score in found.items()})
    return {
        cell: found[cell]
        for cell in stand
        if counts[cell] and sum(counts.get(one, 0) for one in neighbours(cell)) >= LEAST_EVENTS
    }


def patches(hot_ones: Mapping[str, float], neighbours: Neighbours = around) -> set[str]:
    """The strongest hexagon of each patch of hot ones that touch: the one that bears the word."""
    left, found = dict(hot_ones), set()
    while left:
        strongest = max(left, key=lambda cell: (left[cell], cell))
        found.add(strongest)
        edge = [strongest]
        while edge:
            cell = edge.pop()
            if left.pop(cell, None) is not None:
                edge.extend(neighbours(cell))
    return found
