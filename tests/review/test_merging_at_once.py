"""Two reviewers who merge at the same moment: one event in the end, and nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from nightsafe.cli.projections import PROJECTIONS
from nightsafe.database import db
from nightsafe.incidents.models import Entry, Event
from nightsafe.ledger.verify import problems
from nightsafe.review.actions import Stale
from nightsafe.review.merging import merge_events
from tests.factories import log
from tests.people import SATURDAY, actor, place, settle

LATER = SATURDAY + timedelta(hours=12)


@pytest.mark.both_engines
def test_two_who_merge_crosswise_at_once_make_one_event(app: Flask) -> None:
    settle()
    street = place("George Street").id
    ids = [log(who, "V1", place_id=street).event_id for who in ("dora", "cleo", "drew")]
    people = [actor("rhys"), actor("stella")]
    db.session.commit()
    db.session.remove()
    start = Barrier(2)

    def merge(turn: int, wanted: list[UUID]) -> str:
        with app.app_context():
            start.wait(10)
            first, *others = (db.session.get_one(Event, one) for one in wanted)
            try:
                merge_events(people[turn], first, others, ["chosen"], now=LATER)
            except Stale:
                db.session.rollback()
                return "stale"
            db.session.commit()
            return "merged"

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(merge, (0, 1), (ids, ids[::-1])))
    assert sorted(said) == ["merged", "stale"]
    standing = select(func.count()).select_from(Event).where(Event.standing)
    assert db.session.scalar(standing) == 1
    assert len(set(db.session.scalars(select(Entry.event_id)))) == 1
    assert problems(PROJECTIONS)[0] == []
