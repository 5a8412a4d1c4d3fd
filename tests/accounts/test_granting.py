"""Who may confirm a grant: a second pair of eyes, not a second account."""

from datetime import date

import pytest

from nightsafe.accounts import actions, granting, inviting, queries
from nightsafe.accounts.models import Grant
from nightsafe.accounts.roles import Role
from nightsafe.accounts.sessions import actor_of
from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor
from tests.accounts.ways import told
from tests.people import PASSWORD, SATURDAY, actor, person

pytestmark = [pytest.mark.usefixtures("city"), pytest.mark.both_engines]


def proposed(by: Actor, who: str = "rhys") -> Grant:
    return granting.propose_grant(by, person(who).id, "rota", date(2027, 1, 1), now=SATURDAY)


def a_supervisor(email: str, by: str) -> Actor:
    """Somebody who began as a supervisor by an invitation."""
    _, token = inviting.invite(
        actor(by),
        email,
        "Made Up",
        Role.PS,
        organisation_id=actor("stella").organisation_id,
        now=SATURDAY,
    )
    inviting.use_invitation(token, "Made Up", PASSWORD, now=SATURDAY)
    db.session.flush()
    made = queries.person_by_email(email)
    assert made is not None
    actions._begin_accepted(made, SATURDAY)
    db.session.flush()
    return actor_of(made.memberships[-1])


def reset(key: str, by: str) -> None:
    """A password set by a link that somebody made."""
    token = inviting.make_password_link(actor(by), person(key), now=SATURDAY)
    inviting.use_invitation(token, "", PASSWORD, now=SATURDAY)
    db.session.flush()


def test_r6_who_was_invited_by_the_proposer_or_the_holder_cannot_confirm() -> None:
    made = a_supervisor("made.up@example.org", by="stella")
    for grant in (proposed(actor("stella")), proposed(actor("sam"), "stella")):
        with pytest.raises(NotAllowed, match="let in"):
            granting.confirm_grant(made, grant, now=SATURDAY)


def test_r6_two_accounts_of_one_supervisor_are_not_two_supervisors() -> None:
    one, other = (a_supervisor(f"{n}@example.org", by="stella") for n in ("one", "other"))
    grant = proposed(one)
    for confirmer in (other, actor("stella")):
        assert not granting.may_confirm(confirmer, grant)
    assert granting.may_confirm(actor("sam"), grant)


def test_r6_whose_password_the_proposer_could_have_set_cannot_confirm() -> None:
    reset("sam", by="stella")
    grant = proposed(actor("stella"))
    assert not granting.may_confirm(actor("sam"), grant)
    other = a_supervisor("third@example.org", by="coral")
    assert granting.may_confirm(other, grant)
    granting.confirm_grant(other, grant, now=SATURDAY)
    assert grant.confirmed_by == other.person_id


def test_r6_supervisors_whom_the_coordinator_invited_confirm_for_one_another() -> None:
    one, other = (a_supervisor(f"{n}@example.org", by="coral") for n in ("one", "other"))
    assert granting.may_confirm(other, proposed(one))


def test_r6_the_coordinator_makes_no_password_link_for_a_grants_holder() -> None:
    assert not inviting.may_make_link(actor("coral"), person("gwen"), SATURDAY)
    grant = db.session.query(Grant).filter_by(person_id=person("gwen").id).one()
    granting.end_grant(actor("stella"), grant, now=SATURDAY)
    db.session.flush()
    assert inviting.may_make_link(actor("coral"), person("gwen"), SATURDAY)
    assert inviting.may_make_link(actor("coral"), person("audrey"), SATURDAY)
    assert inviting.may_make_link(actor("stella"), person("greta"), SATURDAY)


def test_a_password_link_names_whose_it_is_in_the_ledger() -> None:
    inviting.make_password_link(actor("mo"), person("dora"), now=SATURDAY)
    db.session.commit()
    assert told("invited")[-1]["person"] == person("dora").id


def test_a_second_tap_on_confirm_changes_nothing() -> None:
    grant = proposed(actor("stella"))
    granting.confirm_grant(actor("sam"), grant, now=SATURDAY)
    granting.confirm_grant(actor("sam"), grant, now=SATURDAY)
    db.session.commit()
    assert [row["step"] for row in told("grant")] == ["proposed", "confirmed"]
    with pytest.raises(ProductError, match="already"):
        granting.confirm_grant(actor("stella"), grant, now=SATURDAY)
