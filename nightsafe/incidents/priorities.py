"""The partnership's own priorities (2022-23 plan), against which codes are counted."""

from flask_babel import lazy_gettext as _l

PRIORITIES = {
    "alcohol_violence": _l("alcohol-related violence"),
    "serious_violence": _l("serious violence"),
    "vawg": _l("VAWG"),
    "vigilant": _l("VAWG (Project Vigilant)"),
    "safe_journey": _l("VAWG (safe journey)"),
    "safer_streets": _l("VAWG (safer streets)"),
    "spiking": _l("spiking"),
    "hate_crime": _l("hate crime"),
    "domestic_abuse": _l("domestic abuse"),
    "modern_slavery": _l("modern slavery"),
    "drugs": _l("drugs"),
    "alcohol": _l("alcohol"),
    "cycle_crime": _l("cycle crime"),
    "asb": _l("ASB"),
    "protect": _l("Prevent and Protect"),
}
