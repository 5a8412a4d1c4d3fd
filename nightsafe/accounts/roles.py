"""Who may do what: the one table of permissions (SECURITY.md, Roles)."""

from datetime import timedelta
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from nightsafe.gate import Actor, Can


class Role(StrEnum):
    """What a person does in the network; one is active per session."""

    VS = "VS"
    VM = "VM"
    SF = "SF"
    SP = "SP"
    DR = "DR"
    CC = "CC"
    PR = "PR"
    PS = "PS"
    AN = "AN"
    CO = "CO"
    SG = "SG"
    AU = "AU"


LABELS: dict[Role, LazyString] = {
    Role.VS: _l("Venue staff"),
    Role.VM: _l("Venue manager"),
    Role.SF: _l("Safe Places staff"),
    Role.SP: _l("Street pastor"),
    Role.DR: _l("Driver"),
    Role.CC: _l("CCTV operator"),
    Role.PR: _l("Police reviewer"),
    Role.PS: _l("Police supervisor"),
    Role.AN: _l("Partnership analyst"),
    Role.CO: _l("Coordinator"),
    Role.SG: _l("Safeguarding specialist"),
    Role.AU: _l("Auditor"),
}

_LOGGING = frozenset({Can.LOG, Can.READ_OWN, Can.BRIEFING})
_VISITING = _LOGGING | {Can.VISIT, Can.QUIET}
_REVIEWING = frozenset(
    {
        *(Can.REVIEW, Can.WEEK, Can.FIGURES, Can.HOLD_GRANT, Can.BREAK_GLASS, Can.EXPORT),
        *(Can.BRIEFING, Can.DRAFT_BRIEFING, Can.SEND_ALERT),
    }
)

PERMISSIONS: dict[Role, frozenset[Can]] = {
    Role.VS: _VISITING,
    Role.VM: _VISITING | {Can.REGISTER, Can.INVITE, Can.ENROL, Can.FIGURES, Can.CALENDAR},
    Role.SF: _VISITING | {Can.CALENDAR},
    Role.SP: _VISITING,  # a team's lead also invites: see `allows`
    Role.DR: _LOGGING | {Can.QUIET},
    Role.CC: _LOGGING | {Can.QUIET, Can.SEND_ALERT},
    Role.PR: _REVIEWING,
    Role.PS: _REVIEWING
    | {Can.GIVE_GRANT, Can.NAME_OWNERS, Can.INVITE, Can.APPROVE_RELEASE, Can.APPROVE_BRIEFING},
    Role.AN: frozenset({Can.WEEK, Can.FIGURES, Can.PREPARE_RELEASE, Can.BRIEFING}),
    Role.CO: frozenset(
        {
            *(Can.NETWORK, Can.INVITE, Can.ENROL, Can.FIGURES, Can.APPROVE_RELEASE, Can.CONSUMERS),
            *(Can.BRIEFING, Can.DRAFT_BRIEFING, Can.SEND_ALERT, Can.CALENDAR),
        }
    ),
    Role.SG: _LOGGING | {Can.VISIT, Can.HOLD_GRANT, Can.BREAK_GLASS, Can.REFERRED, Can.FIGURES},
    Role.AU: frozenset({Can.READ_LEDGER}),
}

# What a PIN on a shared phone opens, whatever the role: logging, what oneself logged, warnings.
BY_PIN = frozenset({Can.LOG, Can.READ_OWN, Can.VISIT, Can.QUIET, Can.BRIEFING})

# Whom each role may invite; a manager and a team lead only for their own premises or team.
INVITES: dict[Role, frozenset[Role]] = {
    Role.CO: frozenset(Role),
    Role.PS: frozenset({Role.PR, Role.PS}),
    Role.VM: frozenset({Role.VS, Role.VM, Role.SF}),
    Role.SP: frozenset({Role.SP}),
}

# Who works at premises (True), never does (False); the rest may.
AT_PREMISES: dict[Role, bool] = {
    Role.VS: True,
    Role.VM: True,
    Role.PR: False,
    Role.PS: False,
    Role.AN: False,
    Role.CO: False,
    Role.SG: False,
    Role.AU: False,
}

# Idle and absolute limits of a sign-in (R10).
_SHIFT = (timedelta(hours=14), timedelta(hours=14))
_OFFICE = (timedelta(minutes=30), timedelta(hours=10))
_POLICE = (timedelta(minutes=15), timedelta(hours=10))
SESSION_LIMITS: dict[Role, tuple[timedelta, timedelta]] = {
    **dict.fromkeys((Role.VS, Role.VM, Role.SF, Role.SP, Role.DR, Role.CC), _SHIFT),
    **dict.fromkeys((Role.PR, Role.PS, Role.SG), _POLICE),
    **dict.fromkeys((Role.AN, Role.CO, Role.AU), _OFFICE),
}


def allows(role: str, can: Can, *, lead: bool = False) -> bool:
    """Whether a role may do something; leading a pastor team adds inviting."""
    if can is Can.INVITE and role == Role.SP:
        return lead
    return can in PERMISSIONS[Role(role)]


def may(actor: Actor, can: Can) -> bool:
    """Whether somebody may do something: their role may, and so may the way they signed in."""
    return allows(actor.role, can, lead=actor.lead) and (not actor.by_pin or can in BY_PIN)
