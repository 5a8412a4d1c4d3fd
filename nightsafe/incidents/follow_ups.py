"""What else is asked, only where the code or what was done calls for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

Kind = Literal["choice", "choices", "text", "yes-no", "time"]


@dataclass(frozen=True, eq=False)
class FollowUp:
    """One question. A "text" is what somebody wrote; the answers to the rest are keys.

    The answer to a "time" is a wall-clock time, "HH:MM"; to a "yes-no", "yes" or "no".
    """

    key: str
    label: LazyString
    kind: Kind
    options: dict[str, LazyString] = field(default_factory=dict)
    hint: LazyString | None = None


_YES_NO = {"yes": _l("Yes"), "no": _l("No")}

# The sets that go together; codes and actions name them.
VIOLENCE = ("method", "where")
SPIKING = (
    "spiked_by",
    "noticed_at",
    "spiked_place",
    "drink_kept",
    "cctv_saved",
    "police_told",
    "test_used",
    "test_result",
    "went_where",
    "went_with",
)
EJECTION = ("ejection_reason", "left_with", "fit_to_travel")
SEIZURE = ("seized", "bag_number", "handed_to", "staff_involved")
REFUSAL = ("refusal_reason", "refused_by", "customer")
ATTENDANCE = ("came",)

_ALL = (
    # Violence: the fields of the hospital data set (Information Sharing to Tackle Violence).
    FollowUp(
        "method",
        _l("How"),
        "choice",
        {
            "body": _l("Body part"),
            "glass": _l("Glass or bottle"),
            "knife": _l("Knife"),
            "other": _l("Other"),
            "unknown": _l("Not known"),
        },
        _l("Fist, foot and head are body parts. If several, the worst."),
    ),
    FollowUp(
        "where",
        _l("Where exactly"),
        "choice",
        {
            "inside": _l("Inside"),
            "outside": _l("Outside, on the premises"),
            "street": _l("Street"),
            "transport": _l("On transport"),
        },
    ),
    # Spiking
    FollowUp(
        "spiked_by",
        _l("By"),
        "choice",
        {
            "drink": _l("Drink"),
            "needle": _l("Needle"),
            "vape": _l("Vape"),
            "other": _l("Other or not known"),
        },
    ),
    FollowUp("noticed_at", _l("When it was noticed"), "time"),
    FollowUp(
        "spiked_place", _l("Where in the place"), "text", hint=_l("Bar, dance floor, smoking area")
    ),
    FollowUp("drink_kept", _l("Drink kept?"), "yes-no", _YES_NO),
    FollowUp("cctv_saved", _l("CCTV saved?"), "yes-no", _YES_NO),
    FollowUp("police_told", _l("Police told?"), "yes-no", _YES_NO),
    FollowUp("test_used", _l("Test used?"), "yes-no", _YES_NO),
    FollowUp(
        "test_result",
        _l("Result of the test"),
        "choice",
        {
            "positive": _l("Something found"),
            "negative": _l("Nothing found"),
            "unclear": _l("Unclear"),
        },
        _l("A test kit that finds nothing does not rule it out."),
    ),
    FollowUp(
        "went_where",
        _l("Where the person went"),
        "choice",
        {
            "home": _l("Home"),
            "hospital": _l("Hospital"),
            "safe_place": _l("Safe Place"),
            "police": _l("Police"),
            "stayed": _l("Stayed"),
            "other": _l("Elsewhere"),
            "unknown": _l("Not known"),
        },
    ),
    FollowUp(
        "went_with",
        _l("Who with"),
        "choice",
        {
            "friends": _l("Friends"),
            "family": _l("Family"),
            "staff": _l("Our staff"),
            "pastor": _l("Pastor or angel"),
            "police": _l("Police"),
            "ambulance": _l("Ambulance crew"),
            "alone": _l("Alone"),
            "stranger": _l("Someone not known to them"),
            "unknown": _l("Not known"),
        },
    ),
    # Ejection
    FollowUp(
        "ejection_reason",
        _l("Why put out"),
        "choice",
        {
            "drunk": _l("Too drunk"),
            "fighting": _l("Fighting"),
            "aggressive": _l("Aggressive"),
            "harassment": _l("Harassing people"),
            "drugs": _l("Drugs"),
            "under_age": _l("Under age"),
            "rules": _l("House rules"),
            "other": _l("Other"),
        },
    ),
    FollowUp(
        "left_with",
        _l("Left with"),
        "choice",
        {
            "friends": _l("Friends"),
            "alone": _l("Alone"),
            "pastor": _l("Pastor or angel"),
            "taxi": _l("Taxi or bus"),
            "police": _l("Police"),
            "ambulance": _l("Ambulance"),
            "other": _l("Other"),
        },
    ),
    FollowUp("fit_to_travel", _l("Fit to travel?"), "yes-no", _YES_NO),
    # Seizure
    FollowUp(
        "seized",
        _l("What was kept"),
        "choices",
        {
            "drugs": _l("Drugs"),
            "weapon": _l("Weapon"),
            "false_id": _l("False ID"),
            "property": _l("Stolen or lost property"),
            "other": _l("Other"),
        },
    ),
    FollowUp("bag_number", _l("Bag number"), "text"),
    FollowUp(
        "handed_to",
        _l("Handed to"),
        "text",
        hint=_l("Officer's collar number, amnesty box, our safe"),
    ),
    FollowUp("staff_involved", _l("Staff involved"), "text", hint=_l("Badge number or role")),
    # Refusal: what a register of refusals asks for
    FollowUp(
        "refusal_reason",
        _l("Why refused"),
        "choice",
        {
            "drunk": _l("Too drunk"),
            "no_id": _l("No ID, or under age"),
            "false_id": _l("False ID"),
            "proxy": _l("Buying for someone else"),
            "drugs": _l("Drugs"),
            "behaviour": _l("Behaviour"),
            "banned": _l("Banned"),
            "full": _l("Full, or dress"),
            "other": _l("Other"),
        },
    ),
    FollowUp("refused_by", _l("Refused by"), "text", hint=_l("Badge number or role")),
    FollowUp(
        "customer",
        _l("The customer"),
        "text",
        hint=_l("What they looked like, as the register asks. No names."),
    ),
    # Visits of authorities and emergency services
    FollowUp(
        "came",
        _l("Who came"),
        "choices",
        {
            "police": _l("Police"),
            "ambulance": _l("Ambulance"),
            "fire": _l("Fire and rescue"),
            "council": _l("Council or another authority"),
            "nobody": _l("Nobody came"),
        },
    ),
)

FOLLOW_UPS: dict[str, FollowUp] = {each.key: each for each in _ALL}


def answers(details: Mapping[str, object], key: str) -> frozenset[str]:
    """What was answered to one question, as a set, whether the answer is one key or several."""
    given = details.get(key)
    if isinstance(given, str):
        return frozenset({given} if given else ())
    return frozenset(map(str, given)) if isinstance(given, Iterable) else frozenset()
