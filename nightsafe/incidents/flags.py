"""What may be true of any incident, beside its code."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, eq=False)
class Flag:
    """One tick: what the chip says, and when to tick it."""

    label: LazyString
    hint: LazyString


UNDER_18 = "under_18"
PREVENTED = "prevented"

FLAGS: dict[str, Flag] = {
    PREVENTED: Flag(
        _l("Prevented by us"), _l("You stopped it or stopped it getting worse. Counted apart.")
    ),
    "alcohol": Flag(_l("Alcohol"), _l("Drink played a part.")),
    "drugs": Flag(_l("Drugs"), _l("Drugs played a part.")),
    "vulnerable": Flag(_l("Vulnerable"), _l("Somebody could not look after themselves.")),
    UNDER_18: Flag(_l("Under 18"), _l("Somebody involved is or looks under 18.")),
    "student": Flag(_l("Student"), _l("Somebody involved is a student.")),
    "vawg": Flag(
        _l("Violence against women and girls"), _l("Aimed at a woman or girl for being one.")
    ),
    "domestic": Flag(_l("Domestic"), _l("Partners, ex-partners or family.")),
    "hate_race": Flag(_l("Hate: race"), _l("Because of race, colour or nationality.")),
    "hate_religion": Flag(_l("Hate: religion"), _l("Because of a faith, or of having none.")),
    "hate_disability": Flag(_l("Hate: disability"), _l("Because of a disability.")),
    "hate_orientation": Flag(
        _l("Hate: sexual orientation"), _l("Because of whom somebody loves or seems to.")
    ),
    "hate_transgender": Flag(
        _l("Hate: transgender"), _l("Because somebody is or seems transgender.")
    ),
    "staff_targeted": Flag(
        _l("Staff, driver or volunteer targeted"), _l("It was aimed at somebody at work.")
    ),
    "repeat": Flag(_l("Repeat"), _l("The same people or the same thing as before.")),
}

HATE_STRANDS = tuple(key for key in FLAGS if key.startswith("hate_"))
