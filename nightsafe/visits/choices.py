"""What can be said of a Safe Places visit: every chip, by the key that is stored."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from nightsafe.incidents import people_bands

CAME_BY = {
    "walked_in": _l("Walked in"),
    "friends": _l("Friends"),
    "door_staff": _l("Door staff"),
    "pastor": _l("Pastor or angel"),
    "transport": _l("Taxi or bus"),
    "cctv": _l("CCTV or radio"),
    "police": _l("Police"),
    "medics": _l("Medics"),
}

REASONS = {
    "unsafe": _l("Felt unsafe"),
    "followed": _l("Followed or harassed"),
    "assaulted": _l("Assaulted"),
    "sexual": _l("Sexual"),
    "spiking": _l("Spiking"),
    "drunk": _l("Drunk"),
    "drugs": _l("Drugs"),
    "ill": _l("Ill or hurt"),
    "lost_friends": _l("Lost friends"),
    "stranded": _l("Stranded"),
    "no_phone": _l("No phone or charge"),
    "no_money": _l("No money or keys"),
    "distressed": _l("Distressed"),
    "partner": _l("Partner"),
    "hate": _l("Hate"),
    "rest": _l("Cold or rest"),
    "other": _l("Other"),
}

# One of these, or somebody under 18, and only the author reads it whole.
RESTRICTED_REASONS = frozenset({"sexual", "spiking", "partner"})

NEEDS = {
    "quiet": _l("Quiet space"),
    "medical": _l("Medical"),
    "company": _l("Company"),
    "transport": _l("Transport"),
    "phone": _l("Phone"),
    "water": _l("Water or food"),
    "police": _l("Police"),
    "specialist": _l("Specialist support"),
}

SUPPORT = {
    "water": _l("Water or food"),
    "warmth": _l("Warmth"),
    "charge": _l("Charge or call"),
    "first_aid": _l("First aid"),
    "listening": _l("Listening"),
    "flip_flops": _l("Flip-flops"),
    "friends": _l("Friends contacted"),
    "transport": _l("Transport"),
    "escorted": _l("Escorted"),
    "card": _l("Referral card"),
    "emergency": _l("Police or ambulance called"),
    "referral": _l("Sexual-assault or domestic-abuse service referral"),
}

LEFT = {
    "friends": _l("With friends"),
    "taxi": _l("Taxi"),
    "bus": _l("Bus"),
    "family": _l("Family"),
    "alone": _l("Alone and fit"),
    "pastor": _l("Pastor escort"),
    "police": _l("Police"),
    "ambulance": _l("Ambulance"),
    "a_and_e": _l("A&E by own means"),
    "declined": _l("Declined"),
    "walked_off": _l("Walked off"),
}

# The same bands as of people in an incident, so that tables can be read side by side.
AGE_BANDS = people_bands.AGE_BANDS
GENDERS = people_bands.GENDERS

STUDENT = {
    "yes": _l("Student"),
    "no": _l("Not a student"),
    "unknown": _l("Not known"),
}

WITHOUT_US = {
    "nothing": _l("Nothing"),
    "friends": _l("Friends would cope"),
    "police": _l("Police"),
    "ambulance": _l("Ambulance"),
    "a_and_e": _l("A&E"),
    "cant_say": _l("Can't say"),
}


def student_choices(universities: Mapping[str, str]) -> dict[str, LazyString | str]:
    """The answers to "Student?": a network's universities (key to name) first, then STUDENT.

    A university's key is stored as it is; it must not be one of STUDENT's.
    """
    if universities.keys() & STUDENT.keys():
        raise ValueError("a university's key is already taken")
    if not universities:
        return {**STUDENT}
    return {**universities, **STUDENT, "yes": _l("Student elsewhere")}
