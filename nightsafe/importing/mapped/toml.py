"""A mapping file: its text checked as a whole, every fault named at once, nothing guessed."""

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nightsafe.importing.files.charsets import charset_of
from nightsafe.importing.mapped.codes import read_codes
from nightsafe.importing.mapped.files import text_of, values_of
from nightsafe.importing.mapped.places import read_places
from nightsafe.importing.mapped.tables import Faults, Table, by_label, listed, perhaps, quoted
from nightsafe.importing.mapped.times import read_times
from nightsafe.importing.mapping import Entries, File, FlagColumn, Mapping, Words
from nightsafe.importing.problems import CannotImport
from nightsafe.incidents.category import Audience
from nightsafe.incidents.flags import FLAGS
from nightsafe.network.kinds import ORGANISATION_KINDS
from nightsafe.network.rules import NAME_LONGEST

SOURCE_LONGEST = 60
_SECTIONS = ("file", "entries", "time", "code", "place", "flags", "words")
_NEEDED = ("entries", "time", "code", "place")
_ENTRIES = ("source", "id", "organisation", "organisation_kind", "premises", "audience")
_WORDS = ("description", "police_reference", "people_number")
_DELIMITERS = (",", ";", "\t", "|")
_ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "cp1250",
    "cp1252",
    "cp437",
    "cp850",
    "iso-8859-1",
    "iso-8859-15",
    "mac_roman",
)
_MOST_LINES = 1_000
_LONGEST_PATH = 200


def read_mapping(path: Path) -> Mapping:
    """The mapping that a file holds, with its whole text.

    Raises CannotImport with every fault at once: the key (or the line), what, what to do.
    """
    text = text_of(path)
    values = values_of(path.name, text)
    if not values:
        raise CannotImport(
            f"{path.name} says nothing yet. Have one suggested with --suggest and correct that."
        )
    faults = Faults()
    mapping = _mapping(values, faults, text)
    if faults.found:
        number = "one thing" if len(faults.found) == 1 else f"{len(faults.found)} things"
        lines = "".join(f"\n  - {each}" for each in faults.found)
        raise CannotImport(f"{path.name} cannot be used yet; {number} to put right:{lines}")
    return mapping


def check_columns(mapping: Mapping, columns: tuple[str, ...]) -> None:
    """Raise CannotImport where the mapping names columns that the file has not."""
    unknown = [
        (key, name) for key, names in _by_key(mapping) for name in names if name not in columns
    ]
    if not unknown:
        return
    lines = "".join(
        f"\n  - {key}: there is no column {quoted(name)}.{_near(name, columns)}"
        for key, name in unknown
    )
    raise CannotImport(
        f"The mapping names columns that the file does not have:{lines}\n"
        f"The columns of the file are {listed(columns)}."
    )


def _near(name: str, columns: tuple[str, ...]) -> str:
    near = perhaps(name, columns)
    if near:
        return near
    inside = [each for each in columns if name.casefold().strip() in each.casefold()]
    return f" Did you mean {' or '.join(map(quoted, inside[:3]))}?" if inside else ""


def _by_key(mapping: Mapping) -> list[tuple[str, tuple[str, ...]]]:
    """The columns that a mapping reads, under the keys that name them."""
    entries, times, places, words = mapping.entries, mapping.times, mapping.places, mapping.words
    found = [
        ("entries.id", entries.identity),
        ("time.column", (times.column,)),
        ("time.hour_column", (times.hour_column,)),
        ("code.column", mapping.codes.columns),
        ("place.name", places.columns),
        ("place.area_column", (places.area_column,)),
        ("place.latitude", (places.latitude,)),
        ("place.longitude", (places.longitude,)),
        *((f"flags.{one.flag}.column", (one.column,)) for one in mapping.flags),
        ("words.description", words.description),
        ("words.police_reference", (words.police_reference,)),
        ("words.people_number", (words.people_number,)),
    ]
    return [(key, tuple(each for each in names if each)) for key, names in found]


def _mapping(values: dict[str, Any], faults: Faults, text: str) -> Mapping:
    top = Table(values, "", faults)
    _check_nought(values, faults)
    for name in values:
        if name not in _SECTIONS:
            near = difflib.get_close_matches(name.lower(), _SECTIONS, 1)
            home = _home(name)
            offer = f"There are {', '.join(f'[{each}]' for each in _SECTIONS)}."
            if home or near:
                offer = f"It belongs under [{home}]." if home else f"Did you mean [{near[0]}]?"
            top.fault(name, f"there is no such section. {offer}")
    for name in _NEEDED:
        if name not in values:
            top.fault(name, f"the section [{name}] is missing.")
    quiet = {name: Table({}, name, Faults()) for name in _SECTIONS if name not in values}
    tables = {name: quiet.get(name) or top.table(name) for name in _SECTIONS}
    entries = _entries(tables["entries"])
    return Mapping(
        file=_file(tables["file"]),
        entries=entries,
        times=read_times(tables["time"]),
        codes=read_codes(tables["code"]),
        places=read_places(tables["place"]),
        flags=_flags(tables["flags"]),
        words=_words(tables["words"], entries.audience),
        text=text,
    )


