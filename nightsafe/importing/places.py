"""The places that rows mean: known by name or position, made, or refused, as the mapping says."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from nightsafe.errors import ProductError
from nightsafe.importing.cells import is_missing
from nightsafe.importing.ground import Ground
from nightsafe.importing.mapping import Places
from nightsafe.importing.nearness import Near
from nightsafe.importing.positions import position_of
from nightsafe.importing.problems import CannotImport, Problem, RowProblem
from nightsafe.importing.rows import Row
from nightsafe.importing.survey import Progress, Rows
from nightsafe.network.actions import add_area, add_place
from nightsafe.network.models import Area, Place
from nightsafe.network.queries import areas, places
from nightsafe.network.rules import NAME_LONGEST, one_line

Position = tuple[float, float]
# So many positions of one name are enough to know its middle.
MOST_POSITIONS = 500


@dataclass
class Spot:
    """A place as rows mean it: one that is there (`place`), or one that is yet to be made."""

    name: str
    area: str
    place: Place | None = None
    positions: list[Position] = field(default_factory=list)

    @property
    def new(self) -> bool:
        """Whether it is not among the network's places yet."""
        return self.place is None

    @property
    def middle(self) -> Position | None:
        """The middle of where the rows of its name lie; one bad position does not move it far."""
        if not self.positions:
            return None
        return (
            round(median(one for one, _ in self.positions), 6),
            round(median(one for _, one in self.positions), 6),
        )


