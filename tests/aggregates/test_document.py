"""The review says what released figures can bear: its trend, its changes, who reported."""

from collections.abc import Iterator

import pytest
from flask import Flask

from nightsafe.aggregates.document import SECTIONS, document_of, paragraphs
from nightsafe.aggregates.document_tables import before_words, printed
from nightsafe.aggregates.safe import Method
from nightsafe.aggregates.trends import trend_of
from tests.aggregates.releasing import (
    SUMMER,
    draft,
    registered,
    released,
    safe_table,
    tables,
    years,
)
from tests.people import settle


@pytest.fixture(autouse=True)
def asking(app: Flask, session: object) -> Iterator[None]:
    settle()
    with app.test_request_context():
        yield


def said(release: object, section: str) -> str:
    found = document_of(release)  # type: ignore[arg-type]
    return " ".join(next(one.said for one in found.sections if one.key == section))


def test_the_trend_rests_on_what_left_before_alone() -> None:
    found = years((1.0, 1.1, 0.9, 1.0, 1.2, 0.8))
    trend = trend_of(found[-1])
    assert [one.figure for one in trend.quarters] == [240, 270, 220, 240, 290, 190]
    assert [one.expected is None for one in trend.quarters] == [True] * 4 + [False] * 2
    assert trend.present.present
    # An old release reads as it did when it left, whatever came after it.
    assert [one.figure for one in trend_of(found[2]).quarters] == [240, 270, 220]
    assert "too early" in said(found[2], "levels")
    assert "there are 2" in said(found[2], "levels")
    assert "below that" in said(found[-1], "levels")


def test_a_quarter_that_never_left_and_another_area_are_no_part_of_the_row() -> None:
    released(1, SUMMER.moved(-3))
    elsewhere = released(2, SUMMER.previous())
    elsewhere.wanted = {**elsewhere.wanted, "areas": ["1"]}
    last = released(3, SUMMER)
    assert [one.released for one in trend_of(last).quarters] == [True, False, False, True]


def test_a_hidden_figure_gives_no_change_and_no_level() -> None:
    hidden = safe_table("counted", SUMMER, scale=0.01, method=Method.SUPPRESSION)
    release = draft(None, made=[hidden])
    assert "not shown" in said(release, "levels")
    assert document_of(release).glance[0] == ("not shown", "events confirmed")
    before = safe_table("places", SUMMER)
    made = tables(SUMMER, last=(4, 1.0), keys=["places"])[0]
    line = printed(made, "").lines[1]
    assert line.cells[0].figure is None
    assert before_words(line.cells[0].before["last"]) == ["not shown", "not shown"]
    assert before.hidden == 6


@pytest.mark.parametrize(
    ("reported", "coverage", "beside"),
    [(8, "Coverage rose", "went the same way"), (4, "Coverage fell", "went opposite ways")],
)
def test_coverage_stands_beside_every_change(reported: int, coverage: str, beside: str) -> None:
    released(1, SUMMER.previous(), reported=6)
    last = released(2, made=tables(scale=1.3, last=(1, 1.0)), reported=reported)
    words = said(last, "change")
    assert "up by about 33%" in words
    assert coverage in words
    assert beside in words
    everything = " ".join(" ".join(one.said) for one in document_of(last).sections)
    assert everything.count("more harm") == everything.count("not more harm")


def test_every_table_stands_in_a_section_with_rule_coverage_and_limits_under_it() -> None:
    found = document_of(years(in_registry=True)[-1])
    assert [one.key for one in found.sections] == list(SECTIONS)
    stands = {piece.table.key: one.key for one in found.sections for piece in one.pieces}
    assert stands["area"] == "places"
    assert stands["night-by-band"] == "hours"
    assert stands["priority"] == "priorities"
    for section in found.sections:
        for piece in section.pieces:
            rule, covered, *limits = piece.table.said
            assert "nearest 10" in rule or "not shown" in rule
            assert covered.startswith("Coverage: ")
            assert limits
    assert {"trend", "coverage", "group", "night-by-band"} <= set(found.charts)


def test_it_is_the_largest_only_where_nothing_hidden_could_be_larger() -> None:
    made = registered(tables(keys=["areas", "hours", "places"]))
    release = draft(None, made=made)
    assert "Most stand under Centre: about 170." in said(release, "places")
    assert "Saturday, Midnight to 03:00: about 60" in said(release, "hours")
    assert "Street" not in said(release, "places")


def test_words_are_apart_at_their_empty_lines() -> None:
    assert paragraphs("One.\r\n\r\nTwo\nthree.\n\n\n") == ("One.", "Two\nthree.")
