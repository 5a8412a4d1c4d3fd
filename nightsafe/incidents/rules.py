"""What follows from a code, its flags and what was done: how grave, who sees it, what it proves."""

from collections.abc import Collection, Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from nightsafe.incidents.categories import CATEGORIES, Audience
from nightsafe.incidents.deeds import ASKS, BRINGS_SOMEBODY
from nightsafe.incidents.flags import UNDER_18
from nightsafe.incidents.follow_ups import FOLLOW_UPS, FollowUp, answers

SEVERITIES = {
    4: _l("Life at risk"),
    3: _l("Police or medical"),
    2: _l("Dealt with here"),
    1: _l("Note"),
}

CALL_FROM = 3

# Refusing somebody under 18 (L) is everyday; their being hurt, abused or in need is not.
_RESTRICTED_UNDER_18 = frozenset("VSAEHW")
_RAISED_BY_A_SCENE = frozenset("VS")
_SEIZURE_CODES = frozenset({"D1", "V4"})
_NOTHING: Mapping[str, object] = {}


def severity_of(
    code: str,
    flags: Collection[str] = (),
    actions: Collection[str] = (),
    details: Mapping[str, object] = _NOTHING,
) -> int:
    """How grave an entry is, 1 (note) to 4 (life at risk), before anybody changes it.

    A knife, glass, 999 or an ambulance make it at least 3; a scene preserved after violence or
    a sexual offence, 4. No flag changes it today; `flags` is part of the question all the same.
    """
    if "scene_preserved" in actions and code[0] in _RAISED_BY_A_SCENE:
        return 4
    severity = CATEGORIES[code].severity
    grave = (
        answers(details, "method") & {"knife", "glass"}
        or {"police_999", "ambulance"} & set(actions)
        or "ambulance" in answers(details, "came")
    )
    return max(severity, 3) if grave else severity


def call_first(severity: int) -> bool:
    """Whether the call (999, the control room) stands before anything else on the screen."""
    return severity >= CALL_FROM


def audience_of(code: str, for_premises: bool) -> Audience:
    """Whom an entry is for when it is first saved.

    Register codes stay with the premises they are logged for; logged for none (pastors, drivers,
    CCTV) they are for review.
    """
    audience = CATEGORIES[code].audience
    return audience if for_premises else Audience.REVIEW


def is_restricted(code: str, flags: Collection[str] = (), ages: Collection[str] = ()) -> bool:
    """Whether an entry is absent for everyone without the grant.

    `ages` are the age bands of the people involved: one under 18 counts as the flag does.
    """
    young = UNDER_18 in flags or "under_18" in ages
    return CATEGORIES[code].restricted or (young and code[0] in _RESTRICTED_UNDER_18)


def headings_of(
    code: str,
    actions: Collection[str] = (),
    details: Mapping[str, object] = _NOTHING,
    added: Collection[str] = (),
) -> frozenset[str]:
    """The register headings of an entry: its code's, those of what was done, the premises' own.

    `added` are the letters that a premises' setting adds to this code. None at all is "other".
    """
    headings = set(CATEGORIES[code].headings) | set(added)
    if "ejected" in actions:
        headings.add("b")
    if _drugs_or_weapon_kept(code, actions, details):
        headings.add("e")
    if "refused_sale" in actions:
        headings.add("g")
    if _somebody_attended(actions, details):
        headings.add("h")
    return frozenset(headings)


def follow_ups_for(code: str, actions: Collection[str] = ()) -> tuple[FollowUp, ...]:
    """The questions that a code and what was done call for, each once, in the order asked."""
    keys = [*CATEGORIES[code].follow_ups]
    for action in ASKS:
        if action in actions:
            keys += ASKS[action]
    return tuple(FOLLOW_UPS[key] for key in dict.fromkeys(keys))


def seen_by(audience: Audience, restricted: bool, for_premises: bool = True) -> LazyString:
    """Who will see an entry, as said on the screen before it is sent."""
    if audience is Audience.STATISTICS:
        return _l("Nobody opens this. It is only counted.")
    if restricted and audience is Audience.REGISTER:
        return _l(
            "Restricted, and in your register only: you alone read it. Your manager sees only the "
            "time, that a crime was reported, and the police reference. Share it, and the few "
            "people trained for this read it too."
        )
    if restricted and for_premises:
        return _l(
            "Restricted: you and the few people trained for this. Your manager sees only the "
            "time, that a crime was reported, and the police reference."
        )
    if restricted:
        return _l("Restricted: you and the few people trained for this. Nobody else.")
    if audience is Audience.REGISTER:
        return _l(
            "You and your manager, in your register. Police see it only if you share it or your "
            "manager shows them the register."
        )
    if for_premises:
        return _l("Seen by: police review, your manager and you.")
    return _l("Seen by: police review and you.")


def seen_if_young(code: str, for_premises: bool = True) -> LazyString | None:
    """Who will see an entry once somebody under 18 is ticked; None where that changes nothing."""
    if is_restricted(code) or not is_restricted(code, {UNDER_18}):
        return None
    return seen_by(Audience.REVIEW, True, for_premises)


def _drugs_or_weapon_kept(
    code: str, actions: Collection[str], details: Mapping[str, object]
) -> bool:
    seized = answers(details, "seized")
    if seized:
        return bool(seized & {"drugs", "weapon"})
    return "item_kept" in actions and code in _SEIZURE_CODES


def _somebody_attended(actions: Collection[str], details: Mapping[str, object]) -> bool:
    came = answers(details, "came")
    if came:
        return came != {"nobody"}
    return bool(BRINGS_SOMEBODY & set(actions))
