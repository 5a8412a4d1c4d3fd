"""R3: which fields of one entry stand on each page that tells of it equals a reviewed table."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.deeds import ACTIONS
from nightsafe.incidents.flags import FLAGS
from nightsafe.incidents.models import Entry
from nightsafe.submissions.reference import spoken
from tests.factories import log
from tests.page import PageClient
from tests.people import SATURDAY, person, place, settle

WRITTEN = {
    "words": "They ran to the bridge.",
    "place words": "behind the kiosk",
    "plate": "AB12 CDF",
    "police reference": "URN 4471",
}
LINE = {"time", "police reference"}
LISTED = {"kind", "time", "place"}
PICKED = {*LISTED, "place words", "flag", "deed"}

# Who, which page, the kind of entry (S1 is restricted), what of it stands there and nothing else.
TABLE: list[tuple[str, str, str, set[str]]] = [
    ("dora", "/entries/{entry}", "V2", {*PICKED, *WRITTEN, "reference"}),
    ("mo", "/entries/{entry}", "V2", {*PICKED, *WRITTEN, "reference"} - {"plate"}),
    ("mo", "/register", "V2", {"kind", "time"}),
    ("rhys", "/review", "V2", LISTED),
    ("rhys", "/review/{event}", "V2", {*PICKED, *WRITTEN, "reference", "author"}),
    ("audrey", "/ledger", "V2", {"reference", "author"}),
    ("dora", "/mine", "V2", LISTED),
    ("coral", "/people", "V2", {"author"}),
    ("dora", "/entries/{entry}", "S1", {*PICKED, *WRITTEN, "reference"}),
    ("mo", "/register", "S1", LINE),
    ("rhys", "/review", "S1", set()),
    ("greta", "/review", "S1", LISTED),
    ("greta", "/restricted/{entry}", "S1", {*PICKED, *WRITTEN, "reference", "author"}),
    ("gwen", "/", "S1", LISTED),
    ("gwen", "/restricted", "S1", LISTED),
    ("gwen", "/restricted/{entry}", "S1", {*PICKED, *WRITTEN, "reference", "author"}),
    ("audrey", "/ledger", "S1", {"reference", "author"}),
]


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    settle()
    db.session.commit()
    freeze(SATURDAY + timedelta(minutes=30))


def said(entry: Entry) -> dict[str, str]:
    """Each field of the entry, as a page would say it."""
    return WRITTEN | {
        "kind": str(CATEGORIES[entry.code].label),
        "time": "23:30",
        "place": "George Street",
        "flag": str(FLAGS["alcohol"].label),
        "deed": str(ACTIONS["first_aid"]),
        "reference": spoken(entry.reference),
        "author": "Dora Doorman",
    }


@pytest.mark.parametrize(("who", "address", "code", "fields"), TABLE)
def test_a_page_tells_the_fields_it_should_and_no_other(
    signed_in: Callable[..., PageClient], who: str, address: str, code: str, fields: set[str]
) -> None:
    entry = log(
        "dora",
        code,
        description=WRITTEN["words"],
        place_id=place("George Street").id,
        place_words=WRITTEN["place words"],
        plate=WRITTEN["plate"],
        police_reference=WRITTEN["police reference"],
        flags=("alcohol",),
        actions=("first_aid",),
    )
    client = signed_in(person(who))
    page = client.page(address.format(entry=entry.id, event=entry.event_id))
    assert page.status == 200
    own = {"author"} if who == "dora" else set()
    found = {name for name, words in said(entry).items() if words in page.text} - own
    assert found == fields
