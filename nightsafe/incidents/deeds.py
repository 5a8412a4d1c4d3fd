"""What was done about it, and what else to ask because of it."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l

from nightsafe.incidents.follow_ups import ATTENDANCE, EJECTION, REFUSAL, SEIZURE

NONE = "none"

ACTIONS = {
    "advised": _l("Advised"),
    "separated": _l("Separated"),
    "first_aid": _l("First aid"),
    "refused_entry": _l("Refused entry"),
    "refused_sale": _l("Refused sale"),
    "ejected": _l("Put out"),
    "safe_place": _l("Sent to a Safe Place"),
    "transport": _l("Taxi or bus"),
    "reunited": _l("Reunited with friends"),
    "tracked": _l("Tracked on CCTV"),
    "footage_saved": _l("Footage saved"),
    "scene_preserved": _l("Scene preserved"),
    "item_kept": _l("Item kept"),
    "police_radio": _l("Police by radio"),
    "police_101": _l("Police on 101"),
    "police_999": _l("Police on 999"),
    "ambulance": _l("Ambulance"),
    "safeguarding": _l("Safeguarding referral"),
    NONE: _l("None"),
}

POLICE_TOLD = frozenset({"police_radio", "police_101", "police_999"})

# Whoever is called this way comes, unless somebody says that nobody did. 101 takes a report.
BRINGS_SOMEBODY = frozenset({"police_radio", "police_999", "ambulance"})

ASKS: dict[str, tuple[str, ...]] = {
    "refused_entry": REFUSAL,
    "refused_sale": REFUSAL,
    "ejected": EJECTION,
    "item_kept": SEIZURE,
    "police_radio": ATTENDANCE,
    "police_101": ATTENDANCE,
    "police_999": ATTENDANCE,
    "ambulance": ATTENDANCE,
}


def tidied(actions: Collection[str]) -> tuple[str, ...]:
    """Actions in their one order; "none" beside another is dropped. Unknown keys are kept last."""
    known = [key for key in ACTIONS if key in actions]
    unknown = sorted(set(actions) - ACTIONS.keys())
    something = [key for key in known if key != NONE] + unknown
    return tuple(something or known)
