"""The charts of a release: a figure that is not shown is hatched and said, never a nothing."""

from collections.abc import Iterator

import pytest
from flask import Flask

from nightsafe.aggregates import charts, shapes
from nightsafe.aggregates.charts_release import PAGE, Bar, Grid, Reported
from nightsafe.aggregates.charts_trend import TrendQuarter
from nightsafe.aggregates.expected import Expected
from nightsafe.aggregates.shapes import INK, NARROW, Shape

QUARTERS = (
    TrendQuarter(("Jan–Mar", "2026"), released=True, figure=230, share=0.5),
    TrendQuarter(("Apr–Jun", "2026"), released=True, figure=None, share=0.6),
    TrendQuarter(("Jul–Sep", "2026"), released=False),
    TrendQuarter(
        ("Oct–Dec", "2026"), released=True, figure=210, expected=Expected(190, 260, 5), present=True
    ),
)
GRID = Grid(("Friday", "Saturday"), ("Evening", "Night"), ((10, None), (0, 40)))
BARS = [Bar("Fights", 40, 50, True), Bar("<b>Else</b>", None, None, True), Bar("Lost", 0)]
COVERAGE = [Reported("Premises", 5, 8, "5 of 8"), Reported("Nobody", 0, 0, "0 of 0")]
ALL = {"trend": QUARTERS, "hours": GRID, "bars": BARS, "coverage": COVERAGE}
EMPTY = {"trend": QUARTERS[:1], "hours": Grid((), (), ()), "bars": [], "coverage": []}


@pytest.fixture(autouse=True)
def words(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def parts(shape: Shape) -> Iterator[Shape]:
    yield shape
    for each in shape.children:
        yield from parts(each)


def texts(shape: Shape) -> list[str]:
    return [each.text for each in parts(shape) if each.tag == "text"]


def hatches(shape: Shape) -> list[Shape]:
    return [each for each in parts(shape) if each.tag == "g"]


@pytest.mark.parametrize("width", [PAGE, NARROW])
@pytest.mark.parametrize("name", ALL)
def test_it_is_shapes_in_the_pages_own_ink_inside_its_width(name: str, width: int) -> None:
    for data in (ALL[name], EMPTY[name]):
        drawn = charts.draw(name, data, width=width)
        for each in parts(drawn):
            assert each.tag in shapes.TAGS
            assert set(each.attributes) <= shapes.ATTRIBUTES
            assert {each.attributes.get(key, INK) for key in ("fill", "stroke")} <= {INK, "none"}
            if each.tag == "rect":
                left, wide = (float(each.attributes[key]) for key in ("x", "width"))
                assert left >= 0
                assert left + wide <= width + 1


@pytest.mark.parametrize(("name", "hidden"), [("trend", 1), ("hours", 1), ("bars", 2)])
def test_what_is_not_shown_is_hatched_and_said(name: str, hidden: int) -> None:
    drawn = charts.draw(name, ALL[name], width=PAGE)
    assert len(hatches(drawn)) == hidden
    assert texts(drawn).count("not shown") == hidden


def test_no_line_leads_over_a_quarter_that_is_not_shown() -> None:
    drawn = charts.draw("trend", QUARTERS, width=PAGE)
    joins = [each for each in parts(drawn) if each.attributes.get("stroke-width") == "2"]
    assert joins == []
    assert "no release" in texts(drawn)
    dashed = [each for each in parts(drawn) if "stroke-dasharray" in each.attributes]
    assert len(dashed) == 1


def test_names_are_text_whatever_is_in_them_and_no_letters_are_lost() -> None:
    said = texts(charts.draw("bars", BARS, width=NARROW))
    assert "<b>Else</b>" in said
    names = shapes.wrapped("Sexual safety, spiking, hate", 100)
    assert " ".join(names) == "Sexual safety, spiking, hate"
    assert len(names) > 1


def test_a_file_of_its_own_says_what_it_shows_and_runs_nothing() -> None:
    drawn = charts.draw("bars", BARS, width=PAGE)
    written = shapes.as_file(drawn, "Fights & more", "Most: <40>")
    assert written.startswith("<svg ")
    assert "<title>Fights &amp; more</title><desc>Most: &lt;40&gt;</desc>" in written
    assert "&lt;b&gt;Else&lt;/b&gt;" in written
    assert "style" not in written
    assert "script" not in written
