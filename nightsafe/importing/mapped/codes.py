"""The [code] of a mapping file: what each of their codes becomes, and what is still undecided."""

from collections.abc import Mapping
from typing import Any

from nightsafe.importing.mapped.tables import Table, by_label, figures, quoted
from nightsafe.importing.mapping import BETWEEN_CODES, LEAVE_OUT, UNDECIDED, Codes, Translation
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.category import Category
from nightsafe.incidents.deeds import ACTIONS
from nightsafe.incidents.flags import FLAGS

KEYS = ("column", "other", "map")
_MEANING = ("code", "flags", "actions", "severity")
_MOST_LISTED = 100
_IN_SEVERAL = (
    f'no row can say this: the texts of several columns stand with "{BETWEEN_CODES}" between them, '
    'empty ones too: "Assault / weapon", "Assault / ".'
)


def read_codes(table: Table) -> Codes:
    """The codes of a mapping; faults are noted in the table."""
    table.only(KEYS)
    columns = table.columns("column", needed="Name the column that says what happened.")
    given = table.table("map")
    known: dict[str, Translation] = {}
    undecided: list[str] = []
    for theirs, meaning in given.values.items():
        if theirs.strip() in known:
            given.fault(theirs, "stands here twice but for spaces around it. Keep one.")
        elif theirs.strip() and f" {theirs.strip()} ".count(BETWEEN_CODES) < len(columns) - 1:
            given.fault(theirs, _IN_SEVERAL)
        found = _translation(given, theirs, meaning)
        if found is None:
            undecided.append(theirs)
        else:
            known[theirs.strip()] = found
    if undecided:
        _say_undecided(given, undecided)
    other = _other(table)
    if not given.values and (other is None or other.code is None):
        table.fault(
            "map",
            "is missing or empty, so nothing would be brought along. Write under [code.map] what "
            'each of their codes becomes: "Their code" = "V1".',
        )
    return Codes(columns, known, other)


def _say_undecided(table: Table, undecided: list[str]) -> None:
    """One fault that lists them all: they are decided in one sitting."""
    shown = "".join(f"\n      {quoted(each)}" for each in undecided[:_MOST_LISTED])
    more = len(undecided) - _MOST_LISTED
    if more > 0:
        shown += f"\n      and {more} more"
    table.faults.add(
        table.path,
        f'{len(undecided)} of {len(table.values)} codes are undecided ("?"). Write beside each '
        f'what it becomes: one of our codes, such as "V1", or "{LEAVE_OUT}".{shown}',
    )


def _other(table: Table) -> Translation | None:
    words = table.text("other", "reject")
    if words in {"reject", ""}:
        return None
    return _code(table, "other", words)


def _translation(table: Table, theirs: str, meaning: Any) -> Translation | None:
    """What a code becomes; None where nobody decided yet."""
    if isinstance(meaning, str):
        return None if _open(meaning) else _code(table, theirs, meaning.strip())
    if not isinstance(meaning, dict):
        table.fault(theirs, f'write one of our codes, such as "V1", or "{LEAVE_OUT}".')
        return Translation(None)
    inner = Table(meaning, table.key(theirs), table.faults)
    inner.only(_MEANING)
    code = inner.values.get("code")
    if isinstance(code, str) and _open(code):
        return None
    found = _code(inner, "code", inner.text("code", needed="Write one of our codes."))
    flags, actions = inner.keys_of("flags", FLAGS), inner.keys_of("actions", ACTIONS)
    severity = int(inner.number("severity", 0, 1, 4)) if inner.has("severity") else None
    given = inner.values.get("severity")
    if isinstance(given, float) and not given.is_integer() and not inner.noted("severity"):
        inner.fault("severity", f"is {figures(given)}; write 1, 2, 3 or 4.")
    if found.code is None and code == LEAVE_OUT and len(meaning) > 1:
        inner.fault("code", "is left out, so nothing else can be said of it. Leave the rest away.")
    return Translation(found.code, flags, actions, severity or None)


def _open(meaning: str) -> bool:
    return meaning.strip() in {"", UNDECIDED}


def _code(table: Table, key: str, words: str) -> Translation:
    if words == LEAVE_OUT or not words:
        return Translation(None)
    found = CATEGORIES.get(words)
    if found is None:
        offer = by_label(words, {**_codes_in_use(), LEAVE_OUT: LEAVE_OUT})
        hint = offer or f' Write one of ours, such as "V1", or "{LEAVE_OUT}".'
        table.fault(key, f"{quoted(words)} is none of our codes.{hint}")
        return Translation(None)
    if found.retired:
        table.fault(key, f"{quoted(words)} ({found.label}) is no longer used. Choose another.")
    return Translation(words)


def _codes_in_use() -> Mapping[str, Category]:
    return {code: one for code, one in CATEGORIES.items() if not one.retired}
