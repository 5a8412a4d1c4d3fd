"""Who looks after whom, and where a redirect may lead."""

from dataclasses import dataclass

import pytest

from nightsafe.accounts import rules
from nightsafe.accounts.roles import Role
from nightsafe.gate import Actor


@dataclass
class APost:
    role: str
    organisation_id: int = 1
    premises_id: int | None = None


def an_actor(role: Role, premises_id: int | None = None, lead: bool = False) -> Actor:
    return Actor(
        person_id=1,
        name="A",
        membership_id=1,
        role=role,
        organisation_id=1,
        organisation="O",
        premises_id=premises_id,
        lead=lead,
    )


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        "",
        "people",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "/\tevil",
        "/a\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "\\\\evil.example",
        "/%0a\\x",
    ],
)
def test_r17_only_paths_of_this_site_are_followed(wanted: str | None) -> None:
    assert rules.local_path(wanted) is None


@pytest.mark.parametrize("wanted", ["/", "/mine", "/review?night=2026-11-14#list"])
def test_r17_paths_of_this_site_are_followed(wanted: str) -> None:
    assert rules.local_path(wanted) == wanted


def test_a_coordinator_looks_after_everybody() -> None:
    assert all(rules.looks_after(an_actor(Role.CO), APost(role, 9, 9)) for role in Role)


def test_a_manager_looks_after_their_own_premises_only() -> None:
    manager = an_actor(Role.VM, premises_id=5)
    assert rules.looks_after(manager, APost(Role.VS, 7, 5))
    assert not rules.looks_after(manager, APost(Role.VS, 1, 6))
    assert not rules.looks_after(manager, APost(Role.VS, 1, None))
    assert not rules.looks_after(manager, APost(Role.PR, 1, 5))


def test_a_team_is_looked_after_by_its_lead_alone() -> None:
    assert rules.looks_after(an_actor(Role.SP, lead=True), APost(Role.SP))
    assert not rules.looks_after(an_actor(Role.SP), APost(Role.SP))
    assert not rules.looks_after(an_actor(Role.SP, lead=True), APost(Role.SP, organisation_id=2))


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.CO, Role.PS, Role.VM}])
def test_other_roles_look_after_nobody(role: Role) -> None:
    assert rules.invitable(an_actor(role)) == []
    assert not any(rules.looks_after(an_actor(role), APost(one)) for one in Role)


def test_nobody_suspends_themselves() -> None:
    for role in Role:
        assert not rules.may_suspend(an_actor(role), 1, [APost(Role.VS)])


def test_suspending_needs_all_of_a_persons_roles() -> None:
    manager = an_actor(Role.VM, premises_id=5)
    here, elsewhere = APost(Role.VS, 1, 5), APost(Role.SP, 2)
    assert rules.may_suspend(manager, 2, [here])
    assert not rules.may_suspend(manager, 2, [here, elsewhere])
    assert not rules.may_suspend(manager, 2, [])


def test_only_who_suspended_or_a_coordinator_lifts_it() -> None:
    manager, here = an_actor(Role.VM, premises_id=5), [APost(Role.VS, 1, 5)]
    assert rules.may_restore(manager, 2, 1, here)
    assert not rules.may_restore(manager, 2, 7, here)
    assert rules.may_restore(an_actor(Role.CO), 2, 7, here)


def test_a_link_opens_nothing_its_maker_does_not_look_after() -> None:
    manager = an_actor(Role.VM, premises_id=5)
    both = [APost(Role.VS, 1, 5), APost(Role.PS, 3)]
    assert not rules.may_make_link(manager, 2, both, other_supervisors=False, granted=False)
    coordinator = an_actor(Role.CO)
    assert not rules.may_make_link(coordinator, 2, both, other_supervisors=True, granted=False)
    assert rules.may_make_link(coordinator, 2, both, other_supervisors=False, granted=False)
    supervisor, reviewer = an_actor(Role.PS), [APost(Role.PR)]
    assert rules.may_make_link(supervisor, 2, reviewer, other_supervisors=True, granted=True)


def test_r6_a_coordinator_makes_no_link_into_what_a_grant_opens() -> None:
    coordinator, specialist = an_actor(Role.CO), [APost(Role.SG)]
    auditor = [APost(Role.AU)]
    for others in (True, False):
        assert not rules.may_make_link(
            coordinator, 2, specialist, other_supervisors=others, granted=True
        )
        assert rules.may_make_link(coordinator, 2, auditor, other_supervisors=others, granted=False)
