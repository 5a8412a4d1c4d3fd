"""What leaves in a file, for whom, what is noted of it, and what never leaves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.accounts.stepping_up import StepUp
from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import versions
from nightsafe.ledger.verify import problems
from nightsafe.review import exporting, marks
from nightsafe.review.actions import record_finding
from nightsafe.review.export_projection import PROJECTION
from nightsafe.review.models import Export
from nightsafe.submissions.reference import spoken
from tests.factories import bring, log
from tests.people import SATURDAY, actor, person, place, settle
from tests.review.counting import statements
from tests.review.exports import EVERYTHING, NOW, WEEKEND, export

WORDS = "Two men fell out over a taxi."


@pytest.fixture(autouse=True)
def city(app: Flask) -> None:
    settle()
    db.session.commit()


def noted(made: Any) -> dict[str, Any]:
    row = db.session.scalar(select(Export).where(Export.mark == made.mark))
    assert row is not None
    return versions("exported", row.id)[0].payload


class TestWhatIsInIt:
    def test_without_words_nothing_that_was_written_and_no_venue(self) -> None:
        entry = log(
            "dora",
            "V1",
            description=WORDS,
            place_id=place("The Lantern").id,
            police_reference="43260000001",
            place_words="by the kebab van",
        )
        made = export("rhys")
        (row,) = made.rows
        assert (row.what, row.where, row.by) == (
            "V1 Fight or assault",
            "George Street",
            "Venue staff",
        )
        assert row.reference == spoken(entry.reference)
        for secret in (WORDS, "Lantern", "43260000001", "kebab"):
            assert secret not in repr(made)

    @pytest.mark.both_engines
    def test_with_words_each_account_and_where_it_was(self) -> None:
        entry = log(
            "dora", "V1", description=WORDS, place_id=place("The Lantern").id, plate="AB12 CDE"
        )
        record_finding(
            actor("stella"),
            entry.event,
            outcome="confirmed",
            home_office=None,
            police_reference="43260000002",
            note="Known to us.",
            now=NOW,
        )
        (row,) = export("stella", words=True).rows
        assert (row.where, row.outcome, row.police_reference) == (
            "The Lantern",
            "confirmed",
            "43260000002",
        )
        (account,) = row.accounts
        assert account.words == [WORDS]
        assert (account.by, account.logged_for) == ("Venue staff", "The Lantern")
        assert ("Number plate", "AB12 CDE") in account.facts
        # What police think of it, and who logged it, stay inside.
        assert "Known to us" not in repr(row) and "Dora" not in repr(row)

    def test_what_was_brought_along_says_whose_record_it_is(self) -> None:
        bring("V1", audience="review", at=SATURDAY, description=WORDS)
        (row,) = export("rhys").rows
        assert (row.by, row.state) == ("As recorded by Old log", "brought along")

    def test_the_two_half_past_ones_of_october_stand_apart(self) -> None:
        for hour in (0, 1):
            log("drew", "V3", at=datetime(2026, 10, 25, hour, 30, tzinfo=UTC))
        weekend = replace(EVERYTHING, nights=(date(2026, 10, 23), date(2026, 10, 25)))
        found = [(one.night, one.time) for one in export("rhys", filters=weekend).rows]
        assert found == [
            ("2026-10-24", "2026-10-25 01:30 BST"),
            ("2026-10-24", "2026-10-25 01:30 GMT"),
        ]

    def test_it_is_the_queue_as_it_is_asked_for_and_all_of_it(self) -> None:
        for minutes in range(30):
            log("dora", "V1", at=SATURDAY - timedelta(minutes=minutes), commit=False)
        log("drew", "P1", commit=False)
        db.session.commit()
        rows = export("rhys", filters=replace(EVERYTHING, code="V1")).rows
        assert len(rows) == 30
        assert [one.time for one in rows] == sorted(one.time for one in rows)


class TestWhoMay:
    @pytest.mark.parametrize(
        ("who", "words"), [("rhys", False), ("greta", True), ("stella", True), ("greta", False)]
    )
    def test_those_may_whom_the_table_of_roles_names(self, who: str, words: bool) -> None:
        log("dora", "V1")
        assert len(export(who, words=words).rows) == 1

    @pytest.mark.parametrize(
        ("who", "words"), [("rhys", True), ("dora", False), ("gwen", False), ("ana", False)]
    )
    def test_nobody_else_may(self, who: str, words: bool) -> None:
        log("dora", "V1")
        with pytest.raises(NotAllowed):
            export(who, words=words)
        assert db.session.scalar(select(Export)) is None

    @pytest.mark.parametrize("who", ["greta", "stella"])
    def test_words_leave_only_after_the_password(self, who: str) -> None:
        log("dora", "V1")
        with pytest.raises(StepUp):
            export(replace(actor(who), confirmed=False), words=True)
        assert db.session.scalar(select(Export)) is None
        assert export(replace(actor(who), confirmed=False)).rows

    @pytest.mark.parametrize(
        ("who", "words", "number"),
        [("greta", True, 2), ("greta", False, 1), ("stella", True, 1), ("rhys", False, 1)],
    )
    def test_restricted_records_leave_only_with_the_grant_and_the_password(
        self, who: str, words: bool, number: int
    ) -> None:
        """R6: neither as a row nor in the figure that is told before."""
        log("dora", "V1")
        log("dora", "S1", description="zqsecret")
        made = export(who, words=words)
        assert len(made.rows) == number
        assert any(row.restricted for row in made.rows) == (number == 2)
        assert ("zqsecret" in repr(made)) == (number == 2)
        told = exporting.how_many(actor(who), EVERYTHING, with_words=words)
        assert told == number

    def test_breaking_the_glass_is_no_grant_to_export(self) -> None:
        """R6: an export that tells people apart needs the grant by name."""
        log("dora", "V1")
        log("dora", "S1", description="zqsecret")
        until = NOW + timedelta(minutes=60)
        rhys, stella = (
            replace(actor(who), restricted=True, glass_until=until) for who in ("rhys", "stella")
        )
        with pytest.raises(NotAllowed):
            export(rhys, words=True)
        for made in (export(rhys), export(stella), export(stella, words=True)):
            assert [row.restricted for row in made.rows] == [False]
            assert "zqsecret" not in repr(made)
        assert exporting.how_many(stella, EVERYTHING, with_words=True) == 1


class TestWhatIsNoted:
    def test_reason_filter_events_and_mark_stand_in_the_ledger(self) -> None:
        """R34: ids and codes; who got which event is found again."""
        entry = log("dora", "V1", description=WORDS)
        filters = replace(EVERYTHING, code="V1")
        made = export("rhys", filters=filters, reason="  for Monday's meeting ")
        said = noted(made)
        assert said == {
            "mark": made.mark,
            "format": "csv",
            "with_words": False,
            "rows": 1,
            "filters": {"view": "2026-11-13", "state": "all", "code": "V1"},
            "events": [str(entry.event_id)],
            "reason": "for Monday's meeting",
        }
        assert db.session.scalar(select(Row).where(Row.kind == "read")) is None

    def test_with_words_each_account_counts_as_opened(self) -> None:
        entries = [log("dora", "V1"), log("drew", "V3")]
        export("stella", words=True)
        read = db.session.execute(
            select(Row.record_id, Row.actor_id).where(Row.kind == "read")
        ).all()
        assert {tuple(one) for one in read} == {(one.id, person("stella").id) for one in entries}

    def test_what_was_searched_for_is_not_noted(self) -> None:
        wish = exporting.Wish("csv", False, "for Monday's meeting")
        made = Export(mark="X" * 8, file_format="csv", with_words=False, rows=0)
        filters = replace(WEEKEND, find="sealed-words")
        assert exporting._noted(made, filters, wish, [])["filters"]["find"] == "words"

    @pytest.mark.parametrize("reason", ["", "   ", "x", "because"])
    def test_a_reason_has_to_say_something(self, reason: str) -> None:
        log("dora", "V1")
        with pytest.raises(ProductError) as error:
            export("rhys", reason=reason)
        assert error.value.field == "reason"

    @pytest.mark.both_engines
    def test_a_changed_row_is_found(self) -> None:
        log("dora", "V1")
        made = export("rhys")
        assert problems([PROJECTION])[0] == []
        row = marks.export_of(made.mark)
        assert row is not None
        row.person_id = person("greta").id
        db.session.commit()
        assert "differs from its row in the ledger" in problems([PROJECTION])[0][0].what


class TestHowMuch:
    def test_too_much_is_refused_and_said_before(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for minutes in range(3):
            log("dora", "V1", at=SATURDAY - timedelta(minutes=minutes))
        monkeypatch.setitem(exporting.MOST, "pdf", 2)
        with pytest.raises(ProductError) as error:
            export("rhys", "pdf")
        assert error.value.field == "file_format"
        assert len(export("rhys", "csv").rows) == 3
        monkeypatch.setattr(exporting, "MOST_WITH_WORDS", 2)
        with pytest.raises(ProductError):
            export("stella", "csv", words=True)

    def test_nothing_is_no_file(self) -> None:
        with pytest.raises(ProductError):
            export("rhys")

    def test_however_much_there_is_it_takes_as_many_statements(self, app: Flask) -> None:
        taken = []
        for number in (2, 40):
            for minutes in range(number):
                log("dora", "V1", at=SATURDAY - timedelta(minutes=minutes), commit=False)
            db.session.commit()
            db.session.expire_all()
            who = actor("stella")
            wish = exporting.Wish("xlsx", True, "for Monday's meeting")
            with statements() as said:
                exporting.export(who, EVERYTHING, wish, now=NOW)
            db.session.commit()
            taken.append(len(said))
        assert taken[0] == taken[1]


def test_a_mark_is_read_as_people_write_it() -> None:
    mark = marks.new_mark()
    assert marks.heard(marks.shown(mark)) == mark
    assert marks.heard(f" {marks.shown(mark).lower()} ") == mark
    assert marks.heard("4k7p q2zo") == "4K7PQ2Z0"
    assert marks.heard("4K7PQ2") is None and marks.heard("4K7P-Q2Z!") is None
