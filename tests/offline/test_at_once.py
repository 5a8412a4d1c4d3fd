"""R44 at the queue's door: fifty identical parcels at once are one row and one receipt."""

import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.ledger.models import Row
from nightsafe.submissions.models import Held, Submission
from tests.ledger.chains import check
from tests.offline.parcels import Phone, a_log, phone_of
from tests.page import PageClient
from tests.people import person, settle

pytestmark = pytest.mark.both_engines
THREADS, POSTS = 10, 50


def bring_at_once(phone: Phone, bodies: list[dict[str, str]]) -> list[tuple[int, Any]]:
    """Bring them all, as many at a time as there are threads; a busy server is asked again."""
    db.session.remove()
    start = Barrier(THREADS)
    app = phone.client.application
    headers = {"Authorization": f"Bearer {phone.known['token']}"}

    def bring(body: dict[str, str]) -> tuple[int, Any]:
        while True:
            sender = app.test_client(use_cookies=False)
            send = contextvars.Context().run
            answer = send(sender.post, "/outbox", json=body, headers=headers)
            if answer.status_code != 503:
                return answer.status_code, answer.get_json()

    def work(number: int) -> list[tuple[int, Any]]:
        start.wait()
        return [bring(body) for body in bodies[number::THREADS]]

    with ThreadPoolExecutor(THREADS) as pool:
        return [one for done in pool.map(work, range(THREADS)) for one in done]


def count(model: Any) -> int:
    return int(db.session.scalar(db.select(db.func.count()).select_from(model)) or 0)


@pytest.fixture
def phone(app: Flask, signed_in: Callable[..., PageClient]) -> Phone:
    settle()
    db.session.commit()
    return phone_of(signed_in(person("dora")))


def test_one_parcel_brought_fifty_times_is_one_row_and_one_receipt(phone: Phone) -> None:
    body = phone.seal("/log/V1", a_log(description="Once."))
    answers = bring_at_once(phone, [body] * POSTS)
    assert len({str(answer) for answer in answers}) == 1
    assert answers[0][0] == 200
    assert (count(Entry), count(Submission), count(Held)) == (1, 1, 0)
    assert check() == []


def test_one_that_does_not_fit_is_held_once(phone: Phone) -> None:
    fields = a_log(when="pick", when_date="2026-03-29", when_time="01:30")
    answers = bring_at_once(phone, [phone.seal("/log/V1", fields)] * POSTS)
    assert {(status, said["state"]) for status, said in answers} == {(200, "attention")}
    assert (count(Entry), count(Submission), count(Held)) == (0, 0, 1)
    noted = db.select(db.func.count()).select_from(Row).where(Row.kind == "held")
    assert db.session.scalar(noted) == 1
    assert check() == []


def test_fifty_of_fifty_all_arrive(phone: Phone) -> None:
    bodies = [phone.seal("/log/V1", a_log()) for _ in range(POSTS)]
    answers = bring_at_once(phone, bodies)
    assert {said["state"] for _, said in answers} == {"received"}
    assert count(Entry) == POSTS
    assert check() == []
