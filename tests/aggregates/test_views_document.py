"""The review as a page, a PDF and its charts, for whom it is, and the words written in it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from nightsafe.aggregates.models import Release
from nightsafe.database import db
from tests.aggregates.releasing import SUMMER, draft, registered, tables, years
from tests.page import PageClient
from tests.people import person, settle
from tests.review.pdf_text import pages

SignIn = Callable[..., PageClient]


@pytest.fixture
def six(session: Any) -> list[Release]:
    settle()
    found = years(in_registry=True)
    db.session.commit()
    return found


def waiting(**more: Any) -> Release:
    settle()
    found = draft(None, made=registered(tables(SUMMER)), **more)
    db.session.commit()
    return found


def test_everybody_with_figures_reads_what_left(six: list[Release], signed_in: SignIn) -> None:
    page = signed_in(person("mo")).get("/releases/6")
    assert "Quarterly review: July to September 2026" in page.text
    assert "not shown" in page.text
    assert "Release No. 6" in page.text
    assert signed_in(person("mo")).get("/releases/7").status_code == 404
    assert signed_in(person("dora")).get("/releases/6").status_code == 403


def test_the_pdf_says_what_the_page_says_and_is_the_same_each_time(
    six: list[Release], signed_in: SignIn
) -> None:
    client = signed_in(person("coral"))
    first = client.get("/releases/6/review.pdf")
    assert first.mimetype == "application/pdf"
    assert "review-2026-q3-no6.pdf" in first.headers["Content-Disposition"]
    said = "".join(pages(first.data))
    assert "Aquietersummerthanwefeared." in said
    assert "notshown" in said
    assert b"pdfuaid" in first.data
    assert client.get("/releases/6/review.pdf").data == first.data


def test_a_chart_is_a_file_of_its_own(six: list[Release], signed_in: SignIn) -> None:
    client = signed_in(person("rhys"))
    found = client.get("/releases/6/charts/trend.svg")
    assert found.mimetype == "image/svg+xml"
    assert "<desc>Confirmed events in each of 6 quarters" in found.text
    assert client.get("/releases/6/charts/nothing.svg").status_code == 404


def test_before_it_leaves_only_preparers_and_approvers_read_it(signed_in: SignIn) -> None:
    address = f"/releases/{waiting(state='sent').id}/document"
    for who, status in (("ana", 200), ("coral", 200), ("stella", 200), ("rhys", 404), ("mo", 404)):
        assert signed_in(person(who)).get(address).status_code == status
    assert "Not released" in signed_in(person("coral")).get(address).text


def test_words_are_kept_and_nothing_typed_is_lost(signed_in: SignIn) -> None:
    release = waiting(words={})
    client = signed_in(person("ana"))
    address = f"/releases/{release.id}/words"
    mine, older = client.page(address), client.page(address)
    read = mine.press("Keep the words", **{"words-levels": "A calm <b>summer</b>.\n\nReally."})
    assert read.path == f"/releases/{release.id}/document?done=words-kept"
    assert "A calm &lt;b&gt;summer&lt;/b&gt;." in read.html
    # From a window open since before: refused, and what was typed stays beside what was kept.
    refused = older.press("Keep the words", **{"words-levels": "Older words."})
    assert refused.status == 422
    assert "Older words." in refused.text
    assert "A calm" in refused.text
    long = client.page(address).press("Keep the words", **{"words-change": "x" * 4001})
    assert long.status == 422
    assert "make it shorter" in long.text
    assert "A calm <b>summer</b>." in db.session.get_one(Release, release.id).words["levels"]


def test_what_was_sent_or_left_is_not_written_in(six: list[Release], signed_in: SignIn) -> None:
    client = signed_in(person("ana"))
    kept = waiting_words()
    draft_id = kept.rpartition("/")[0].rpartition("/")[2]
    release = db.session.get_one(Release, UUID(draft_id))
    page = client.page(kept)
    release.state, release.sent_at = "sent", release.changed_at
    db.session.commit()
    refused = page.press("Keep the words", **{"words-levels": "New."})
    assert refused.status == 422
    assert "New." in refused.text
    assert "New." not in str(db.session.get_one(Release, UUID(draft_id)).words)
    assert client.get(f"/releases/{six[-1].id}/words").status_code == 302


def waiting_words() -> str:
    """The address of the words of a draft of the quarter after."""
    found = draft(None, SUMMER.next(), made=registered(tables(SUMMER.next())))
    db.session.commit()
    return f"/releases/{found.id}/words"
