"""The process that does the jobs beside a server: begun with it, begun again if it dies, ended."""

import os
import subprocess
import sys
from threading import Event, Thread

import click

from nightsafe.app import TOP

# Seconds: before another is begun for one that died, and for one to end when it is told to.
AGAIN, PATIENCE = 10.0, 5.0


class JobProcess:
    """`nightsafe jobs` as a child of this process; it ends when this one does, however it does."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = Event()
        self._keeper = Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        """Begin the jobs, and begin them again whenever they end by themselves."""
        if not self._stopping.is_set():
            self._keeper.start()

    def stop(self) -> None:
        """End the jobs; what they are at is finished first, if that takes no longer than PATIENCE.

        Ended in the middle of its work a job leaves nothing, and is done again.
        """
        self._stopping.set()
        child = self._child
        if child is None:
            return
        child.terminate()
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _keep(self) -> None:
        while not self._stopping.is_set():
            self._child = self._begun()
            # Told to stop while it was being begun: nobody else ends it then.
            if self._stopping.is_set():
                self._child.terminate()
            code = self._child.wait()
            if self._stopping.is_set():
                return
            click.echo(f"The jobs ended ({code}); they begin again in a moment.", err=True)
            self._stopping.wait(AGAIN)

    def _begun(self) -> subprocess.Popen[bytes]:
        path = os.pathsep.join(filter(None, (str(TOP), os.environ.get("PYTHONPATH"))))
        return subprocess.Popen(  # noqa: S603 (our own program, by its path)
            [sys.executable, "-m", "nightsafe.cli", "jobs", "--beside", str(os.getpid())],
            env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            # Ctrl-C is for the server, which tells this one to stop: in its first second, still
            # importing, it could only answer with a trace.
            process_group=0,
        )
