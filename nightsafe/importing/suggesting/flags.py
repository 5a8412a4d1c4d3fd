"""Columns of yes and no that fit one of our flags, and the columns that nothing is made of."""

from nightsafe.importing.cells import is_missing
from nightsafe.importing.suggesting.columns import Column, Profile
from nightsafe.importing.suggesting.text import comment, examples, key_text, literal, shown
from nightsafe.incidents.flags import FLAGS

_MOST_TEXTS = 8
_YES = frozenset({"y", "yes", "true", "t", "1", "x", "ja", "j", "tak", "oui", "si", "sí", "✓"})
_NO = frozenset({"n", "no", "false", "f", "0", "nein", "nie", "non", "-", ""})
_NAMES: dict[str, frozenset[str]] = {
    "prevented": frozenset({"prevented"}),
    "alcohol": frozenset({"alcohol", "drink", "drunk", "intoxicated", "alc", "intox"}),
    "drugs": frozenset({"drug", "drugs", "narcotics"}),
    "vulnerable": frozenset({"vulnerable", "vulnerability"}),
    "under_18": frozenset({"juvenile", "minor", "youth", "child", "u18", "under18"}),
    "student": frozenset({"student", "students"}),
    "vawg": frozenset({"vawg"}),
    "domestic": frozenset({"domestic", "dv", "da"}),
    "hate_race": frozenset({"racist", "racial", "racism"}),
    "hate_religion": frozenset({"religious", "religion", "faith"}),
    "hate_disability": frozenset({"disability", "disablist"}),
    "hate_orientation": frozenset({"homophobic", "orientation", "homophobia"}),
    "hate_transgender": frozenset({"transphobic", "transgender", "transphobia"}),
    "staff_targeted": frozenset({"staff"}),
    "repeat": frozenset({"repeat", "repeated"}),
}
_PEOPLE = frozenset(
    {"victim", "suspect", "offender", "surname", "forename", "firstname", "lastname"}
    | {"fullname", "officer", "caller", "witness", "complainant", "dob", "birth"}
    | {"birthday", "phone", "telephone", "mobile", "tel", "email", "mail", "nhs", "ssn"}
    | {"plate", "vrm", "passport", "nationality", "ethnicity", "gender", "sex", "race"}
    | {"age", "person", "persons"}
)
_SENTENCES = frozenset(
    {"notes", "note", "comments", "comment", "narrative", "summary", "details"}
    | {"detail", "remarks", "description", "text", "mo", "story", "circumstances", "free"}
)
_KINDS_OF_NAMES = frozenset(
    {"street", "road", "place", "venue", "site", "file", "area", "ward", "beat"} | {"station"}
)


def flag_of(column: Column) -> str:
    """The flag that a column of yes and no says by its name; "" when none."""
    texts = {text.casefold() for text in column.counts}
    odd = {text for text in texts - _YES - _NO if not is_missing(text)}
    if column.more or len(texts) > _MOST_TEXTS or odd or not texts & _YES:
        return ""
    words = set(column.words)
    if {"under", "18"} <= words:
        return "under_18"
    return next((flag for flag, names in _NAMES.items() if words & names), "")


def propose_flags(profile: Profile, taken: set[str]) -> tuple[str, set[str]]:
    """The section [flags] and the columns it uses; an empty text when there are none."""
    lines: list[str] = []
    used: set[str] = set()
    done: set[str] = set()
    for column in profile:
        flag = flag_of(column) if column.name not in taken else ""
        if not flag or flag in done:
            continue
        done.add(flag)
        used.add(column.name)
        yes = tuple(text for text in column.counts if text.casefold() in _YES)
        no = tuple(text for text in column.counts if text.casefold() in _NO)
        rows = sum(column.counts[text] for text in yes)
        lines += comment(f"{rows:,} of {profile.rows:,} rows: {FLAGS[flag].label}")
        if neither := [text for text in column.counts if text not in (*yes, *no)]:
            number = sum(column.counts[text] for text in neither)
            lines += comment(
                f"UNSURE: {examples(neither)} ({number:,} rows) is neither yes nor no, and its "
                "rows become rejects: write it under one of them if it means that"
            )
        meaning = f"column = {literal(column.name)}, yes = {literal(yes)}, no = {literal(no)}"
        lines.append(f"{key_text(flag)} = {{ {meaning} }}")
    return ("\n".join(["[flags]", *lines]) + "\n" if lines else ""), used


def not_used(profile: Profile, used: set[str]) -> list[str]:
    """Comments on the columns that the proposal makes nothing of."""
    lines = []
    for column in profile:
        if column.name not in used:
            lines += comment(f"not used: {shown(column.name, 80)}: {_about(column)}", "  ")
    return ["# Columns that nothing is made of:", *lines] if lines else []


def _about(column: Column) -> str:
    words = set(column.words)
    if not column.filled:
        return "empty in every row"
    person = words & _PEOPLE or ("name" in words and not words & _KINDS_OF_NAMES)
    if column.named(("address",)):
        return "holds addresses, which may be somebody's home: left out on purpose"
    if column.wordy or words & _SENTENCES or person:
        return "holds words or names: left out on purpose"
    if column.unique:
        running = ", counting up row by row" if column.running else ""
        return f"another value in every row{running}"
    if len(column.texts) == 1:
        return "the same in every row" if not column.missing else "one text, or none"
    return f"{column.number_of_texts} different texts"