class PlaceBook:
    """All places in use, and those that rows ask for; looked up without asking the database."""

    def __init__(self, wanted: Places) -> None:
        self.wanted = wanted
        self.areas: dict[str, Area] = {_folded(one.name): one for one in areas()}
        self.spots: dict[tuple[str, str], Spot] = {}
        self.by_name: dict[str, list[Spot]] = {}
        for one in places():
            self._put(Spot(one.name, one.area.name, one))
        # A venue's name never stands on a count: a stray position is not pinned on its door.
        self._ground: Ground | None = None
        self._near = Near(
            (
                ((there.latitude, there.longitude), spot)
                for spot in self.spots.values()
                if (there := spot.place) is not None and there.kind != "premises"
                if there.latitude is not None and there.longitude is not None
            ),
            wanted.nearest,
        )
        self.map = {_folded(theirs): ours for theirs, ours in wanted.known.items()}
        self._check()

    def _check(self) -> None:
        """Raise CannotImport for what the mapping names and the network has not."""
        missing = sorted(
            ours
            for ours in set(self.map.values())
            if ours and _folded(ours) not in self.by_name and self.wanted.unknown != "make"
        )
        if missing:
            raise CannotImport(
                f"[place.map] leads to places that the network does not have: "
                f"{', '.join(missing)}. Set them up first, write their names as the network "
                'does, or write unknown = "make" under [place].'
            )
        area = self.wanted.area
        if area and not self.wanted.make_area and _folded(area) not in self.areas:
            there = ", ".join(one.name for one in self.areas.values()) or "none yet"
            raise CannotImport(
                f'There is no area "{area}" (there: {there}). Set it up first, write another '
                "name, or write make_area = true under [place]."
            )

    def spot(self, row: Row, position: Position | None) -> Spot | None:
        """The place of a row; None when it has none. Raises RowProblem."""
        if self._ground is not None and position is not None and self._ground.turned(position):
            position = None
        theirs = one_line(row.joined(self.wanted.columns))
        # "NA" and "unknown" are no names, unless the mapping says of what.
        if _folded(theirs) not in self.map and self._says_nothing(row):
            theirs = ""
        column = " + ".join(self.wanted.columns)
        name = self.map.get(_folded(theirs), theirs)
        if not name:
            return self._by_position(row, position) if not theirs else None
        _check_name(column, "a place", name)
        own = self._area_of(row)
        area = own or self.wanted.area
        # Whoever led their name to ours has said which place is meant.
        found = self._named(name, "" if name != theirs else own, column)
        if found is None and self.wanted.unknown == "none":
            return None
        if found is None and self.wanted.unknown == "reject":
            raise RowProblem(
                Problem(
                    column,
                    f'no place is called "{name}"{" in " + own if own else ""}: set it up, lead it '
                    'to a known one under [place.map], or write unknown = "make" or "none"',
                )
            )
        if found is None:
            found = self._new(name, area)
        if self._ground is None and found.new and position is not None:
            found.positions += [position] if len(found.positions) < MOST_POSITIONS else []
        return found

    def watching(self, source: Rows) -> "Watched":
        """A source whose rows are noted while somebody else reads them.

        A street that is made lies in the middle of all its rows, so they are seen beforehand.
        """
        return Watched(source, self)

    @property
    def positions(self) -> tuple[Position, ...]:
        """Where the network's places lie, as far as it knows."""
        found = (spot.place for spot in self.spots.values() if spot.place is not None)
        pairs = ((one.latitude, one.longitude) for one in found)
        return tuple(
            (north, east) for north, east in pairs if north is not None and east is not None
        )

    def keep_to(self, ground: Ground) -> None:
        """Take no position that the file as a whole betrays, now that every row was seen."""
        self._ground = ground
        for spot in self.spots.values():
            right = [one for one in spot.positions if ground.turned(one) is None]
            # All of one place's far away is a question, which the survey asks, and no slip.
            spot.positions = [one for one in right if not ground.far(one)] or right

    def see(self, row: Row) -> None:
        """Note where a row lies."""
        with suppress(RowProblem):
            self.spot(row, position_of(self.wanted, row))

    def _named(self, name: str, own: str, column: str) -> Spot | None:
        """The place of a name; in the row's `own` area, where it says one.

        The mapping's area says where places are made: it only decides between several of a name.
        """
        found = self.by_name.get(_folded(name), [])
        area = own or (self.wanted.area if len(found) > 1 else "")
        if area:
            found = [one for one in found if _folded(one.area) == _folded(area)] or (
                [] if own else found
            )
        if len(found) > 1:
            where = ", ".join(one.area for one in found)
            raise RowProblem(
                Problem(column, f'several places are called "{name}" ({where}): say which area')
            )
        return found[0] if found else None

    def _area_of(self, row: Row) -> str:
        column = self.wanted.area_column
        area = one_line(row.cell(column)) if column else ""
        area = "" if is_missing(area) else area
        _check_name(column, "an area", area)
        if area and _folded(area) not in self.areas and not self.wanted.make_area:
            raise RowProblem(
                Problem(column, f'there is no area "{area}": set it up, or make_area = true')
            )
        return area

    def _says_nothing(self, row: Row) -> bool:
        return all(is_missing(row.cell(column)) for column in self.wanted.columns)

    def _by_position(self, row: Row, position: Position | None) -> Spot | None:
        """The known place that a position stands for, where a row has no name."""
        if position is None or not self.wanted.nearest:
            if self.wanted.unknown == "reject" and (self.wanted.columns or self.wanted.latitude):
                what = " + ".join(self.wanted.columns) or self.wanted.latitude
                raise RowProblem(Problem(what, "says no place"))
            return None
        found = self._near.nearest(position)
        if found is None and self.wanted.unknown != "none":
            raise RowProblem(
                Problem(
                    f"{self.wanted.latitude} + {self.wanted.longitude}",
                    f"no place we know is within {self.wanted.nearest:.0f} m of "
                    f"{position[0]}, {position[1]}",
                )
            )
        return found

    def _new(self, name: str, area: str) -> Spot:
        if not area:
            raise RowProblem(
                Problem(
                    self.wanted.area_column,
                    f'"{name}" is not known, and to make it we need its area: write area or '
                    "area_column under [place]",
                )
            )
        spot = Spot(name, area)
        self._put(spot)
        return spot

    def _put(self, spot: Spot) -> None:
        self.spots[_folded(spot.name), _folded(spot.area)] = spot
        self.by_name.setdefault(_folded(spot.name), []).append(spot)

    def make(self, spot: Spot, *, actor_id: int, now: datetime) -> None:
        """Add a place that is not there yet, and its area; raises CannotImport where that fails."""
        area = self.areas.get(_folded(spot.area))
        try:
            if area is None:
                area = add_area(spot.area, actor_id=actor_id, now=now)
                self.areas[_folded(spot.area)] = area
            spot.place = add_place(
                spot.name,
                self.wanted.kind,
                area.id,
                position=spot.middle,
                actor_id=actor_id,
                now=now,
            )
        except ProductError as error:
            raise CannotImport(f'The place "{spot.name}" cannot be made: {error}') from error


@dataclass(frozen=True)
class Watched:
    """A source that a book looks at on the way."""

    source: Rows
    book: PlaceBook

    def rows(self, progress: Progress | None = None) -> Iterator[Row]:
        """The source's rows."""
        for row in self.source.rows(progress):
            self.book.see(row)
            yield row


def _check_name(column: str, what: str, name: str) -> None:
    """Raise RowProblem for a name that could not be saved, or not be shown."""
    if len(name) > NAME_LONGEST:
        raise RowProblem(Problem(column, f"{what}'s name has at most {NAME_LONGEST} letters"))
    if not name.isprintable():
        raise RowProblem(Problem(column, f"{what}'s name has a character that cannot be shown"))


def _folded(name: str) -> str:
    return one_line(name).casefold()
