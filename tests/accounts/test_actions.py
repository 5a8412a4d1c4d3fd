"""People and their roles, on both engines."""

from datetime import timedelta

import pytest

from nightsafe import clock
from nightsafe.accounts import actions, inviting, queries
from nightsafe.accounts.models import Invitation
from nightsafe.accounts.roles import Role
from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.ledger.verify import problems
from tests.accounts.ways import told
from tests.people import PASSWORD, SATURDAY, actor, membership, person

pytestmark = [pytest.mark.usefixtures("city"), pytest.mark.both_engines]


def test_a_person_is_added_with_a_role_and_noted() -> None:
    one = actions.add_person("  Nell   New ", "Nell@Example.org ", actor_id=None, now=SATURDAY)
    made = actions.add_membership(
        one, Role.DR, actor("drew").organisation_id, lead=True, actor_id=None, now=SATURDAY
    )
    db.session.commit()
    assert (one.name, one.email) == ("Nell New", "nell@example.org")
    assert made.lead is False  # drivers have no lead
    assert told("person") == [{"person": one.id, "added": True}]
    assert told("membership")[0]["role"] == "DR"
    assert problems([])[0] == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_person_has_a_name(name: str) -> None:
    with pytest.raises(ProductError) as error:
        actions.add_person(name, None, actor_id=None, now=SATURDAY)
    assert error.value.field == "name"


def test_the_last_coordinator_stays() -> None:
    actions.add_membership(
        person("ana"), Role.CO, actor("ana").organisation_id, actor_id=None, now=SATURDAY
    )
    second = actor("ana", 1)
    with pytest.raises(NotAllowed, match="yourself"):
        actions.suspend(second, person("ana"), now=SATURDAY)
    actions.suspend(second, person("coral"), now=SATURDAY)
    # Coral still has a page open and acts once more: nobody is left but Ana.
    with pytest.raises(NotAllowed, match="last coordinator"):
        actions.suspend(actor("coral"), person("ana"), now=SATURDAY)
    with pytest.raises(NotAllowed, match="last coordinator"):
        actions.end_membership(actor("coral"), membership("ana", 1), now=SATURDAY)


def test_roles_that_ended_let_nobody_in() -> None:
    actions.end_membership(actor("mo"), membership("dora"), now=SATURDAY)
    assert queries.standing(person("dora"), SATURDAY) == []


def test_a_role_that_begins_later_does_not_run_yet() -> None:
    one = actions.add_person("Later", None, actor_id=None, now=SATURDAY)
    actions.add_membership(
        one,
        Role.DR,
        actor("drew").organisation_id,
        starts_at=SATURDAY + timedelta(days=1),
        actor_id=None,
        now=SATURDAY,
    )
    assert queries.standing(one, SATURDAY) == []
    assert len(queries.standing(one, SATURDAY + timedelta(days=1))) == 1


def test_r14_two_uses_at_once_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    invitation, token = inviting.invite(
        actor("mo"), "new@example.org", "New Comer", Role.VS, now=SATURDAY
    )
    db.session.commit()
    inviting.use_invitation(token, "New Comer", PASSWORD, now=SATURDAY)
    db.session.commit()
    # The other request looked the link up before this one had used it.
    monkeypatch.setattr(queries, "invitation_by_token", lambda *_: invitation)
    with pytest.raises(inviting.LinkEnded):
        inviting.use_invitation(token, "New Comer", PASSWORD, now=SATURDAY)


def test_the_first_coordinator_gets_a_link_and_another_ends_it() -> None:
    first = inviting.first_coordinator("", "First@Example.org", now=SATURDAY)
    second = inviting.first_coordinator("Fern First", "first@example.org", now=SATURDAY)
    with pytest.raises(inviting.LinkEnded):
        inviting.use_invitation(first, "Fern First", PASSWORD, now=SATURDAY)
    inviting.use_invitation(second, "Fern First", PASSWORD, now=SATURDAY)
    made = db.session.query(Invitation).filter_by(waits=True).one()
    assert (made.role, made.email, made.invited_by) == ("CO", "first@example.org", None)


def test_withdrawing_and_using_are_noted_with_ids_alone() -> None:
    invitation, _ = inviting.invite(
        actor("mo"), "new@example.org", "New Comer", Role.VS, now=clock.now()
    )
    inviting.withdraw_invitation(actor("mo"), invitation, now=clock.now())
    db.session.commit()
    assert told("invited") == [{"invitation": invitation.id, "role": "VS"}]
    assert told("invitation-withdrawn") == [{"invitation": invitation.id}]
    assert "example.org" not in str(told("invited"))
