"""Running the web server until somebody stops it."""

import logging
import os
import signal
import threading
import time
import urllib.request
from collections.abc import Callable
from urllib.error import URLError

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from nightsafe.cli.job_process import JobProcess
from nightsafe.config import Settings, variable

# A phone on a bad connection holds a thread while its form arrives, and a connection before that:
# a hundred of them must not keep others out (R25). Threads are made as they are needed.
THREADS = 64
CONNECTIONS = 1000
READY_WITHIN = 30.0  # seconds


def hand_over(settings: Settings) -> None:
    """Put the settings where the server's worker processes will read them."""
    os.environ[variable("data")] = str(settings.data.resolve())
    os.environ[variable("base_url")] = settings.base_url
    os.environ[variable("open_demo")] = "yes" if settings.open_demo else "no"


def run(
    host: str, port: int, workers: int, ready: Callable[[], None], jobs: JobProcess | None = None
) -> None:
    """Serve until a signal comes; `ready` is called once the first answer was good.

    The jobs begin after that, so that nobody waits for them, and end with the server.
    """
    server = Granian(
        "nightsafe.app:create_app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backpressure=CONNECTIONS,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        websockets=False,
        workers_kill_timeout=10,
    )
    logging.getLogger("_granian").setLevel(logging.ERROR)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_settle_signals)
    waiting = threading.Thread(target=_when_ready, args=(host, port, ready, jobs), daemon=True)
    waiting.start()
    try:
        server.serve()
    finally:
        if jobs is not None:
            jobs.stop()


def _settle_signals() -> None:
    """In a new worker: let only the main process tell it to stop, and let that work at once.

    Ctrl-C in a terminal reaches workers too, and granian's may hang on two signals in a row.
    Until a worker has a handler of its own it has its parent's, which would only make a note.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _when_ready(host: str, port: int, ready: Callable[[], None], jobs: JobProcess | None) -> None:
    _first_answer(host, port, ready)
    if jobs is not None:
        jobs.start()


def _first_answer(host: str, port: int, ready: Callable[[], None]) -> None:
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    where = f"http://[{near}]:{port}" if ":" in near else f"http://{near}:{port}"
    # A proxy that the machine is set up with has no business between us and ourselves.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        try:
            with opener.open(f"{where}/healthz", timeout=2):
                ready()
                return
        except (URLError, OSError):
            time.sleep(0.05)
