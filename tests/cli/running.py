"""A `nightsafe` command that serves, in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from nightsafe.app import TOP

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
