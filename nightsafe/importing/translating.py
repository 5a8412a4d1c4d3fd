"""A row in the words of our own form: the fields that somebody would have filled in."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from nightsafe import nights
from nightsafe.importing.cells import is_missing, quoted
from nightsafe.importing.mapping import Codes, Mapping, Translation
from nightsafe.importing.places import PlaceBook, Spot
from nightsafe.importing.positions import position_of
from nightsafe.importing.problems import Problem, RowProblem
from nightsafe.importing.rows import Row
from nightsafe.importing.times import check_not_ahead, instant_of
from nightsafe.submissions.when import PICK

Fields = list[tuple[str, str]]
LONGEST_IDENTITY = 200


@dataclass(frozen=True)
class Translated:
    """What a row means. `code` is None where the mapping leaves it out; nothing else is read then.

    `fields` are the form's own, but for the place, whose number is known once it is made.
    """

    line: int
    identity: str
    source_code: str
    code: str | None
    instant: datetime | None = None
    spot: Spot | None = None
    fields: tuple[tuple[str, str], ...] = ()


def translate(
    mapping: Mapping, row: Row, book: PlaceBook, tz: ZoneInfo, *, now: datetime
) -> Translated:
    """What a row means in the network's time zone; raises RowProblem with all that is wrong."""
    problems: list[Problem] = []
    source_code = mapping.codes.text_of(row)
    meant: Translation | None = None
    identity = ""
    instant: datetime | None = None
    spot: Spot | None = None
    try:
        meant = code_of(mapping.codes, source_code)
        if meant.code is None:
            return Translated(row.line, row.joined(mapping.entries.identity), source_code, None)
    except RowProblem as error:
        problems += error.problems
    try:
        identity = identity_of(mapping, row)
    except RowProblem as error:
        problems += error.problems
    try:
        instant = instant_of(mapping.times, row)
        ahead = check_not_ahead(mapping.times, row, instant, now)
        problems += [ahead] if ahead else []
    except RowProblem as error:
        problems += error.problems
    try:
        spot = book.spot(row, position_of(mapping.places, row))
    except RowProblem as error:
        problems += error.problems
    problems += _flag_problems(mapping, row)
    if problems or meant is None or instant is None:
        raise RowProblem(*problems)
    fields = (*_time_fields(instant, tz), *_what(mapping, meant, row), *_words(mapping, row))
    return Translated(row.line, identity, source_code, meant.code, instant, spot, fields)


def code_of(codes: Codes, theirs: str) -> Translation:
    """What one of their codes means; raises RowProblem for one that nobody translated."""
    found = codes.known.get(theirs) or codes.other
    if found is None:
        column = " + ".join(codes.columns)
        reason = (
            f'"{theirs}" is not among the codes of the mapping: add it under [code.map]'
            if theirs
            else 'says no code: write what "" stands for under [code.map], or fill it in'
        )
        raise RowProblem(Problem(column, reason))
    return found


def identity_of(mapping: Mapping, row: Row) -> str:
    """What names the record for good, from all its columns; raises RowProblem when one is empty."""
    columns = mapping.entries.identity
    parts = [row.cell(column) for column in columns]
    for column, part in zip(columns, parts, strict=True):
        if is_missing(part):
            says = f"says {quoted(part)}" if part else "is empty"
            reason = f"{says}: without a number nobody could tell this record again"
            raise RowProblem(Problem(column, reason))
    identity = parts[0] if len(parts) == 1 else json.dumps(parts, ensure_ascii=False)
    if len(identity) > LONGEST_IDENTITY:
        raise RowProblem(Problem(columns[0], f"is longer than {LONGEST_IDENTITY} letters"))
    return identity


def _time_fields(instant: datetime, tz: ZoneInfo) -> Fields:
    wall = nights.local(instant, tz)
    fields = [("when", PICK), ("when_date", f"{wall:%Y-%m-%d}"), ("when_time", f"{wall:%H:%M}")]
    if nights.happens_twice(instant, tz):
        fields.append(("when_fold", str(wall.fold)))
    return fields


def _what(mapping: Mapping, meant: Translation, row: Row) -> Fields:
    flags = Counter(meant.flags)
    for one in mapping.flags:
        flags[one.flag] += one.says(row.cell(one.column)) is True
    fields = [("flags", flag) for flag, times in flags.items() if times]
    fields += [("actions", action) for action in meant.actions]
    if meant.severity is not None:
        fields.append(("severity", str(meant.severity)))
    return fields


def _flag_problems(mapping: Mapping, row: Row) -> list[Problem]:
    """The cells that say neither yes nor no: a flag guessed away could open what is restricted."""
    return [
        Problem(
            one.column,
            f"{quoted(text) if text else 'an empty cell'} says neither yes nor no: write it under "
            f"yes or no of {one.flag} in [flags], or mend the row",
        )
        for one in mapping.flags
        if one.says(text := row.cell(one.column)) is None
    ]


def _words(mapping: Mapping, row: Row) -> Fields:
    words = mapping.words
    said = (
        ("description", "\n".join(part for part in map(row.cell, words.description) if part)),
        ("police_reference", row.cell(words.police_reference) if words.police_reference else ""),
        ("people_number", row.cell(words.people_number) if words.people_number else ""),
    )
    return [(name, text) for name, text in said if text]