def _check_nought(values: dict[str, Any], faults: Faults) -> None:
    """Note every text with the character NUL in it: no column, name or code can have one."""
    waiting: list[tuple[str, Any]] = [("", values)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            table = Table(value, path, faults)
            # Keys can lie within keys without end: their path need not be told to the last.
            waiting += [(table.key(key)[:_LONGEST_PATH], each) for key, each in value.items()]
            waiting += [(path, key) for key in value]
        elif isinstance(value, list):
            waiting += [(path, each) for each in value]
        elif isinstance(value, str) and "\0" in value:
            faults.add(path, f"{quoted(value)} has a character that cannot be shown. Take it out.")


def _home(name: str) -> str:
    """The section that a key belongs to which stands above all sections."""
    homes = {**dict.fromkeys(_ENTRIES, "entries"), "zone": "time", "format": "time"}
    return homes.get(name, "")


def _file(table: Table) -> File:
    table.only(("encoding", "delimiter", "sheet", "header_line"))
    encoding = table.text("encoding")
    if encoding and not charset_of(encoding):
        offer = perhaps(encoding, _ENCODINGS) or f" Usual ones are {listed(_ENCODINGS)}."
        table.fault("encoding", f"there is no encoding {quoted(encoding)}.{offer}")
    delimiter = table.values.get("delimiter", "")
    if delimiter not in ("", *_DELIMITERS):
        table.fault("delimiter", 'must be one of "," ";" "\\t" (a tab) "|".')
    line = table.number("header_line", 1.0, 1, _MOST_LINES)
    if not line.is_integer():
        table.fault("header_line", "must be a whole number.")
    return File(encoding, str(delimiter), table.text("sheet"), int(line))


def _entries(table: Table) -> Entries:
    table.only(_ENTRIES)
    source = table.name(
        "source",
        SOURCE_LONGEST,
        needed='Write what they are called beside every figure: "City police reports".',
    )
    identity = table.columns(
        "id", needed="Name the column, or columns, that name a record for good."
    )
    organisation = table.name(
        "organisation", NAME_LONGEST, needed="Write the name of whose records they are."
    )
    premises = table.name("premises", NAME_LONGEST)
    kind = table.text("organisation_kind")
    if kind and kind not in ORGANISATION_KINDS:
        offer = by_label(kind, ORGANISATION_KINDS)
        hint = offer or f" Write one of {listed(ORGANISATION_KINDS)}."
        table.fault("organisation_kind", f"{quoted(kind)} is not known.{hint}")
    audience = Audience(
        table.choice("audience", tuple(each.value for each in Audience), Audience.STATISTICS.value)
    )
    if audience is Audience.REGISTER and not premises:
        table.fault("premises", 'is missing: audience "register" means the register of a venue.')
    return Entries(source, identity, organisation, kind, premises, audience)


def _flags(table: Table) -> tuple[FlagColumn, ...]:
    found = []
    for flag in table.values:
        if flag not in FLAGS:
            offer = by_label(flag, FLAGS) or f" There are {listed(FLAGS)}."
            table.fault(flag, f"is none of our flags.{offer}")
            continue
        inner = table.table(flag)
        inner.only(("column", "yes", "no"))
        column = inner.column("column", needed="Name the column that says whether it applies.")
        yes = _folded(inner.texts("yes", needed='Write the texts that say yes: ["Y", "yes", "1"].'))
        # An empty text says something here, unlike anywhere else.
        no = _folded(inner.texts("no", empty=True)) if inner.has("no") else frozenset({""})
        for each in sorted(yes & no):
            inner.fault("no", f"{quoted(each)} stands under yes, too. Keep it in one of them.")
        found.append(FlagColumn(flag, column, yes, no))
    return tuple(found)


def _folded(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(each.strip().casefold() for each in texts)


def _words(table: Table, audience: Audience) -> Words:
    table.only(_WORDS)
    if audience is Audience.STATISTICS and table.values:
        table.faults.add(
            table.path,
            'nobody can open entries for "statistics", so their words are not kept. Take [words] '
            'out, or set audience = "review" under [entries].',
        )
    return Words(
        table.columns("description"),
        table.column("police_reference"),
        table.column("people_number"),
    )
