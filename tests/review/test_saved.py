"""Saved filters: one's own alone, sealed, their words searched for anew."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.ledger.models import RecordKey, Row
from nightsafe.review import saved, searching
from nightsafe.review.filters import Filters, read
from nightsafe.review.models import SavedFilter
from tests.page import PageClient
from tests.people import actor, person, settle

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
TONIGHT = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def city(app: Flask) -> None:
    settle()
    db.session.commit()


def keep(name: str, who: str = "rhys", **given: str) -> SavedFilter:
    row = saved.save_filter(actor(who), name, read(given, TONIGHT), now=NOW)
    db.session.commit()
    return row


def test_they_are_found_by_name_and_lead_to_what_was_asked(app: Flask) -> None:
    keep("Violence", group="violence", state="all")
    keep("knives", view="2026-11-06", severity="4")
    with app.test_request_context():
        found = saved.saved_filters(actor("rhys"))
        assert [(one.name, one.url) for one in found] == [
            ("knives", "/review?severity=4&view=2026-11-06"),
            ("Violence", "/review?group=violence&state=all"),
        ]
    assert saved.saved_filters(actor("greta")) == []


def test_neither_name_nor_words_can_be_read_in_the_table() -> None:
    token = searching.begin(actor("rhys"), "ocelot", now=NOW)
    row = keep("Ocelots", view="all", state="all", find=token)
    assert b"celot" not in row.written
    (one,) = saved.saved_filters(actor("rhys"))
    assert (one.words, one.url) == ("ocelot", None)
    assert "find" not in one.query


def test_somebody_elses_is_as_good_as_none_and_a_removed_one_leaves_no_key() -> None:
    row = keep("Mine")
    assert saved.saved_filter(actor("greta"), row.id) is None
    assert not saved.remove_filter(actor("greta"), row.id)
    assert saved.remove_filter(actor("rhys"), row.id)
    db.session.commit()
    assert db.session.get(RecordKey, row.id) is None
    assert db.session.scalar(select(func.count()).select_from(SavedFilter)) == 0


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_name_is_needed_and_short(name: str) -> None:
    with pytest.raises(ProductError):
        saved.save_filter(actor("rhys"), name, Filters(None), now=NOW)


def test_there_is_an_end_to_them() -> None:
    for number in range(saved.MOST):
        keep(str(number))
    with pytest.raises(ProductError, match="Remove one"):
        keep("one more")


def test_a_saved_search_is_searched_for_again_and_noted(
    signed_in: Callable[..., PageClient], freeze: Callable[[datetime], Any]
) -> None:
    freeze(NOW)
    token = searching.begin(actor("rhys"), "ocelot", now=NOW)
    row = keep("Ocelots", view="all", state="all", find=token)
    client = signed_in(person("rhys"))
    sent = client.page("/help").form("Polski").fields
    answer = client.post(f"/review/saved/{row.id}/open", data={"csrf_token": sent["csrf_token"]})
    assert answer.status_code == 302
    assert "find=" in answer.location
    assert "ocelot" not in answer.location
    assert db.session.scalar(select(func.count()).where(Row.kind == "searched")) == 2


@pytest.mark.parametrize("spoilt", ["%00", "%ED%A0%80", "%FF"])
@pytest.mark.parametrize(("address", "field"), [("/review/saved", "name"), ("/review/search", "q")])
def test_what_cannot_be_written_is_refused_and_not_shown(
    signed_in: Callable[..., PageClient], address: str, field: str, spoilt: str
) -> None:
    """R21: a NUL and a lone surrogate, in a name and in a search."""
    client = signed_in(person("rhys"))
    (token,) = client.page("/help").form("Polski").fields["csrf_token"]
    answer = client.post(
        address,
        data=f"csrf_token={token}&{field}=oce{spoilt}lot",
        content_type="application/x-www-form-urlencoded",
    )
    said = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "a character that cannot be saved" in said
    assert "\x00" not in said and "\ufffd" not in said
    assert db.session.scalar(select(func.count()).select_from(SavedFilter)) == 0
    assert db.session.scalar(select(func.count()).where(Row.kind == "searched")) == 0
