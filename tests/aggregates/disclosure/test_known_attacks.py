"""Attacks that are known to work on tables that only look protected."""

from nightsafe.aggregates.disclosure.auditing import Audit, Bound, audit
from nightsafe.aggregates.disclosure.figures import (
    Figure,
    of_exact,
    of_rounded,
    rounded,
)
from nightsafe.aggregates.disclosure.hiding import Cell, figures_of_cells, hide
from tests.aggregates.disclosure.attacker import Attacker, broken
from tests.aggregates.disclosure.worlds import City, Where, city_of

AREAS = {"area": ("north", "middle", "south")}


def areas(*names: str) -> Where:
    return {"area": frozenset(names)}


def bound_of(found: Audit, name: str) -> Bound:
    return next(one for one in found.bounds if one.name == name)


def as_rounded(city: City, **wheres: Where) -> list[Figure]:
    return [of_rounded(name, where, rounded(city.number(where))) for name, where in wheres.items()]


def as_is(city: City, **wheres: Where) -> list[Figure]:
    return [of_exact(name, where, city.number(where)) for name, where in wheres.items()]


def crossed(numbers: list[list[int]], threshold: int = 5) -> tuple[City, list[Cell]]:
    """A table with totals; its figures are named by row and column, as "b2", and "" is all."""
    rows, columns = "abcdef"[: len(numbers)], "123456"[: len(numbers[0])]
    city = city_of(
        {"row": tuple(rows), "column": tuple(columns)}, [one for line in numbers for one in line]
    )
    cells = []
    for row in (*rows, ""):
        for column in (*columns, ""):
            where: dict[str, frozenset[str]] = {}
            if row:
                where["row"] = frozenset(row)
            if column:
                where["column"] = frozenset(column)
            total = not (row and column)
            cells.append(Cell(row + column, where, city.number(where), threshold, total))
    return city, cells


def with_stars(city: City, cells: list[Cell], stars: set[str]) -> list[Figure]:
    assert {one.name for one in cells if one.number < one.threshold} <= stars
    return figures_of_cells(cells, frozenset(stars))


def test_two_stars_in_every_line_can_yet_give_one_cell_away() -> None:
    # Rows a and b hide five cells, columns 1 and 2 four of them: the fifth, b3, is what is left.
    city, cells = crossed([[3, 30, 20, 25], [31, 2, 4, 40], [22, 24, 1, 33], [28, 21, 35, 3]])
    stars = {"a1", "a2", "b1", "b2", "b3", "c3", "c4", "d3", "d4"}
    for line in "abcd1234":
        assert sum(line in one for one in stars) >= 2
    figures = with_stars(city, cells, stars)

    found = audit(city.dimensions, figures, city.records)

    given_away = bound_of(found, "b3")
    assert (given_away.low, given_away.high, given_away.exact) == (4, 4, True)
    assert given_away in found.unsafe
    # What the product hides itself gives none away.
    hidden = hide(city.dimensions, cells, city.records)
    assert audit(city.dimensions, figures_of_cells(cells, hidden), city.records).safe


def test_two_zeros_beside_a_total_of_ten_give_each_other_away() -> None:
    city = city_of({"row": ("a", "b")}, [4, 4])
    figures = as_rounded(city, a={"row": frozenset("a")}, b={"row": frozenset("b")}, total={})
    assert [(one.low, one.high) for one in figures] == [(0, 4), (0, 4), (5, 14)]

    found = audit(city.dimensions, figures, city.records)

    told = [(one.name, one.low, one.high) for one in found.unsafe]
    assert told == [("a", 1, 4), ("b", 1, 4), ("total", 5, 8)]


def test_a_hundred_printed_zeros_stay_possibly_zero_beside_a_total_of_zero() -> None:
    city, cells = crossed([[0, 1, 0], [2, 0, 1]])
    figures = [of_rounded(one.name, one.where, rounded(one.number)) for one in cells]
    assert audit(city.dimensions, figures, city.records).safe


def test_a_reissue_after_one_late_record_tells_of_it() -> None:
    dimensions = {"row": ("a", "b"), "population": ("confirmed", "later")}
    city = city_of(dimensions, [14, 1, 60, 0])
    first, again = frozenset({"confirmed"}), frozenset({"confirmed", "later"})
    for make in (as_is, as_rounded):
        figures = make(
            city,
            a={"row": frozenset("a"), "population": first},
            b={"row": frozenset("b"), "population": first},
            **{"a again": {"row": frozenset("a"), "population": again}},
        )
        found = audit(dimensions, figures, city.records)
        (told,) = found.unsafe
        assert not told.published, make
        assert told.low == 1, make


def test_the_same_release_once_more_tells_nothing_more() -> None:
    city, cells = crossed([[3, 30], [31, 12]])
    figures = figures_of_cells(cells, hide(city.dimensions, cells, city.records))
    twice = [
        *figures,
        *(
            Figure(f"again {one.name}", one.where, one.low, one.high, one.width, one.zero)
            for one in figures
        ),
    ]
    assert audit(city.dimensions, twice, city.records).safe


