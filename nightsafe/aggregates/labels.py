"""The words beside the rows of the week's tables, and the groups its codes stand in."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from nightsafe.aggregates.rules import Mix
from nightsafe.aggregates.week import InsideTable
from nightsafe.database import db
from nightsafe.incidents.categories import CATEGORIES, GROUPS
from nightsafe.network.models import Area
from nightsafe.nights import Band

BANDS: dict[str, LazyString] = {
    Band.EVENING: _l("18:00 to 21:00"),
    Band.LATE: _l("21:00 to midnight"),
    Band.MIDNIGHT: _l("Midnight to 03:00"),
    Band.SMALL_HOURS: _l("03:00 to 06:00"),
    Band.DAY: _l("Day (06:00 to 18:00)"),
}

# Where the figures of a week came from, behind a colon.
MIXES: dict[Mix, LazyString] = {
    Mix.NOTHING: _l("nothing recorded"),
    Mix.LOGGED: _l("logged here"),
    Mix.BROUGHT: _l("brought along"),
    Mix.MIXED: _l("partly brought along"),
}


def areas() -> tuple[list[str], dict[str, str | LazyString]]:
    """The ids (as text) of the areas in use, by name; and the name of every area there was.

    "" stands for no place given.
    """
    found = db.session.execute(select(Area.id, Area.name, Area.retired_at).order_by(Area.name))
    rows = [(str(area_id), name, retired) for area_id, name, retired in found]
    names: dict[str, str | LazyString] = {area_id: name for area_id, name, _ in rows}
    return [row[0] for row in rows if row[2] is None], {**names, "": _l("No place given")}


def groups(table: InsideTable) -> list[tuple[LazyString, list[str]]]:
    """The codes of a table by group, in the order of the buttons."""
    codes = [row.key for row in table.rows]
    return [
        (label, [code for code in codes if CATEGORIES[code].group == key])
        for key, label in GROUPS.items()
    ]
