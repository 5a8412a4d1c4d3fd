"""What a cell holds: nothing, or a text to be quoted to whoever mends it (pure)."""

from datetime import date

_NOTHING = frozenset(
    {"", "-", "--", "---", "?", "??", "n/a", "n.a.", "na", "nan", "nat", "nil", "none", "null"}
    | {"(null)", "(none)", "(blank)", "unknown", "unk", "n/k", "n.k.", "nk", "not known"}
    | {"not recorded", "not stated", "#n/a", "#null!", "#ref!", "#value!", "#name?", "#div/0!"}
)
_QUOTED = 40  # characters of a text that are worth repeating


def is_missing(text: str) -> bool:
    """Whether a cell says that nothing is known: empty, NA, NULL, none, a dash."""
    return text.strip().casefold() in _NOTHING


def quoted(text: str) -> str:
    """A cell's text as an error repeats it: in quotation marks, cut short, on one line."""
    shown = "".join(each if each.isprintable() else "�" for each in text[:_QUOTED])
    return f'"{shown}{"…" if len(text) > _QUOTED else ""}"'


def day_words(day: date) -> str:
    """A date that nobody can read the wrong way round: "3 April 2018"."""
    return f"{day.day} {day:%B} {day.year}"
