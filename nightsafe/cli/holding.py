"""Holding a piece of work for as long as this process lives, whatever it is busy with."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from threading import Event, Thread

from flask import Flask
from sqlalchemy.exc import DBAPIError

from nightsafe import clock
from nightsafe.delivery.jobs import Overtaken, give_back, lease, renew

# A process that dies at its work holds it no longer than this; one that lives keeps it.
HELD = timedelta(seconds=30)
BEAT = 8.0  # seconds


@contextmanager
def held(app: Flask, name: str) -> Iterator[Event | None]:
    """Hold the work of a name; None while another process does.

    Gives an event that says that it was lost all the same. Needs an app's context.
    """
    until = lease(name, now=clock.now(), lasts=HELD)
    if until is None:
        yield None
        return
    holding = _Holding(app, name, until)
    holding.start()
    try:
        yield holding.lost
    finally:
        holding.end()


class _Holding(Thread):
    """Renews a lease again and again, whatever the thread that took it is busy with."""

    def __init__(self, app: Flask, name: str, until: datetime) -> None:
        super().__init__(daemon=True)
        self._app, self._name, self._until = app, name, until
        self._over = Event()
        self.lost = Event()

    def run(self) -> None:
        while not self._over.wait(BEAT):
            with self._app.app_context(), suppress(DBAPIError):
                try:
                    self._until = renew(self._name, self._until, now=clock.now(), lasts=HELD)
                except Overtaken:
                    self.lost.set()
                    return

    def end(self) -> None:
        """Give the work back, unless it was lost."""
        self._over.set()
        self.join()
        with self._app.app_context(), suppress(DBAPIError):
            give_back(self._name, self._until)
