"""Numbers, addresses, cards and plates are noticed; times, roads and postcodes are left alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightsafe.incidents.personal_data import ADVICE, KINDS, advice, personal_data_in


@pytest.mark.parametrize(
    "text",
    [
        "call her on 07700 900123",
        "07700900123",
        "07700-900-123.",
        "+44 7700 900123",
        "+447700900123",
        "+44 (0)7700 900123",
        "0044 7700 900123",
        "(01865) 496000",
        "01865 496 000",
        "020 7946 0000",
        "0121 496 0000",
        "mum: 0161 496 0000, waiting",
        "his number is +353 20 910 0000",
        "０７７００ ９００１２３",
    ],
)
def test_phone_numbers(text: str) -> None:
    assert personal_data_in(text) == ("phone",)


@pytest.mark.parametrize("text", ["a.b+c@example.org", "mail o'neil@mail.example.co.uk today"])
def test_email_addresses(text: str) -> None:
    assert personal_data_in(text) == ("email",)


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "card 4111111111111111 declined",
        "3782 822463 10005",
        "5555555555554444",
        "4222222222222",
        "table 4 4111 1111 1111 1111",
    ],
)
def test_payment_cards(text: str) -> None:
    assert personal_data_in(text) == ("card",)


@pytest.mark.parametrize(
    "text",
    [
        "AB12 CDE",
        "AB12CDE",
        "ab12cde",
        "ab12 cde",
        "Ab12 cde drove off",
        "(AB12-CDE)",
        "P123 ABC",
        "p123abc",
        "A1 BCD",
        "ABC 123D",
        "abc123d",
        "white van,AB12 CDE.",
    ],
)
def test_number_plates(text: str) -> None:
    assert personal_data_in(text) == ("plate",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Two men fighting at the bar at 0130, separated, one put out by 0145.",
        "0130 0145 0200",
        "01.15 02.30 03.45 row of times",
        "01/02/2026 01:30",
        "01-02-2026 01.30",
        "01 02 2026 01:30",
        "2026-10-24 23:15",
        "police ref 43260412345",
        "CAD 0412 of 24/10",
        "PC 1234 attended",
        "SIA 1014 2030 4050 6070",
        "4111 1111 1111 1112",
        "0000 0000 0000 0000",
        "IMEI 352099001761481",
        "seal 12345678, bag AB123456, bag 12B",
        "bag 123a by the bar",
        "A420 and then the A34 was shut",
        "OX1 4AA, and OX14 van",
        "CC12 saw him, CAM 12B",
        "code V1 not L3, room B2",
        "age 18-25, about 40 people by 9pm, cost 50p",
        "in 24 hrs",
        "@thelantern on social media",
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert personal_data_in(text) == ()


def test_several_kinds_come_in_one_order() -> None:
    text = "AB12 CDE, 4111 1111 1111 1111, a@example.org, 07700 900123"
    assert personal_data_in(text) == ("phone", "email", "card", "plate") == KINDS


def test_a_card_beside_a_phone_number_hides_neither() -> None:
    assert personal_data_in("07700 900123 4111 1111 1111 1111") == ("phone", "card")


def test_a_plate_inside_an_address_is_the_address() -> None:
    assert personal_data_in("ab12cde@example.org") == ("email",)


def test_a_card_is_no_phone_number() -> None:
    assert personal_data_in("6304 9506 0000 0000 000") in {("card",), ()}


def test_every_kind_says_what_to_do() -> None:
    for kind in KINDS:
        assert "Take it out" in str(ADVICE[kind])
        assert advice(kind, "V1") is ADVICE[kind]


def test_a_code_with_a_box_for_a_plate_points_to_it() -> None:
    assert "box" in str(advice("plate", "X1"))
    assert "box" not in str(advice("plate"))
    assert advice("phone", "X1") is ADVICE["phone"]


@given(st.text())
def test_no_text_upsets_it(text: str) -> None:
    found = personal_data_in(text)
    assert found == tuple(kind for kind in KINDS if kind in found)


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "a", "a.", "a@", "0 7", "4111 ", "@a.", "+44 ", "AB12 "]
)
def test_a_long_text_takes_no_long_time(piece: str) -> None:
    start = time.perf_counter()
    personal_data_in(piece * 20_000)
    assert time.perf_counter() - start < 5
