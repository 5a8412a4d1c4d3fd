"""The [file] and [entries] of a proposal: how it is read, what names a record, whose they are."""

import re
from itertools import combinations, islice

from nightsafe.importing.mapped.toml import SOURCE_LONGEST
from nightsafe.importing.suggesting.columns import MOST_VALUES, Column, Known, Profile
from nightsafe.importing.suggesting.text import Section, examples, shown

_IDENTITY = (
    *("id", "ref", "reference", "number", "no", "nr", "num", "urn", "case", "record", "key"),
    *("cad", "log", "serial", "crimeno", "uuid", "guid"),
)
_PART = (*_IDENTITY, "year", "force", "station", "sheet", "book", "page")
_AGENCY = ("agency", "organisation", "organization", "force", "team", "department", "company")
_POLICE = ("police", "pd", "sheriff", "constab", "force")
_KIND_WORDS = (
    ("police", ("police", "constabulary", "sheriff")),
    ("council", ("council", "borough", "municipal", "city of")),
    ("pastors", ("pastor", "angels")),
    ("cctv", ("cctv", "control room")),
    ("drivers", ("taxi", "cabs", "bus")),
    ("door", ("security", "door")),
)
_MOST_TRIED = 6
_MOST_COMPARED = 100_000


def propose_file(profile: Profile) -> Section:
    """The section [file], as it was in fact read."""
    used = profile.source.used
    section = Section("file")
    if used.encoding:
        section.add("encoding", used.encoding, "it reads well as this")
    if used.delimiter:
        section.add("delimiter", used.delimiter)
    if used.sheet:
        section.add("sheet", used.sheet)
    if used.header_line != 1:
        section.add("header_line", used.header_line)
    return section


def propose_entries(profile: Profile, known: Known, taken: set[str]) -> Section:
    """The section [entries]."""
    section = Section("entries")
    section.add(
        "source",
        _title(profile.source.name),
        f"stands beside every figure; at most {SOURCE_LONGEST} characters",
        unsure=["made from the name of the file; write what people call these records"],
    )
    _identity(section, profile, taken)
    _organisation(section, profile, known)
    section.add(
        "audience",
        "statistics",
        'counted, never opened; "review" lets the police open them, "register" belongs to a venue',
    )
    return section


def _title(name: str) -> str:
    stem = re.split(r"\.(?:csv|tsv|txt|xlsx|xlsm|gz)\b", name, maxsplit=1, flags=re.I)[0]
    words = " ".join(re.findall(r"[^\W_]+", stem)) or "Records"
    return (words[:1].upper() + words[1:])[:SOURCE_LONGEST].strip()


def _identity(section: Section, profile: Profile, taken: set[str]) -> None:
    unique = [one for one in profile if one.unique and not one.wordy and one.name not in taken]
    unique.sort(key=lambda one: (not one.named(_IDENTITY), one.running))
    if unique:
        best, others = unique[0], unique[1:]
        evidence = f"{profile.rows:,} of {profile.rows:,} values differ"
        notes = [evidence, *(_also(each) for each in others[:3])]
        doubts = []
        if profile.rows > MOST_VALUES:
            doubts.append(f"only the first {MOST_VALUES:,} rows were compared")
        if best.running:
            doubts.append(
                "it counts up row by row: if it only numbers the lines of this list, another "
                "export gives the same record another number, and it would come in twice"
            )
        elif not best.named(_IDENTITY):
            doubts.append("its name does not say that it names a record")
        section.used.add(best.name)
        section.add("id", best.name, *notes, unsure=doubts)
        return
    together = _together(profile, taken)
    if together and all(one.named(_PART) for one in together):
        section.used |= {one.name for one in together}
        compared = min(profile.rows, _MOST_COMPARED)
        note = f"together they differ in {compared:,} of {profile.rows:,} rows, none alone does"
        section.add("id", tuple(one.name for one in together), note)
        return
    both = " and ".join(shown(one.name) for one in together)
    perhaps = f" Here {both} together would: but do they stay the same for good?" if both else ""
    near = [one for one in profile if one.named(_IDENTITY) and one.filled]
    twice = (
        f" {shown(near[0].name)} comes near: {near[0].number_of_texts} different values in "
        f"{profile.rows:,} rows, {near[0].missing:,} rows without."
        if near
        else ""
    )
    section.ask(
        "id",
        "no column differs in every row. Name the column, or the columns, that name a record for "
        f"good; rows that share them are taken for the same record.{perhaps}{twice}",
        value="",
    )


