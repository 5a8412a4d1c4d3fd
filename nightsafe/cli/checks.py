"""The checks of releases, in a thread of the jobs' process: nothing urgent waits for one."""

import logging
from collections.abc import Callable
from threading import Event, Thread

import click
from flask import Flask

from nightsafe import clock
from nightsafe.aggregates import checking
from nightsafe.aggregates.checking import Ended
from nightsafe.cli.holding import held
from nightsafe.database import db

log = logging.getLogger(__name__)

NAME = "aggregates.checking"
# How soon a release that waits is noticed, and the pause after something went wrong; seconds.
GLANCE, PAUSE = 1.0, 10.0
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
            with held(self._app, NAME) as lost:
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
