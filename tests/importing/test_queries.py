"""Reading the batches."""

from collections.abc import Iterator

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.importing.queries import batches, how_many_batches
from nightsafe.importing.rules import State, state_of
from tests.importing.making import batch
from tests.people import SATURDAY, settle

pytestmark = pytest.mark.both_engines


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    return iter([None])


def test_the_newest_comes_first_and_those_that_stand_are_counted() -> None:
    assert how_many_batches() == len(batches()) == 0
    made = [batch(), batch(finished_at=None), batch(undone_at=SATURDAY, withdrawn=11)]
    assert [one.id for one in batches()] == [one.id for one in reversed(made)]
    assert how_many_batches() == 2


def test_a_batch_is_taken_out_when_none_of_it_stands() -> None:
    assert state_of(batch()) is State.FINISHED
    assert state_of(batch(finished_at=None)) is State.BEGUN
    assert state_of(batch(undone_at=SATURDAY, withdrawn=10)) is State.GOING
    # One of eleven had been erased before.
    assert state_of(batch(undone_at=SATURDAY, out_at=SATURDAY, withdrawn=10)) is State.UNDONE
    assert state_of(batch(undone_at=SATURDAY, out_at=SATURDAY, finished_at=None)) is State.UNDONE
