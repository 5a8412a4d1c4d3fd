"""The chart: shapes alone, nothing that a page's policy would block, drawn once."""

from collections.abc import Iterator

import pytest
from flask import Flask

from nightsafe.aggregates import charts, shapes
from nightsafe.aggregates.charts import Point, Shape


@pytest.fixture(autouse=True)
def words(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def points(number: int = 26) -> list[Point]:
    return [
        Point(f"{each} May", each * 3, each / 30, present=each == number - 1)
        for each in range(number)
    ]


def parts(shape: Shape) -> Iterator[Shape]:
    yield shape
    for each in shape.children:
        yield from parts(each)


def bars(shape: Shape) -> list[Shape]:
    return [
        each
        for each in parts(shape)
        if each.tag == "path" and each.attributes.get("fill") == "currentColor"
    ]


@pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
@pytest.mark.parametrize("number", [1, 2, 26])
def test_it_is_made_of_shapes_in_the_pages_own_colour(width: int, number: int) -> None:
    found = list(parts(charts.draw("weeks", points(number), width=width)))
    assert {each.tag for each in found} <= shapes.TAGS
    for each in found:
        assert not {"style", "class", "id", "href", "onload"} & set(each.attributes)
        if each.tag == "text":
            assert each.attributes["fill"] == "currentColor"
    box = found[0].attributes["viewBox"].split()
    assert abs(float(box[2]) - width) <= 12


def test_each_week_has_a_bar_and_a_share_and_the_present_one_stands_out() -> None:
    found = bars(charts.draw("weeks", points(), width=charts.WIDE))
    assert len(found) == 52
    strong = [each for each in found if each.attributes.get("opacity") == "1"]
    assert len(strong) == 1


def test_what_was_brought_along_is_hollow_on_top_of_what_was_logged() -> None:
    mixed = [Point("1 May", 10, 0.5, brought=4), Point("8 May", 6, 0, brought=6)]
    found = bars(charts.draw("weeks", mixed, width=charts.WIDE))
    hollow = [each for each in found if each.attributes.get("stroke") == "currentColor"]
    assert len(hollow) == 2
    assert all(float(each.attributes["fill-opacity"]) < 0.2 for each in hollow)
    plain = bars(charts.draw("weeks", points(2), width=charts.WIDE))
    assert not any("stroke" in each.attributes for each in plain)


def test_a_label_is_text_whatever_is_in_it() -> None:
    odd = [Point("<b>&\"'", 1, 1.0)]
    texts = {each.text for each in parts(charts.draw("weeks", odd, width=charts.NARROW))}
    assert "<b>&\"'" in texts


def test_the_same_chart_is_drawn_once() -> None:
    first = charts.draw("weeks", points(), width=charts.NARROW)
    assert charts.draw("weeks", points(), width=charts.NARROW) is first
