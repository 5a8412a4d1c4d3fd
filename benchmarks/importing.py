"""What bringing the past along costs: `python3 benchmarks/importing.py [rows]`; see README.md."""

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
OURS = TOP / ".venv" / "bin" / "python"
BUDGET = 120  # seconds for 25,000 rows
FEWER = 5  # times fewer rows, for whether time and memory grow with the file
STREETS, SEED = 400, 20261122
CODES = {"Fight": "V1", "Theft": "P1", "Damage": "P3", "Drugs": "D2", "Drunk": "W1", "Weapon": "V4"}
MAPPING = """
[entries]
source = "Old log"
id = "Number"
organisation = "City Police"
organisation_kind = "police"
[time]
zone = "Europe/London"
column = "When"
format = "%d/%m/%Y %H:%M"
twice = "first"
[place]
name = "Street"
unknown = "make"
area = "Centre"
make_area = true
latitude = "Lat"
longitude = "Lon"
[code]
column = "What"
[code.map]
"""


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds on the wall, seconds of processor, megabytes at most."""

    wall: float
    cpu: float
    peak: float


def write_file(path: Path, rows: int) -> None:
    """An invented log of five years, the same for the same number of rows."""
    dice = random.Random(SEED)  # noqa: S311 - the same file for everybody
    start = datetime(2020, 1, 1, 12)  # noqa: DTZ001 - a clock on a wall
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Number", "What", "When", "Street", "Lat", "Lon", "Remarks"])
        for number in range(rows):
            at = start + timedelta(minutes=dice.randrange(5 * 365 * 24 * 60))
            if at.month == 3 and at.hour == 1:  # an hour that may not have been
                at += timedelta(hours=1)
            street = dice.randrange(STREETS)
            writer.writerow(
                [
                    number,
                    dice.choice(list(CODES)),
                    f"{at:%d/%m/%Y %H:%M}",
                    f"{street} Street",
                    f"{51.7 + street / 10_000:.5f}",
                    f"{-1.2 - street / 10_000:.5f}",
                    "words that are not kept",
                ]
            )


def run(data: Path, *words: str) -> Cost:
    """Run a command of the product to its end."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "nightsafe.cli", "--data", str(data), *words],
        cwd=data.parent,
        env={**os.environ, "PYTHONPATH": str(TOP)},
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{words[:2]} ended with {os.waitstatus_to_exitcode(status)}")
    return Cost(time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def costs(folder: Path, rows: int) -> dict[str, Cost]:
    """A file from its preview to its undo, in a network of its own."""
    folder.mkdir()
    data, file, mapping = folder / "data", folder / "past.csv", folder / "past.toml"
    write_file(file, rows)
    mapping.write_text(MAPPING + "\n".join(f'{one} = "{ours}"' for one, ours in CODES.items()))
    run(data, "create", "--name", "Benchmark")
    words = ("import", str(file), "--mapping", str(mapping))
    by = ("--by", "Bench Mark", "--yes")
    return {
        "look (--dry-run)": run(data, *words, "--dry-run"),
        "bring in": run(data, *words, *by),
        "again, nothing new": run(data, *words, *by),
        "verify": run(data, "verify"),
        "take out (--undo)": run(data, "import", "--undo", "1", "--reason", "benchmark", *by),
    }


def main(rows: int) -> None:
    """Print what each step took, and how it grew from a fifth of the rows."""
    with tempfile.TemporaryDirectory() as name:
        few = costs(Path(name) / "few", rows // FEWER)
        many = costs(Path(name) / "many", rows)
    print(f"{rows:,} rows; load of this machine {os.getloadavg()[0]:.1f}")
    print(f"{'step':<22}{'wall':>8}{'processor':>11}{'peak':>9}   of {FEWER} times the rows")
    for step, cost in many.items():
        before = few[step]
        print(
            f"{step:<22}{cost.wall:>6.0f} s{cost.cpu:>9.0f} s{cost.peak:>6.0f} MB"
            f"   {cost.cpu / before.cpu:.1f} times the processor, "
            f"{cost.peak / before.peak:.2f} times the memory"
        )
    budget = BUDGET * rows / 25_000
    wall = many["bring in"].wall
    print(f"Bringing in: {budget / wall:.1f} times within two minutes for 25,000 rows")
    ratio = many["bring in"].cpu / many["look (--dry-run)"].cpu
    print(f"Saving costs {ratio:.1f} times the looking.")


if __name__ == "__main__":
    if not OURS.exists() or Path(sys.executable) == OURS:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 25_000)
    else:
        sys.exit(subprocess.call([str(OURS), __file__, *sys.argv[1:]]))
