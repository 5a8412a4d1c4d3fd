"""The names of a table's columns, checked before any row is read (pure)."""

from collections import Counter
from collections.abc import Callable

from nightsafe.importing.problems import CannotImport

LOWER = "If the names of the columns stand in another line, write header_line = {} under [file]."


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
            f'"{name}" ({_listed([called(at) for at, one in enumerate(names) if one == name])})'
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
    return CannotImport(
        f'{where}: there is text in {called(index)} ("{text[:40]}"), but the last column with a '
        f'name is {called(len(columns) - 1)} ("{columns[-1]}"). Put the cell in quotes if it holds '
        "what separates the cells, or give its column a name, or take it out."
    )


def _listed(words: list[str]) -> str:
    more = f" and {len(words) - 8} more" if len(words) > 8 else ""
    return ", ".join(words[:8]) + more
