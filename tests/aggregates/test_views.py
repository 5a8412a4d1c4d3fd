"""The page of the week: who opens it, which week, and that chart, table and words agree."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from nightsafe.database import db
from tests.aggregates.making import one, quiet
from tests.browser import axe_faults
from tests.factories import bring
from tests.page import Page, PageClient
from tests.people import PEOPLE, person, settle
from tests.visits.making import stay

WEDNESDAY = datetime(2026, 11, 18, 20, 0, tzinfo=UTC)
MAY = {"PR", "PS", "AN"}


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any]) -> Iterator[None]:
    settle()
    db.session.commit()
    freeze(WEDNESDAY)
    return iter([None])


@pytest.fixture
def ana(signed_in: Callable[..., PageClient]) -> PageClient:
    return signed_in(person("ana"))


def lines(page: Page, caption: str) -> dict[str, list[str]]:
    """The rows of a table by their first cell."""
    from tests.inspection import text_of

    for table in page.all("table"):
        if any(text_of(each) == caption for each in table.iter("caption")):
            rows = [[text_of(c) for c in row if c.tag in {"th", "td"}] for row in table.iter("tr")]
            return {row[0]: row[1:] for row in rows}
    raise AssertionError(f"no table {caption!r}")


def test_police_and_the_analyst_open_it_and_nobody_else(
    signed_in: Callable[..., PageClient],
) -> None:
    for who, named in PEOPLE.items():
        client = signed_in(person(who))
        client.page("/week", status=200 if named.role in MAY else 403)


def test_nobody_opens_it_signed_out(client: PageClient) -> None:
    assert client.page("/week").h1 == "Sign in"


def test_a_week_that_is_none_is_refused(ana: PageClient) -> None:
    for monday in ("", "x", "2026-11-10", "20261109", "2026-11-23", "0001-01-01"):
        ana.page(f"/week?monday={monday}", status=400)


def test_the_week_just_gone_comes_first_with_ways_back_and_on(ana: PageClient) -> None:
    page = ana.page("/week")
    assert page.h1 == "Week of 9 November 2026"
    assert "still running" not in page.text
    on = page.follow("The running week")
    assert on.h1 == "Week of 16 November 2026"
    assert "still running" in on.text
    assert "Week after" not in on.links
    assert on.follow("Week before").h1 == page.h1
    assert page.follow("Week before").follow("The week just gone").h1 == page.h1


def test_an_empty_network_says_so(ana: PageClient) -> None:
    page = ana.page("/week")
    assert "Nothing has been recorded up to this week" in page.text
    assert not page.all("div", "chart")
    assert not page.all("table"), "pages of noughts tell nobody anything"
    assert "Restricted records are not counted here" in page.text


def test_a_night_to_come_is_no_zero(ana: PageClient) -> None:
    one(wall=datetime(2026, 11, 16, 23, 0))
    row = lines(ana.page("/week?monday=2026-11-16"), "Events by kind and night")["All events"]
    assert row[3:] == ["1", "0", "0", "–", "–", "–", "–"]


def test_every_table_has_its_figures(ana: PageClient) -> None:
    one("V1")
    one("V1", wall=datetime(2026, 11, 7, 23, 30))
    one("W1", "pip", prevented=True)
    one("L1")
    stay(answers={"reasons": ["drunk"]})
    quiet("drew", datetime(2026, 11, 12, tzinfo=UTC).date())
    page = ana.page("/week")
    nights = ["0", "0", "0", "0", "0", "1", "0"]
    codes = lines(page, "Events by kind and night")
    assert codes["V1 Fight or assault"] == ["1", "1", "1.0", *nights]
    assert codes["Violence and weapons"] == codes["All events"] == codes["V1 Fight or assault"]
    assert lines(page, "Events by hour band and night")["21:00 to midnight"][0] == "1"
    assert lines(page, "Events by area and night")["Centre"][0] == "1"
    assert lines(page, "Visits by reason and night")["Drunk"][0] == "1"
    assert lines(page, "Register entries by kind and night")["Refused entry"][0] == "1"
    assert lines(page, "Prevented events by kind and night")["Very drunk or incapable"][0] == "1"
    assert "2 of 3 premises and 2 of 3 teams sent" in page.text


def test_restricted_is_said_and_never_shown_as_zero(ana: PageClient) -> None:
    one("S1")
    one("V1")
    stay(answers={"reasons": ["spiking"]})
    page = ana.page("/week")
    assert "Restricted records are not counted here." in page.text
    codes = lines(page, "Events by kind and night")
    row = codes["S1 Sexual assault, groping, exposure restricted: not counted here"]
    assert set(row) == {"–"}
    reasons = lines(page, "Visits by reason and night")
    assert set(reasons["Spiking restricted: not counted here"]) == {"–"}
    assert (codes["All events"][0], reasons["All visits"][0]) == ("1", "0")


def test_the_chart_has_a_table_with_the_same_figures(ana: PageClient) -> None:
    for back, number in ((0, 2), (1, 1), (3, 4)):
        for _ in range(number):
            one(wall=datetime(2026, 11, 14, 23, 30) - timedelta(weeks=back))
    page = ana.page("/week")
    table = lines(page, "Events and coverage by week, newest first")
    assert {week: row[0] for week, row in table.items() if week != "Week of"} == {
        "9 November 2026": "2",
        "2 November 2026": "1",
        "26 October 2026": "0",
        "19 October 2026": "4",
    }
    assert table["9 November 2026"][2:] == ["1", "6"]
    pictures = [box[0].get("aria-label") or "" for box in page.all("div", "chart")]
    assert len(pictures) == 2
    for words in pictures:
        assert "from 19 Oct to 9 Nov, at most 4 in one" in words
    assert page.by_id("weeks-table") is not None


def test_a_clock_change_is_said_beside_the_hours(ana: PageClient) -> None:
    one(wall=datetime(2026, 3, 23, 23, 0))
    one(wall=datetime(2026, 10, 19, 23, 0))
    page = ana.page("/week?monday=2026-10-19")
    assert "Saturday 24 October: its 00-03 lasted 4 hours instead of 3" in page.text
    spring = ana.page("/week?monday=2026-03-23")
    assert "Saturday 28 March: its 00-03 lasted 2 hours instead of 3" in spring.text
    assert "The clocks changed" not in ana.page("/week").text


def test_from_an_empty_week_to_the_records_of_years_ago(ana: PageClient) -> None:
    for number in range(2):
        bring("V1", source="City log", at=datetime(2016, 3, 12, 23, number, tzinfo=UTC))
    bring("P1", source="City log", at=datetime(2016, 5, 7, 23, 0, tzinfo=UTC))
    page = ana.page("/week")
    assert "Nothing was recorded in this week" in page.text
    assert "from the week of 7 March 2016 to that of 2 May 2016" in page.text
    another = page.by_id("another")
    assert another is not None
    assert another.get("open") is not None
    first = page.follow("7 March 2016")
    assert first.h1 == "Week of 7 March 2016"
    assert "All 2 as recorded by City log" in first.text
    assert "nobody logged here yet in this week" in first.text
    assert "0 of 0" not in first.text
    codes = lines(first, "Events by kind and night")
    assert codes["Kind"][:2] == ["Week brought along", "Week before"]
    assert codes["V1 Fight or assault"][:3] == ["2", "–", "–"]
    later = ana.page("/week?monday=2016-03-21")
    assert "Mean of 2 brought along" in lines(later, "Events by kind and night")["Kind"]
    assert "not of one kind" in later.text


def test_whose_records_the_weeks_before_are_is_named_where_they_are_others(ana: PageClient) -> None:
    bring("V1", source="City log", at=datetime(2016, 3, 12, 23, 0, tzinfo=UTC))
    bring("W1", source="Walkers", at=datetime(2016, 3, 19, 23, 0, tzinfo=UTC))
    assert "In the weeks before: 1 as recorded by City log" in ana.page("/week?day=2016-03-19").text
    bring("V1", source="Walkers", at=datetime(2016, 3, 26, 23, 0, tzinfo=UTC))
    bring("V1", source="City log", at=datetime(2016, 3, 26, 23, 0, tzinfo=UTC))
    assert "In the weeks before" not in ana.page("/week?day=2016-03-26").text


def test_any_night_leads_to_its_week(ana: PageClient) -> None:
    assert ana.page("/week?day=2016-03-12").h1 == "Week of 7 March 2016"
    for wrong in ("", "x", "2026-11-19", "1949-12-31", "12/03/2016"):
        page = ana.page(f"/week?day={wrong}", status=422)
        assert "Choose a night from 1950 on that has begun." in page.text
        assert page.h1 == "Week of 9 November 2026"


def test_what_was_brought_along_is_marked_in_every_table_and_in_the_chart(ana: PageClient) -> None:
    for audience in ("statistics", "register"):
        bring("L1", audience=audience)
    bring("V1", flags=("prevented",))
    bring("V1", at=datetime(2026, 11, 7, 23, 0, tzinfo=UTC), now=WEDNESDAY)
    one("L1", "drew", place="George Street")
    page = ana.page("/week")
    head = ["Week partly brought along", "Of it brought along", "Week before brought along"]
    for caption in ("kind", "hour band", "area"):
        table = lines(page, f"Events by {caption} and night")
        first = next(iter(table.values()))
        assert first[:4] == [*head, "Mean of 1 brought along"]
        assert table["All events"][:3] == ["2", "1 †", "1"]
    assert lines(page, "Prevented events by kind and night")["Kind"][0] == "Week brought along"
    assert lines(page, "Register entries by kind and night")["Kind"][0] == "Week brought along"
    assert lines(page, "Visits by reason and night")["Reason"][0] == "Week"
    weeks = lines(page, "Events and coverage by week, newest first")
    assert weeks["9 November 2026"][:3] == ["2", "1 †", "1 † brought along"]
    assert page.text.count("Of these 2, 1 as recorded by Old log") == 4
    assert "This says nothing about what was brought along." in page.text
    assert "This week: partly brought along. Week before: brought along." in page.text
    for box in page.all("div", "chart"):
        assert "Weeks wholly so: 1; partly: 1." in (box[0].get("aria-label") or "")
    limits = page.by_id("limits")
    assert limits is not None
    assert "compare only among themselves" in page.text


def test_without_an_import_nothing_is_said_of_any(ana: PageClient) -> None:
    one("V1")
    page = ana.page("/week")
    assert "brought along" not in page.text
    assert not page.all("span", "brought-mark") and "†" not in page.text


def test_no_name_of_premises_stands_on_a_count(ana: PageClient) -> None:
    one(place="The Lantern")
    one("L1", place="The Lantern")
    assert "Lantern" not in ana.page("/week").text


@pytest.mark.parametrize(("theme", "full"), [("dark", True), ("light", False)])
def test_on_a_phone_and_at_a_desk(
    phone_of: Callable[..., Any], desk_of: Callable[..., Any], theme: str, full: bool
) -> None:
    if full:
        one("V1")
        one("L1")
        bring("V1")
        bring("P1", at=WEDNESDAY.replace(day=4))
    for opener, shown, hidden in (
        (phone_of, ".chart-narrow", ".chart-wide"),
        (desk_of, ".chart-wide", ".chart-narrow"),
    ):
        page = opener(person("rhys"), color_scheme=theme)
        page.goto("/week")
        assert axe_faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if full:
            assert page.locator(shown).is_visible()
            assert not page.locator(hidden).is_visible()