def _also(column: Column) -> str:
    running = " (it counts up row by row: perhaps only the numbering of a list)"
    return f"{shown(column.name)} differs in every row, too{running if column.running else ''}"


def _together(profile: Profile, taken: set[str]) -> tuple[Column, ...]:
    """The first two or three columns that differ in every row; the file is read once more."""
    columns = [one for one in profile if not one.missing and one.rows and not one.wordy]
    columns.sort(key=lambda one: (not one.named(_PART), one.name in taken, -len(one.counts)))
    columns = columns[:_MOST_TRIED]
    open_yet = {
        group: set[int]()
        for number in (2, 3)
        for group in combinations(columns, number)
        if len(columns) >= number
    }
    for row in islice(profile.source.rows(), _MOST_COMPARED):
        for group in list(open_yet):
            seen = open_yet[group]
            before = len(seen)
            seen.add(hash(tuple(row.cell(one.name) for one in group)))
            if len(seen) == before:
                del open_yet[group]
        if not open_yet:
            return ()
    order = list(profile.columns)
    return tuple(sorted(next(iter(open_yet), ()), key=lambda one: order.index(one.name)))


def _organisation(section: Section, profile: Profile, known: Known) -> None:
    named = [one for one in profile if _names_agency(one) and one.texts and not one.more]
    said = named[0].texts if named else []
    by_plain = {each.casefold(): each for each in known.organisations}
    if named:
        section.used.add(named[0].name)
    if len(said) == 1 and said[0].casefold() in by_plain:
        section.add("organisation", by_plain[said[0].casefold()], f"{shown(named[0].name)} says so")
    elif len(said) == 1:
        _make(section, said[0], f"{shown(named[0].name)} says {shown(said[0])} in every row", known)
    elif len(known.organisations) == 1 and not said:
        section.add("organisation", known.organisations[0], "the only one there is")
    else:
        several = (
            f" {shown(named[0].name)} names {len(said)} ({examples(said)}), but a file is brought "
            "along for one: split it, or choose one."
            if said
            else ""
        )
        there = f" There are {examples(known.organisations, 8)}." if known.organisations else ""
        section.ask("organisation", f"whose records are they?{several}{there}", value="")
        section.add("organisation_kind", "", "write one only if the organisation is yet to be made")


def _names_agency(column: Column) -> bool:
    by = {"reported", "by"} <= set(column.words) and len(column.texts) == 1
    return by or column.named(_AGENCY)


def _make(section: Section, name: str, evidence: str, known: Known) -> None:
    there = f" There are {examples(known.organisations, 8)}." if known.organisations else ""
    section.add(
        "organisation",
        name,
        unsure=[f"{evidence}, and none is known by that name: it would be made.{there}"],
    )
    plain = name.casefold()
    kind = next((kind for kind, words in _KIND_WORDS if any(w in plain for w in words)), "")
    if not kind and re.fullmatch(r"[a-z]{1,4}(pd|p)|[a-z]{2,4}so", plain):
        kind = "police"
    kinds = "venue, door, pastors, drivers, cctv, safe-place, police, council, safeguarding, other"
    if kind:
        section.add("organisation_kind", kind, unsure=[f"judged by its name. One of {kinds}"])
    else:
        section.ask("organisation_kind", f"one of {kinds}")
