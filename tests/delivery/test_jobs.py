"""A job is done by one process at a time, leaves nothing when it fails, and is caught up."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from nightsafe.database import db
from nightsafe.delivery.jobs import LEASE, Work, finish, give_back, lease, run
from nightsafe.delivery.models import Job, Message
from tests.people import SATURDAY, settle

pytestmark = pytest.mark.both_engines
SOON = SATURDAY + timedelta(seconds=30)


@pytest.fixture(autouse=True)
def _free(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    yield
    db.session.rollback()


def tell(*, now: object = None) -> int:
    db.session.add(Message(person_id=1, kind="urgent", record_id=uuid4(), created_at=SATURDAY))
    return 1


def told() -> int:
    db.session.rollback()
    number = db.session.scalar(select(func.count()).select_from(Message)) or 0
    db.session.rollback()
    return number


def test_it_is_taken_once_until_it_is_done() -> None:
    until = lease("one", now=SATURDAY)
    assert until == SATURDAY + LEASE
    assert lease("one", now=SOON) is None
    assert lease("another", now=SOON) is not None
    finish("one", until, now=SOON)
    db.session.commit()
    assert lease("one", now=SOON) is not None


def test_a_process_that_died_holds_it_no_longer_than_its_lease() -> None:
    assert lease("one", now=SATURDAY) is not None
    assert lease("one", now=SATURDAY + LEASE - timedelta(seconds=1)) is None
    assert lease("one", now=SATURDAY + LEASE) is not None


def test_whoever_was_overtaken_leaves_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def slow(*, now: object = None) -> int:
        # Meanwhile the lease ran out, and another process has it.
        assert lease("one", now=SATURDAY + LEASE) is not None
        return tell()

    assert run(Work("one", slow), now=SATURDAY) is None
    assert told() == 0
    assert "tried again" in caplog.text
    # The other's lease stands.
    assert lease("one", now=SATURDAY + LEASE + timedelta(minutes=1)) is None


def test_one_that_fails_is_logged_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    def broken(*, now: object = None) -> int:
        tell()
        raise RuntimeError("no such luck")

    assert run(Work("one", broken), now=SATURDAY) is None
    assert "the job one failed" in caplog.text
    assert told() == 0
    assert run(Work("one", tell), now=SOON) == 1
    assert told() == 1
    assert db.session.scalars(select(Job.done_at)).all() == [SOON]


def test_giving_back_what_another_has_changes_nothing() -> None:
    give_back("one", SATURDAY)
    assert lease("one", now=SATURDAY) is not None
    give_back("one", SATURDAY)
    assert lease("one", now=SATURDAY) is None


def test_of_many_at_once_one_gets_it(app: Flask) -> None:
    db.session.remove()
    together = Barrier(4)

    def take(_number: int) -> bool:
        with app.app_context():
            together.wait()
            return lease("one", now=SATURDAY) is not None

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(take, range(4))) == 1
        assert sum(pool.map(take, range(4))) == 0


def test_what_comes_after_is_done_once_it_stands_and_only_where_there_was_anything() -> None:
    stood: list[int] = []
    after = Work("one", tell, lambda: stood.append(told()))
    assert run(after, now=SATURDAY) == 1
    assert run(Work("two", lambda *, now: 0, lambda: stood.append(-1)), now=SATURDAY) == 0
    assert stood == [1]
