"""The places of a proposal: which column names them, what becomes of unknown ones, their area."""

import re

from nightsafe.importing.cells import is_missing
from nightsafe.importing.suggesting.columns import Column, Known, Profile
from nightsafe.importing.suggesting.positions import Ground, propose_positions
from nightsafe.importing.suggesting.text import Section, comment, examples, literal

_NAMES = {
    "street": 4,
    "road": 4,
    "strasse": 4,
    "streetname": 4,
    "venue": 3,
    "place": 3,
    "location": 3,
    "where": 3,
    "site": 2,
    "premises": 2,
    "address": 1,
}
_NOT_NAMES = frozenset(
    {"type", "code", "kind", "id", "number", "no", "block", "zip", "postcode", "lat"}
    | {"lon", "x", "y", "class"}
)
_AREAS = ("ward", "area", "beat", "district", "neighbourhood", "neighborhood", "sector", "division")
_MOST_AREAS = 60
_MOST_LIKE = 40
_HOUSE = re.compile(r"\d+\w?\b\s+\D")
# Parts of one venue, which are no places of a city.
_INSIDE = re.compile(
    r"\b(?:dance ?floor|bar|toilets?|smoking|front door|back door|entrance|stairs|basement|"
    r"cloakroom|queue|vip|kitchen|corridor|first floor|ground floor|upstairs|downstairs)\b",
    re.IGNORECASE,
)
_NOWHERE = frozenset(
    {"not known", "not stated", "not given", "unspecified", "various", "no location", "tbc", "xx"}
)
_ABBREVIATIONS = {
    "st": "street",
    "str": "street",
    "rd": "road",
    "ave": "avenue",
    "av": "avenue",
    "ln": "lane",
    "sq": "square",
    "dr": "drive",
    "blvd": "boulevard",
    "ct": "court",
    "pl": "place",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
    "mkt": "market",
    "the": "",
}


def propose_places(
    profile: Profile, known: Known, ground: Ground | None, taken: set[str]
) -> Section:
    """The section [place]."""
    section = Section("place")
    placed = ground is not None and not ground.unreadable
    column = _column(profile, taken | ({ground.latitude, ground.longitude} if ground else set()))
    if column is not None:
        _named(section, column, known, profile)
    elif placed:
        section.add("unknown", "reject", 'positions near no known place: "reject" or "none"')
    else:
        section.ask(
            "unknown",
            'no column looks like a place. Name one under name, or write "none" here: the entries '
            "then have no place",
        )
    if column is not None:
        _area(section, profile, known, taken | section.used)
    propose_positions(section, ground, named=column is not None)
    if column is not None:
        section.after = _map(column, known)
    return section


def _column(profile: Profile, taken: set[str]) -> Column | None:
    best, most = None, 0
    for column in profile:
        words = set(column.words)
        score = max((_NAMES.get(each, 0) for each in words), default=0)
        if column.name in taken or words & _NOT_NAMES or not column.texts or column.wordy:
            continue
        if sum(bool(_INSIDE.search(text)) for text in column.texts) > 0.5 * len(column.texts):
            continue
        if score > most and not all(text.isdigit() for text in column.texts[:50]):
            best, most = column, score
    return best


def _named(section: Section, column: Column, known: Known, profile: Profile) -> None:
    section.used.add(column.name)
    texts = column.texts
    houses = sum(bool(_HOUSE.match(text)) for text in texts) > 0.5 * len(texts)
    doubt = (
        "most begin with a house number, which may be somebody's home: a column of streets alone "
        "would be better"
        if houses
        else ""
    )
    lacking = f"; {column.missing:,} rows have none" if column.missing else ""
    note = f"{column.number_of_texts} different texts, such as {examples(texts)}{lacking}"
    section.add("name", column.name, note, unsure=[doubt])
    there = {_plain(each) for each in known.places}
    met = sum(_plain(text) in there for text in texts)
    if texts and met == len(texts):
        section.add("unknown", "reject", "every place in the file is known already")
    else:
        section.add(
            "unknown",
            "make",
            unsure=[
                f"{len(texts) - met:,} of {len(texts):,} places are not known yet and would be "
                'made; "reject" refuses their rows, "none" brings them without a place'
            ],
        )
    section.add("kind", "street", "of places that are made: street, rank, station, park, car-park")


def _area(section: Section, profile: Profile, known: Known, taken: set[str]) -> None:
    for column in profile:
        if column.name in taken or not set(column.words) & set(_AREAS):
            continue
        texts = column.texts
        if not column.more and 0 < len(texts) <= _MOST_AREAS:
            there = {each.casefold() for each in known.areas}
            new = [each for each in texts if each.casefold() not in there]
            section.used.add(column.name)
            section.add("area_column", column.name, f"{len(texts)} areas: {examples(texts, 5)}")
            doubt = f"{len(new)} of them are not known and would be made" if new else ""
            section.add("make_area", bool(new), unsure=[doubt])
            return
    if len(known.areas) == 1:
        section.add("area", known.areas[0], "the only area there is")
    elif known.areas:
        section.ask(
            "area",
            "places that are made lie in one area. Write one of "
            f"{examples(known.areas, 8)}, or name an area_column",
        )
    else:
        section.add(
            "area",
            "Whole area",
            unsure=["there are no areas yet; this one would be made. Give it a better name"],
        )
        section.add("make_area", True)


def _map(column: Column, known: Known) -> str:
    """The table [place.map]: texts that are no place, and spellings of places that are known."""
    nowhere = [
        text for text in column.counts if text and (is_missing(text) or text.casefold() in _NOWHERE)
    ]
    plain: dict[str, list[str]] = {}
    for name in known.places:
        plain.setdefault(_plain(name), []).append(name)
    same = {each.casefold() for each in known.places}
    spelt = [
        (text, plain[key][0])
        for text in column.texts
        if text.casefold() not in same and len(plain.get(key := _plain(text), ())) == 1
    ]
    if not nowhere and not spelt:
        return ""
    lines = ["", "[place.map]"]
    if nowhere:
        lines += ["# These say no place."]
        lines += [f'{literal(text)} = ""' for text in nowhere]
    if spelt:
        more = f" (the first {_MOST_LIKE} of {len(spelt)})" if len(spelt) > _MOST_LIKE else ""
        lines += comment(
            f"UNSURE: these look like places that are known, spelt otherwise{more}. Take out what "
            "is wrong."
        )
        lines += [f"{literal(text)} = {literal(ours)}" for text, ours in spelt[:_MOST_LIKE]]
    return "\n".join(lines) + "\n"


def _plain(name: str) -> str:
    words = re.findall(r"[^\W_]+", name.casefold())
    return " ".join(filter(None, (_ABBREVIATIONS.get(each, each) for each in words)))
