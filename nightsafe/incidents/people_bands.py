"""People without names: how many, about how old, of which gender."""

from flask_babel import lazy_gettext as _l

MOST_PEOPLE = 999  # a crush may involve a crowd; more is a slip of the thumb

AGE_BANDS = {
    "under_18": _l("Under 18"),
    "18_25": _l("18 to 25"),
    "26_40": _l("26 to 40"),
    "41_over": _l("41 and over"),
    "unknown": _l("Not known"),
}

GENDERS = {
    "woman": _l("Woman"),
    "man": _l("Man"),
    "another": _l("Another"),
    "unknown": _l("Not known"),
}
