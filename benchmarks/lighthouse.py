"""Lighthouse on the phone's screens: what it says of each, as medians of some runs."""

import json
import os
import shutil
import statistics
import subprocess
from pathlib import Path

from tests import chromium

HERE = Path(__file__).resolve().parent
PROGRAM = HERE / "node_modules" / ".bin" / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices")
TIMINGS = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time")


def installed() -> bool:
    """See that Lighthouse is there, from the lock; False where there is no Node to run it."""
    if shutil.which("npm") is None:
        return False
    if not PROGRAM.exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    return True


def medians(address: str, cookie: tuple[str, str] | None, runs: int) -> dict[str, float]:
    """Scores (0 to 100) by category and milliseconds by timing; below 100, what was found."""
    reports = [_report(address, cookie) for _ in range(runs)]
    for report in reports[:1]:
        for line in _found(report):
            print(f"    {line}")
    scores = {
        name: statistics.median(100 * one["categories"][name]["score"] for one in reports)
        for name in CATEGORIES
    }
    times = {
        name: statistics.median(one["audits"][name]["numericValue"] for one in reports)
        for name in TIMINGS
    }
    return scores | times


def _report(address: str, cookie: tuple[str, str] | None) -> dict:  # type: ignore[type-arg]
    flags = "--headless=new" + (" --no-sandbox" if chromium.is_root() else "")
    command = [
        str(PROGRAM),
        address,
        "--quiet",
        "--no-enable-error-reporting",
        "--output=json",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={flags}",
    ]
    if cookie:
        command.append(f"--extra-headers={json.dumps({'Cookie': '='.join(cookie)})}")
    variables = {**os.environ, "CHROME_PATH": chromium.found() or ""}
    for last in (False, True):
        # Its browser does not always come up: once more before giving in.
        done = subprocess.run(command, env=variables, capture_output=True, text=True, check=last)
        if done.returncode == 0:
            break
    report = json.loads(done.stdout)
    assert isinstance(report, dict)
    return report


def _found(report: dict) -> list[str]:  # type: ignore[type-arg]
    """What keeps a category from 100, one line each."""
    lines = []
    for name in CATEGORIES:
        for part in report["categories"][name]["auditRefs"]:
            audit = report["audits"][part["id"]]
            score = audit.get("score")
            if part["weight"] and score is not None and score < 0.9:
                lines.append(f"{name}: {audit['title']} ({audit.get('displayValue', '')})")
    return lines
