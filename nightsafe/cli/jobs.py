"""`nightsafe jobs`: what is done by itself, every half minute or as it comes, beside the server."""

import os
import signal
from collections.abc import Callable
from threading import Event

import click
from flask import Flask

from nightsafe import clock
from nightsafe.alerts import ageing
from nightsafe.briefings import composing, nudging
from nightsafe.cli.checks import Checks
from nightsafe.cli.opening import open_installation
from nightsafe.cli.sending import Sender
from nightsafe.config import from_environment
from nightsafe.delivery.jobs import Work, run
from nightsafe.incidents import escalating as of_incidents
from nightsafe.ledger.erase import scrub
from nightsafe.referrals import escalating as of_referrals

EVERY = 30  # seconds
# How soon it is noticed that the server which started this has ended.
GLANCE = 1.0

# Every job, in the order in which they are done; what each says when it did something.
JOBS: tuple[tuple[Work, str], ...] = (
    (Work("incidents.escalating", of_incidents.escalate), "Notices passed on to the next in line"),
    (
        Work("referrals.escalating", of_referrals.escalate),
        "Referrals passed on, or supervisors told",
    ),
    (Work("briefings.composing", composing.compose_due), "Briefings drafted"),
    (Work("briefings.nudging", nudging.nudge), "Nudged to read the briefing"),
    (Work("alerts.ageing", ageing.forget, scrub), "Old warnings made unreadable"),
)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
@click.option("--beside", type=int, hidden=True, help="The process that this one ends with.")
def jobs(once: bool, beside: int | None) -> None:
    """Pass on what nobody answers, draft briefings, check releases, send messages; until stopped.

    `nightsafe up` and `nightsafe serve` start it by themselves. Where several servers share a
    database, each may have its own: a job is done by one of them at a time.
    """
    app = open_installation(from_environment())
    stopping = Event()
    if not once:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
    checks, sender = Checks(app), Sender(app)
    if not once:
        checks.start()
        sender.start()
    while True:
        do_all(app)
        if once or _waited(stopping, beside):
            break
    if once:
        checks.do_all()
        sender.do_all()
    sender.stop()
    checks.stop()


def do_all(app: Flask, say: Callable[[str], object] = click.echo) -> None:
    """Do each job that no other process has, and tell of those that did something."""
    for work, told in JOBS:
        with app.app_context():
            done = run(work, now=clock.now())
        if done:
            say(f"{told}: {done}")


def _waited(stopping: Event, beside: int | None) -> bool:
    """Wait for the next round; true as soon as there is to be none."""
    for _ in range(int(EVERY / GLANCE)):
        if stopping.wait(GLANCE) or (beside is not None and os.getppid() != beside):
            return True
    return False