def test_a_table_hidden_here_and_shown_there_is_shown() -> None:
    city, cells = crossed([[3, 30], [31, 12]])
    hidden = hide(city.dimensions, cells, city.records)
    figures = figures_of_cells(cells, hidden)
    assert audit(city.dimensions, figures, city.records).safe
    shown = of_exact("there", cells[0].where, cells[0].number)
    found = audit(city.dimensions, [*figures, shown], city.records)
    assert bound_of(found, "a1") in found.unsafe


def test_two_areas_that_overlap_give_what_they_do_not_share_away() -> None:
    city = city_of(AREAS, [15, 40, 2])
    larger, smaller = areas("north", "middle", "south"), areas("north", "middle")
    exact = audit(AREAS, as_is(city, larger=larger, smaller=smaller), city.records)
    assert [(one.low, one.high, one.published) for one in exact.unsafe] == [(2, 2, False)]
    # 55 is printed as 60 and 57 as 60: nothing is told of the south.
    assert audit(AREAS, as_rounded(city, larger=larger, smaller=smaller), city.records).safe
    # 54 is printed as 50 and 55 as 60: the one that is between them cannot be none.
    city = city_of(AREAS, [14, 40, 1])
    found = audit(AREAS, as_rounded(city, larger=larger, smaller=smaller), city.records)
    assert [(one.low, one.published) for one in found.unsafe] == [(1, False)]


def test_two_areas_that_cross_give_their_parts_away_beside_the_whole() -> None:
    city = city_of(AREAS, [3, 40, 25])
    figures = as_is(city, west=areas("north", "middle"), east=areas("middle", "south"), whole={})
    found = audit(AREAS, figures, city.records)
    assert [(one.name, one.low, one.high) for one in found.unsafe] == [("area: north", 3, 3)]


def test_unions_of_categories_give_what_is_between_them_away() -> None:
    dimensions = {"code": ("V1", "V2", "S1", "S2", "H1")}
    city = city_of(dimensions, [20, 30, 2, 16, 40])
    fine = {
        "violence": {"code": frozenset({"V1", "V2"})},
        "other": {"code": frozenset({"S1", "S2", "H1"})},
    }
    coarse = {
        "harm": {"code": frozenset({"V1", "V2", "S1"})},
        "rest": {"code": frozenset({"S2", "H1"})},
    }
    for one in (fine, coarse):
        assert audit(dimensions, as_is(city, **one), city.records).safe
    found = audit(dimensions, as_is(city, **fine, **coarse), city.records)
    assert [(one.name, one.low, one.high) for one in found.unsafe] == [("code: S1", 2, 2)]


def test_a_small_line_of_what_is_sensitive_keeps_a_wider_secret() -> None:
    numbers = [[7, 30, 20], [31, 12, 26], [18, 40, 22]]
    city, cells = crossed(numbers, threshold=10)
    hidden = hide(city.dimensions, cells, city.records)
    figures = figures_of_cells(cells, hidden)
    assert "a1" in hidden
    assert audit(city.dimensions, figures, city.records, threshold=lambda _where: 10).safe
    attacker = Attacker(city.dimensions, figures)
    for one in figures:
        low, high = attacker.range(one.where)
        assert not broken(one, (low, high))
        if one.name in hidden:
            assert low == 0
            assert high >= 9


def test_both_methods_of_one_table_are_solved_together() -> None:
    # What is hidden beside the 3 may be 0; rounded, it is 5 at least.
    city, cells = crossed([[3, 30, 20], [31, 9, 22]])
    stars = hide(city.dimensions, cells, city.records)
    hidden = figures_of_cells(cells, stars)
    assert audit(city.dimensions, hidden, city.records).safe
    printed = [of_rounded(f"rounded {one.name}", one.where, rounded(one.number)) for one in cells]
    found = audit(city.dimensions, [*hidden, *printed], city.records)
    attacker = Attacker(city.dimensions, [*hidden, *printed])
    assert {one for one in stars if one != "a1"} <= {one.name for one in found.unsafe}
    for figure in (*hidden, *printed):
        bound, told = bound_of(found, figure.name), attacker.range(figure.where)
        width = attacker.width(figure, city.number(figure.where), 5)
        assert bound.safe != broken(figure, told, width), figure.name


def test_tables_that_share_no_line_cannot_be_held_against_each_other() -> None:
    dimensions = {"code": ("a", "b"), "band": ("1", "2"), "area": ("n", "s")}
    city = city_of(dimensions, [12, 20, 33, 14, 15, 26, 17, 38])
    figures = as_is(
        city,
        code={"code": frozenset("a")},
        band={"band": frozenset("1")},
        area={"area": frozenset("n")},
        whole={},
    )
    assert audit(dimensions, figures, city.records).safe
