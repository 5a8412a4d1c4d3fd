"""Referrals are checked against the ledger, and go with the last entry that they hold."""

from uuid import UUID

import pytest
from flask import Flask

from nightsafe.cli.projections import PROJECTIONS
from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.incidents.models import Entry
from nightsafe.ledger.crypto import record_key
from nightsafe.ledger.erase import erase
from nightsafe.ledger.keys import Unreadable
from nightsafe.ledger.verify import problems
from nightsafe.referrals.models import Referral
from nightsafe.referrals.projection import also
from tests.factories import log
from tests.people import actor, person, settle
from tests.referrals.making import MONDAY, named, sent

pytestmark = pytest.mark.both_engines


@pytest.fixture
def referral(app: Flask) -> Referral:
    settle()
    db.session.commit()
    named("hate_crime", actor("gwen"))
    return sent()


def told() -> list[str]:
    return [one.what for one in problems(PROJECTIONS)[0]]


def erased(*ids: UUID) -> None:
    for one in ids:
        assert erase(one, PROJECTIONS, actor_id=None, reason="asked for", now=MONDAY)
    db.session.commit()


def test_untouched_it_verifies_and_changed_it_does_not(referral: Referral) -> None:
    assert told() == []
    referral.owner_id = person("rhys").id
    db.session.commit()
    assert told() == [f"referral {referral.id} differs from its newest ledger row"]


def test_a_message_that_opens_an_entry_without_a_referral_is_found(referral: Referral) -> None:
    other = log("otto", "V1")
    for who, record_id, topic in (
        ("gwen", other.id, str(referral.id)),
        ("gwen", other.id, "of nothing"),
    ):
        db.session.add(
            Message(
                person_id=person(who).id,
                kind="referral",
                record_id=record_id,
                topic=topic,
                created_at=MONDAY,
            )
        )
    db.session.commit()
    assert told() == [
        f"referral {referral.id} opens what was not referred, or to somebody else",
        "messages open entries for a referral that there is not: of nothing",
    ]


def test_erasing_its_only_entry_takes_the_referral_too(referral: Referral) -> None:
    entry = db.session.scalars(db.select(Entry)).one()
    assert also(entry.id) == [referral.id]
    erased(*also(entry.id), entry.id)
    assert db.session.query(Referral).count() == db.session.query(Message).count() == 0
    assert told() == []
    with pytest.raises(Unreadable):
        record_key(referral.id)


def test_with_another_entry_the_referral_stays(app: Flask, referral: Referral) -> None:
    erased(*also(db.session.scalars(db.select(Entry)).one().id))
    one, other = log("dora", "H1"), log("otto", "H1")
    other.event_id = one.event_id
    db.session.flush()
    second = sent(entry=one)
    assert also(one.id) == []
    db.session.rollback()
    assert db.session.get(Referral, second.id) is not None


def test_a_referral_alone_can_be_erased(referral: Referral) -> None:
    erased(referral.id)
    assert told() == []
    assert db.session.query(Entry).count() == 1
    assert db.session.query(Message).count() == 0
