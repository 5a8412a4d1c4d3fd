"""The product as it is run, for a benchmark: its own server, the demo city, a fresh folder."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

TOP = Path(__file__).resolve().parent.parent
READY_WITHIN = 180.0  # seconds: the demo city is made first


class Running:
    """A server with the demo city, and the cookie of one of its people who logs."""

    def __init__(self, address: str, process: "subprocess.Popen[bytes]") -> None:
        self.address = address
        self.process = process
        self.cookie = ("", "")

    def fall_silent(self, silent: bool) -> None:
        """Let packets vanish: connections are taken, and nothing answers; or end that."""
        os.killpg(self.process.pid, signal.SIGSTOP if silent else signal.SIGCONT)

    def sign_in(self) -> None:
        """Sign in as the first of the demo's people, who is the doorman of a venue."""
        jar = CookieJar()
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar)
        )
        html = opener.open(f"{self.address}/demo").read().decode()
        form = re.search(r'action="(/demo/\d+)".*?name="csrf_token" value="([^"]+)"', html, re.S)
        assert form, "the demo shows its people"
        opener.open(f"{self.address}{form[1]}", urlencode({"csrf_token": form[2]}).encode())
        (cookie,) = (one for one in jar if one.name.endswith("nightsafe"))
        self.cookie = (cookie.name, cookie.value or "")


@contextmanager
def running() -> Iterator[Running]:
    """The server, started on a free port and stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        command = [sys.executable, "-m", "nightsafe.cli", "up", "--port", str(port)]
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen(
                [*command, "--data", str(data)],
                cwd=TOP,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            try:
                server = Running(f"http://127.0.0.1:{port}", process)
                _wait(server)
                server.sign_in()
                yield server
            finally:
                server.fall_silent(False)
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(30)


def _wait(server: Running) -> None:
    until = time.monotonic() + READY_WITHIN
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < until:
        try:
            with opener.open(f"{server.address}/healthz", timeout=2):
                return
        except OSError:
            if server.process.poll() is not None:
                break
            time.sleep(0.2)
    raise RuntimeError("the server did not start")
