"""The ground that a file's positions lie on, where its mapping draws no box around it (pure)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from nightsafe.importing.positions import Kind, Position, metres, turned
from nightsafe.importing.suggesting.zones import cities

_ENOUGH = 5  # positions that have a middle worth the name
_LEAST = 50_000.0  # metres from the middle that records of one town may lie
_WIDER = 20  # times as far from the middle as half of all: a county thins out slowly
# Metres from the city of the zone, where there is nothing else to go by: worth a question, and
# surely in another part of the world.
_COUNTRY, _ELSEWHERE = 2_000_000.0, 3_000_000.0
_SURELY = 3  # times too far before a position is called turned round
_FIGURES = 2  # of a degree: squares of about a kilometre
_MOST_SQUARES = 200_000


@dataclass(frozen=True)
class Ground:
    """Where records belong: `reach` metres around a middle, which is that of `what`."""

    middle: Position
    reach: float
    sure: float  # metres from which a position that would lie here turned round is so
    what: str

    def far(self, position: Position) -> bool:
        """Whether a position lies far from all that is known."""
        return metres(self.middle, position) > self.reach

    def turned(self, position: Position) -> tuple[Kind, str] | None:
        """What was turned round in a position that would lie here without it; else None."""
        if metres(self.middle, position) <= self.sure:
            return None
        near = min(self.reach, self.sure / 2)
        return turned(position, lambda *here: metres(self.middle, here) <= near)


@dataclass
class Squares:
    """Positions counted in squares of about a kilometre, each with the line it is first met in."""

    counts: Counter[Position] = field(default_factory=Counter)
    lines: dict[Position, int] = field(default_factory=dict)

    def add(self, line: int, position: Position) -> None:
        """Count a position."""
        square = round(position[0], _FIGURES), round(position[1], _FIGURES)
        if square in self.lines or len(self.lines) < _MOST_SQUARES:
            self.counts[square] += 1
            self.lines.setdefault(square, line)

    def ground(self, known: Sequence[Position], zone: str) -> Ground | None:
        """The ground by the places that the network has, by the squares, or by the zone's city.

        None where there is nothing to go by.
        """
        city = cities().get(zone)
        if len(known) >= _ENOUGH:
            return _around(((one, 1) for one in known), "the places we know")
        if self.counts.total() >= _ENOUGH:
            found = _around(self.counts.items(), "the others")
            right = found.middle[1], found.middle[0]
            # As a whole it may be turned round, which no row shows beside the others.
            whole = city is not None and metres(found.middle, city) > _ELSEWHERE
            if city is not None and whole and 2 * metres(right, city) < _ELSEWHERE:
                return Ground(right, found.reach, found.sure, found.what)
            return found
        return Ground(city, _COUNTRY, _ELSEWHERE, zone) if city is not None else None

    def strays(self, ground: Ground) -> Iterator[tuple[Kind | None, int, Position, int]]:
        """Squares far from the ground: what was turned round, how many, where, first line."""
        for square, number in self.counts.items():
            if ground.far(square):
                found = ground.turned(square)
                yield found[0] if found else None, number, square, self.lines[square]


def _around(counted: Iterable[tuple[Position, int]], what: str) -> Ground:
    pairs = list(counted)
    middle = (
        _median((one[0], number) for one, number in pairs),
        _median((one[1], number) for one, number in pairs),
    )
    half = _median((metres(middle, one), number) for one, number in pairs)
    reach = max(_LEAST, _WIDER * half)
    return Ground(middle, reach, _SURELY * reach, what)


def _median(counted: Iterable[tuple[float, int]]) -> float:
    ranked = sorted(counted)
    wanted = sum(number for _, number in ranked) / 2
    passed = 0
    for value, number in ranked:
        passed += number
        if passed >= wanted:
            return value
    return 0.0
