"""The sender dies at every step: nothing for safety is lost, nothing else is doubled."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from nightsafe import clock
from nightsafe.app import TOP
from nightsafe.database import db
from nightsafe.delivery.actions import notify
from nightsafe.delivery.choices import Quiet, choose
from nightsafe.delivery.models import Job, Sending
from nightsafe.delivery.push_keys import make_key, read_key
from nightsafe.delivery.states import State
from tests.delivery.catchers import Catcher, mail_server, push_service
from tests.delivery.test_sending import Browser
from tests.engines import ENGINES, Installation
from tests.people import person, settle
from tests.proofs.conftest import LONG, Prove

Often = Callable[[int, int], int]
PATIENCE = 60
SAFE, OTHER = "urgent", "question"
# Steps of mail, and of push; at "connect" a try is noted, and nothing of it has left.
STEPS = ("connect", "rcpt", "data", "dot", "taken")
PUSHED = ("push connect", "push dot", "push taken")
READERS = ("dora", "mo", "pip")
# In brief each engine with one kind, at length with both.
ON = [(SAFE, "sqlite"), (OTHER, "postgresql")]
ON_BOTH = [(kind, engine) for kind in (SAFE, OTHER) for engine in ENGINES] if LONG else ON


class Jobs:
    """`nightsafe jobs --once` in a process of its own, which anything may kill."""

    def __init__(self, installation: Installation, mail: Catcher, push: Catcher) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("NIGHTSAFE_")}
        self._env = {
            **kept,
            "NIGHTSAFE_DATA": str(installation.folder),
            "NIGHTSAFE_DATABASE_URL": installation.database_url(),
            "NIGHTSAFE_MAIL_URL": f"smtp://127.0.0.1:{mail.port}",
            "NIGHTSAFE_PUSH_HOSTS": f"127.0.0.1:{push.port}",
            "PYTHONPATH": str(TOP),
        }
        self.deaths = 0
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, seconds: float | None = None) -> None:
        """Run until it ends, or is killed on the way or after so many seconds."""
        # Whoever held the work before is dead, and its lease runs out: time does that.
        db.session.execute(db.update(Job).values(leased_until=clock.now() - timedelta(seconds=1)))
        # What waits for its next try, waits no longer.
        waits = db.update(Sending).where(Sending.state == State.WAITING)
        db.session.execute(waits.values(next_at=clock.now() - timedelta(seconds=1)))
        db.session.commit()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "nightsafe.cli", "jobs", "--once"],
            env=self._env,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self._process.wait(PATIENCE if seconds is None else seconds)
        except subprocess.TimeoutExpired:
            assert seconds is not None, "the job does not end"
            self.kill()
        if self._process.returncode == -signal.SIGKILL:
            self.deaths += 1

    def kill(self) -> None:
        """What a machine without power does."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE)


@pytest.fixture
def mail() -> Iterator[Catcher]:
    """A mail server on this machine."""
    with mail_server() as catcher:
        yield catcher


@pytest.fixture
def push() -> Iterator[Catcher]:
    """A push service on this machine."""
    with push_service() as catcher:
        yield catcher


def _settle(push: Catcher, installation: Installation) -> None:
    """Readers with a mailbox and a browser each, who may be woken at any hour."""
    settle()
    if read_key(installation.folder / "push.key") is None:  # the folder outlives a test
        make_key(installation.folder / "push.key")
    for who in READERS:
        Browser(push, who)
        choose(person(who).id, [], Quiet(0, 0), now=clock.now())
    db.session.commit()


