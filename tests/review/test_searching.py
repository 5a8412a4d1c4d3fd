"""Searching: what is found, what is not, and that no readable word is left anywhere."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Actor
from nightsafe.incidents.actions import amend_entry, share_entry, withdraw_entry
from nightsafe.incidents.models import Entry, SearchTerm
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import open_row
from nightsafe.review import searching
from nightsafe.review.actions import answer, ask, record_finding
from nightsafe.review.counts import counts
from nightsafe.review.filters import Filters, Unknown, read
from nightsafe.review.queue import queue
from nightsafe.submissions.envelope import Kind
from nightsafe.submissions.reference import spoken
from tests.factories import bring, log, on
from tests.people import SATURDAY, actor, settle
from tests.review.plans import listening, whole_reads

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
TONIGHT = date(2026, 11, 16)
pytestmark = pytest.mark.both_engines


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    yield
    db.session.rollback()


def asked_for(words: str, who: Actor, **given: str) -> Filters:
    token = searching.begin(who, words, now=NOW)
    db.session.commit()
    return read({"view": "all", "state": "all", **given, "find": token}, TONIGHT)


def found(words: str, who: str | Actor = "rhys", **given: str) -> list[str]:
    someone = actor(who) if isinstance(who, str) else who
    filters = asked_for(words, someone, **given)
    lines = queue(someone, filters).lines
    assert counts(someone, filters).shown == len(lines)
    return [line.event.code for line in lines]


class TestWhatIsFound:
    def test_by_stems_all_words_in_any_order(self) -> None:
        log(code="V1", description="Two men fighting outside, one in a yellow jacket.")
        log(code="P1", description="A jacket was taken.")
        assert found("fight") == ["V1"]
        assert found("jackets YELLOW") == ["V1"]
        assert sorted(found("jacket")) == ["P1", "V1"]
        assert found("jacket ocelot") == []

    def test_what_was_amended_is_found_and_what_stands_no_more_is_not(self) -> None:
        entry = log(code="V1", description="A punch.")
        changes = {"description": "An ocelot on the roof."}
        amend_entry(actor("dora"), entry, on(entry, Kind.AMEND), changes, now=NOW)
        db.session.commit()
        assert found("ocelot punch") == ["V1"]
        withdraw_entry(actor("dora"), entry, on(entry, Kind.WITHDRAW), "Twice.", now=NOW)
        db.session.commit()
        assert db.session.scalar(select(func.count()).select_from(SearchTerm)) == 0
        assert found("ocelot") == []

    def test_what_stays_in_a_register_is_found_once_it_is_shared(self) -> None:
        entry = log(code="L3", description="Ejected for a lantern.")
        assert found("lantern") == []
        share_entry(actor("dora"), entry, on(entry, Kind.SHARE), now=NOW)
        db.session.commit()
        assert found("lantern") == ["L3"]

    def test_questions_answers_and_findings_lead_to_their_event(self) -> None:
        entry = log(code="V1", description="A punch.")
        question = ask(actor("rhys"), entry, "Was there a zebra?", now=NOW)
        db.session.commit()
        assert found("zebra") == ["V1"]
        envelope = on(entry, Kind.ANSWER)
        answer(actor("dora"), entry, question, "No, an okapi.", envelope, now=NOW)
        record_finding(
            actor("rhys"),
            entry.event,
            outcome=None,
            home_office=None,
            police_reference="43250123456",
            note="Quokka seen on camera.",
            now=NOW,
        )
        db.session.commit()
        assert found("okapi punch quokka") == ["V1"]
        assert found("43250123456") == ["V1"]

    def test_what_was_brought_along_for_review_is_found(self) -> None:
        bring("V1", audience="review", description="A tapir.")
        bring("V2", description="A tapir, too.")
        assert found("tapir") == ["V1"]

    def test_it_combines_with_the_nights_and_all_filters(self) -> None:
        log(code="V1", description="An ocelot.")
        log(code="V1", at=SATURDAY - timedelta(weeks=2), description="An ocelot.")
        log(code="P1", description="An ocelot.")
        assert len(found("ocelot")) == 3
        assert found("ocelot", code="P1") == ["P1"]
        assert found("ocelot", view="2026-10-30") == ["V1"]

    def test_a_word_that_stands_everywhere_is_found_in_the_same_order(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for minute, code in enumerate(("V1", "V2", "P1")):
            at = SATURDAY + timedelta(minutes=minute)
            log(code=code, at=at, description="A door." + " A key." * (code == "V1"))
        assert found("door") == ["V2", "P1", "V1"]
        monkeypatch.setattr(searching, "COMMON", 0)
        filters = asked_for("door", actor("rhys"))
        lines = queue(actor("rhys"), filters).lines
        assert [line.event.code for line in lines] == ["V2", "P1", "V1"]
        assert not counts(actor("rhys"), filters).whole


class TestWhoFinds:
    """R6: restricted words are for a grant-holder who has just given their password."""

    def test_restricted_ones_are_found_by_nobody_else(self) -> None:
        log(code="S4", description="An ocelot.")
        holder = replace(actor("greta"), restricted=True)
        assert found("ocelot") == []
        assert found("ocelot", replace(holder, confirmed=False)) == []
        assert found("ocelot", replace(holder, confirmed=True)) == ["S4"]

    def test_a_reference_opens_only_what_may_be_read(self) -> None:
        entry, hidden = log(code="V1"), log(code="S4")
        register = log(code="L3")

        def by(who: str, one: Entry) -> object:
            return searching.by_reference(actor(who), spoken(one.reference).lower(), now=NOW)

        assert by("rhys", entry) == entry.event_id
        assert by("rhys", hidden) is None
        assert by("rhys", register) is None
        assert by("greta", hidden) == hidden.event_id

    def test_a_token_opens_for_its_person_alone_and_for_twelve_hours(self) -> None:
        token = searching.begin(actor("rhys"), "ocelot", now=NOW)
        searching.check(actor("rhys"), token, now=NOW + timedelta(hours=11))
        with pytest.raises(ProductError, match="12 hours"):
            searching.check(actor("rhys"), token, now=NOW + timedelta(hours=12))
        for who, bent in (("greta", token), ("rhys", token[:-2]), ("rhys", "AAAA")):
            with pytest.raises(Unknown):
                searching.search_of(actor(who), bent)


def test_no_readable_word_is_in_the_index_an_address_or_a_row() -> None:
    log(code="V1", description="An ocelot.")
    filters = asked_for("ocelot", actor("rhys"))
    assert "ocelot" not in str(filters.query())
    for term in db.session.scalars(select(SearchTerm.term)):
        assert len(term) == 8
        assert b"ocelot"[:4] not in term
    row = db.session.scalars(select(Row).where(Row.kind == "searched")).one()
    assert (row.actor_id, row.record_id) == (actor("rhys").person_id, None)
    # Not even opened: the auditor's view of a row holds no word.
    assert "ocelot" not in str(open_row(row))


def test_each_search_is_a_row_in_its_own_transaction() -> None:
    """R34: nothing is found without it."""
    entry = log(code="V1", description="An ocelot.")
    searching.begin(actor("rhys"), "ocelot", now=NOW)
    searching.by_reference(actor("rhys"), entry.reference, now=NOW)
    db.session.rollback()
    count = select(func.count()).where(Row.kind == "searched")
    assert db.session.scalar(count) == 0
    searching.begin(actor("rhys"), "ocelot", now=NOW)
    searching.by_reference(actor("rhys"), entry.reference, now=NOW)
    db.session.commit()
    assert db.session.scalar(count) == 2


@pytest.mark.parametrize("words", ["", "  ", "the", "x " * 150 + "word"])
def test_without_a_word_it_says_what_to_write(words: str) -> None:
    with pytest.raises(ProductError):
        searching.begin(actor("rhys"), words, now=NOW)


@pytest.mark.parametrize("letter", ["\u0436", "\u6f22", "\U00020000", "\x01"])
def test_the_longest_search_is_no_address_too_long(letter: str) -> None:
    words = letter * 193 + " ocelot"
    token = asked_for(words, actor("rhys")).find
    search = searching.search_of(actor("rhys"), token)
    assert search is not None and search.text == words


def test_no_search_reads_a_whole_table() -> None:
    log(code="V1", description="An ocelot.")
    with listening() as sent:
        assert found("ocelot punch") == []
    assert whole_reads(sent) == []
