"""What members read of a weekend: coarse, safe, and without what it may not count."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from nightsafe.aggregates import suppression, suppression_week
from nightsafe.aggregates.disclosure.auditing import audit
from nightsafe.aggregates.disclosure.figures import WIDTH, of_weekly
from nightsafe.aggregates.disclosure.published import figures_of
from nightsafe.aggregates.headings import threshold
from nightsafe.aggregates.kept_weekends import GONE
from nightsafe.aggregates.models import FrozenRecord
from nightsafe.aggregates.safe import TOTAL, SafeTable
from nightsafe.aggregates.suppression_week import Weekly, shown, weekly
from nightsafe.aggregates.weekly_groups import GROUPS, KIND
from nightsafe.database import db
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.nights import Weekend, quarter_of
from nightsafe.review.actions import record_finding
from tests.factories import log
from tests.people import SATURDAY, actor, settle
from tests.visits.making import RESTRICTED, stay

TZ = ZoneInfo("Europe/London")
WEEKEND = Weekend(SATURDAY.date() - timedelta(days=1))
NOW = SATURDAY + timedelta(days=3)


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    settle()
    db.session.commit()


def logged(code: str, many: int, **more: object) -> None:
    for number in range(many):
        at = SATURDAY + timedelta(minutes=number)
        log("drew", code, at=at, commit=False, **more)  # type: ignore[arg-type]
    db.session.commit()


def table(found: Weekly) -> SafeTable:
    assert found.table is not None
    return found.table


def figures(found: SafeTable) -> dict[str, int | None]:
    return {row: figure for (row, _), figure in found.cells.items()}


def test_a_figure_is_rounded_to_ten_or_fewer_than_ten() -> None:
    assert [shown(number) for number in (0, 4, 9, 10, 14, 15, 24, 25)] == [
        *(None, None, None, 10, 10, 20, 20, 30),
    ]
    for printed in (None, 10, 20):
        said = of_weekly("", {}, printed)
        holds = [number for number in range(40) if shown(number) == printed]
        assert (said.low, said.high) == (holds[0], holds[-1])
        assert said.width >= WIDTH


def test_it_counts_six_groups_of_the_whole_network() -> None:
    assert len(GROUPS) == 6
    every = [code for _, codes in GROUPS.values() for code in codes]
    assert len(every) == len(set(every))
    assert {code[0] for code in every} & set("SAEH") == set()
    # Whatever else there is, stands in one of them.
    assert set(every) == {code for code in CATEGORIES if code[0] not in "SAEH"}


@pytest.mark.both_engines
def test_what_members_may_not_read_of_changes_no_figure() -> None:
    """One sexual offence at one place on one night is in no group and in no total."""
    logged("V1", 22)
    logged("P1", 12)
    before = figures(table(weekly(WEEKEND, TZ, now=NOW)))
    assert before == {
        **dict.fromkeys(GROUPS, None),
        "violence": 20,
        "property": 10,
        TOTAL: 30,
    }
    for code in ("S1", "S2", "H1", "A1", "E1"):
        logged(code, 3)
    logged("V1", 3, flags=["under_18"])  # restricted
    logged("V1", 3, flags=["prevented"])
    log("dora", "L4", at=SATURDAY)  # stays in the register
    log("drew", "V1", at=SATURDAY + timedelta(days=3))  # another week
    refuted = log("drew", "V1", at=SATURDAY)
    record_finding(
        actor("stella"),
        refuted.event,
        outcome="not_confirmed",
        home_office=None,
        police_reference="",
        note="",
        now=NOW,
    )
    db.session.commit()
    assert figures(table(weekly(WEEKEND, TZ, now=NOW))) == before


def test_groups_that_would_give_the_others_away_are_left_out() -> None:
    """10 and 10 (at least 20) beside a total of 20 (at most 24): all others are at most four."""
    logged("V1", 14)
    logged("P1", 10)
    found = table(weekly(WEEKEND, TZ, now=NOW))
    assert (found.rows, figures(found)) == ((), {TOTAL: 20})


def test_visits_are_one_line(app: Flask) -> None:
    found = weekly(WEEKEND, TZ, now=NOW)
    assert found.visits is None  # nobody receives people here
    for _ in range(11):
        stay("sade", at=SATURDAY)
    db.session.commit()
    found = weekly(WEEKEND, TZ, now=NOW)
    assert found.visits is not None and figures(found.visits) == {TOTAL: 10}
    for _ in range(8):
        stay("sade", RESTRICTED, at=SATURDAY)
    again = weekly(WEEKEND, TZ, now=NOW)
    assert again.visits is not None and figures(again.visits) == {TOTAL: 10}


def test_what_was_published_is_never_counted_again() -> None:
    logged("V1", 12)
    found = weekly(WEEKEND, TZ, now=NOW)
    logged("V1", 12)
    again = weekly(WEEKEND, TZ, now=NOW)
    assert (figures(table(found))[TOTAL], figures(table(again))[TOTAL]) == (10, 20)
    assert db.session.scalar(db.select(db.func.count(FrozenRecord.record_id))) == 24
    suppression_week.publish(again.frozen_id)
    db.session.commit()
    with pytest.raises(ValueError, match="published"):
        weekly(WEEKEND, TZ, now=NOW)
    one = log("drew", "V1", at=SATURDAY)
    counted = db.session.scalars(db.select(FrozenRecord.record_id).limit(3)).all()
    assert suppression_week.counted_in([*counted, one.event_id]) == dict.fromkeys(
        counted, WEEKEND.friday
    )


def test_weekly_figures_stand_in_the_audit_of_their_quarter() -> None:
    """What a reader of every briefing knows, the audit of a release knows, too."""
    logged("V1", 14)
    published = weekly(WEEKEND, TZ, now=NOW)
    suppression_week.publish(published.frozen_id)
    db.session.commit()
    gone = db.session.scalars(db.select(FrozenRecord)).first()
    assert gone is not None
    # One of them is in the weekly figure, and no more in the quarter.
    db.session.execute(db.text("UPDATE events SET standing = :no WHERE id = :id"), {
        "no": False, "id": gone.record_id.hex,
    })  # fmt: skip
    db.session.commit()
    frozen = suppression.freeze(quarter_of(WEEKEND.friday), TZ, now=NOW)
    loaded = suppression.load(frozen)
    ((name, weekly_table),) = loaded.weekly
    assert name == "the briefing of 2026-11-13"
    events = loaded.classes["events"]
    by_population = {categories["population"]: categories[KIND] for categories, _ in events.numbers}
    assert sum(number for _, number in events.numbers) == 14
    assert by_population[GONE] == "2026-11-13 violence"
    # All else is in the figure, too, and still undecided.
    assert by_population["undecided"] == "2026-11-13 violence"
    # Its events are known to be of its kinds: of another group there is none among them.
    assert any(
        one.where[KIND] == frozenset({"2026-11-13 violence"}) and "V1" not in one.where["code"]
        for one in loaded.known["events"]
    )
    figures_of_it = figures_of(weekly_table)
    solved = audit(
        events.dimensions,
        figures_of_it,
        events.numbers,
        known=loaded.known["events"],
        threshold=threshold,
    )
    assert solved.safe
