"""How long acts take, taken in turns, and which statements they send."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from nightsafe.database import db

RUNS = 15

Act = Callable[[], object]


def alternately(acts: Sequence[Act]) -> list[float]:
    """The median milliseconds of each, taken in turns: what else this machine does hits all."""
    times: list[list[float]] = [[] for _ in acts]
    for turn in range(RUNS + 1):
        for act, taken in zip(acts, times, strict=True):
            began = time.perf_counter()
            act()
            if turn:  # the first is to get warm
                taken.append((time.perf_counter() - began) * 1000)
    return [statistics.median(taken) for taken in times]


def sent(app: Flask, act: Act) -> list[tuple[float, str]]:
    """The statements that an act sends, with the milliseconds that the database took."""
    with _listening(app) as found:
        act()
    return found


@contextmanager
def _listening(app: Flask) -> Iterator[list[tuple[float, str]]]:
    found: list[tuple[float, str]] = []
    began = 0.0

    def before(*_more: object) -> None:
        nonlocal began
        began = time.perf_counter()

    def after(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        found.append(((time.perf_counter() - began) * 1000, statement))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)
