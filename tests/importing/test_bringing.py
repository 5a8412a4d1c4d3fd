"""A row becomes an entry like any other, once; nothing is guessed, nothing is lost."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from nightsafe.aggregates.coverage import coverage
from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.importing.models import ImportBatch, ImportedEntry
from nightsafe.importing.problems import CannotImport
from nightsafe.importing.tally import What
from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.queries import countable, logged_for, visible, visible_events
from nightsafe.incidents.written import read_written
from nightsafe.ledger.queries import versions
from nightsafe.network.queries import time_zone
from nightsafe.nights import week_of
from nightsafe.review.conditions import states
from nightsafe.submissions.models import Submission
from tests.factories import log
from tests.importing.past import (
    FIGHT,
    MAPPING,
    NOW,
    THEFT,
    entries,
    faults,
    mapped,
    numbers,
    past,
    run,
    undo,
)
from tests.people import SATURDAY, actor

pytestmark = pytest.mark.usefixtures("city")


def count(model: type) -> int:
    return int(db.session.scalar(db.select(db.func.count()).select_from(model)) or 0)


def reasons(outcomes: list) -> list[tuple[int, str, str]]:  # type: ignore[type-arg]
    return [
        (one.line, problem.column, problem.reason) for one in outcomes for problem in one.problems
    ]


@pytest.mark.both_engines
def test_a_row_becomes_an_entry_like_any_other(tmp_path: Path) -> None:
    job, _ = run(past(tmp_path, FIGHT), mapped(tmp_path))

    (entry,) = entries()
    assert (entry.code, entry.severity, entry.restricted) == ("V1", 2, False)
    assert entry.occurred_at == datetime(2015, 6, 6, 22, 40, tzinfo=UTC)
    assert entry.night == date(2015, 6, 6)
    assert entry.place is not None and entry.place.name == "George Street"
    assert entry.audience == Audience.STATISTICS
    assert entry.source == entry.event.source == "Old log"
    assert entry.received_at == NOW
    assert job.batch is not None
    assert (
        job.batch.person_id == entry.author_id and job.batch.person.name == "Import by Ann Archive"
    )
    assert read_written(entry).origin == {"source": "Old log", "external_id": "7", "batch": 1}
    (version,) = versions("entry", entry.id)
    assert version.payload["source"] == "Old log" and version.actor_id == entry.author_id
    assert db.session.get(Submission, (entry.author_id, entry.head)) is not None
    assert faults() == []


def test_each_is_an_event_of_its_own_and_waits_for_nobody(tmp_path: Path) -> None:
    twice = FIGHT.replace("7,", "9,")
    run(past(tmp_path, FIGHT, twice), mapped(tmp_path, ('"statistics"', '"review"')))

    first, second = entries()
    assert first.event_id != second.event_id
    assert not first.event.needs_review and not second.event.needs_review
    found = visible_events(actor("rhys"))
    assert len(db.session.scalars(found).all()) == 2, "police may read these"
    assert db.session.scalars(found.where(states()["unseen"])).all() == []


def test_nobody_is_called_out_for_the_past(tmp_path: Path) -> None:
    """A life at risk, and a restricted one: years ago."""
    grave = "1,Shot,2015-06-06,23:40,George Street,", "2,Groping,2015-06-06,23:50,George Street,"
    run(past(tmp_path, *grave), mapped(tmp_path, ('"statistics"', '"review"')))

    assert [one.severity for one in entries()] == [4, 3]
    assert count(Message) == 0


def test_what_only_counts_is_opened_by_nobody_and_counted(tmp_path: Path) -> None:
    run(past(tmp_path, FIGHT, "2,Groping,2015-06-06,23:50,George Street,"), mapped(tmp_path))

    for who in ("rhys", "greta", "mo", "dora", "coral", "ana"):
        assert db.session.scalars(visible(actor(who))).all() == []
    counted = db.session.scalars(countable(actor("ana"))).all()
    assert [one.code for one in counted] == ["V1"], "a restricted one is counted by nobody here"


def test_what_was_brought_along_is_no_coverage(tmp_path: Path) -> None:
    """A file about last week says nothing about who logged last week."""
    week = week_of(SATURDAY.date())
    day = f"7,Fight,{SATURDAY.date()},23:40,George Street,"
    before = coverage(actor("ana"), [week], time_zone())[week].reported
    run(past(tmp_path, day), mapped(tmp_path, ('"Police"', '"Street Pastors"')))

    assert coverage(actor("ana"), [week], time_zone())[week].reported == before == 0


def test_a_venues_own_book_comes_into_its_register(tmp_path: Path) -> None:
    book = (
        ('"Police"', '"Lantern Ltd"\npremises = "The Lantern"'),
        ('"statistics"', '"register"'),
    )
    run(past(tmp_path, FIGHT), mapped(tmp_path, *book))

    (entry,) = entries()
    assert entry in logged_for(actor("mo"))
    assert logged_for(actor("olga")) == []
    assert db.session.scalars(visible(actor("rhys"))).all() == []


@pytest.mark.both_engines
def test_again_adds_nothing(tmp_path: Path) -> None:
    file, mapping = past(tmp_path, FIGHT, THEFT), mapped(tmp_path)
    run(file, mapping)
    before = [(model, count(model)) for model in (Entry, Event, ImportBatch, Submission)]

    job, outcomes = run(file, mapping, by="Somebody Else")

    assert [one.what for one in outcomes] == [What.KNOWN, What.KNOWN]
    assert job.batch is None, "no batch is made of nothing"
    assert [(model, count(model)) for model, _ in before] == before


def test_a_longer_file_brings_what_is_new(tmp_path: Path) -> None:
    mapping = mapped(tmp_path)
    run(past(tmp_path, FIGHT), mapping)
    job, _ = run(past(tmp_path, FIGHT, THEFT, name="longer.csv"), mapping)

    assert (job.tally.added, job.tally.known) == (1, 1)
    assert numbers() == ["7", "8"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (FIGHT.replace("Fight", "Theft"), "code was V1, is now P1"),
        (
            FIGHT.replace("23:40", "22:10"),
            "time was 6 June 2015 23:40, is now 6 June 2015 22:10",
        ),
        (FIGHT.replace("George", "Park End"), "place was George Street, is now another"),
        (FIGHT.replace("Fight", "Shot"), "flags was none, is now alcohol"),
    ],
)
def test_a_changed_row_is_a_reject_that_says_what_changed(
    tmp_path: Path, row: str, said: str
) -> None:
    mapping = mapped(tmp_path)
    run(past(tmp_path, FIGHT), mapping)
    _, outcomes = run(past(tmp_path, row, name="changed.csv"), mapping)

    ((line, column, reason),) = reasons(outcomes)
    assert (line, column) == (2, "Number")
    assert said in reason and "batch 1" in reason
    assert [one.code for one in entries()] == ["V1"]


def test_a_number_that_comes_twice(tmp_path: Path) -> None:
    """The same again is there already; another under its number is named with the first's line."""
    file = past(tmp_path, FIGHT, FIGHT, FIGHT.replace("23:40", "23:50"))
    _, outcomes = run(file, mapped(tmp_path))

    assert [one.what for one in outcomes] == [What.ADDED, What.KNOWN, What.REJECTED]
    assert reasons(outcomes) == [(4, "Number", "line 2 says otherwise")]


