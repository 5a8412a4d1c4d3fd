"""The routes: published keys stay, and what suggests each is data."""

from dataclasses import dataclass, field

import pytest
from flask import Flask

from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.flags import FLAGS
from nightsafe.referrals.routes import ROUTES, reason_words, suggested

# Of what stands in ledgers: a key may be added, and never be used for another route.
PUBLISHED = ("anti_slavery", "domestic_abuse", "hate_crime", "child", "prevent", "spiking")


@dataclass
class Said:
    """What of an entry suggests a route."""

    code: str = "V1"
    flags: list[str] = field(default_factory=list)
    people: dict[str, object] = field(default_factory=dict)


def test_published_keys_stay() -> None:
    assert tuple(ROUTES)[: len(PUBLISHED)] == PUBLISHED
    assert all(key == one.key and one.hours > 0 for key, one in ROUTES.items())


def test_what_suggests_a_route_is_a_code_or_a_flag_that_there_is() -> None:
    for one in ROUTES.values():
        assert one.codes <= CATEGORIES.keys()
        assert one.flags <= FLAGS.keys()
        assert one.codes or one.flags or one.young


@pytest.mark.parametrize(
    ("said", "routes"),
    [
        (Said("E1"), {"anti_slavery": ("code:E1",)}),
        (Said("A1"), {"domestic_abuse": ("code:A1",)}),
        (Said("V1", ["alcohol", "domestic"]), {"domestic_abuse": ("flag:domestic",)}),
        (Said("H1", ["hate_race"]), {"hate_crime": ("code:H1", "flag:hate_race")}),
        (Said("T1"), {"prevent": ("code:T1",)}),
        (Said("S4", ["under_18"]), {"child": ("flag:under_18",), "spiking": ("code:S4",)}),
        (Said("W1", people={"bands": ["under_18"]}), {"child": ("age:under_18",)}),
        # To refuse somebody under 18 is everyday.
        (Said("L1", ["under_18"]), {}),
        (Said("V1"), {}),
    ],
)
def test_codes_and_flags_suggest(said: Said, routes: dict[str, tuple[str, ...]]) -> None:
    assert suggested([said]) == routes


def test_several_accounts_suggest_together_each_reason_once(app: Flask) -> None:
    told = [Said("V1", ["hate_race"]), Said("H1", ["hate_race"]), Said("T1")]
    found = suggested(told)
    assert list(found) == ["hate_crime", "prevent"]
    assert found["hate_crime"] == ("flag:hate_race", "code:H1")
    with app.test_request_context():
        assert [reason_words(one) for one in found["hate_crime"]] == ["Hate: race", "Hate abuse"]
        assert reason_words("age:under_18") == "Somebody under 18"
