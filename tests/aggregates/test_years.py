"""Financial years: sums of four released quarters, of nothing less and nothing else."""

from dataclasses import replace

from nightsafe.aggregates import years
from nightsafe.aggregates.safe import Method
from nightsafe.nights import FinancialYear
from tests.aggregates.releasing import safe_table, tables

YEAR = FinancialYear(2026)
SCALES = (1.0, 1.1, 0.9, 1.2)


def left() -> list[years.Left]:
    """The releases of the four quarters of a year, and one of the quarter before."""
    quarters = (YEAR.quarters[0].previous(), *YEAR.quarters)
    return [
        (number, quarter, tables(quarter, scale=scale))
        for number, quarter, scale in zip((1, 2, 3, 4, 5), quarters, (9.0, *SCALES), strict=True)
    ]


def test_a_year_is_the_sum_of_the_figures_that_left() -> None:
    summed, unsummed = years.of_year(YEAR, left())
    assert not unsummed and [one.table.key for one in summed] == [one.key for one in tables()]
    for one in summed:
        assert one.numbers == (2, 3, 4, 5)
        four = [safe_table(one.table.key, YEAR.quarters[0], scale=scale) for scale in SCALES]
        for cell, figure in one.cells.items():
            told = [table.cells[cell] for table in four]
            if None in told:
                assert figure is None
            else:
                assert figure == sum(each or 0 for each in told)
    places = next(one for one in summed if one.table.key == "places")
    assert places.hidden and places.cells["station", "week"] is None
    assert places.cells["street", "weekend"] == sum(round(79 * scale) for scale in SCALES)


def test_three_quarters_are_no_year() -> None:
    summed, unsummed = years.of_year(YEAR, left()[:-1])
    assert not summed and len(unsummed) == len(tables())
    assert {one.missing for one in unsummed} == {(YEAR.quarters[3],)}
    assert years.of_year(FinancialYear(2020), left()) == ([], [])


def test_only_the_same_is_added_up() -> None:
    """Another method, other areas, and rows that count something else are not."""
    found = left()
    quarter = YEAR.quarters[2]
    codes = safe_table("codes", quarter, method=Method.SUPPRESSION)
    hours = replace(safe_table("hours", quarter), only={"area": frozenset({"1"})})
    areas = safe_table("areas", quarter)
    first = replace(areas.rows[0], where={"area": frozenset({"1", "3"})})
    areas = replace(areas, rows=(first, *areas.rows[1:]))
    sources = safe_table("sources", quarter)
    sources = replace(sources, rows=(replace(sources.rows[0], label="Ours"), *sources.rows[1:]))
    swapped = {one.key: one for one in (codes, hours, areas, sources)}
    found[3] = (4, quarter, [swapped.get(one.key, one) for one in found[3][2]])
    summed, unsummed = years.of_year(YEAR, found)
    assert not {"codes", "hours", "areas"} & {one.table.key for one in summed}
    assert "sources" in {one.table.key for one in summed}  # it was only called otherwise
    why = {(one.table.key, str(one.table.method)): one.missing for one in unsummed}
    assert why["codes", "rounding"] == (quarter,) and why["areas", "rounding"] == ()
    assert why["codes", "suppression"] == tuple(one for one in YEAR.quarters if one != quarter)


def test_of_two_releases_of_a_quarter_only_one_is_counted() -> None:
    found = left()
    quarter = YEAR.quarters[1]
    again = (9, quarter, [safe_table("codes", quarter, scale=7)])
    summed, _unsummed = years.of_year(YEAR, [again, *found])
    codes = next(one for one in summed if one.table.key == "codes")
    assert codes.numbers == (2, 3, 4, 5)
    assert codes.cells == years.of_year(YEAR, found)[0][2].cells