@pytest.mark.parametrize("size", [1, 2, 200])
def test_a_number_that_comes_twice_far_apart_is_told_the_same(tmp_path: Path, size: int) -> None:
    """In a preview, too, and though the place of the rows is yet to be made."""
    new = FIGHT.replace("George Street", "Lamp Lane")
    other = FIGHT.replace("George Street", "Elm Row")
    file = past(tmp_path, new, THEFT, new, other)
    mapping = mapped(tmp_path, ('unknown = "reject"', 'unknown = "make"'))
    seen, previewed = run(file, mapping, by=None, size=size)
    done, outcomes = run(file, mapping, size=size)

    expected = [What.ADDED, What.ADDED, What.KNOWN, What.REJECTED]
    assert [one.what for one in previewed] == [one.what for one in outcomes] == expected
    assert reasons(previewed) == reasons(outcomes) == [(5, "Number", "line 2 says otherwise")]
    assert vars(seen.tally) == vars(done.tally)


def test_the_same_records_under_another_name_are_noticed(tmp_path: Path) -> None:
    rows = [
        FIGHT.replace("7,", f"{number},").replace("40", f"{number}") for number in range(10, 40)
    ]
    run(past(tmp_path, *rows), mapped(tmp_path))
    file = past(tmp_path, *rows, THEFT, name="saved-anew.csv")
    seen, _ = run(file, mapped(tmp_path, ('"Old log"', '"The log"')), by=None)
    assert (seen.tally.added, seen.tally.alike, seen.tally.doubled) == (31, 30, True)

    again, _ = run(file, mapped(tmp_path), by=None)
    assert (again.tally.added, again.tally.alike) == (1, 0)


