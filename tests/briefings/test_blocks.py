"""Figures are named, never typed: what a text may hold, and what its writer is told."""

from collections.abc import Iterator

import pytest
from flask import Flask

from nightsafe.briefings.blocks import ASK, BLOCKS, OWN, fill, problems, title_of
from nightsafe.briefings.suggesting import suggested

FACTS = {
    "figures": {
        "total": {"shown": "about 40", "label": "", "from": "table"},
        "visits": {"shown": "fewer than 10", "label": "", "from": "table"},
        "reported": {"shown": "7", "label": "", "from": "coverage"},
        "active": {"shown": "9", "label": "", "from": "coverage"},
    },
    "forecast": None,
}


@pytest.fixture(autouse=True)
def words(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def test_a_named_figure_is_filled_in() -> None:
    assert fill("We logged [total] events, [total] in all.", FACTS) == (
        "We logged about 40 events, about 40 in all."
    )
    assert problems("We logged [total] events.", FACTS) == []


def test_what_the_product_does_not_know_is_not_a_figure() -> None:
    assert fill("[nobody] and [Total]", FACTS) == "[nobody] and [Total]"
    assert problems("[nobody], [nobody]", FACTS) == [
        "There is no figure called [nobody]. Choose one from the list."
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "14 fights",
        "to stop 14 fights",
        "In May 14 people",
        "on bus 14 people",
        "14fights",
        "1,400 people",
        "up 25%",
        "of 14.",
        "two 16-year-olds",
        "１４ fights",
        "1 / 3",
        "forty fights",
        "twenty-three people",
        "a dozen",
        "twice as many as before",
        "doubled",
        "half of them",
        "a couple of thefts",
        "three of you",
        "V14",
        "fights14",
        "over 40 fights",
        "over 25 fights",
        "the 14th fight",
        "14 may have been hurt",
        "101 fights",
        "for\u200bty",
        "½",
        "a 16-year-old",
        "dwóch mężczyzn",
        "czterdzieści bójek",
        "ponad kilkanaście osób",
        "dwukrotnie więcej",
    ],
)
def test_a_figure_typed_by_hand_is_refused(typed: str) -> None:
    found = problems(typed, FACTS)
    assert len(found) == 1 and "Leave out the figure" in found[0]


@pytest.mark.parametrize(
    "typed",
    [
        "after 2 am, until 03:30",
        "Friday 20 November and the 5th",
        "6-8 December 2026",
        "call 999 or 101",
        "Challenge 25, under 18",
        "the M25, platform 3, bus X5",
        "entry is £5 or £4.50, a fine £1,400",
        "20 to 22 November, between 1 and 3 am",
        "one of them, the second on Saturday",
        "at two in the morning, half past three",
        "within 24 hours, ten minutes before closing",
        "At Seven Dials, under 18s, in twos",
        "V1 and L3 help us most",
        "Friday the 13th was loud",
        "w ten weekend, w sobotę 21 listopada o 2 w nocy",
        "zadzwoń pod 112, gdy masz pięć minut",
    ],
)
def test_times_days_and_money_may_be_typed(typed: str) -> None:
    assert problems(typed, FACTS) == []


def test_every_block_may_be_left_as_it_was_suggested() -> None:
    blocks = suggested(FACTS)
    assert [one["key"] for one in blocks] == [key for key in BLOCKS if key != OWN]
    assert [problems(one["text"], FACTS) for one in blocks] == [[]] * len(blocks)
    # What to ask is nobody's but its writer's.
    assert next(one["text"] for one in blocks if one["key"] == ASK) == ""


def test_a_heading_is_its_writer_s_or_the_product_s() -> None:
    assert title_of({"key": "thanks", "title": ""}) == "Thanks"
    assert title_of({"key": "thanks", "title": "To the pastors"}) == "To the pastors"
