"""Everything the project is checked with; `python3 run.py test` runs it in the environment."""

import json
import subprocess
import sys
from pathlib import Path

from tests import chromium

FAILED_LAST = Path(".pytest_cache/v/cache/lastfailed")
# A real browser on a machine that is busy may be late now and then. More than so many is no chance.
FEW = 5

CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff check", ("ruff", "check")),
    ("ruff format", ("ruff", "format", "--check", "--quiet")),
    ("mypy", ("mypy",)),
    ("djlint", ("djlint", "--lint", "--quiet", "templates")),
)


def main(arguments: list[str]) -> int:
    """Run the checks and pytest, or pytest alone when it is given arguments; gives an exit code.

    Pytest comes last, so that its closing line is the last that is printed.
    """
    if not chromium.get():
        print(chromium.MISSING, file=sys.stderr)
        return 1
    failed = [] if arguments else [name for name, command in CHECKS if not _passes(name, command)]
    if failed:
        print(f"== Not clean: {', '.join(failed)} (see above). The tests run all the same.")
        sys.stdout.flush()
    code = subprocess.call([sys.executable, "-m", "pytest", *workers(arguments), *arguments])
    if code == 1 and not arguments and 0 < len(unsteady := failed_last()) <= FEW:
        print(
            f"== Once more, alone; what passes now is unsteady: {', '.join(unsteady)}", flush=True
        )
        code = subprocess.call([sys.executable, "-m", "pytest", "-n", "0", "--last-failed"])
    return code or (1 if failed else 0)


def failed_last() -> list[str]:
    """The tests that failed when they were last run."""
    try:
        return sorted(json.loads(FAILED_LAST.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return []


def workers(arguments: list[str]) -> list[str]:
    """Two processes, unless the arguments say how many.

    Each begins with a half, so that what a folder's tests share is made once; whichever has done
    its own takes over from the other.
    """
    said = any(one.startswith(("-n", "--numprocesses")) for one in arguments)
    return [] if said else ["-n", "2", "--dist", "worksteal"]


def _passes(name: str, command: tuple[str, ...]) -> bool:
    print(f"== {name}", flush=True)
    return subprocess.call([sys.executable, "-m", *command]) == 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
