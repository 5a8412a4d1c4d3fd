"""Finding a browser for the tests, and getting one where that is possible."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The same browser without its windows, tabs and toolbars: pages open in a third of the time.
SHELL = "chromium-headless-shell"
VARIABLE = "NIGHTSAFE_TEST_BROWSER"
DEBIAN = ("chromium", "fonts-liberation")
QUICKER = f"The browser's tests take two thirds of the time where {SHELL} is installed."
MISSING = "The tests need a browser: install chromium, then run this again."


def found() -> str | None:
    """The path of the browser that a variable names or that this machine has; None without one.

    Where the machine has the browser without its windows, that one.
    """
    return found_quick() or whole()


def found_quick() -> str | None:
    """The path of the browser without windows, or of the one that a variable names."""
    return os.environ.get(VARIABLE) or shutil.which(SHELL)


def whole() -> str | None:
    """The same, for what only the whole browser has, such as a history on its disk."""
    named = os.environ.get(VARIABLE)
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def is_root() -> bool:
    """Whether we may install packages, and whether a browser's sandbox would refuse us."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def get() -> bool:
    """See that there is a browser: the machine's, else Debian's package, else Playwright's own."""
    if whole():
        if not found_quick():
            print(QUICKER, flush=True)
        return True
    if is_root() and shutil.which("apt-get"):
        print("Installing chromium for the tests ...", flush=True)
        _install_debian()
        if whole():
            return True
    return subprocess.call([sys.executable, "-m", "playwright", "install", "chromium"]) == 0


def _install_debian() -> None:
    variables = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["install", "-y", "--no-install-recommends"]
    # The other one by itself: not every release has it.
    for step in (["update"], [*install, *DEBIAN], [*install, SHELL]):
        done = subprocess.run(
            ["apt-get", "-q", *step], env=variables, capture_output=True, text=True
        )
        if done.returncode != 0:
            print(done.stderr.strip(), flush=True)
