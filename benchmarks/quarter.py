"""What a quarter's review costs, however much there is: `python3 benchmarks/quarter.py`."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
OURS = TOP / ".venv" / "bin" / "python"

if __name__ == "__main__" and OURS.exists() and Path(sys.executable) != OURS:
    sys.exit(subprocess.call([str(OURS), "-m", "benchmarks.quarter", *sys.argv[1:]], cwd=TOP))
sys.path.insert(0, str(TOP))

from benchmarks import city, past  # noqa: E402
from benchmarks.turns import RUNS, alternately, sent  # noqa: E402
from nightsafe import clock, nights  # noqa: E402
from nightsafe.cli.opening import make_installation  # noqa: E402
from nightsafe.config import Settings  # noqa: E402
from nightsafe.database import db  # noqa: E402
from tests import people  # noqa: E402
from tests.aggregates.releasing import released  # noqa: E402
from tests.sign_in import cookie_for  # noqa: E402

FEW, MANY, MOST = 1_000, 100_000, 1_000_000
AIM = 150  # ms
# A million entries are of a city that is ten times as busy, not of two hundred years.
BUSIER = 10
SCREENS = {
    "its tables, before a check": "/releases/new",
    "all releases": "/releases",
    "a released review": "/releases/1",
}


class Quarters:
    """A database of some size with a released quarter, and an analyst who is signed in."""

    def __init__(self, folder: Path, entries: int) -> None:
        self.entries = entries
        self.app, _ = make_installation(Settings(data=folder))
        a_week = city.A_WEEK
        with self.app.app_context():
            people.settle()
            city.lay_out()
            last = nights.weekend_of(nights.night_of(clock.now(), past.TZ)).previous()
            if entries >= MOST:
                city.A_WEEK = BUSIER * a_week
            city.fill(entries, last)
            city.A_WEEK = a_week
            released()
            db.session.commit()
            cookie = cookie_for(self.app, people.person("ana"))
            db.session.remove()
        self.client = self.app.test_client()
        self.client.set_cookie(*cookie)

    def get(self, path: str) -> Callable[[], object]:
        """Look at a page."""

        def look() -> None:
            answer = self.client.get(path)
            assert answer.status_code == 200, (path, answer.status)

        return look


def main(words: list[str]) -> None:
    """Build the databases, and print what each page takes of each."""
    sizes = [FEW, MANY, *([MOST] if "--million" in words else [])]
    numbers = [int(one) for one in words if one.isdigit()]
    with tempfile.TemporaryDirectory() as name:
        found = [Quarters(Path(name) / str(size), size) for size in numbers or sizes]
        print(f"Medians of {RUNS}; load of this machine {os.getloadavg()[0]:.1f}", flush=True)
        columns = "".join(f"{f'{one.entries:,}':>13}" for one in found)
        print(f"{'of so many entries':<28}{columns}{'times':>8}{'statements':>12}")
        for screen, path in SCREENS.items():
            acts = [one.get(path) for one in found]
            took = alternately(acts)
            times = "".join(f"{one:>10.1f} ms" for one in took)
            counts = dict.fromkeys(
                str(len(sent(one.app, act))) for one, act in zip(found, acts, strict=True)
            )
            print(f"{screen:<28}{times}{took[-1] / took[0]:>8.2f}{' to '.join(counts):>12}")
            over = [
                f"{one.entries:,}"
                for one, ms in zip(found, took, strict=True)
                if one.entries <= MANY and ms > AIM
            ]
            if over:
                print(f"    OVER {AIM} ms at {', '.join(over)}")


if __name__ == "__main__":
    main(sys.argv[1:])
