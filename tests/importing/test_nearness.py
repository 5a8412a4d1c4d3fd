"""The nearest of many points is the one that measuring to each would find."""

import math

from hypothesis import example, given
from hypothesis import strategies as st

from nightsafe.importing.nearness import Near
from nightsafe.importing.positions import Position, metres

LATITUDES = st.floats(-90, 90) | st.sampled_from([-90.0, 0.0, 51.75, 89.99, 90.0])
LONGITUDES = st.floats(-180, 180) | st.sampled_from([-180.0, -1.26, 0.0, 179.999, 180.0])
REACHES = st.sampled_from([0.5, 150.0, 5_000.0])
# As degrees: a little less and a little more than any of the reaches.
STEPS = st.tuples(st.floats(-0.06, 0.06), st.floats(-0.06, 0.06))


def measured(points: list[Position], reach: float, here: Position) -> int | None:
    """The nearest point by measuring to each; the first of several as near."""
    found = min(((metres(here, one), number) for number, one in enumerate(points)), default=None)
    return None if found is None or found[0] > reach else found[1]


@given(LATITUDES, LONGITUDES, st.lists(STEPS, max_size=30), REACHES)
@example(0.0, 180.0, [(0.0, 0.01), (0.0, -0.005)], 5_000.0)
@example(89.99, 0.0, [(0.02, 0.0), (0.0, 0.0)], 5_000.0)
def test_it_is_the_one_that_measuring_to_each_finds(
    latitude: float, longitude: float, steps: list[tuple[float, float]], reach: float
) -> None:
    def moved(by: tuple[float, float]) -> Position:
        east = by[1] / max(math.cos(math.radians(latitude)), 0.001)
        return (
            max(-90.0, min(90.0, latitude + by[0])),
            (longitude + east + 180) % 360 - 180,
        )

    points = [moved(each) for each in steps]
    near = Near(((one, number) for number, one in enumerate(points)), reach)
    assert near.nearest((latitude, longitude)) == measured(points, reach, (latitude, longitude))


@given(st.lists(st.tuples(LATITUDES, LONGITUDES), max_size=30), LATITUDES, LONGITUDES)
def test_points_all_over_the_earth_are_told_apart(
    points: list[Position], latitude: float, longitude: float
) -> None:
    near = Near(((one, number) for number, one in enumerate(points)), 5_000.0)
    assert near.nearest((latitude, longitude)) == measured(points, 5_000.0, (latitude, longitude))
