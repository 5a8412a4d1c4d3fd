"""The page of past records: batches, in words, and shares without a count."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from nightsafe.database import db
from tests.aggregates.making import one
from tests.browser import axe_faults
from tests.factories import bring
from tests.importing.making import batch
from tests.inspection import text_of
from tests.page import Page, PageClient
from tests.people import PEOPLE, SATURDAY, person, settle


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    return iter([None])


@pytest.fixture
def coral(signed_in: Callable[..., PageClient]) -> PageClient:
    return signed_in(person("coral"))


def card(page: Page, number: int) -> str:
    """What stands on a batch's card."""
    found = page.by_id(f"batch-{number}")
    assert found is not None
    return text_of(found)


def test_the_coordinator_alone_opens_it(signed_in: Callable[..., PageClient]) -> None:
    for who, named in PEOPLE.items():
        status = 200 if named.role == "CO" else 403
        signed_in(person(who)).page("/imports", status=status)


def test_before_anything_is_brought_along_it_says_how(coral: PageClient) -> None:
    page = coral.page("/setup").follow("Past records")
    assert "Nothing has been brought along yet" in page.text
    assert "nightsafe import FILE --suggest" in page.text
    assert "docs/import.md" in page.text
    assert not page.all("table")


def test_a_batch_says_whose_it_is_and_what_became_of_its_rows(coral: PageClient) -> None:
    made = batch(source="City log", rejected=44, reasons={"Hour": 41, "": 3}, rows=25_000)
    text = card(coral.page("/imports"), made.id)
    for words in (
        f"Batch {made.id}: City log",
        "brought in",
        "past.csv",
        "Import by Ann Archive",
        "Police",
        "only counted; nobody opens them",
        "1 September 2014 to 28 September 2018",
        "14 November 2026, 23:30",
        "Rows read 25,000",
        "Added 11",
        "There already 2",
        "Left out 3",
        "Rejected 44",
        "Column Hour 41",
        "The row as a whole 3",
        f"nightsafe import --undo {made.id}",
    ):
        assert words in text, words


def test_every_state_says_what_to_do_next(coral: PageClient) -> None:
    gone: dict[str, Any] = {"undone_at": SATURDAY + timedelta(days=2), "undone_by": "Ben Back"}
    stopped = batch(finished_at=None)
    undone = batch(**gone, withdrawn=11)
    going = batch(**gone, withdrawn=4)
    page = coral.page("/imports")
    order = [text_of(each).split(":")[0] for each in page.all("h3")]
    assert order == [f"Batch {one.id}" for one in (going, undone, stopped)]
    assert "give the same command again" in card(page, stopped.id)
    assert "Taken out by Ben Back on 16 November 2026" in card(page, undone.id)
    assert "counts nowhere" in card(page, undone.id)
    assert f"nightsafe import --undo {going.id}" in card(page, going.id)
    assert "--undo" not in card(page, stopped.id) + card(page, undone.id)
    # What was taken out is not counted on the set-up either.
    assert "Past records 1" in coral.page("/setup").text


def test_shares_are_told_in_tenths_and_no_count_of_events_is(coral: PageClient) -> None:
    batch()
    for number in range(14):
        bring("V1", at=SATURDAY - timedelta(days=4000 + number))
    for number in range(13):
        one("P1", wall=(SATURDAY - timedelta(days=number)).replace(tzinfo=None))
    one("S1")
    page = coral.page("/imports")
    rows = {text_of(row[0]): text_of(row[1]) for row in page.all("tr") if len(row) > 1}
    assert rows["All events"] == "about 5 in 10"
    assert rows["Violence and weapons"] == "all or nearly all"
    assert rows["Theft and damage"] == "none or hardly any"
    assert "Sexual safety and spiking" not in rows
    table = " ".join(rows[key] for key in rows)
    assert "13" not in table
    assert "14" not in table
    assert "27" not in table


@pytest.mark.parametrize(("theme", "full"), [("dark", True), ("light", False)])
def test_on_a_phone_and_at_a_desk(
    phone_of: Callable[..., Any], desk_of: Callable[..., Any], theme: str, full: bool
) -> None:
    if full:
        batch(source="A log with a long name of sixty characters, as many as there are")
        batch(source="Other", reasons={"AVeryLongColumnNameWithoutAnySpaceInIt_2014_2018": 3})
        for source in ("Old log", "Other", "Third"):
            bring(source=source)
    for opener in (phone_of, desk_of):
        page = opener(person("coral"), color_scheme=theme)
        page.goto("/imports")
        assert axe_faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
