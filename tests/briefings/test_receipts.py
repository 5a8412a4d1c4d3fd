"""Who has read a briefing is counted once, and by organisation."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from nightsafe.briefings.receipts import by_organisation, have_read, read_at, whole
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
    assert [(one.organisation, one.read, one.of) for one in rows] == [
        ("Anchor Ltd", 0, 1),
        ("Lantern Ltd", 1, 2),
    ]
    assert (whole(rows).read, whole(rows).of, whole(rows).share) == (1, 3, 33)
    assert whole([]).share == 0
