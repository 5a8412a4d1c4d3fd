"""The headings of a licence register, by the letters that licences and the code list use."""

from flask_babel import lazy_gettext as _l

HEADINGS = {
    "a": _l("Crimes reported to the venue"),
    "b": _l("Ejections"),
    "c": _l("Complaints concerning crime and disorder"),
    "d": _l("Incidents of disorder"),
    "e": _l("Seizures of drugs or offensive weapons"),
    "f": _l("Faults in CCTV, searching or scanning equipment"),
    "g": _l("Refusals of the sale of alcohol"),
    "h": _l("Visits by a relevant authority or emergency service"),
}

# An entry without any heading stands under this one in a register.
OTHER = _l("Other")
