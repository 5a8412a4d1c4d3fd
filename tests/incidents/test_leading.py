"""What leads to one person is refused where words go out to many; nothing else is."""

import pytest

from nightsafe.incidents.leading import ADVICE, leads_to_one


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a man in a blue Golf AB12 CDE", ["plate"]),
        ("mail bob@example.com", ["email"]),
        ("ask @bobby_x about it", ["handle"]),
        ("born 12 May 1990", ["birth"]),
        ("12/05/1990", ["birth"]),
        ("ring 07700 900123", ["phone"]),
        ("lives at 12 High Street OX1 3AB", ["address"]),
        ("4111 1111 1111 1111", ["card"]),
        ("@bobby, 01865 960161", ["phone", "handle"]),
        ("0 7 7 0 0 900 123", ["phone"]),
        ("IG: bobby.x", ["handle"]),
        ("he lives at 12 Long Lane", ["address"]),
    ],
)
def test_it_is_found_and_told_by_its_kind(text: str, kinds: list[str]) -> None:
    assert leads_to_one(text) == [ADVICE[kind] for kind in kinds]


@pytest.mark.parametrize(
    "text",
    [
        "Call 0800 555 111, 0808 2000 247, 0300 123 2040 or 116 123",
        "Call 999, or 101 later",
        "OX1 and OX4, at 2:30 on 14 November 2026",
        "two @ the rank; bus X5; the M25",
        "entry £5 – £4.50 before 11",
        "No buses home after 11 Saturday, staying open until 3 Saturday; A40 2hr delay",
        "Born out of anger; the match at OX1 2nd half",
        "Serial CE29 on the twenties, last seen at 12 George Street 01:20",
    ],
)
def test_what_is_nobodys_own_may_stand(text: str) -> None:
    assert leads_to_one(text) == []


def test_the_control_rooms_own_number_may_stand() -> None:
    text = "Tell the control room, 01632 960 161 or 01632-960161"
    assert leads_to_one(text, "01632 960161") == []
    assert leads_to_one(text) == [ADVICE["phone"]]
    assert leads_to_one("+44 1632 960161", "01632 960161") == []
    assert leads_to_one("01632 960161", "+44 1632 960161") == []
    assert leads_to_one("01632 960 162 is his", "01632 960161") == [ADVICE["phone"]]
