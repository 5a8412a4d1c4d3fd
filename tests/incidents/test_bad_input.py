"""Whatever is sent, the page answers beside the field and keeps all that was typed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.incidents.written import read_written
from nightsafe.ledger.crypto import LOG_RECORD
from tests.factories import log
from tests.page import Page, PageClient
from tests.people import SATURDAY, person, place, settle

TYPED: dict[str, Any] = {
    "when": "15",
    "place": "other",
    "place_words": "the alley",
    "flags": ["alcohol", "student"],
    "actions": ["advised", "first_aid"],
    "asked_method": "glass",
    "asked_where": "street",
    "people_number": "3",
    "people_bands": ["18_25", "26_40"],
    "description": "It was dark.",
    "police_reference": "URN 1",
    "severity": "2",
}


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    settle()
    db.session.commit()
    freeze(SATURDAY)


@pytest.fixture
def dora(signed_in: Callable[..., PageClient]) -> PageClient:
    return signed_in(person("dora"))


def entries() -> int:
    return db.session.scalar(select(func.count()).select_from(Entry)) or 0


def send(client: PageClient, bad: dict[str, Any], code: str = "V1") -> Page:
    """Everything typed, with some of it bad, past the page's own choices."""
    data = client.page(f"/log/{code}").form("Save").data("Save")
    return client.send(f"/log/{code}", {**data, **TYPED, **bad})


def kept(page: Page, without: str) -> None:
    """What was typed is still there, the bad field aside."""
    fields = page.form("Save").fields
    for name, value in TYPED.items():
        if name != without:
            assert fields.get(name) == (value if isinstance(value, list) else [value]), name