@pytest.mark.parametrize(("kind", "engine_name"), ON_BOTH)
def test_a_killed_sender_loses_no_safety_message_and_doubles_no_other(
    kind: str,
    engine_name: str,
    app: Flask,
    installation: Installation,
    mail: Catcher,
    push: Catcher,
    often: Often,
    prove: Prove,
    chance: random.Random,
) -> None:
    _settle(push, installation)
    jobs = Jobs(installation, mail, push)
    # In brief the two steps at which nobody can know; at length every one, in any order.
    steps = [*STEPS, *PUSHED] if often(0, 1) else ["dot", "push dot"]
    chance.shuffle(steps)
    armed: list[str] = []

    def dies(prefix: str) -> Callable[[str, int], str | None]:
        def happens(step: str, _number: int) -> str | None:
            if armed != [prefix + step]:
                return None
            armed.clear()
            jobs.kill()
            return "break"

        return happens

    mail.happens, push.happens = dies(""), dies("push ")
    with prove(f"sender killed, {kind}, {engine_name}") as figures:
        for step in steps:
            # A message of its own for each step, so that none is left out because all are settled.
            notify([person(who).id for who in READERS], kind, uuid4(), now=clock.now())
            db.session.commit()
            armed.append(step)
            jobs.run()
            assert armed == [], f"{step} was not reached"
            jobs.run()
        db.session.expire_all()
        rows = db.session.scalars(db.select(Sending)).all()
        states = Counter(str(one.state) for one in rows)
        figures.update({"deaths": jobs.deaths, **states, "letters": len(mail.taken)})
    assert jobs.deaths == len(steps)
    assert len(rows) == 2 * len(READERS) * len(steps)
    # All that was handed over is a letter that somebody may have; each bears who and which.
    got = Counter(mail.ids())
    pushed = Counter((one["request"], one["topic"]) for one in push.heads)
    most = max([*got.values(), *pushed.values()])
    if kind == SAFE:
        assert set(states) == {State.SENT}
        assert len(got) == len(pushed) == len(rows) // 2  # none is lost
        assert most == 2  # where nobody could know
    else:
        assert most == 1  # none is doubled
        # Each death leaves one that is said not to be sure, unless its end was noted just before.
        assert set(states) == {State.SENT, State.UNSURE}
        late = sum(step.endswith("taken") for step in steps)
        assert len(steps) - late <= states[State.UNSURE] <= len(steps)
        # What is said to be sent did arrive; what arrived is said to be sent, or not sure.
        arrived = len(got) + len(pushed)
        assert states[State.SENT] <= arrived <= len(rows)


@pytest.mark.parametrize(("kind", "engine_name"), ON_BOTH if LONG else ON[1:])
def test_a_sender_killed_at_any_moment_neither(
    kind: str,
    engine_name: str,
    app: Flask,
    installation: Installation,
    mail: Catcher,
    push: Catcher,
    often: Often,
    prove: Prove,
    chance: random.Random,
) -> None:
    """Also while it takes the work, notes that a try begins, or notes what became of it."""
    _settle(push, installation)
    jobs = Jobs(installation, mail, push)
    jobs.run()
    began = time.monotonic()
    jobs.run()
    whole = time.monotonic() - began  # of a run that finds nothing to do
    with prove(f"sender killed at any moment, {kind}, {engine_name}") as figures:
        for _ in range(often(1, 40)):
            notify([person(who).id for who in READERS], kind, uuid4(), now=clock.now())
            db.session.commit()
            jobs.run(whole * chance.uniform(0.5, 1.3))
        jobs.run()
        db.session.expire_all()
        rows = db.session.scalars(db.select(Sending)).all()
        states = Counter(str(one.state) for one in rows)
        figures.update({"deaths": jobs.deaths, **states, "letters": len(mail.taken)})
    got = Counter(mail.ids())
    pushed = Counter((one["request"], one["topic"]) for one in push.heads)
    arrived = len(got) + len(pushed)
    assert len(rows) == 2 * len(READERS) * often(1, 40)
    if kind == SAFE:
        assert set(states) == {State.SENT}
        assert arrived == len(rows)  # none is lost
    else:
        assert max([*got.values(), *pushed.values()]) == 1  # none is doubled
        assert set(states) <= {State.SENT, State.UNSURE}
        assert states[State.SENT] <= arrived <= len(rows)
        assert states[State.UNSURE] <= jobs.deaths
