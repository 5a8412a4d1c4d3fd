"""R44: fifty identical posts at once are one row and one receipt; a changed one is kept too."""

import contextvars
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from nightsafe.database import db
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.projection import PROJECTION
from nightsafe.ledger.models import Row
from nightsafe.submissions.models import Submission
from tests import people
from tests.ledger.chains import check
from tests.page import PageClient
from tests.people import person

pytestmark = pytest.mark.both_engines
THREADS, POSTS = 10, 50


def post(client: PageClient, address: str, data: dict[str, Any]) -> TestResponse:
    """Post as a phone does: again when the server says that it is busy."""
    cookie = client.get_cookie("nightsafe")
    assert cookie is not None
    while True:
        sender = client.application.test_client(use_cookies=False)
        headers = {"Cookie": f"nightsafe={cookie.value}"}
        send = contextvars.Context().run
        response: TestResponse = send(sender.post, address, data=data, headers=headers)
        if response.status_code != 503:
            return response


def count(model: Any) -> int:
    return int(db.session.scalar(db.select(db.func.count()).select_from(model)) or 0)


def at_once(client: PageClient, posts: list[tuple[str, dict[str, Any]]]) -> list[TestResponse]:
    """All the posts, as many at a time as there are threads."""
    db.session.commit()
    db.session.remove()
    start = Barrier(THREADS)

    def work(number: int) -> list[TestResponse]:
        start.wait()
        return [post(client, *each) for each in posts[number::THREADS]]

    with ThreadPoolExecutor(THREADS) as pool:
        return [one for done in pool.map(work, range(THREADS)) for one in done]


def test_identical_posts_are_one_row_and_one_receipt(
    app: Flask, signed_in: Callable[..., PageClient]
) -> None:
    people.settle()
    client = signed_in(person("dora"))
    form = client.page("/log/V1").form("Save")
    data = form.data(None, {"description": "a blue scarf"})
    answers = at_once(client, [(form.action, data)] * POSTS)
    assert Counter(one.status_code for one in answers) == {302: POSTS}
    assert len({one.headers["Location"] for one in answers}) == 1
    assert (count(Entry), count(Event), count(Submission)) == (1, 1, 1)
    assert db.session.query(Row).filter_by(kind="entry").count() == 1
    assert check([PROJECTION]) == []


def test_of_posts_that_differ_the_first_stands_and_each_other_is_kept(
    app: Flask, signed_in: Callable[..., PageClient]
) -> None:
    people.settle()
    client = signed_in(person("dora"))
    form = client.page("/log/V1").form("Save")
    posts = [
        (form.action, form.data(None, {"description": f"version {number % 2}"}))
        for number in range(20)
    ]
    answers = at_once(client, posts)
    assert Counter(one.status_code for one in answers) == {302: 10, 409: 10}
    assert (count(Entry), count(Submission)) == (1, 2)
    assert db.session.query(Row).filter_by(kind="set-aside").count() == 1
    assert {row.applied for row in db.session.scalars(db.select(Submission))} == {True, False}
    assert check([PROJECTION]) == []
