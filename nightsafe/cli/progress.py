"""How far a long step is, on one line of a terminal or a few of a log."""

import sys
import time
from types import TracebackType

import click

STEP = 25  # percent between two lines where the line cannot be written over


class Progress:
    """Call it with how much is done and of how much; it prints when there is something new."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.terminal = sys.stdout.isatty()
        self.shown = -1
        self.began = time.monotonic()

    def __enter__(self) -> "Progress":
        self(0, 1)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.terminal:
            click.echo()
        if error is None:
            click.echo(f"{self.what}: done in {time.monotonic() - self.began:.0f} s")

    def __call__(self, done: int, total: int) -> None:
        """Say that `done` of `total` is done."""
        percent = 100 * done // max(total, 1)
        soon = not self.terminal and percent < 100 and percent - self.shown < STEP
        if percent == self.shown or (soon and self.shown >= 0):
            return
        self.shown = percent
        line = f"{self.what}: {percent} %"
        click.echo(f"\r{line}" if self.terminal else line, nl=not self.terminal)
