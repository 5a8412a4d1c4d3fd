"""The one table of permissions."""

from datetime import timedelta

import pytest

from nightsafe.accounts.roles import INVITES, LABELS, PERMISSIONS, SESSION_LIMITS, Role, allows
from nightsafe.gate import Can


def test_each_role_has_a_name_permissions_and_limits() -> None:
    assert set(LABELS) == set(PERMISSIONS) == set(SESSION_LIMITS) == set(Role)


@pytest.mark.parametrize("role", [Role.CO, Role.AU, Role.AN])
def test_r35_who_runs_counts_or_audits_reads_no_incident_text(role: Role) -> None:
    assert not PERMISSIONS[role] & {Can.REVIEW, Can.LOG, Can.READ_OWN, Can.REGISTER, Can.HOLD_GRANT}


def test_who_invites_may_open_the_people_page() -> None:
    assert {role for role in Role if allows(role, Can.INVITE, lead=True)} == set(INVITES)
    assert not allows(Role.SP, Can.INVITE)


def test_leading_adds_nothing_but_inviting() -> None:
    for role in Role:
        added = {can for can in Can if allows(role, can, lead=True) and not allows(role, can)}
        assert added == ({Can.INVITE} if role == Role.SP else set())


@pytest.mark.parametrize("role", [Role.PR, Role.PS, Role.SG])
def test_r10_police_idle_a_quarter_of_an_hour_at_most(role: Role) -> None:
    assert SESSION_LIMITS[role] == (timedelta(minutes=15), timedelta(hours=10))
