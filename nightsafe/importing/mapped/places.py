"""The [place] of a mapping file: names, positions, and what becomes of a place nobody knows."""

from nightsafe.importing.mapped.tables import Table, figures, quoted
from nightsafe.importing.mapping import UNKNOWN_PLACES, Box, Places
from nightsafe.network.kinds import PLACE_KINDS
from nightsafe.network.rules import NAME_LONGEST

KEYS = (
    "name",
    "unknown",
    "kind",
    "area",
    "area_column",
    "make_area",
    "latitude",
    "longitude",
    "within",
    "nearest",
    "bad_position",
    "map",
)
_KINDS = tuple(kind for kind in PLACE_KINDS if kind != "premises")
_FURTHEST = 5_000.0  # metres: beyond, it is another place


def read_places(table: Table) -> Places:
    """The places of a mapping; faults are noted in the table."""
    table.only(KEYS)
    found = Places(
        columns=table.columns("name"),
        known=_map(table.table("map")),
        unknown=table.choice("unknown", UNKNOWN_PLACES, "reject"),
        kind=_kind(table),
        area=table.name("area", NAME_LONGEST),
        area_column=table.column("area_column"),
        make_area=table.yes("make_area"),
        latitude=table.column("latitude"),
        longitude=table.column("longitude"),
        within=_box(table),
        nearest=table.number("nearest", 0.0, 0.0, _FURTHEST),
        bad_position=table.choice("bad_position", ("reject", "ignore"), "reject"),
    )
    _check(table, found)
    return found


def _check(table: Table, found: Places) -> None:
    """What the keys must be to each other."""
    if bool(found.latitude) != bool(found.longitude):
        lacking = "longitude" if found.latitude else "latitude"
        table.fault(lacking, "is missing: a position needs both. Name its column.")
    if found.latitude and found.latitude == found.longitude:
        table.fault("longitude", "is the same column as latitude. Name the other one.")
    placed = bool(found.latitude and found.longitude)
    if not placed:
        for key, given in (("within", found.within), ("nearest", found.nearest)):
            if given:
                table.fault(key, "needs the columns latitude and longitude.")
    if table.values.get("map") and not found.columns:
        table.fault("map", "needs name: the column whose texts it translates.")
    decided = not (table.noted("unknown") or table.noted("name"))
    if not found.columns and not placed and found.unknown != "none" and decided:
        table.fault(
            "name",
            'is missing. Name the column that says where, or write unknown = "none" if the '
            "entries are to have no place.",
        )
    elif not found.columns and placed and not found.nearest and found.unknown != "none":
        table.fault(
            "nearest",
            "is missing: positions without names stand for the nearest place that is known. "
            "Write how near it must be, in metres, such as 150.",
        )
    if found.unknown == "make" and not found.columns:
        table.fault("unknown", '"make" needs name: a place cannot be made without one.')
    elif (
        found.unknown == "make"
        and not (found.area or found.area_column)
        and not (table.noted("area") or table.noted("area_column"))
    ):
        table.fault("area", "is missing: places that are made lie in one. Or name area_column.")


def _kind(table: Table) -> str:
    if table.values.get("kind") == "premises":
        table.fault("kind", "premises are not made here: set them up first, with whose they are.")
        return "street"
    return table.choice("kind", _KINDS, "street")


def _map(table: Table) -> dict[str, str]:
    found: dict[str, str] = {}
    for theirs, ours in table.values.items():
        if not isinstance(ours, str):
            table.fault(theirs, 'write the name of our place, or "" for no place.')
        elif ours.strip() == "?":
            table.fault(theirs, 'is still undecided ("?"). Write our name for it, or "".')
        else:
            table.check_name(theirs, ours.strip(), NAME_LONGEST)
            found[theirs.strip()] = ours.strip()
    return found


def _box(table: Table) -> Box | None:
    if not table.has("within"):
        return None
    given = table.values["within"]
    order = "Write [south, west, north, east] in degrees."
    if (
        not isinstance(given, list)
        or len(given) != 4
        or any(isinstance(each, bool) or not isinstance(each, (int, float)) for each in given)
    ):
        table.fault("within", f"must be four numbers. {order}")
        return None
    written = quoted(", ".join(map(figures, given)))
    # Held to the whole earth first: figures without end are no float.
    south, west, north, east = (float(max(-999, min(each, 999))) for each in given)
    if not (abs(south) <= 90 and abs(north) <= 90 and abs(west) <= 180 and abs(east) <= 180):
        table.fault("within", f"{written} is not on Earth: latitude comes first. {order}")
    elif not (south < north and west < east):
        table.fault("within", f"{written}: south must be below north, west below east. {order}")
    return Box(south, west, north, east)
