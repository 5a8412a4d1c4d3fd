"""Student's t for whole degrees of freedom, exactly and without scipy.

A page may need one quantile; scipy would keep the first one waiting for a second.
"""

from functools import lru_cache
from math import atan, cos, pi, sin, sqrt
from statistics import NormalDist

# From here on the normal distribution is as good, to the fourth figure.
MANY = 1000


def within(t: float, degrees: int) -> float:
    """The probability that |T| is at most `t` (not negative).

    Abramowitz and Stegun (1964), Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
    """
    angle = atan(t / sqrt(degrees))
    even = degrees % 2 == 0
    square = cos(angle) ** 2
    term = 1.0 if even else cos(angle)
    total = 0.0 if degrees == 1 else term
    for number in range(2 if even else 3, degrees - 1, 2):
        term *= square * (number - 1) / number
        total += term
    return sin(angle) * total if even else 2 / pi * (angle + sin(angle) * total)


@lru_cache(maxsize=512)
def quantile(share: float, degrees: int) -> float:
    """The value that T is at most with a probability of `share` (over one half, under 1)."""
    high = NormalDist().inv_cdf(share)
    if degrees > MANY:
        return high
    low, wanted = 0.0, 2 * share - 1
    while within(high, degrees) < wanted:
        low, high = high, 2 * high
    while high - low > 1e-13 * high:
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        low, high = (middle, high) if within(middle, degrees) < wanted else (low, middle)
    return high
