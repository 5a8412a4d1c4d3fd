"""Two reviewers of one event at once: each sees the other, and neither overwrites."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select

from nightsafe import clock
from nightsafe.cli.projections import PROJECTIONS
from nightsafe.database import db
from nightsafe.ledger.verify import problems
from nightsafe.review.models import Finding
from nightsafe.review.written import read_noted
from tests.browser import Opener
from tests.factories import log
from tests.people import person, settle


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    settle()
    db.session.commit()


def test_each_sees_the_other_and_the_later_save_is_refused_with_its_words_kept(
    desk_of: Opener,
) -> None:
    event_id = log("dora", "V1", at=clock.now() - timedelta(hours=1), now=clock.now()).event_id
    db.session.rollback()
    first, second = desk_of(person("rhys")), desk_of(person("stella"))
    first.clock.install()
    first.goto(f"/review/{event_id}")
    expect(first.get_by_text("Also here")).to_have_count(0)
    second.goto(f"/review/{event_id}")
    expect(second.get_by_text("Also here: Rhys Reviewer")).to_be_visible()
    with first.expect_response("**/here"):
        first.clock.fast_forward(21_000)
    expect(first.get_by_text("Also here: Stella Supervisor")).to_be_visible()

    for page, words in ((first, "Two men, seen on camera"), (second, "Three men, I think")):
        page.get_by_label("Note").fill(words)
    first.get_by_role("button", name="Save", exact=True).click()
    first.wait_for_url("**done=recorded**")

    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_text("A colleague saved theirs while you wrote").first).to_be_visible()
    expect(second.get_by_label("Note")).to_have_value("Three men, I think")
    expect(second.get_by_text("Two men, seen on camera").first).to_be_visible()
    finding = db.session.scalars(select(Finding)).one()
    assert read_noted(finding).note == "Two men, seen on camera"
    db.session.rollback()

    # Having looked, the second sends it again, and the first's stays in the history.
    second.get_by_role("button", name="Save", exact=True).click()
    second.wait_for_url("**done=recorded**")
    expect(second.get_by_text("Two men, seen on camera").first).to_be_attached()
    expect(second.get_by_label("Note")).to_have_value("Three men, I think")

    # Seen by one while the other still reads: nothing is done twice, and nobody is told off.
    first.goto(f"/review/{event_id}")
    expect(first.get_by_role("button", name=re.compile("^S?\\s*Seen"))).to_have_count(0)
    db.session.rollback()
    assert problems(PROJECTIONS)[0] == []
