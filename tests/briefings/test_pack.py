"""The review pack: what its figures count, what they are said to bear, what leaves as a file."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, current_app
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from sqlalchemy import select, update

from nightsafe.aggregates.outlook.exceedance import Verdict
from nightsafe.briefings.pack import Judged, Pack, pack_of, verdict_words
from nightsafe.database import db
from nightsafe.errors import NotAllowed
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.models import Event
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import versions
from nightsafe.nights import Weekend
from nightsafe.review.actions import record_finding
from nightsafe.review.marks import shown
from nightsafe.review.models import Export
from tests.factories import bring, log
from tests.page import PageClient
from tests.people import SATURDAY, actor, person, place, settle
from tests.review.pdf_text import pages

SignIn = Callable[..., PageClient]
TZ = ZoneInfo("Europe/London")
WEEKEND = Weekend(SATURDAY.date() - timedelta(days=1))
NOW = SATURDAY + timedelta(days=1, hours=13)
PAGE = "/briefings/pack?friday=2026-11-13"
REASON = "for Monday's meeting"


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    settle()
    db.session.commit()
    freeze(NOW)


def pack(who: str = "rhys", weekend: Weekend = WEEKEND) -> Pack:
    with current_app.test_request_context():
        return pack_of(actor(who), weekend, TZ)


def weekends(*numbers: int, code: str = "V1") -> None:
    """So many events in each weekend, the last being the one the pack is about."""
    for back, number in enumerate(reversed(numbers)):
        for minute in range(number):
            at = SATURDAY - timedelta(weeks=back) + timedelta(minutes=minute)
            bring(code, at=at, audience="statistics", commit=False)
    db.session.commit()


def line(lines: tuple[Judged, ...], label: str) -> Judged:
    return next(one for one in lines if one.label.startswith(label))


def take(client: PageClient, file_format: str, **values: str) -> Any:
    form = client.page(PAGE).form("Make the file")
    sent = {"reason": REASON, "file_format": file_format, **values}
    return client.post(form.action, data=form.data("Make the file", sent))


def book_of(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def words_of(*sheets: Any) -> list[str]:
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    return [str(cell.value) for cell in cells if cell.value is not None]


@pytest.mark.both_engines
def test_it_counts_what_happened_and_stands_by_group_code_and_street() -> None:
    """Restricted, register-only, prevented and refuted ones are in no figure."""
    street, lantern = place("George Street"), place("The Lantern")
    log("drew", "D1", at=SATURDAY - timedelta(days=7))
    log("drew", "V1", place_id=street.id)
    log("drew", "V3", at=SATURDAY + timedelta(hours=2), place_id=lantern.id)
    log("drew", "P1", at=SATURDAY + timedelta(hours=3), place_id=street.id, flags=("prevented",))
    log("dora", "S1", place_id=street.id)
    log("dora", "L1", place_id=lantern.id)
    refuted = log("cleo", "P2", at=SATURDAY + timedelta(hours=4), place_id=street.id)
    record_finding(
        actor("rhys"),
        refuted.event,
        outcome="not_confirmed",
        home_office=None,
        police_reference="",
        note="",
        now=NOW,
    )
    db.session.commit()
    found = pack()
    assert found.whole.count == 2
    assert {one.label: one.count for one in found.groups if one.count} == {
        "Violence and weapons": 2,
    }
    assert [(one.label[:2], one.count) for one in found.codes] == [("V1", 1), ("V3", 1)]
    # The venue counts to its street, and never stands there by its name.
    assert found.places == (("George Street", 2),)


def test_only_those_who_see_raw_counts_have_a_pack() -> None:
    for who in ("rhys", "stella", "ana"):
        assert pack(who).weekend == WEEKEND
    for who in ("coral", "dora", "gwen", "audrey"):
        with pytest.raises(NotAllowed):
            pack(who)


def test_of_a_weekend_that_was_not_recorded_whole_no_number_is_said() -> None:
    log("drew", "V1")
    whole = pack().whole
    assert (whole.count, whole.before, whole.expected) == (None, None, "–")
    assert whole.said == "The records do not tell of the whole weekend."


def test_under_eight_weekends_nothing_is_said() -> None:
    weekends(*[4] * 8)
    whole = pack().whole
    assert (whole.count, whole.before, whole.expected, whole.smallest) == (4, 4, "–", None)
    assert whole.said == "Fewer than 8 weekends before it: nothing can be said."


def test_a_rise_is_told_with_what_was_expected_and_what_would_have_been_noticed() -> None:
    weekends(*[4, 5, 3, 4, 6, 4, 5, 3, 4, 5], 18)
    found = pack()
    low, high = map(int, found.whole.expected.split(" to "))
    assert low <= 4 <= high < (found.whole.smallest or 0) <= 18
    assert found.whole.said == "Unusual (chance: under 1 in 100)"
    for one in (line(found.groups, "Violence"), line(found.codes, "V1")):
        assert (one.count, one.before, one.said) == (18, 5, found.whole.said)
    assert line(found.groups, "Drugs").said == "Under 5 in 4 weekends: too few to judge"
    assert "not before three years" in found.season
    assert "likely" in found.ahead_said and "20 November" in found.ahead_said
    (saturday,) = [
        one for one in found.ahead if one.night == "Saturday" and one.hours == "9 pm to midnight"
    ]
    assert saturday.said.startswith("likely ")
    assert {one.said for one in found.ahead if one.night == "Friday"} == {"none on the last 10"}


def test_what_is_high_by_itself_alone_is_said_to_be_so() -> None:
    """A line with as many as "noticed from" never reads as if it had fewer."""
    for code in ("D1", "D2", "P1", "P3", "B1", "W1", "W3", "H1"):
        weekends(*[2, 3, 1, 2, 3, 2, 2, 3, 1, 2], 2, code=code)
    weekends(*[2, 3, 1, 2, 3, 2, 2, 3, 1, 2], 6, code="V1")
    found = pack()
    for one in (line(found.groups, "Violence"), line(found.codes, "V1")):
        assert (one.count, one.smallest) == (6, 6)
        assert one.said == "High by itself; among so many lines chance alone brings such"
    assert line(found.codes, "D1").said == "No change that figures this small could show"


def test_what_is_not_seen_is_never_called_normal() -> None:
    weekends(*[4, 5, 3, 4, 6, 4, 5, 3, 4, 5], 5)
    assert pack().whole.said == "No change that figures this small could show"
    for verdict in Verdict:
        assert "normal" not in verdict_words(verdict).lower()


def test_the_season_speaks_once_there_are_three_years() -> None:
    weekends(*[1, 2, 1, 1] * 45, 15)
    season = pack().season
    assert season.startswith("Beside the same season of earlier years: unusual. Expected 1.")


def test_a_bent_day_leads_back_and_none_breaks_the_page(signed_in: SignIn) -> None:
    client = signed_in(person("ana"))
    for bent in ("x", "", "0001-01-01", "9999-12-31", "2026-11-31"):
        answer = client.get(f"/briefings/pack?friday={bent}")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/briefings/pack")
    # Any night of a weekend is that weekend; one that is not over is the last that is.
    for day in ("2026-11-14", "2026-11-20", "2100-01-01"):
        assert "13 November 2026" in client.page(f"/briefings/pack?friday={day}").h1


def test_the_analyst_sees_the_figures_and_takes_no_list(signed_in: SignIn) -> None:
    weekends(*[4] * 9)
    log("drew", "V1")
    page = signed_in(person("ana")).page(PAGE)
    assert "By code" in page.text and "Expected (4 in 5)" in page.text
    assert "Make the file" not in page.html
    assert "Make the file" in signed_in(person("rhys")).page(PAGE).html


def test_a_weekend_without_events_says_that_there_is_no_file(signed_in: SignIn) -> None:
    client = signed_in(person("rhys"))
    page = client.page(PAGE)
    assert "There is no event of that weekend to list" in page.text
    assert "Make the file" not in page.html
    # Nor for who asked when there still was one.
    log("drew", "V1")
    page = client.page(PAGE)
    db.session.execute(update(Event).values(standing=False))
    db.session.commit()
    page = page.press("Make the file", reason=REASON)
    assert page.status == 422 and "no file to make" in page.text


def test_without_a_reason_nothing_leaves_and_nothing_typed_is_lost(signed_in: SignIn) -> None:
    log("drew", "V1")
    page = signed_in(person("rhys")).page(PAGE)
    page = page.press("Make the file", reason="it", file_format="xlsx")
    assert page.status == 422 and "Say what it is for" in page.text
    form = page.form("Make the file")
    assert (form.fields["reason"], form.fields["file_format"]) == (["it"], ["xlsx"])
    assert db.session.scalar(select(Export)) is None


def test_what_leaves_is_noted_and_marked_before_it_is_made(signed_in: SignIn) -> None:
    """R34 and R37: the ledger tells who took which events and why; the mark leads there."""
    entry = log("drew", "V1")
    answer = take(signed_in(person("rhys")), "xlsx")
    made = db.session.scalars(select(Export)).one()
    (row,) = versions("exported", made.id)
    assert row.actor_id == person("rhys").id
    assert row.payload["events"] == [str(entry.event_id)] and row.payload["reason"] == REASON
    assert row.payload["with_words"] is False
    mark = shown(made.mark)
    named = f"attachment; filename=nightsafe-pack-2026-11-13-{mark}.xlsx"
    assert answer.headers["Content-Disposition"] == named
    assert answer.headers["Cache-Control"] == "no-store"
    for sheet in book_of(answer.data).worksheets:
        assert mark in str(sheet.oddHeader)
        assert any(mark in words for words in words_of(sheet))


def test_who_sees_no_raw_counts_gets_no_pack_by_posting(signed_in: SignIn) -> None:
    log("drew", "V1")
    client = signed_in(person("gwen"))
    answer = client.post(PAGE, data={"reason": REASON, "file_format": "pdf"})
    assert answer.status_code == 403
    assert db.session.scalar(select(Export)) is None
    assert db.session.scalar(select(Row).where(Row.kind == "exported")) is None


@pytest.mark.parametrize("who", ["rhys", "greta"])
def test_the_list_holds_no_words_no_venue_and_nothing_restricted(
    signed_in: SignIn, who: str
) -> None:
    """R3 and R6: with the grant, too; other weekends are not in it either."""
    lantern = place("The Lantern")
    log("dora", "V1", description="zqsecret", place_words="zqsecret", place_id=lantern.id)
    log("dora", "S1", description="zqsecret")
    log("drew", "P1", at=SATURDAY - timedelta(weeks=1))
    client = signed_in(person(who))
    book = book_of(take(client, "xlsx").data)
    codes = [str(row[2].value)[:2] for row in book["List"].iter_rows(min_row=2, max_row=2)]
    assert codes == ["V1"] and book["List"].cell(3, 3).value is None
    text = "".join(pages(take(client, "pdf").data)) + "".join(words_of(*book))
    assert "GeorgeStreet" in text
    kind = "".join(str(CATEGORIES["S1"].label).split())
    for hidden in ("zqsecret", "Lantern", kind):
        assert hidden not in "".join(text.split())


def test_a_workbook_holds_words_and_numbers_and_no_formula(signed_in: SignIn) -> None:
    """R20, whatever wrote it: a place, or the name of who takes it."""
    street = place("George Street")
    street.name, person("stella").name = "=HYPERLINK(1)", "+Stella"
    db.session.commit()
    log("drew", "V1", place_id=street.id)
    book = book_of(take(signed_in(person("stella")), "xlsx").data)
    kinds = {
        cell.data_type
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert kinds == {"s", "n"}
    cells = words_of(*book)
    assert [cell for cell in cells if cell.strip().startswith(tuple("=+-@\t＝＋－＠"))] == []
    assert cells.count("'=HYPERLINK(1)") == 2
    assert len(book.sheetnames) == len(set(book.sheetnames)) == 6


def test_the_pdf_says_the_same_and_bears_the_mark_on_every_page(signed_in: SignIn) -> None:
    for minute in range(60):
        log("drew", "V1", at=SATURDAY + timedelta(minutes=minute), commit=False)
    db.session.commit()
    answer = take(signed_in(person("rhys")), "pdf")
    found = pages(answer.data)
    mark = shown(db.session.scalars(select(Export)).one().mark)
    assert len(found) > 1 and all(mark in page for page in found)
    for words in ("Reviewpack,weekendof13November2026", "Bycode", "V1", "Premisescounttotheir"):
        assert words in "".join(found)
