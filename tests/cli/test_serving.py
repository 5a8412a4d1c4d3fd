"""The real server: it answers once it says so, stops at once, and starts again on the same data."""

import re
import signal
import time

import pytest

from tests.cli.conftest import Command, MakeNetwork, Start
from tests.cli.running import free_port


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