def test_an_audience_that_is_another_by_now_is_named(tmp_path: Path) -> None:
    run(past(tmp_path, FIGHT), mapped(tmp_path))
    _, outcomes = run(past(tmp_path, FIGHT), mapped(tmp_path, ('"statistics"', '"review"')))
    assert "audience was statistics, is now review" in reasons(outcomes)[0][2]


def test_all_that_is_wrong_with_a_row_is_said_at_once(tmp_path: Path) -> None:
    _, outcomes = run(past(tmp_path, ",Brawl,2015-13-06,25:00,Nowhere Lane,"), mapped(tmp_path))

    assert {column for _, column, _ in reasons(outcomes)} == {
        "Number",
        "What",
        "Day",
        "Clock",
        "Street",
    }
    assert entries() == []


def test_codes_that_are_left_out_are_no_rejects(tmp_path: Path) -> None:
    """Nor is anything else of them read: a towed car has no place in a night's log."""
    job, outcomes = run(past(tmp_path, "1,Parking,nonsense,,,", FIGHT), mapped(tmp_path))

    assert [one.what for one in outcomes] == [What.LEFT_OUT, What.ADDED]
    assert (job.tally.left_out, job.tally.rejected) == (1, 0)


def test_the_future_is_refused_and_the_past_has_no_limit(tmp_path: Path) -> None:
    rows = ("1,Fight,1987-05-30,23:00,George Street,", "2,Fight,2026-12-01,23:00,George Street,")
    _, outcomes = run(past(tmp_path, *rows), mapped(tmp_path))

    assert [one.what for one in outcomes] == [What.ADDED, What.REJECTED]
    assert "still to come" in reasons(outcomes)[0][2]


@pytest.mark.both_engines
def test_times_of_another_zone_stand_at_ours(tmp_path: Path) -> None:
    """And the hour that comes twice here is told apart, though it came once there."""
    file = past(tmp_path, "1,Fight,2015-10-24,20:30,George Street,", "2,Fight,2015-10-24,21:30,,")
    job, _ = run(
        file,
        mapped(
            tmp_path,
            ('"Europe/London"', '"America/New_York"'),
            ('unknown = "reject"', 'unknown = "none"'),
        ),
    )
    assert job.tally.added == 2
    first, second = entries()
    assert first.occurred_at == datetime(2015, 10, 25, 0, 30, tzinfo=UTC)
    assert second.occurred_at - first.occurred_at == timedelta(hours=1)


@pytest.mark.both_engines
def test_stopped_half_way_it_goes_on_in_the_same_batch(tmp_path: Path) -> None:
    rows = [FIGHT.replace("7,", f"{number},") for number in range(7)]
    file, mapping = past(tmp_path, *rows), mapped(tmp_path)
    run(file, mapping, size=2, stop_after=2)
    assert len(entries()) == 4

    job, _ = run(file, mapping, by="Another Name", size=2)

    assert job.batch is not None and job.batch.id == 1
    assert (job.batch.added, job.batch.known, job.batch.rows) == (7, 0, 7)
    assert job.batch.finished_at == NOW and count(ImportBatch) == 1
    assert job.batch.person.name == "Import by Ann Archive"
    assert len(numbers()) == len(set(numbers())) == 7
    assert faults() == []


