"""What sends messages, in a thread of the jobs' process: one sender for the whole installation."""

import logging
from collections.abc import Callable
from threading import Event, Thread

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError

from nightsafe import clock
from nightsafe.accounts.recipients import recipients
from nightsafe.cli.holding import held
from nightsafe.cli.ways import open_ways
from nightsafe.cli.wording import Wording
from nightsafe.database import db, only_reading
from nightsafe.delivery import sending
from nightsafe.network.queries import time_zone

log = logging.getLogger(__name__)

NAME = "delivery.sending"
# How soon a message that waits is noticed, and the pause after something went wrong; seconds.
GLANCE, PAUSE = 1.0, 10.0
PATIENCE = 3.0  # seconds for a letter on its way to come to its end

Say = Callable[[str], object]


class Sender:
    """Sends whatever waits, one after the other, until it is stopped."""

    def __init__(self, app: Flask, say: Say = click.echo) -> None:
        self._app, self._say = app, say
        self._wording = Wording(app)
        self._stopping = Event()
        # Ended with the process, wherever it is: what it had begun is settled by the next one.
        self._thread = Thread(target=self._go_on, daemon=True)

    def start(self) -> None:
        """Begin to look for messages that wait."""
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(PATIENCE)

    def do_all(self) -> None:
        """Send all that is due now, unless another process has the work."""
        with self._app.app_context():
            if not sending.due(now=clock.now()):
                return
            with held(self._app, NAME) as lost:
                if lost is None:
                    return
                # Nobody else sends now: what was begun before has no end any more.
                sending.recover(now=clock.now())
                done = self._send(lost)
                if done:
                    self._say(f"Messages taken in hand: {done}")

    def _send(self, lost: Event) -> int:
        with only_reading():
            zone = time_zone()
            ways = open_ways(self._app)
            db.session.rollback()
        done = 0
        try:
            while not (self._stopping.is_set() or lost.is_set()):
                begun = sending.begin(recipients, zone, now=clock.now())
                if begun is None:
                    break
                sending.carry_out(*begun, self._wording.compose, ways, clock.now)
                done += 1
        finally:
            for way in ways.values():
                if way is not None:
                    way.close()
        return done

    def _go_on(self) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            pause = GLANCE
            try:
                self.do_all()
            except DBAPIError:
                log.warning("the database is away; messages wait")
                pause = PAUSE
            except Exception:
                log.exception("sending failed; it is tried again")
                pause = PAUSE
            finally:
                with self._app.app_context():
                    db.session.remove()
