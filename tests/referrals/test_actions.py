"""Sending a referral and working on it: each a ledger row, and nothing else becomes readable."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.delivery.queries import waiting
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor
from nightsafe.incidents.actions import amend_entry, withdraw_entry
from nightsafe.incidents.models import Entry
from nightsafe.incidents.projection import PROJECTION as ENTRIES
from nightsafe.incidents.queries import entries_of, entry_of, event_of
from nightsafe.ledger.queries import versions
from nightsafe.ledger.verify import problems
from nightsafe.referrals.actions import Done, acknowledge, act, close, refer_event
from nightsafe.referrals.models import Referral, RouteOwner
from nightsafe.referrals.owners import candidates, name_owners, owners
from nightsafe.referrals.projection import PROJECTION
from nightsafe.referrals.queries import mine, panel, referral_of
from nightsafe.referrals.rules import State, state_of
from nightsafe.referrals.written import read_written
from nightsafe.submissions.envelope import Kind
from tests.factories import log, on
from tests.people import actor, membership, person, settle
from tests.referrals.making import MONDAY, named, sent, specialist

pytestmark = pytest.mark.both_engines
LATER = MONDAY + timedelta(hours=1)


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    named("hate_crime", actor("gwen"))
    yield
    db.session.rollback()
    assert problems([PROJECTION, ENTRIES])[0] == []


def said(referral: Referral) -> list[str]:
    return [one.payload["written"]["note"] for one in versions("referral", referral.id)]


def opens(who: Actor, entry: Entry) -> bool:
    return entry_of(who, entry.id) is not None


def test_its_owner_is_told_and_reads_what_was_referred_and_nothing_else() -> None:
    before = log("dora", "H1")
    referral = sent()
    entry = db.session.scalars(select(Entry).where(Entry.event_id == referral.event_id)).one()
    gwen = actor("gwen")
    assert opens(gwen, entry)
    assert not opens(gwen, before)
    assert not opens(specialist("ivo"), entry)
    assert event_of(gwen, referral.event_id) is None
    assert [(one.kind, one.record_id) for one in waiting(gwen.person_id)] == [
        ("referral", entry.id)
    ]
    (line,) = mine(gwen, MONDAY)
    assert (line.referral, line.state, line.entries) == (referral, State.SENT, [entry])
    assert referral.due_at == MONDAY + timedelta(hours=48)
    # What joins the event later was not referred.
    more = log("otto", "H1")
    more.event_id = referral.event_id
    db.session.flush()
    assert not opens(gwen, more)
    db.session.rollback()
    (row,) = versions("referral", referral.id)
    assert row.actor_id == person("rhys").id
    assert row.payload["written"]["entries"] == [str(entry.id)]
    assert "again" not in str(row.payload), "the ledger keeps the words in the entry alone"


def test_a_grant_holder_alone_gets_what_is_restricted() -> None:
    ivo = specialist("ivo")
    named("spiking", ivo)
    entry = log("dora", "S4", description="Felt strange.")
    with pytest.raises(ProductError, match="holds a grant"):
        refer_event(actor("greta"), entry.event, "spiking", now=MONDAY)
    db.session.rollback()
    named("spiking", ivo, actor("gwen"))
    referral = sent(entry=entry, route="spiking", who="greta")
    assert referral.owner_id == person("gwen").id
    gwen = actor("gwen")
    assert opens(gwen, entry)
    # Once the grant has ended there is nothing: in no list, at no address.
    ended = replace(gwen, restricted=False)
    assert not opens(ended, entry)
    assert mine(ended, MONDAY) == []
    assert referral_of(ended, referral.id) is None
    assert event_of(actor("rhys"), entry.event_id) is None


def test_what_becomes_restricted_closes_for_an_owner_without_the_grant() -> None:
    ivo = specialist("ivo")
    named("domestic_abuse", ivo)
    entry = log("dora", "V1", flags=("domestic",))
    referral = sent(entry=entry, route="domestic_abuse")
    assert opens(ivo, entry)
    envelope = on(entry, Kind.AMEND)
    amend_entry(actor("dora"), entry, envelope, {"code": "A1"}, now=LATER)
    db.session.commit()
    assert entry.restricted
    assert not opens(ivo, entry)
    assert referral_of(ivo, referral.id) is None


def test_without_an_owner_it_says_what_to_do() -> None:
    entry = log("dora", "T1")
    with pytest.raises(ProductError, match="supervisor names somebody") as refused:
        refer_event(actor("rhys"), entry.event, "prevent", now=MONDAY)
    assert refused.value.field == "route"
    with pytest.raises(ProductError, match="from the list"):
        refer_event(actor("rhys"), entry.event, "nonsense", now=MONDAY)
    with pytest.raises(NotAllowed):
        refer_event(actor("gwen"), entry.event, "hate_crime", now=MONDAY)
    assert db.session.query(Referral).count() == 0


def test_suspended_or_gone_the_next_in_rank_takes_it() -> None:
    ivo = specialist("ivo")
    named("hate_crime", actor("gwen"), ivo)
    person("gwen").suspended_at = MONDAY
    db.session.commit()
    assert sent().owner_id == ivo.person_id
    person("gwen").suspended_at = None
    membership("gwen").ends_at = MONDAY - timedelta(days=1)
    db.session.commit()
    assert [one.able for one in owners(MONDAY)["hate_crime"]] == [False, True]
    assert sent().owner_id == ivo.person_id


def test_sent_twice_it_is_one_and_a_second_waits_for_the_first_to_be_closed() -> None:
    entry, which = log("dora", "H1"), uuid4()
    rhys = actor("rhys")
    first = refer_event(rhys, entry.event, "hate_crime", now=MONDAY, referral_id=which)
    again = refer_event(rhys, entry.event, "hate_crime", now=LATER, referral_id=which)
    assert first is again
    db.session.commit()
    with pytest.raises(Done, match="already"):
        refer_event(actor("stella"), entry.event, "hate_crime", now=LATER)
    close(actor("gwen"), first, "supported", now=LATER)
    db.session.commit()
    second = refer_event(actor("stella"), entry.event, "hate_crime", now=LATER)
    db.session.commit()
    assert second.id != first.id


def test_acknowledged_acted_on_and_closed() -> None:
    referral, gwen = sent(), actor("gwen")
    acknowledge(gwen, referral, now=LATER)
    acknowledge(gwen, referral, now=LATER + timedelta(hours=1))
    db.session.commit()
    assert (state_of(referral), referral.acknowledged_at) == (State.ACKNOWLEDGED, LATER)
    assert waiting(gwen.person_id) == []
    for _twice in range(2):
        act(gwen, referral, " Rang her; call back on Tuesday. ", now=LATER)
    db.session.commit()
    close(gwen, referral, "supported", "She will come in.", now=LATER)
    db.session.commit()
    done = read_written(referral).deeds
    assert [one["text"] for one in done] == [
        "Rang her; call back on Tuesday.",
        "She will come in.",
    ]
    assert {one["by"] for one in done} == {gwen.person_id}
    assert (referral.outcome, referral.closed_by) == ("supported", gwen.person_id)
    assert referral.version == len(said(referral)) == 4
    with pytest.raises(Done, match="closed"):
        act(gwen, referral, "More.", now=LATER)


def test_acting_acknowledges_and_closing_too() -> None:
    one, two, gwen = sent(), sent(), actor("gwen")
    act(gwen, one, "Rang her.", now=LATER)
    close(gwen, two, "not_reached", now=LATER)
    db.session.commit()
    assert one.acknowledged_at == two.acknowledged_at == LATER


def test_nobody_else_works_on_it_and_empty_words_are_refused() -> None:
    referral = sent()
    for other in (specialist("ivo"), actor("rhys"), actor("stella")):
        with pytest.raises(NotAllowed):
            acknowledge(other, referral, now=LATER)
    with pytest.raises(ProductError) as empty:
        act(actor("gwen"), referral, "  ", now=LATER)
    assert empty.value.field == "text"
    with pytest.raises(ProductError) as unknown:
        close(actor("gwen"), referral, "nonsense", now=LATER)
    assert unknown.value.field == "outcome"
    assert referral.version == 1


def test_what_its_reporter_takes_back_is_not_read_any_more_but_can_be_closed() -> None:
    referral = sent()
    entry = db.session.scalars(select(Entry)).one()
    withdraw_entry(actor("dora"), entry, on(entry, Kind.WITHDRAW), "told twice", now=LATER)
    db.session.commit()
    gwen = actor("gwen")
    line = referral_of(gwen, referral.id)
    assert line is not None and line.entries == []
    close(gwen, referral, "known", now=LATER)
    db.session.commit()
    with pytest.raises(Done, match="withdrawn"):
        refer_event(actor("rhys"), entry.event, "hate_crime", now=LATER)


def test_an_event_of_several_accounts_is_one_notice_and_all_of_them_are_read() -> None:
    one, other = log("dora", "H1"), log("otto", "H1")
    other.event_id = one.event_id
    db.session.flush()
    referral = refer_event(actor("rhys"), one.event, "hate_crime", now=MONDAY)
    db.session.flush()
    gwen = actor("gwen")
    assert opens(gwen, one) and opens(gwen, other)
    assert len(waiting(gwen.person_id)) == 1
    acknowledge(gwen, referral, now=LATER)
    assert waiting(gwen.person_id) == []
    shown = panel(one.event, entries_of(actor("rhys"), one.event), LATER)
    assert [{each.id for each in line.entries} for line in shown.sent] == [{one.id, other.id}]


def test_a_story_shows_what_is_suggested_and_what_was_sent() -> None:
    entry = log("dora", "H1", flags=("hate_race",))
    shown = panel(entry.event, entries_of(actor("rhys"), entry.event), MONDAY)
    (offer,) = shown.suggested
    assert (offer.route.key, offer.why) == ("hate_crime", ["Hate abuse", "Hate: race"])
    assert offer.owner is not None and offer.owner.name == "Gwen Guard"
    assert offer.problem is None and len(shown.others) == 5 and shown.sent == []
    assert all(one.problem for one in shown.others), "nobody is named for these"
    sent(entry=entry)
    shown = panel(entry.event, entries_of(actor("rhys"), entry.event), MONDAY)
    assert shown.suggested == []
    assert [(one.owner, one.state, one.late) for one in shown.sent] == [
        ("Gwen Guard", State.SENT, False)
    ]


def test_owners_are_named_in_rank_by_a_supervisor_among_specialists() -> None:
    ivo, stella = specialist("ivo"), actor("stella")
    assert {one.name for one in candidates(MONDAY)} == {"Gwen Guard", "Ivo"}
    name_owners(stella, "child", [ivo.person_id, person("gwen").id], now=MONDAY)
    db.session.commit()
    assert [one.name for one in owners(MONDAY)["child"]] == ["Ivo", "Gwen Guard"]
    name_owners(stella, "child", [], now=MONDAY)
    db.session.commit()
    assert owners(MONDAY)["child"] == []
    for wrong in ([person("dora").id], [ivo.person_id, ivo.person_id], [1, 2, 3, 4]):
        with pytest.raises(ProductError):
            name_owners(stella, "child", wrong, now=MONDAY)
    with pytest.raises(NotAllowed):
        name_owners(actor("rhys"), "child", [ivo.person_id], now=MONDAY)
    assert db.session.query(RouteOwner).count() == 1
    assert db.session.query(Message).count() == 0