def test_a_preview_says_what_the_import_does_and_writes_nothing(tmp_path: Path) -> None:
    rows = (FIGHT, THEFT, FIGHT, "9,Brawl,,,,", "10,Parking,,,,", "11,Fight,2015-06-06,20:00,New,")
    file = past(tmp_path, *rows)
    mapping = mapped(tmp_path, ('unknown = "reject"', 'unknown = "make"'))
    seen, previewed = run(file, mapping, by=None)
    assert entries() == [] and count(ImportBatch) == 0

    done, outcomes = run(file, mapping)

    def words(one: object) -> dict[str, object]:
        return {key: value for key, value in vars(one).items() if key != "new_place"}

    assert [words(one) for one in previewed] == [words(one) for one in outcomes]
    assert vars(seen.tally) == vars(done.tally)


def test_an_erased_one_stays_out(tmp_path: Path) -> None:
    from nightsafe.cli.projections import PROJECTIONS
    from nightsafe.ledger.erase import erase

    file, mapping = past(tmp_path, FIGHT, THEFT), mapped(tmp_path)
    run(file, mapping)
    erase(entries()[0].id, PROJECTIONS, actor_id=None, reason="asked for", now=NOW)
    db.session.commit()

    job, _ = run(file, mapping)

    assert numbers() == ["8"]
    assert (job.tally.erased, job.tally.added) == (1, 0)
    undo(1)
    assert run(file, mapping)[0].tally.erased == 1, "nor does it come in by way of an undo"
    assert faults() == []


def test_the_same_file_is_not_taken_in_under_another_name(tmp_path: Path) -> None:
    file = past(tmp_path, FIGHT)
    run(file, mapped(tmp_path))
    with pytest.raises(CannotImport, match="batch 1"):
        run(file, mapped(tmp_path, ('"Old log"', '"The old log"')))
    with pytest.raises(CannotImport, match="told its records apart by Number"):
        run(past(tmp_path, THEFT), mapped(tmp_path, ('id = "Number"', 'id = ["Number", "Day"]')))
    undo(1)
    run(file, mapped(tmp_path, ('"Old log"', '"The old log"')))
    assert len(entries()) == 1


def test_words_are_kept_where_somebody_may_read_them(tmp_path: Path) -> None:
    mapping = mapped(
        tmp_path, ('"statistics"', '"review"'), more='[words]\ndescription = "Notes"\n'
    )
    run(past(tmp_path, FIGHT + "by the steps"), mapping)
    assert read_written(entries()[0]).paragraphs == [{"text": "by the steps", "version": 1}]

    _, outcomes = run(past(tmp_path, FIGHT + "by the door", name="again.csv"), mapping)
    ((_, _, reason),) = reasons(outcomes)
    assert "its words have changed" in reason and "door" not in reason


def test_an_organisation_is_made_only_where_the_mapping_says_of_what_kind(tmp_path: Path) -> None:
    file = past(tmp_path, FIGHT)
    with pytest.raises(CannotImport, match="There is no organisation"):
        run(file, mapped(tmp_path, ('"Police"', '"County Police"')))
    job, _ = run(
        file, mapped(tmp_path, ('"Police"', '"County Police"\norganisation_kind = "police"'))
    )
    assert job.batch is not None and job.batch.organisation.name == "County Police"
    assert entries()[0].role == "PR"


def test_live_entries_are_as_they_always_were() -> None:
    entry = log("dora")
    assert entry.source is None and entry.event.source is None
    (version,) = versions("entry", entry.id)
    assert "source" not in version.payload and "origin" not in version.payload["written"]


def test_the_mapping_of_these_tests_is_as_people_write_it(city: Flask) -> None:
    assert "[code.map]" in MAPPING and count(ImportedEntry) == 0
