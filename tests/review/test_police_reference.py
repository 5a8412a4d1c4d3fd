"""What is taken for a police reference, and what is not."""

import pytest

from nightsafe.errors import ProductError
from nightsafe.review.police_reference import checked


@pytest.mark.parametrize(
    "reference",
    [
        "TN 1511-532",
        "43260123456",
        "1234 of 15/11/2026",
        "0123 of 15/11/26",
        "log 88 of 3 November 2026",
        "URN 7",
        "CR/123/26",
        "01DE/1234/26",
        "Crime reference 42/12345/26",
        "cad 1234/15nov26",
    ],
)
def test_what_forces_write_is_taken(reference: str) -> None:
    assert checked(reference, "") == reference


def test_it_is_trimmed_and_spaced_once() -> None:
    assert checked(" TN \t 1511-532\n", "") == "TN 1511-532"
    assert checked("  ", "") == ""


@pytest.mark.parametrize(
    "other",
    [
        "07700 900123",
        "tel 07700900123",
        "01865-000-000",
        "+44 7700 900123",
        "0044 7700 900123",
        "a.marlow1@example.org",
        "Alex Marlow",
        "PC Bellweather 1",
        "none yet",
        "٣٤٥",
        "1\u202e2",
    ],
)
def test_a_telephone_number_an_address_or_a_name_is_refused(other: str) -> None:
    with pytest.raises(ProductError, match="such as TN 1511-532") as refused:
        checked(other, "")
    assert refused.value.field == "police_reference"


def test_a_force_may_say_what_its_own_look_like() -> None:
    assert checked("43 26 1", "[0-9 ]+") == "43 26 1"
    with pytest.raises(ProductError):
        checked("TN 43", "[0-9 ]+")
