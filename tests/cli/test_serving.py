"""The real server: it answers once it says so, stops at once, and starts again on the same data."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from nightsafe.app import TOP
from tests.cli.conftest import Command, MakeNetwork

Start = Callable[..., "Running"]
PATIENCE = 60.0  # seconds, for a machine that is busy with other tests


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Running:
    """A `nightsafe` command in a process of its own, its output read line by line."""

    def __init__(self, words: list[str], data: Path) -> None:
        self.port = free_port()
        kept = {k: v for k, v in os.environ.items() if not k.startswith("NIGHTSAFE_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nightsafe.cli", *words, "--port", str(self.port)],
            env={**kept, "NIGHTSAFE_DATA": str(data), "PYTHONPATH": str(TOP)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said: list[str] = []

    def wait_for(self, words: str) -> str:
        """Read until a line holds these words."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if words in line:
                return line
        raise AssertionError(f"{words!r} was never said: {''.join(self.said)}")

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of an answer."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
            return int(answer.status), answer.read().decode()

    def stop(self, how: signal.Signals) -> int:
        """Send a signal to the process and its workers, as a terminal does; gives the exit code."""
        os.killpg(self.process.pid, how)
        rest, _ = self.process.communicate(timeout=PATIENCE)
        self.said.append(rest)
        return self.process.returncode


@pytest.fixture
def start(data: Path) -> Iterator[Start]:
    """Call it with the words of a command that serves."""
    started: list[Running] = []

    def run(*words: str) -> Running:
        started.append(Running([*words], data))
        return started[-1]

    yield run
    for one in started:
        with suppress(ProcessLookupError):
            os.killpg(one.process.pid, signal.SIGKILL)
        one.process.communicate()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_and_stops_without_a_trace(start: Start, how: signal.Signals) -> None:
    server = start("up", "--empty", "--name", "Testford")
    server.wait_for("Testford is at")
    assert server.get("/healthz") == (200, "ok\n")
    began = time.monotonic()
    assert server.stop(how) == 0
    assert time.monotonic() - began < 8
    assert "Traceback" not in "".join(server.said)


def test_the_coordinator_gets_a_link_that_opens_until_it_is_used(start: Start) -> None:
    first = start("up", "--empty", "--name", "Testford", "--time-zone", "Europe/Dublin")
    link = re.search(r"(http://\S+)", first.wait_for("  http"))
    assert link is not None
    path = link[1].removeprefix(f"http://127.0.0.1:{first.port}")
    first.wait_for("Testford is at")
    assert first.get(path)[0] == 200
    first.stop(signal.SIGTERM)

    second = start("up")
    again = re.search(r"(http://\S+)", second.wait_for("  http"))
    assert again is not None
    assert not again[1].endswith(path)


def test_a_demo_folder_cannot_become_a_network_of_ones_own(
    command: Command, network: MakeNetwork
) -> None:
    network(demo=True)
    result = command("up", "--empty", "--port", str(free_port()))
    assert result.exit_code == 1
    assert "stays a demo for good" in result.output


def test_a_demo_is_served_only_where_that_is_wanted(command: Command, network: MakeNetwork) -> None:
    network(demo=True)
    result = command("serve", "--port", str(free_port()))
    assert result.exit_code == 1
    assert "NIGHTSAFE_OPEN_DEMO" in result.output


def test_an_installation_without_a_network_is_not_served(command: Command) -> None:
    command("migrate")
    result = command("serve", "--port", str(free_port()))
    assert result.exit_code == 1
    assert "nightsafe create" in result.output
