"""The phone's clock and the clock changes, through the real form."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.database import db
from nightsafe.incidents.models import Entry
from tests.page import PageClient
from tests.people import SATURDAY, person, settle

Freeze = Callable[[datetime], Any]
SignIn = Callable[..., PageClient]


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Freeze) -> None:
    settle()
    db.session.commit()
    freeze(SATURDAY)


@pytest.fixture
def dora(signed_in: Callable[..., PageClient]) -> PageClient:
    return signed_in(person("dora"))


def only_entry() -> Entry:
    return db.session.scalars(select(Entry)).one()


@pytest.mark.parametrize(
    "phone",
    [
        datetime(1970, 1, 1, 0, 3, tzinfo=UTC),
        SATURDAY - timedelta(hours=13),
        SATURDAY + timedelta(hours=13),
        SATURDAY - timedelta(days=365),
        SATURDAY + timedelta(days=365),
        SATURDAY.astimezone(timezone(timedelta(hours=14))),
    ],
    ids=["1970", "13 h slow", "13 h fast", "a year slow", "a year fast", "another zone"],
)
@pytest.mark.parametrize("minutes", [0, 15])
def test_a_wrong_phone_clock_is_taken_out_and_kept(
    dora: PageClient, phone: datetime, minutes: int
) -> None:
    """R32: captured on the phone's clock and sent three minutes later by the same clock."""
    sent = phone + timedelta(minutes=3)
    page = dora.page("/log/V1")
    data = page.form("Save").data("Save", {"when": str(minutes) if minutes else "now"})
    data |= {"captured": phone.isoformat(), "sent": sent.isoformat()}
    answer = dora.send("/log/V1", data)
    assert answer.status == 200
    entry = only_entry()
    assert entry.occurred_at == SATURDAY - timedelta(minutes=3 + minutes)
    assert entry.claimed_at == phone - timedelta(minutes=minutes)
    assert entry.sent_at == sent
    assert entry.received_at == SATURDAY
    assert entry.night.isoformat() == "2026-11-14"


@pytest.mark.parametrize(
    ("captured", "sent"),
    [
        ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
        ("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"),
        ("yesterday", "1e9"),
        ("2026-11-14T23:30:00", "2026-11-14T23:30:00"),
    ],
)
def test_a_clock_that_says_nonsense_is_passed_over(
    dora: PageClient, captured: str, sent: str
) -> None:
    data = dora.page("/log/V1").form("Save").data("Save") | {"captured": captured, "sent": sent}
    assert dora.send("/log/V1", data).status == 200
    assert only_entry().occurred_at == SATURDAY


def test_without_a_script_the_servers_clock_counts(dora: PageClient) -> None:
    dora.page("/log/V1").press("Save", when="60")
    assert only_entry().occurred_at == SATURDAY - timedelta(hours=1)
    assert only_entry().sent_at is None


def test_of_the_two_half_past_ones_the_person_says_which(signed_in: SignIn, freeze: Freeze) -> None:
    """R33: asked beside the field, kept an hour apart, shown as BST and GMT."""
    freeze(datetime(2026, 10, 25, 4, 0, tzinfo=UTC))
    dora = signed_in(person("dora"))
    found = []
    for fold, shown in (("0", "01:30 BST"), ("1", "01:30 GMT")):
        page = dora.page("/log/V1").press(
            "Save",
            when="pick",
            when_date="2026-10-25",
            when_time="01:30",
            description="typed",
            flags=["alcohol"],
        )
        assert page.status == 422
        assert len(page.form("Save").errors()) == 1
        fields = page.form("Save").fields
        assert (fields["description"], fields["flags"]) == (["typed"], ["alcohol"])
        assert fields["when_time"] == ["01:30"]
        assert "01:30 BST" in page.text
        assert "01:30 GMT" in page.text
        receipt = page.press("Save", when_fold=fold)
        assert shown in receipt.text
        match = re.search("/entries/([0-9a-f-]+)/", receipt.path)
        assert match is not None
        entry = db.session.scalars(select(Entry).order_by(Entry.occurred_at.desc())).first()
        assert entry is not None
        found.append(entry.occurred_at)
        assert entry.night.isoformat() == "2026-10-24"
    assert found[1] - found[0] == timedelta(hours=1)
    assert found[0] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_amending_keeps_which_of_the_two_it_was(signed_in: SignIn, freeze: Freeze) -> None:
    freeze(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    dora = signed_in(person("dora"))
    receipt = dora.page("/log/V1").press("Save")
    assert "01:30 GMT" in receipt.text
    page = receipt.follow("Add detail").press("Save", when="pick", description="more")
    assert page.status == 200
    assert only_entry().occurred_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_the_half_past_one_that_never_was_is_refused_with_help(
    signed_in: SignIn, freeze: Freeze
) -> None:
    freeze(datetime(2026, 3, 29, 4, 0, tzinfo=UTC))
    dora = signed_in(person("dora"))
    page = dora.page("/log/V1").press(
        "Save", when="pick", when_date="2026-03-29", when_time="01:30", description="typed"
    )
    assert page.status == 422
    (error,) = page.form("Save").errors()
    assert "01:30" in error
    assert "02:30" in error
    assert page.form("Save").fields["description"] == ["typed"]
    page.press("Save", when_time="02:30")
    assert only_entry().occurred_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "good"),
    [
        ("2026-11-14", "23:40", True),
        ("2026-11-14", "23:41", False),
        ("2027-11-14", "23:30", False),
        ("2025-11-14", "23:31", True),
        ("2025-11-12", "23:30", False),
        ("1066-10-14", "09:00", False),
        ("0001-01-01", "00:00", False),
        ("9999-12-31", "23:59", False),
        ("", "22:00", True),
        ("", "", False),
        ("2026-02-30", "10:00", False),
        ("", "25:00", False),
        ("", "ten", False),
    ],
)
def test_a_time_has_to_be_in_the_last_year_and_not_to_come(
    dora: PageClient, day: str, at: str, good: bool
) -> None:
    page = dora.page("/log/V1").press(
        "Save", when="pick", when_date=day, when_time=at, description="typed"
    )
    if good:
        assert page.status == 200
        return
    assert page.status == 422
    assert len(page.form("Save").errors()) == 1
    fields = page.form("Save").fields
    assert (fields["when_date"], fields["when_time"]) == ([day], [at])
    assert (fields["when"], fields["description"]) == (["pick"], ["typed"])


def test_a_choice_that_is_none_is_refused_beside_the_field(dora: PageClient) -> None:
    data = dora.page("/log/V1").form("Save").data("Save", {"when": "tomorrow"})
    page = dora.send("/log/V1", data)
    assert page.status == 422
    assert page.form("Save").errors() == ["Error: Choose from the list when it was."]
