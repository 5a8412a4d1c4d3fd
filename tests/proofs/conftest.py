"""What the proofs share: how often to try, a bad line, phones that die, figures for the end."""

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Playwright

from nightsafe.database import db
from tests.people import settle
from tests.proofs.phones import Phone
from tests.proofs.proxy import Proxy

LONG = os.environ.get("NIGHTSAFE_PROOFS") == "long"
SEED = int(os.environ.get("NIGHTSAFE_PROOFS_SEED", "20261114"))
FIGURES: list[str] = []

Prove = Callable[..., Any]


@pytest.fixture
def often() -> Callable[[int, int], int]:
    """Call it with two numbers of tries: the brief one, and the one of the long proof."""
    return lambda brief, long: long if LONG else brief


@pytest.fixture
def chance() -> random.Random:
    """Chance with the run's seed."""
    return random.Random(SEED)


@pytest.fixture
def prove() -> Prove:
    """A context that notes figures and the time it took."""

    @contextmanager
    def proving(what: str, **figures: object) -> Iterator[dict[str, object]]:
        began = time.monotonic()
        yield figures
        told = ", ".join(f"{name} {value}" for name, value in figures.items())
        FIGURES.append(f"{what}: {told}, seed {SEED}, {time.monotonic() - began:.0f} s")

    return proving


@pytest.fixture
def _people(app: Flask) -> None:
    settle()
    db.session.commit()


@pytest.fixture
def line(_people: None, live: str) -> Iterator[Proxy]:
    """A line to this test's server, fair at first."""
    port = urlsplit(live).port
    assert port is not None
    proxy = Proxy(port, SEED)
    yield proxy
    proxy.close()


@pytest.fixture
def a_phone(line: Proxy, playwright: Playwright, tmp_path: Path) -> Iterator[Phone]:
    """A phone on that line, with a profile on disk; `start()` it."""
    phone = Phone(playwright, tmp_path / "profile", line.address)
    yield phone
    phone.close()
    db.session.rollback()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was proved, with figures."""
    if LONG:
        terminalreporter.section("proved")
        for one in FIGURES:
            terminalreporter.write_line(one)
