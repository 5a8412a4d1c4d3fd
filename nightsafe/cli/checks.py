"""The checks of releases, in a thread of the jobs' process: nothing urgent waits for one."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from threading import Event, Thread

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError

from nightsafe import clock
from nightsafe.aggregates import checking
from nightsafe.aggregates.checking import Ended
from nightsafe.database import db
from nightsafe.delivery.jobs import Overtaken, give_back, lease, renew

log = logging.getLogger(__name__)

NAME = "aggregates.checking"
# How soon a release that waits is noticed, and the pause after something went wrong; seconds.
GLANCE, PAUSE = 1.0, 10.0
# A process that dies at a check holds the work no longer than this; one that lives keeps it.
HELD = timedelta(seconds=30)
BEAT = 8.0  # seconds
PATIENCE = 3.0  # seconds for a check to notice that it is to end

Say = Callable[[str], object]


class Checks:
    """Checks whatever release waits, one after the other, until it is stopped."""

    def __init__(self, app: Flask, say: Say = click.echo) -> None:
        self._app, self._say = app, say
        self._stopping = Event()
        # Ended with the process, wherever it is: what it has not kept is done again.
        self._thread = Thread(target=self._go_on, daemon=True)

    def start(self) -> None:
        """Begin to look for releases that wait."""
        self._thread.start()

    def stop(self) -> None:
        """End the check that goes on, at its next step; that release waits on."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(PATIENCE)

    def do_all(self) -> None:
        """Check all that wait now, unless another process has the work."""
        with self._app.app_context():
            if not checking.due():
                return
            with _held(self._app) as lost:
                if lost is None:
                    return
                checking.thaw()
                done = 0
                while (release_id := checking.waiting()) is not None:
                    done += checking.check(release_id, clock.now, lambda: self._still(lost))
                if done:
                    self._say(f"Releases checked: {done}")

    def _still(self, lost: Event) -> None:
        if self._stopping.is_set() or lost.is_set():
            raise Ended

    def _go_on(self) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            pause = GLANCE
            try:
                self.do_all()
            except Ended:
                continue
            except Exception:
                log.exception("the check of a release failed; it is tried again")
                pause = PAUSE
            finally:
                with self._app.app_context():
                    db.session.remove()


@contextmanager
def _held(app: Flask) -> Iterator[Event | None]:
    """Hold the work for as long as this process lives and works; None while another one does.

    Gives an event that says that it was lost all the same.
    """
    until = lease(NAME, now=clock.now(), lasts=HELD)
    if until is None:
        yield None
        return
    holding = _Holding(app, until)
    holding.start()
    try:
        yield holding.lost
    finally:
        holding.end()


class _Holding(Thread):
    """Renews a lease again and again, whatever the thread that took it is busy with."""

    def __init__(self, app: Flask, until: datetime) -> None:
        super().__init__(daemon=True)
        self._app, self._until = app, until
        self._over = Event()
        self.lost = Event()

    def run(self) -> None:
        while not self._over.wait(BEAT):
            with self._app.app_context(), suppress(DBAPIError):
                try:
                    self._until = renew(NAME, self._until, now=clock.now(), lasts=HELD)
                except Overtaken:
                    self.lost.set()
                    return

    def end(self) -> None:
        """Give the work back, unless it was lost."""
        self._over.set()
        self.join()
        with self._app.app_context(), suppress(DBAPIError):
            give_back(NAME, self._until)
