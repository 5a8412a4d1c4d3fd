"""The mail of a briefing is its page in words; what is for police alone is in none."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask

from nightsafe.briefings.letters import compose
from nightsafe.briefings.models import Briefing
from nightsafe.delivery.letters import About, Letter, Recipient
from tests.briefings.briefing_made import ANNEX, ASK, corrected, draft, published
from tests.people import settle

SITE = "https://nights.example.org"
RHYS = Recipient(1, "Rhys <b>Reviewer</b>", "rhys@example.org", None, stands=True)


@pytest.fixture(autouse=True)
def asking(app: Flask, session: object) -> Iterator[None]:
    settle()
    with app.test_request_context():
        yield


def letter(briefing: Briefing, kind: str = "briefing") -> Letter | None:
    return compose(About(1, kind, briefing.id, ""), RHYS, SITE)


def test_both_kinds_of_mail_say_what_the_page_says() -> None:
    briefing = published()
    found = letter(briefing)
    assert found is not None
    assert found.html is not None
    assert found.subject == "Briefing: Weekend of 13 to 15 November 2026"
    assert found.line == ASK
    for said in (found.plain, found.html):
        for words in ("We logged about 50 events.", ASK, "fewer than 10", "25 to 60"):
            assert words in said
        assert f"{SITE}/briefings/{briefing.id}" in said
        # Even to police: a mail lies in places that nobody guards.
        assert ANNEX not in said
    assert "<b>" not in found.html


def test_the_nudge_is_short() -> None:
    found = letter(published(), "briefing-nudge")
    assert found is not None
    assert found.html is None
    assert "Not read yet" in found.subject
    assert ASK not in found.plain


def test_a_correction_says_so_and_what_was_wrong() -> None:
    found = letter(corrected(published()))
    assert found is not None
    assert found.subject.startswith("Corrected briefing:")
    assert "The match is on Sunday." in found.plain
    assert "The match is on Sunday." in str(found.html)


def test_there_is_no_letter_of_what_was_not_published() -> None:
    assert letter(draft()) is None
    assert compose(About(1, "briefing", uuid4(), ""), RHYS, SITE) is None
