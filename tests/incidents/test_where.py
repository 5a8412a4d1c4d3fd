"""The places that are offered, and the one that was meant."""

from datetime import timedelta

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.incidents.where import ELSEWHERE, meant, offered, place_of
from nightsafe.network.models import Place
from tests.factories import log
from tests.people import SATURDAY, actor, place, settle


@pytest.fixture(autouse=True)
def city(app: Flask) -> None:
    settle()
    db.session.commit()


def labels(who: str, also: Place | None = None) -> list[str]:
    return [label for _value, label in offered(actor(who), also)]


def test_staff_are_offered_their_house_and_its_street(app: Flask) -> None:
    with app.test_request_context():
        assert labels("dora") == ["The Lantern", "Outside, George Street", "Somewhere else"]


def test_the_others_are_offered_where_they_were_lately(app: Flask) -> None:
    with app.test_request_context():
        assert labels("drew") == ["Say where"]
        for minute, name in enumerate(("Cowley Road", "The Anchor")):
            log("drew", place_id=place(name).id, now=SATURDAY + timedelta(minutes=minute))
        assert labels("drew") == ["The Anchor", "Cowley Road", "Somewhere else"]


def test_what_was_chosen_is_offered_once(app: Flask) -> None:
    with app.test_request_context():
        assert labels("dora", place("Cowley Road")).count("Cowley Road") == 1
        assert labels("dora", place("The Lantern")).count("The Lantern") == 1


def test_a_chip_wins_over_words() -> None:
    number = place("Cowley Road").id
    assert meant(str(number), "", "left over") == (number, "")


def test_a_name_that_we_know_is_found_in_capitals_or_not() -> None:
    for words in ("Cowley Road", "cowley road", "COWLEY ROAD"):
        assert meant(ELSEWHERE, "", words) == (place("Cowley Road").id, "")


def test_words_typed_after_a_place_was_picked_say_something_else() -> None:
    number = str(place("Cowley Road").id)
    assert meant(ELSEWHERE, number, "Cowley Road") == (place("Cowley Road").id, "")
    assert meant(ELSEWHERE, number, "") == (place("Cowley Road").id, "")
    assert meant(ELSEWHERE, number, "opposite the bank") == (None, "opposite the bank")


def test_nothing_said_is_nowhere() -> None:
    assert meant(None, "", "") == (None, "")
    assert meant(ELSEWHERE, None, None) == (None, "")


@pytest.mark.parametrize("choice", ["0", "999999999", "9999999999", "x", "٣", " 1"])
def test_what_is_no_place_is_refused_beside_the_field(choice: str) -> None:
    with pytest.raises(ProductError) as raised:
        meant(choice, "", "")
    assert raised.value.field == "place"
    with pytest.raises(ProductError) as raised:
        meant(ELSEWHERE, choice, "")
    assert raised.value.field == "place_words"


def test_a_place_out_of_use_stays_with_the_entry_that_has_it() -> None:
    gone = place("Cowley Road")
    gone.retired_at = SATURDAY
    db.session.commit()
    assert place_of(str(gone.id)) is None
    assert place_of(str(gone.id), gone) is gone
    assert meant(str(gone.id), "", "", gone) == (gone.id, "")
