"""The column of codes, and what each of them is proposed to become in ours."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from nightsafe.importing.cells import is_missing
from nightsafe.importing.mapping import LEAVE_OUT, UNDECIDED
from nightsafe.importing.suggesting.columns import Column, Profile
from nightsafe.importing.suggesting.terms import plain_words, term_of
from nightsafe.importing.suggesting.text import Section, comment, literal, one_line, shown
from nightsafe.incidents.categories import CATEGORIES

MOST_CODES = 500
_NAMES = (
    *("offence", "offense", "crime", "incident", "category", "type", "code", "nature", "what"),
    *("event", "reason", "class", "classification", "subject", "kind", "problem", "call"),
)
_STRONG = ("offence", "offense", "crime", "category", "nature", "what", "classification")
# Words that say nothing of what happened.
_EMPTY = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "in", "not", "of", "off", "on", "or", "the"}
    | {"to", "with", "without", "w", "o", "no", "non", "all", "other", "misc", "general", "type"}
    | {"incident", "report", "reported", "crime", "offence", "offense", "level", "minor", "major"}
    | {"person", "people"}
)


@dataclass(frozen=True)
class Guess:
    """What a code is proposed to become; `why` is what is doubtful about it."""

    theirs: str
    rows: int
    code: str
    why: str = ""
    flags: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        return self.code == UNDECIDED


def propose_codes(profile: Profile, taken: set[str]) -> Section:
    """The section [code]: its column and every code in it, the most frequent first."""
    section = Section("code")
    column, others = _column(profile, taken)
    if column is None:
        section.ask(
            "column",
            "no column looks like a list of codes (few different texts, each many times). "
            "Name the one that says what happened; then list its texts under [code.map].",
            value="",
        )
        section.add("other", "reject", "codes that are not listed below are rejected, row by row")
        return section
    section.used.add(column.name)
    guesses = [guess(theirs, rows) for theirs, rows in column.counts.most_common()]
    doubt = f"it could also be {' or '.join(map(shown, others))}" if others else ""
    evidence = f"{len(guesses)} different texts in {profile.rows:,} rows"
    section.add("column", column.name, evidence, unsure=[doubt])
    section.add("other", "reject", 'a code that is not listed: "reject", "leave out", or a code')
    section.after = _table(guesses, profile.rows)
    if undecided := [each for each in guesses if each.open]:
        section.undecided.append(f'code.map: {_number(undecided, profile.rows)} marked "?"')
    return section


def _column(profile: Profile, taken: set[str]) -> tuple[Column | None, list[str]]:
    """The column most like a list of codes, and others that come near."""
    scored = [
        (score, column)
        for column in profile
        if column.name not in taken and (score := _score(column)) > 0
    ]
    scored.sort(key=lambda pair: -pair[0])
    if not scored:
        return None, []
    best = scored[0][0]
    return scored[0][1], [column.name for score, column in scored[1:4] if score > 0.6 * best]


def _score(column: Column) -> float:
    texts = column.texts
    few = 1 < len(texts) <= max(2, min(MOST_CODES, column.filled // 3 or 2))
    if column.more or not texts or column.wordy or not (few or column.named(_STRONG)):
        return 0.0
    if len(texts) > MOST_CODES or all(text.replace(".", "").isdigit() for text in texts):
        return 0.0
    meant = sum(rows for text, rows in column.counts.items() if not guess(text, rows).open)
    named = 1.0 if column.named(_STRONG) else 0.4 if column.named(_NAMES) else 0.0
    share = meant / max(column.filled, 1)
    # A name alone ("loc_type") or one chance word alone is not enough.
    return named + 2 * share if share > 0.15 or named == 1.0 else 0.0


@cache
def _vocabulary() -> tuple[dict[str, str], dict[str, dict[str, int]]]:
    """Our labels in plain words with their codes; each word with the codes it speaks for."""
    labels: dict[str, str] = {}
    words: dict[str, dict[str, int]] = {}
    for code, one in CATEGORIES.items():
        if one.retired:
            continue
        for name in (code, str(one.label), str(one.short)):
            labels.setdefault(plain_words(name), code)
        for weight, text in ((3, one.label), (2, one.words), (1, one.hint)):
            for word in set(plain_words(str(text)).split()) - _EMPTY:
                mine = words.setdefault(word, {})
                mine[code] = max(mine.get(code, 0), weight)
    return labels, words


def guess(theirs: str, rows: int = 0) -> Guess:
    """What one of their codes is proposed to become.

    By our own label; else by what such records usually call it; else by the words that our codes
    are also found by, where all of them speak for one code alone.
    """
    labels, words = _vocabulary()
    if is_missing(theirs):
        return Guess(theirs, rows, UNDECIDED, "no code at all" if not theirs else "says nothing")
    plain = plain_words(theirs)
    if plain in labels:
        return Guess(theirs, rows, labels[plain])
    if (term := term_of(theirs)) is not None:
        return Guess(theirs, rows, term.code, term.why, term.flags)
    said = [word for word in plain.split() if word not in _EMPTY and not word.isdigit()]
    weights: dict[str, int] = {}
    for word in said:
        for code, weight in words.get(word, {}).items():
            weights[code] = weights.get(code, 0) + weight
    near = sorted(weights, key=lambda code: -weights[code])[:3]
    every = [code for code in near if all(words.get(word, {}).get(code, 0) > 1 for word in said)]
    if said and len(every) == 1 and near[0] == every[0]:
        return Guess(theirs, rows, every[0], "found by its words alone")
    offer = f"perhaps {', '.join(near)}" if near else ""
    return Guess(theirs, rows, UNDECIDED, offer)


def _table(guesses: list[Guess], rows: int) -> str:
    """The table [code.map] in four parts: undecided, doubtful, proposed, left out."""
    undecided = [each for each in guesses if each.open]
    left = [each for each in guesses if each.code == LEAVE_OUT]
    ours = [each for each in guesses if each.code in CATEGORIES]
    doubtful = [each for each in ours if each.why]
    sure = [each for each in ours if not each.why]
    parts = (
        (
            undecided,
            "UNSURE: not matched: {}. Write one of our codes in place of each "
            f'"{UNDECIDED}", or "{LEAVE_OUT}"; until then the mapping is refused.',
        ),
        (doubtful, "UNSURE: one of our codes fits in part; the doubt stands beside each: {}."),
        (sure, "One of our codes says the same: {}."),
        (
            left,
            "UNSURE: not an incident of a night out by its words, so not to be brought along: {}. "
            "Write one of our codes beside any that should be.",
        ),
    )
    lines = ["", "[code.map]", *_legend()]
    for part, words in parts:
        if part:
            lines += ["", *comment(words.replace("{}", _number(part, rows))), *_entries(part)]
    return "\n".join(lines) + "\n"


def _number(guesses: list[Guess], rows: int) -> str:
    covered = sum(each.rows for each in guesses)
    codes = "1 code" if len(guesses) == 1 else f"{len(guesses)} codes"
    return f"{codes} ({covered:,} of {rows:,} rows)"


def _legend() -> list[str]:
    """Our codes with their labels, as many on a line as fit."""
    texts = [f"{code} {one.label}" for code, one in CATEGORIES.items() if not one.retired]
    found = comment(
        f'Their code = our code, or "{LEAVE_OUT}", or more than a code: '
        '{ code = "V1", flags = ["alcohol"], severity = 3 }. Our codes:'
    )
    line = ""
    for text in texts:
        if line and len(line) + len(text) > 90:
            found.append(f"#   {line}")
            line = ""
        line = f"{line} · {text}" if line else text
    return [*found, f"#   {line}"]


def _entries(guesses: Iterable[Guess]) -> list[str]:
    """One line a code: what it becomes, how many rows, in our words, and what is doubtful."""
    rows = [(_entry(each), each) for each in guesses]
    wide = max((len(text) for text, each in rows if not each.flags), default=0)
    found = []
    for text, each in rows:
        number = f"{each.rows:,} row{'' if each.rows == 1 else 's'}"
        label = str(CATEGORIES[each.code].label) if each.code in CATEGORIES else ""
        words = f"{label} ({each.why})" if label and each.why else label or each.why
        said = f"{number}: {words}" if words else number
        found.append(f"{text:<{min(wide, 60)}}  # {one_line(said)}")
    return found


def _entry(each: Guess) -> str:
    if not each.flags:
        return f"{literal(each.theirs)} = {literal(each.code)}"
    meaning = f"code = {literal(each.code)}, flags = {literal(each.flags)}"
    return f"{literal(each.theirs)} = {{ {meaning} }}"
