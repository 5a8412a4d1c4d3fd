"""The pages of "did it help?": noting, reading what can be said, removing, and what is refused."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask

from nightsafe.aggregates.charts_evaluation import Compared, Panel, weekends
from nightsafe.aggregates.models import Intervention
from nightsafe.aggregates.saying import amount
from nightsafe.aggregates.shapes import Shape
from nightsafe.database import db
from nightsafe.ledger.models import Row
from nightsafe.network.models import Area
from tests.factories import log
from tests.inspection import text_of
from tests.page import Page, PageClient
from tests.people import person, place, settle

WEDNESDAY = datetime(2026, 11, 18, 20, 0, tzinfo=UTC)
FRIDAY = date(2026, 9, 4)
EMPTY = "Nothing noted yet."


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any]) -> Iterator[None]:
    settle()
    db.session.commit()
    freeze(WEDNESDAY)
    return iter([None])


@pytest.fixture
def ana(signed_in: Callable[..., PageClient]) -> PageClient:
    return signed_in(person("ana"))


def fields(**more: Any) -> dict[str, Any]:
    """What can be saved, but for what is given."""
    ids = {area.name: str(area.id) for area in db.session.scalars(db.select(Area))}
    good = {
        "name": "Lights in Friars Passage",
        "began": FRIDAY.isoformat(),
        "treated": [ids["Centre"]],
        "compared": [ids["East"]],
        "groups": ["violence"],
        "before": "10",
        "after": "10",
    }
    return {**good, **more}


def save(client: PageClient, **more: Any) -> Page:
    """The page that saving leads to."""
    return client.page("/interventions/new").press("Save and see", **fields(**more))


def weekend_events(number: int = 20) -> None:
    for each in range(number):
        friday = FRIDAY + timedelta(weeks=each - 10)
        for who, where in (("dora", "George Street"), ("sade", "Cowley Road")):
            at = datetime.combine(friday, time(21), UTC)
            for _ in range(2):
                log(who, "V1", at=at, place_id=place(where).id, commit=False)
    db.session.commit()


def test_the_list_leads_to_what_was_noted(ana: PageClient) -> None:
    assert EMPTY in ana.page("/interventions").text
    save(ana)
    page = ana.page("/interventions")
    assert EMPTY not in page.text
    assert page.follow("Lights in Friars Passage").h1 == "Did it help? Lights in Friars Passage"


def test_the_form_offers_usual_numbers_and_only_kinds_that_are_counted(ana: PageClient) -> None:
    page = ana.page("/interventions/new")
    values = {e.get("name"): e.get("value") for e in page.all("input")}
    assert (values["before"], values["after"]) == ("26", "26")
    kinds = {e.get("value") for e in page.all("input") if e.get("name") == "groups"}
    assert "violence" in kinds
    assert "licence" not in kinds


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": " "}, "Write a name"),
        ({"name": "x" * 121}, "Write a name"),
        ({"began": ""}, "Write the date of the first night"),
        ({"began": "2026-02-30"}, "Write the date of the first night"),
        ({"began": "0001-01-01"}, "Write the date of the first night"),
        ({"began": "2026-11-19"}, "That night has not begun"),
        ({"treated": []}, "Choose the areas where it was done"),
        ({"treated": ["99999"]}, "Choose the areas where it was done"),
        ({"compared": []}, "Choose the areas to compare with"),
        ({"groups": ["licence"]}, "Choose at least one kind"),
        ({"before": "7"}, "Write a number from 8 to 104"),
        ({"after": "many"}, "Write a number from 8 to 104"),
    ],
)
def test_what_cannot_be_evaluated_is_refused_and_kept(
    ana: PageClient, wrong: dict[str, Any], words: str
) -> None:
    page = save(ana, **wrong)
    assert (page.status, words in page.text) == (422, True)
    if "name" not in wrong:
        assert "Lights in Friars Passage" in [e.get("value") for e in page.all("input")]
    assert db.session.scalar(db.select(db.func.count()).select_from(Intervention)) == 0


def test_an_area_is_not_compared_with_itself(ana: PageClient) -> None:
    both = [str(one) for one in db.session.scalars(db.select(Area.id))]
    page = save(ana, treated=both[:1], compared=both)
    assert page.status == 422
    assert "An area cannot be compared with itself" in page.text


def test_sending_twice_notes_it_once_and_each_deed_is_in_the_ledger(ana: PageClient) -> None:
    form = ana.page("/interventions/new").form("Save and see")
    given = form.data("Save and see", fields())
    first, second = (ana.send(form.action, given) for _ in range(2))
    assert first.path == second.path
    first.press("Remove it")
    assert EMPTY in ana.page("/interventions").text
    assert first.press("Remove it").status == 404
    ana.page(first.path, status=404)
    kinds = db.session.scalars(db.select(Row.kind).where(Row.kind == "intervention")).all()
    assert len(kinds) == 2
    assert ana.send(form.action, given).status == 422


def test_the_page_says_first_what_can_be_said_then_shows_it(ana: PageClient) -> None:
    weekend_events()
    page = save(ana)
    said = page.text
    assert said.index("too few to tell whether it helped") < said.index("95% interval")
    assert said.index("95% interval") < said.index("The four sums")
    for words in (
        "Restricted records are not counted here",
        "neither a sign that it helped nor a sign that it did nothing",
        "weekends before and as many after would be needed",
        "chosen because it was bad",
        "The clocks changed in the weekend of 23 October 2026",
    ):
        assert words in said, words
    # 20 events on each side before and after: the tables and the estimate agree.
    rows = [[text_of(cell) for cell in row if cell.tag == "td"] for row in page.all("tr")]
    assert [row[0] for row in rows if len(row) == 2] == ["20"] * 4
    assert "1.00" in said


def test_too_early_is_said_with_the_day_and_nothing_is_measured(ana: PageClient) -> None:
    weekend_events()
    page = save(ana, began="2026-10-30", after="26")
    assert "It is too early to say anything." in page.text
    assert "interval" not in page.text


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (0.001, "99% fewer"),
        (0.62, "38% fewer"),
        (1.001, "as many"),
        (1.3, "30% more"),
        (2.44, "2.4 times as many"),
        (33.4, "33 times as many"),
    ],
)
def test_a_ratio_is_said_as_people_say_it(app: Flask, ratio: float, words: str) -> None:
    with app.test_request_context():
        assert amount(ratio) == words


def drawn(shape: Shape, tag: str) -> list[Shape]:
    found = [shape] if shape.tag == tag else []
    return [*found, *(one for child in shape.children for one in drawn(child, tag))]


def test_a_weekend_that_is_left_out_is_hatched_and_never_a_nothing() -> None:
    """Three figures are three bars; what is left out is none of them, and no line leads over it."""
    panel = Panel("Centre", [4, None, 0, 2, 6], [3.0, None, 3.0, 3.0, 3.0], [None] * 5)
    data = Compared((panel, panel), ["a", "b", "c", "d", "e"], 2, "began")
    shape = weekends(data, 330)
    bars = [one for one in drawn(shape, "rect") if one.attributes.get("fill-opacity")]
    assert len(bars) == 2 * 3
    assert len([one for one in shape.children if one.tag == "g"]) == 2
    thick = [one for one in drawn(shape, "path") if one.attributes.get("stroke-width") == "2.5"]
    assert len(thick) == 2 * 2


def test_it_is_for_those_who_see_raw_counts(signed_in: Callable[..., PageClient]) -> None:
    signed_in(person("coral")).page("/interventions", status=403)
    signed_in(person("rhys")).page("/interventions")
