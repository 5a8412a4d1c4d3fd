"""A phone that dies right after "Saved on this phone" has saved it; so has a server that dies."""

import random
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Playwright

from nightsafe.database import db
from nightsafe.incidents.models import Entry
from tests.cli.running import Running
from tests.engines import OnSqlite
from tests.people import person, settle
from tests.proofs.acts import (
    SAVED_AT_ONCE,
    asked,
    back_online,
    chain_faults,
    entries,
    held,
    log,
    ready,
    until_sent,
    waiting,
)
from tests.proofs.conftest import SEED, Prove
from tests.proofs.phones import Phone
from tests.proofs.proxy import AFTER, FAIR, Proxy, Weather
from tests.sign_in import cookie_for

Often = Callable[[int, int], int]


def test_a_killed_browser_loses_and_doubles_nothing(
    a_phone: Phone,
    line: Proxy,
    app: Flask,
    often: Often,
    prove: Prove,
    chance: random.Random,
) -> None:
    """R49: without signal, on a slow line, and on one that breaks once the server has it."""
    many = often(3, 50)
    skies = [Weather(cut=True), Weather(rate=1000), Weather(resets=1, where=(AFTER,)), FAIR]
    shown: list[str] = []
    with prove("browser killed right after 'Saved on this phone'", kills=many) as figures:
        page = a_phone.start()
        a_phone.sign_in(cookie_for(app, person("dora")))
        ready(page)
        for number in range(many):
            line.set(skies[number % 4] if number < 4 else chance.choice(skies))
            page.goto("/log/V1")
            page.get_by_role("button", name="Save").click(no_wait_after=True)
            said = page.wait_for_function(SAVED_AT_ONCE, polling="raf").json_value()
            a_phone.kill()
            shown.append(str(said).strip().replace("-", ""))
            page = a_phone.start()
        line.set(Weather(cut=True))
        page.goto("/log/V1")
        figures["waiting at the end"] = len(waiting(page))
        line.set(FAIR)
        until_sent(page, nudge=True)
        assert sorted(entries()) == sorted(shown)
    assert a_phone.deaths == many
    assert held() == []
    assert chain_faults() == []


@pytest.fixture
def serve(app: Flask, installation: OnSqlite) -> Iterator[Callable[[], Running]]:
    """Call it for a real server on the test's database; again once that one was killed."""
    settle()
    db.session.commit()
    started: list[Running] = []

    def start() -> Running:
        started.append(Running(["serve", "--no-jobs"], installation.folder))
        started[-1].wait_for("Serving")
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.stop(signal.SIGKILL)
        assert one.process.stdout is not None
        one.process.stdout.close()


def test_a_killed_server_loses_nothing_that_it_acknowledged(
    serve: Callable[[], Running],
    playwright: Playwright,
    tmp_path: Path,
    app: Flask,
    often: Often,
    prove: Prove,
    chance: random.Random,
) -> None:
    """`nightsafe serve` on SQLite dies by SIGKILL, with its workers, while a queue empties."""
    kills, each = often(1, 30), 6
    server = serve()
    line = Proxy(server.port, SEED)
    phone = Phone(playwright, tmp_path / "profile", line.address)
    shown: list[str] = []
    acknowledged_before_a_kill = 0
    try:
        page = phone.start()
        phone.sign_in(cookie_for(app, person("dora")))
        ready(page)
        with prove("server killed while a queue empties", kills=kills) as figures:
            for _ in range(kills):
                line.set(Weather(cut=True))
                shown += [log(page) for _ in range(each)]
                line.set(Weather(rate=chance.choice((5_000, 20_000, 100_000))))
                full = len(waiting(page))
                back_online(page)
                page.wait_for_timeout(chance.uniform(0, 2500))
                server.stop(signal.SIGKILL)
                line.set(Weather(cut=True))
                left = {one["record"] for one in waiting(page)}
                known = asked(db.select(Entry.id))
                acknowledged_before_a_kill += full - len(left)
                assert len(left) + len(known) >= len(shown)
                server = serve()
                line.upstream = server.port
            line.set(FAIR)
            until_sent(page, seconds=60, nudge=True)
            figures |= {"entries": len(shown), "acknowledged by then": acknowledged_before_a_kill}
            assert sorted(entries()) == sorted(shown)
        assert chain_faults() == []
    finally:
        phone.close()
        line.close()
