"""Who has read a briefing is counted once, and by organisation."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from nightsafe.briefings.receipts import (
    Read,
    _none_alone,
    by_organisation,
    have_read,
    read_at,
    whole,
)
from nightsafe.database import db
from nightsafe.delivery.queries import waiting
from tests.briefings.briefing_made import PUBLISHED_AT, published
from tests.people import actor, person, settle

VENUES = {"roles": ["VS"], "areas": []}


@pytest.fixture(autouse=True)
def people(app: Flask, session: object) -> Iterator[None]:
    settle()
    with app.test_request_context():
        yield


@pytest.mark.both_engines
def test_the_first_time_counts_and_the_notice_is_gone() -> None:
    briefing, dora = published(audience=VENUES), actor("dora")
    assert [one.kind for one in waiting(dora.person_id)] == ["briefing"]
    for minutes in (0, 5):
        have_read(dora, briefing, now=PUBLISHED_AT + timedelta(minutes=minutes))
        db.session.commit()
    assert read_at(dora, briefing) == PUBLISHED_AT
    assert waiting(dora.person_id) == []
    assert len(waiting(person("otto").id)) == 1


@pytest.mark.both_engines
def test_organisations_are_counted_the_least_read_first() -> None:
    briefing = published(audience=VENUES)
    have_read(actor("dora"), briefing, now=PUBLISHED_AT)
    # Rhys may read it, but it was not meant for him: he is no part of the share.
    have_read(actor("rhys"), briefing, now=PUBLISHED_AT)
    rows = by_organisation(briefing, now=PUBLISHED_AT)
    # One of Anchor's and two of Lantern's: a line of their own would say who has read it.
    assert [(one.organisation, one.read, one.of) for one in rows] == [
        ("Small organisations together", 1, 3)
    ]
    assert (whole(rows).read, whole(rows).of, whole(rows).share) == (1, 3, 33)
    assert whole([]).share == 0


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([], []),
        ([1], [1]),  # there is nobody else to count it with
        ([3, 5], [3, 5]),
        ([1, 5, 8], [8, 6]),  # one alone goes with the smallest of the others
        ([1, 1, 4], [6]),
        ([2, 2, 4], [4, 4]),
    ],
)
def test_no_line_is_of_one_or_two_people(sizes: list[int], expected: list[int]) -> None:
    rows = [Read(str(number), 0, of) for number, of in enumerate(sizes)]
    assert [one.of for one in _none_alone(rows)] == expected
