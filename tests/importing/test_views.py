"""The page of past records: batches, in words, and shares without a count."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
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
    """What stands about a batch, folded or not."""
    found = page.by_id(f"batch-{number}")
    assert found is not None
    return text_of(found)


def told(page: Page) -> dict[str, str]:
    """What the table of shares says of each figure."""
    rows = page.all("tr")
    return {text_of(row[0]): text_of(row[1]) for row in rows if 1 < len(row) < 6}


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
    made = batch(source="City log", rejected=44, reasons={"Hour": 41, "row": 3}, rows=25_000)
    text = card(coral.page("/imports"), made.id)
    for words in (
        f"Batch {made.id} City log",
        "brought in",
        "past.csv",
        "Import by Ann Archive",
        "Police",
        "only counted; nobody opens them",
        "September 2014 to September 2018",
        "14 November 2026, 23:30",
        "Rows read 25,000",
        "Added 11",
        "There already 2",
        "Left out 3",
        "Rejected 44",
        "Column Hour 41",
        "The row as a whole 3",
        "in the folder where the command was given",
        f"nightsafe import --undo {made.id}",
    ):
        assert words in text, words


def test_every_state_says_what_to_do_next(coral: PageClient) -> None:
    gone: dict[str, Any] = {"undone_at": SATURDAY + timedelta(days=2), "undone_by": "Ben Back"}
    stopped = batch(finished_at=None)
    undone = batch(**gone, out_at=SATURDAY + timedelta(days=2), withdrawn=10)
    going = batch(**gone, withdrawn=4)
    page = coral.page("/imports")
    order = [each.get("id") for each in page.all("tbody")]
    assert order[:3] == [f"batch-{one.id}" for one in (going, undone, stopped)]
    assert "give the same command again" in card(page, stopped.id)
    assert "With another file or mapping" in card(page, stopped.id)
    assert "Taken out by Ben Back on 16 November 2026" in card(page, undone.id)
    assert "counts nowhere" in card(page, undone.id)
    assert f"nightsafe import --undo {going.id}" in card(page, going.id)
    assert "--undo" not in card(page, stopped.id) + card(page, undone.id)
    # What was taken out is not counted on the set-up either.
    assert "Past records 1" in coral.page("/setup").text


def test_a_small_batch_does_not_say_how_small(coral: PageClient) -> None:
    made = batch(rows=78, added=9, known=51, left_out=16, rejected=2)
    text = card(coral.page("/imports"), made.id)
    assert "Rows read 78 Added fewer than 10 Rejected 2" in text
    # What is left of the rows would tell it.
    assert "There already, or left out the rest" in text
    assert "51" not in text
    assert "16 " not in text.replace("16 November", "")


def test_nights_are_told_in_months(coral: PageClient) -> None:
    first = batch(first_night=date(2014, 9, 3), last_night=date(2014, 9, 28))
    none = batch(first_night=None, last_night=None)
    page = coral.page("/imports")
    assert "Nights September 2014" in card(page, first.id)
    assert "to September" not in card(page, first.id)
    assert "Nights –" in card(page, none.id)


def test_shares_are_told_in_tenths_and_no_count_of_events_is(coral: PageClient) -> None:
    batch(added=24)
    for number in range(24):
        bring("V1", at=SATURDAY - timedelta(days=4000 + number))
    for number in range(23):
        one("P1", wall=(SATURDAY - timedelta(days=60 + number)).replace(tzinfo=None))
    for number in range(21):
        one("W1", wall=(SATURDAY - timedelta(days=number)).replace(tzinfo=None))
    one("S1")
    page = coral.page("/imports")
    assert "Up to the end of September 2026" in page.text
    rows = told(page)
    assert rows["All events"] in {"about 4 in 10", "about 5 in 10", "about 6 in 10"}
    assert rows["Violence and weapons"] == "all or nearly all"
    assert rows["Theft and damage"] == "none or hardly any"
    # Later than the quarter, and too few.
    assert "Someone needs help" not in rows
    assert "Sexual safety and spiking" not in rows
    assert rows["Other kinds"] == "too few to say"
    assert not {"21", "22", "23", "24", "47", "48"} & set(" ".join(rows.values()).split())


def test_restricted_records_are_in_the_shares_of_their_batch(coral: PageClient) -> None:
    batch(added=20)
    for number in range(20):
        bring("S1", at=SATURDAY - timedelta(days=4000 + number))
    rows = told(coral.page("/imports"))
    assert rows["All events"] == rows["Sexual safety and spiking"] == "all or nearly all"


def test_what_is_of_this_quarter_moves_nothing(coral: PageClient) -> None:
    batch(added=30)
    for number in range(30):
        bring("V1", at=SATURDAY - timedelta(days=number))
    page = coral.page("/imports")
    assert "none or hardly any was brought along" in page.text
    assert "All events" not in page.text


@pytest.mark.parametrize(("theme", "full"), [("dark", True), ("light", False)])
def test_on_a_phone_and_at_a_desk(
    phone_of: Callable[..., Any], desk_of: Callable[..., Any], theme: str, full: bool
) -> None:
    if full:
        batch(source="A log with a long name of sixty characters, as many as there are")
        batch(source="Other", reasons={"AVeryLongColumnNameWithoutAnySpaceInIt_2014_2018": 3})
        for source in ("Old log", "Other", "Third"):
            bring(source=source, at=SATURDAY - timedelta(days=90))
    for opener in (phone_of, desk_of):
        page = opener(person("coral"), color_scheme=theme)
        page.goto("/imports")
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        assert axe_faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
