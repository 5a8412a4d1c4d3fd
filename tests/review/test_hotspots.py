"""Hot hexagons: Gi* against sums done by hand and a second way, and no mark without cause."""

import math

import h3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightsafe.review.hotspots import (
    LEAST_HEXAGONS,
    benjamini_hochberg,
    hexagon_of,
    hot,
    outline,
    patches,
    scores,
    upper_tail,
)

CENTRE = h3.latlng_to_cell(51.7533, -1.2612, 9)


def in_a_row(cell: str) -> list[str]:
    """The cell and those one letter away: neighbours on a line."""
    return [chr(ord(cell) + step) for step in (-1, 0, 1)]


def test_a_hand_calculated_row_of_five() -> None:
    """Counts 9 3 0 0 0: mean 2.4, mean of squares 18, variance 18 − 5.76 = 12.24."""
    found = scores({"a": 9, "b": 3, "c": 0, "d": 0, "e": 0}, in_a_row)
    # a: weight 2, (12 − 4.8) / √(12.24 · (10 − 4) / 4) = 7.2 / √18.36
    assert found["a"] == pytest.approx(7.2 / math.sqrt(18.36))
    # b: weight 3, (12 − 7.2) / √(12.24 · (15 − 9) / 4) = 4.8 / √18.36
    assert found["b"] == pytest.approx(1.120224, abs=1e-6)
    # e: weight 2, (0 − 4.8) / √18.36
    assert found["e"] == pytest.approx(-1.120224, abs=1e-6)


@given(st.lists(st.integers(0, 30), min_size=37, max_size=37))
def test_the_published_formula_with_its_weights_written_out(numbers: list[int]) -> None:
    """Ord and Getis 1995, equation 5, with the whole matrix of weights and no short cut."""
    cells = sorted(h3.grid_disk(CENTRE, 3))
    counts = dict(zip(cells, numbers, strict=True))
    n = len(cells)
    mean = sum(numbers) / n
    s = math.sqrt(max(0.0, sum((x - mean) ** 2 for x in numbers) / n))
    found = scores(counts)
    for i in cells if s > 1e-9 else ():
        w = [1.0 if h3.grid_distance(i, j) <= 1 else 0.0 for j in cells]
        total = sum(weight * counts[j] for weight, j in zip(w, cells, strict=True))
        below = s * math.sqrt((n * sum(x * x for x in w) - sum(w) ** 2) / (n - 1))
        assert found[i] == pytest.approx((total - mean * sum(w)) / below, abs=1e-9)


def test_where_all_is_alike_nothing_stands_out() -> None:
    assert scores(dict.fromkeys("abcde", 4), in_a_row) == {}
    assert scores({}, in_a_row) == {}
    assert scores({"a": 1, "b": 2}, in_a_row) == {}, "each neighbours all there are"


@pytest.mark.parametrize(
    ("deviate", "chance"), [(0, 0.5), (1.644854, 0.05), (2.326348, 0.01), (-1.644854, 0.95)]
)
def test_the_upper_tail_is_the_normal_tables(deviate: float, chance: float) -> None:
    assert upper_tail(deviate) == pytest.approx(chance, abs=1e-6)


def test_benjamini_and_hochbergs_own_example() -> None:
    """Their table of fifteen tests: at 5% the four smallest stand, where Bonferroni keeps three."""
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    chances += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    named = {str(rank): chance for rank, chance in enumerate(chances, start=1)}
    assert benjamini_hochberg(named, 0.05) == {"1", "2", "3", "4"}


def test_a_test_that_fails_by_itself_stands_with_a_better_one_behind_it() -> None:
    assert benjamini_hochberg({"a": 0.06, "b": 0.09}, 0.10) == {"a", "b"}
    assert benjamini_hochberg({"a": 0.06, "b": 0.11}, 0.10) == set()


class TestWhatIsMarked:
    def city(self, **at: int) -> dict[str, int]:
        cells = sorted(h3.grid_disk(CENTRE, 3), key=lambda one: h3.grid_distance(CENTRE, one))
        counts = dict.fromkeys(cells, 0)
        counts[CENTRE] = at.get("centre", 0)
        counts[cells[1]] = at.get("beside", 0)
        return counts

    def test_a_street_far_above_the_rest_is_hot_and_so_is_its_busy_neighbour(self) -> None:
        counts = self.city(centre=20, beside=6)
        found = hot(counts)
        assert found.keys() == {one for one, count in counts.items() if count}
        assert len(patches(found)) == 1, "they touch: one word for both"

    def test_under_five_events_are_never_called_unusual(self) -> None:
        assert hot(self.city(centre=3, beside=1)) == {}
        assert hot(self.city(centre=4, beside=1))

    def test_few_hexagons_tell_nothing(self) -> None:
        counts = dict(list(self.city(centre=20).items())[: LEAST_HEXAGONS - 1])
        assert counts[CENTRE] == 20
        assert hot(counts) == {}

    def test_an_even_city_has_no_hot_hexagon(self) -> None:
        assert hot(dict.fromkeys(self.city(), 7)) == {}

    def test_patches_that_do_not_touch_have_a_word_each(self) -> None:
        far = next(iter(h3.grid_ring(CENTRE, 3)))
        assert patches({CENTRE: 3.0, far: 2.0}) == {CENTRE, far}


def test_a_point_lies_within_the_outline_of_its_hexagon_of_about_200_metres() -> None:
    hexagon = hexagon_of(51.7533, -1.2612)
    assert h3.get_resolution(hexagon) == 9
    corners = outline(hexagon)
    assert len(corners) == 6
    sides = [
        h3.great_circle_distance(a, b, unit="m")
        for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    assert all(150 < side < 230 for side in sides)
    assert min(lat for lat, _ in corners) < 51.7533 < max(lat for lat, _ in corners)
