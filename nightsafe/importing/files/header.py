"""The names of a table's columns, checked before any row is read (pure)."""

from collections import Counter
from collections.abc import Callable

from nightsafe.importing.problems import CannotImport

LOWER = "If the names of the columns stand in another line, write header_line = {} under [file]."


def shown(text: str, most: int = 40) -> str:
    """A file's own words for a message: their start, with what would steer a terminal as codes."""
    signs = (one if one.isprintable() else f"\\u{ord(one):04x}" for one in text[:most])
    return "".join(signs) + ("…" if len(text) > most else "")


def columns_of(
    cells: list[str], where: str, line: int, called: Callable[[int], str]
) -> tuple[str, ...]:
    """The names in a header's cells, spaces and line ends in them made single spaces.

    Empty ones at the end are no columns. `where` names file and line for a message, `called` a
    column by its index from 0. Raises CannotImport for a name that is missing or doubled.
    """
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    hint = LOWER.format(line + 1)
    if not names:
        raise CannotImport(f"{where} is empty, where the names of the columns should be. {hint}")
    missing = [called(at) for at, name in enumerate(names) if not name]
    if missing:
        what = "column has" if len(missing) == 1 else "columns have"
        raise CannotImport(
            f"{where}: {len(missing)} {what} no name ({_listed(missing)}). Give each a name, or "
            f"take it out. {hint}"
        )
    doubled = [name for name, count in Counter(names).items() if count > 1]
    if doubled:
        places = "; ".join(
            f'"{shown(name)}" ({_listed([called(at) for at in _indices(names, name)])})'
            for name in doubled[:5]
        )
        raise CannotImport(
            f"{where}: more than one column is called {places}. Give each a name of its own. {hint}"
        )
    return tuple(names)


def too_long(
    where: str, index: int, text: str, columns: tuple[str, ...], called: Callable[[int], str]
) -> CannotImport:
    """What to say of a row with text beyond the last column that has a name."""
    hint = " " + LOWER.format(2) if len(columns) == 1 else ""
    last = f'{called(len(columns) - 1)} ("{shown(columns[-1])}")'
    return CannotImport(
        f'{where}: there is text in {called(index)} ("{shown(text)}"), but the last column with a '
        f"name is {last}. Put the cell in quotes if it holds what separates the cells, or give its "
        f"column a name, or take it out.{hint}"
    )


def _indices(names: list[str], name: str) -> list[int]:
    return [at for at, one in enumerate(names) if one == name]


def _listed(words: list[str]) -> str:
    more = f" and {len(words) - 8} more" if len(words) > 8 else ""
    return ", ".join(words[:8]) + more
