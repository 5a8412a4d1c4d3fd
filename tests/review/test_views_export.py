"""The page before an export, and the file that it answers with."""

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from nightsafe.accounts.passwords import hash_password
from nightsafe.database import db
from nightsafe.ledger import actions as ledger
from nightsafe.ledger.models import Row
from nightsafe.review.models import Export
from tests.factories import log
from tests.page import PageClient
from tests.people import PASSWORD, person, settle
from tests.review.exports import NOW, table

SignIn = Callable[..., PageClient]
REASON = "for Monday's meeting"


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    settle()
    db.session.commit()
    freeze(NOW)


def test_it_says_what_will_be_in_it_before_it_is_made(signed_in: SignIn) -> None:
    log("dora", "V1")
    log("drew", "V3")
    log("dora", "S1")
    page = signed_in(person("rhys")).page("/review/export")
    assert "The list: 2 events" in page.text and "S1" not in page.text
    assert "leaves only with those who hold the grant" in page.text
    assert "holds" not in page.form("Make the file").names
    page = signed_in(person("greta")).page("/review/export")
    assert "The list: 2 events" in page.text
    assert "With what was written: 3 events" in page.text
    page = signed_in(person("rhys")).page("/review/export?code=V3")
    assert "The list: 1 event" in page.text and "V3 Threats" in page.text


def test_the_file_comes_with_its_mark_in_its_name_and_stays_in_no_cache(signed_in: SignIn) -> None:
    log("dora", "V1")
    client = signed_in(person("rhys"))
    form = client.page("/review/export").form("Make the file")
    answer = client.post(form.action, data=form.data("Make the file", {"reason": REASON}))
    assert answer.status_code == 200
    made = db.session.scalars(select(Export)).one()
    mark = f"{made.mark[:4]}-{made.mark[4:]}"
    named = f"attachment; filename=nightsafe-review-2026-11-16-{mark}.csv"
    assert answer.headers["Content-Disposition"] == named
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert [row["Mark"] for row in table(answer.data)] == [mark]


@pytest.mark.parametrize(("file_format", "begins"), [("xlsx", b"PK"), ("pdf", b"%PDF-1.7")])
def test_each_kind_is_what_it_says(signed_in: SignIn, file_format: str, begins: bytes) -> None:
    log("dora", "V1")
    client = signed_in(person("rhys"))
    form = client.page("/review/export").form("Make the file")
    values = {"reason": REASON, "file_format": file_format}
    answer = client.post(form.action, data=form.data("Make the file", values))
    assert answer.data.startswith(begins)


def test_without_a_reason_nothing_leaves_and_nothing_typed_is_lost(signed_in: SignIn) -> None:
    log("dora", "V1")
    page = signed_in(person("rhys")).page("/review/export?severity=2")
    page = page.press("Make the file", reason="it", file_format="pdf")
    assert page.status == 422
    assert "Say what it is for" in page.text
    form = page.form("Make the file")
    assert (form.fields["reason"], form.fields["file_format"]) == (["it"], ["pdf"])
    assert db.session.scalar(select(Export)) is None


def test_a_reviewer_without_the_grant_gets_no_words_by_asking(signed_in: SignIn) -> None:
    log("dora", "V1", description="zqsecret")
    client = signed_in(person("rhys"))
    form = client.page("/review/export").form("Make the file")
    answer = client.post(form.action, data={**form.data(), "holds": "words", "reason": REASON})
    assert answer.status_code == 403
    assert b"zqsecret" not in answer.data
    refused = db.session.scalars(select(Row).where(Row.kind == "refused")).all()
    assert len(refused) == 1


def test_words_leave_after_the_password_and_what_was_chosen_is_sent_again(
    signed_in: SignIn, freeze: Callable[[datetime], Any]
) -> None:
    person("stella").password_hash = hash_password(PASSWORD)
    entry = log("dora", "V1", description="zqwort")
    client = signed_in(person("stella"))
    freeze(NOW + timedelta(minutes=11))
    page = client.page("/review/export")
    assert "You give your password again." in page.text
    page = page.press("Make the file", holds="words", reason=REASON)
    assert page.status == 401 and "zqwort" not in page.html
    assert db.session.scalar(select(Export)) is None
    form = page.press("Go on", password=PASSWORD).form("Send it now")
    answer = client.post(form.action, data=form.data("Send it now"))
    (row,) = table(answer.data)
    assert "zqwort" in row["Accounts"]
    read = db.session.scalars(select(Row).where(Row.kind == "read")).one()
    assert (read.record_id, read.actor_id) == (entry.id, person("stella").id)


def test_no_audit_no_file(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """R34: what cannot be noted does not leave."""
    log("dora", "V1")
    client = signed_in(person("rhys"))
    form = client.page("/review/export").form("Make the file")

    def full(session: Any) -> None:
        if session.info.get("staged"):
            raise OperationalError("INSERT", {}, sqlite3.OperationalError("disk is full"))

    data = form.data("Make the file", {"reason": REASON})
    monkeypatch.setattr(ledger, "append", full)
    answer = client.post(form.action, data=data)
    assert answer.status_code in {503, 507} and "Content-Disposition" not in answer.headers
    monkeypatch.undo()
    assert db.session.scalar(select(Export)) is None


def test_a_list_without_anything_offers_no_file(signed_in: SignIn) -> None:
    page = signed_in(person("rhys")).page("/review/export")
    assert "There is nothing to export here." in page.text


def test_a_bent_address_is_400(signed_in: SignIn) -> None:
    signed_in(person("rhys")).page("/review/export?colour=red", status=400)
