"""The long proofs of what a phone keeps; `python3 run.py prove` runs them in the environment.

The suite has each of them in brief. Here they try more often, and say at the end what was proved,
with figures. NIGHTSAFE_PROOFS_SEED=7 gives other chances than the usual ones.
"""

import os
import subprocess
import sys

from tests import chromium

WHERE = ("tests/proofs", "tests/offline/test_at_once.py")


def main(arguments: list[str]) -> int:
    """Run the proofs one after the other, with whatever pytest is told; gives an exit code."""
    if not chromium.get():
        print(chromium.MISSING, file=sys.stderr)
        return 1
    where = [] if any(one.startswith("tests") for one in arguments) else [*WHERE]
    command = [sys.executable, "-m", "pytest", "-n0", "--show-capture=no", *where, *arguments]
    return subprocess.call(command, env={**os.environ, "NIGHTSAFE_PROOFS": "long"})


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