LONG = "x" * 10_001


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("flags", ["alcohol", "wings"]),
        ("actions", ["advised", "flew"]),
        ("asked_method", "spoon"),
        ("asked_where", "moon"),
        ("people_bands", ["18_25", "ancient"]),
        ("severity", "5"),
        ("severity", "x"),
        ("people_number", "-1"),
        ("people_number", "1000"),
        ("people_number", "9" * 400),
        ("people_number", "two"),
        ("people_number", "3.5"),
        ("place", "999999999"),
        ("place", "-1"),
        ("place", "²"),
        ("place", "9" * 5000),
        ("place", "1 OR 1=1"),
        ("place_id", "999999999"),
        ("place_id", "9" * 5000),
        ("place_id", "x"),
        ("place_words", "x" * 201),
        ("police_reference", "x" * 61),
        ("description", LONG),
        ("when", "61"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_it_is_refused_beside_its_field_and_the_rest_is_kept(
    dora: PageClient, name: str, value: Any
) -> None:
    page = send(dora, {name: value})
    assert page.status == 422
    assert entries() == 0
    assert len(page.form("Save").errors()) == 1
    assert page.all("div", "govuk-error-summary")
    kept(page, name)
    if name in {"description", "place_words", "police_reference", "people_number"}:
        assert page.form("Save").fields[name] == [value]
    page.press("Save", **{name: TYPED.get(name, "")})
    assert entries() == 1


@pytest.mark.parametrize("where", ["place", "place_id"])
def test_a_place_out_of_use_is_refused_with_help(dora: PageClient, where: str) -> None:
    gone = place("Cowley Road")
    gone.retired_at = SATURDAY
    db.session.commit()
    page = send(dora, {where: str(gone.id)})
    assert page.status == 422
    assert "Choose another, or write it in words" in page.form("Save").errors()[0]
    kept(page, where)


def test_a_place_in_use_is_taken_though_no_chip_offers_it(dora: PageClient) -> None:
    """The recent places may have moved on since the page was opened."""
    page = send(dora, {"place": str(place("Cowley Road").id), "people_number": "two"})
    assert page.status == 422
    assert page.form("Save").fields["place"] == [str(place("Cowley Road").id)]
    page.press("Save", people_number="2")
    assert db.session.scalars(select(Entry)).one().place_id == place("Cowley Road").id


@pytest.mark.parametrize("spoilt", [b"%00", b"%ED%A0%80", b"%FF"], ids=["NUL", "lone", "no UTF-8"])
@pytest.mark.parametrize(
    "name",
    [
        "description",
        "place_words",
        "police_reference",
        "when_time",
        "flags",
        "place_id",
        "captured",
    ],
)
def test_what_nobody_can_type_is_named_and_the_rest_is_kept(
    dora: PageClient, name: str, spoilt: bytes
) -> None:
    """R21: NUL and lone surrogates."""
    data: dict[str, Any] = {**dora.page("/log/V1").form("Save").data("Save"), **TYPED}
    data.pop(name, None)
    body = urlencode(data, doseq=True).encode() + b"&" + name.encode() + b"=a" + spoilt + b"b"
    page = Page(dora, dora.post("/log/V1", data=body, content_type=FORM))
    assert page.status == 422
    assert "a character that cannot be saved" in page.text
    assert entries() == 0
    kept(page, name)
    if name in {"description", "place_words", "police_reference"}:
        assert page.form("Save").fields[name] == ["ab"]


FORM = "application/x-www-form-urlencoded"


def test_a_time_that_a_question_asks_for_is_a_time(dora: PageClient) -> None:
    """It is kept unsealed, as a choice is: it may hold nothing else."""
    page = send(dora, {"asked_noticed_at": "Jo B"}, "S4")
    assert page.status == 422
    assert "Write it like 23:40" in page.form("Save").errors()[0]
    page.press("Save", asked_noticed_at="23:40")
    assert db.session.scalars(select(Entry)).one().details["noticed_at"] == "23:40"


@pytest.mark.parametrize(
    "rubbish",
    [
        {"submission": "x", "record": "y", "parent": "z"},
        {"submission": "", "record": "", "parent": "", "format": ""},
        {"format": "one"},
        {"submission": str(uuid4()) * 50},
        {"parent": str(uuid4())},
    ],
    ids=["words", "empty", "format", "long", "a parent"],
)
def test_an_envelope_of_rubbish_is_made_anew(dora: PageClient, rubbish: dict[str, str]) -> None:
    assert send(dora, rubbish).status == 200
    assert entries() == 1


@pytest.mark.parametrize("number", ["2", "0", "9" * 5000, "٣"])
def test_a_format_that_is_not_accepted_is_said_with_help(dora: PageClient, number: str) -> None:
    page = send(dora, {"format": number})
    assert page.status == 422
    assert "too old" in page.text
    kept(page, "format")


def test_the_logs_own_key_is_neither_used_nor_told(dora: PageClient) -> None:
    page = send(dora, {"record": str(LOG_RECORD)})
    assert page.status in {409, 410}
    assert entries() == 0
    kept(page, "record")


def test_what_is_no_field_changes_nothing(dora: PageClient) -> None:
    """R4: every column's name, sent as if it were a field."""
    names = {column.key: "1" for column in Entry.__mapper__.column_attrs}
    typed = {**names, "description": "mine", "audience": "statistics", "restricted": "true"}
    for name in ("place_id", "severity", "code", "flags", "actions"):
        typed.pop(name)
    assert send(dora, typed).status == 200
    entry = db.session.scalars(select(Entry)).one()
    assert entry.author_id == person("dora").id
    assert (entry.audience, entry.restricted, entry.version) == ("review", False, 1)
    assert (entry.received_at, entry.withdrawn_at) == (SATURDAY, None)
    data = dora.page(f"/entries/{entry.id}/amend").form("Save").data("Save")
    names = {name: "1" for name in names if name not in data}
    dora.send(f"/entries/{entry.id}/amend", {**data, **names, "description": "more"})
    db.session.expire_all()
    assert (entry.author_id, entry.version) == (person("dora").id, 2)
    assert (entry.audience, entry.restricted, entry.received_at) == ("review", False, SATURDAY)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=1>'])
def test_markup_is_shown_as_it_was_typed(dora: PageClient, text: str) -> None:
    """R18: on the receipt, the story, the amending page and the list."""
    entry = log("dora", description=text, place_words=text, police_reference=text)
    for path in ("/receipt", "", "/amend", "/withdraw"):
        page = dora.page(f"/entries/{entry.id}{path}")
        assert "<script>alert" not in page.html
        assert "<img src=x" not in page.html
    assert dora.page(f"/entries/{entry.id}").text.count(text) == 3


def test_direction_controls_are_shown_as_codes(dora: PageClient) -> None:
    """R22."""
    entry = log("dora", description="left\u202eright", place_words="a\u2066b")
    text = dora.page(f"/entries/{entry.id}").text
    assert "left[U+202E]right" in text
    assert "a[U+2066]b" in text
    assert "\u202e" not in text


def test_direction_controls_survive_a_form_that_is_sent_again(dora: PageClient) -> None:
    """R22 is about what is shown: a form sent as it stands changes nothing."""
    typed = "\u05d0\u200f & <b> 'x' \u202e."
    entry = log("dora", place_words=typed)
    page = dora.page(f"/entries/{entry.id}/amend")
    assert page.form("Save").fields["place_words"] == [typed]
    assert "\u202e" not in page.text
    page.press("Save", description="More.", place="other")
    db.session.expire_all()
    assert read_written(entry).place_words == typed
    answer = dora.page("/log/V1").press("Save", description=typed, people_number="x")
    assert answer.status == 422
    assert answer.form("Save").fields["description"] == [typed]
    assert "\u202e" not in answer.html
