"""What is read of a briefing: figures in place, small ones in words, nothing for police alone."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from nightsafe.briefings.document import Document, document_of
from nightsafe.briefings.document_pdf import pdf
from nightsafe.briefings.letters import in_plain
from tests.briefings.briefing_made import ANNEX, ASK, PUBLISHED_AT, draft, facts
from tests.people import settle
from tests.review.pdf_text import pages


@pytest.fixture(autouse=True)
def asking(app: Flask, session: object) -> Iterator[None]:
    settle()
    with app.test_request_context():
        yield


def keys(document: Document) -> list[str]:
    return [one.key for one in document.sections]


def test_the_first_screen_has_three_lines_and_the_one_ask() -> None:
    document = document_of(draft())
    assert document.title == "Weekend of 13 to 15 November 2026"
    assert [one.shown for one in document.lead] == [
        "We logged about 50 events.",
        "More than usual: Violence and weapons.",
        "The coming weekend will likely bring 25 to 60 events.",
    ]
    assert document.ask == ASK
    # Said once: below are the further paragraphs alone, and no block without anything to read.
    assert document.sections[0].paragraphs == ["Most were early."]
    assert keys(document) == ["last", "change", "safe", "expect"]


def test_fewer_than_ten_is_said_in_words_beside_the_chart_and_in_the_table() -> None:
    last = document_of(draft()).sections[0]
    assert [(one.label, one.shown) for one in last.lines] == [
        ("Violence and weapons", "about 40"),
        ("Drugs", "fewer than 10"),
        ("All together", "about 50"),
    ]
    assert last.chart is not None
    assert "Drugs: fewer than 10" in last.chart.words


def test_what_a_block_shows_goes_with_it() -> None:
    kept = [{"key": "ask", "title": "", "text": ASK}, {"key": "safe", "title": "", "text": "Hm."}]
    document = document_of(draft(blocks=kept))
    assert keys(document) == ["safe"]
    assert document.lead == []


def test_with_no_safe_table_no_figure_of_the_weekend_is_read() -> None:
    bare = facts(table=None, visits=None, change=[], usual=None, forecast=None, past=[])
    found = [{"key": key, "title": "", "text": ""} for key in ("last", "change", "safe", "expect")]
    document = document_of(draft(facts=bare, blocks=found))
    assert keys(document) == ["expect"]
    assert document.sections[0].chart is None
    assert not re.search(r"about \d", " ".join(in_plain(document)))


def test_what_is_coming_is_listed_by_its_day() -> None:
    expect = document_of(draft()).sections[-1]
    said = " ".join(expect.points)
    for words in ("Saturday 21 November: Home match, Riverside,", "people expected."):
        assert words in said
    assert expect.chart is not None
    # The earlier weekends, this one, and the range to come.
    for words in ("30 Oct: about 30", "6 Nov: fewer than 10", "13 Nov: about 50", "25 to 60"):
        assert words in expect.chart.words


@pytest.mark.parametrize("large", [False, True])
def test_the_pdf_says_what_the_page_says_and_is_for_everybody(large: bool) -> None:
    document = document_of(draft())
    data = pdf(document, at=PUBLISHED_AT, language="en", large=large)
    said = "".join(pages(data))
    for words in ("More than usual: Violence and weapons.", ASK, "fewer than 10", "25 to 60"):
        assert words.replace(" ", "") in said
    assert ANNEX.replace(" ", "") not in said
    assert b"pdfuaid" in data


def test_a_figure_is_in_place_in_headings_and_in_what_was_corrected_too() -> None:
    first = draft()
    found = draft(
        2,
        blocks=[{"key": "thanks", "title": "[total] logs", "text": "Thank you."}],
        corrects=first.id,
        why="It was [violence].",
    )
    document = document_of(found)
    assert [one.title for one in document.sections] == ["about 50 logs"]
    assert document.corrected == "It was about 40."
