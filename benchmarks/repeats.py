"""How well accounts of one event are found: `python3 benchmarks/repeats.py`; see README.md."""

import subprocess
import sys
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
OURS = TOP / ".venv" / "bin" / "python"

if __name__ == "__main__" and OURS.exists() and Path(sys.executable) != OURS:
    sys.exit(subprocess.call([str(OURS), "-m", "benchmarks.repeats", *sys.argv[1:]], cwd=TOP))
sys.path.insert(0, str(TOP))

from nightsafe.review.matching import reasons, score  # noqa: E402 - in the product's environment
from tests.review import judging  # noqa: E402
from tests.review.judging import Judged, Pair, account_of  # noqa: E402

AIM = 0.9


def report(seed: int, word: str) -> None:
    """Print how well repeats are found on one plan, and what fails."""
    plan = judging.plan(seed)
    entries = judging.for_review(plan)
    found = judging.judge(plan, entries)
    print(f"seed {seed} ({word}): {len(entries)} entries for review")
    print(f"  {'precision':10} {found.precision:.3f}  {_beside(found.precision)}")
    print(f"  {'recall':10} {found.recall:.3f}  {_beside(found.recall)}")
    _numbers(found)
    _fails("missed", found.missed)
    _fails("wrong", found.wrong)


def _beside(figure: float) -> str:
    return f"aim {AIM}" if figure >= AIM else f"aim {AIM} MISSED"


def _numbers(found: Judged) -> None:
    print(
        f"  pairs found {len(found.found)}, missed {len(found.missed)}, wrong {len(found.wrong)};"
        f" twins taken for one: {found.trapped} pairs of {found.twins} twins"
    )


def _fails(what: str, pairs: Iterable[Pair]) -> None:
    for one, other in pairs:
        first, second = account_of(one), account_of(other)
        minutes = abs(first.occurred_at - second.occurred_at) / timedelta(minutes=1)
        why = {reason.kind: reason.value for reason in reasons(first, second)}
        places = [kind.replace("_", " ") for kind in ("same_place", "same_street") if kind in why]
        metres = f"{why['metres']} m" if "metres" in why else "".join(places) or "no place"
        print(
            f"  {what:7} {one.code}~{other.code} {one.work.role}~{other.work.role}"
            f" {minutes:3.0f} min, {metres} (score {score(first, second):.1f})"
        )


def main(words: list[str]) -> None:
    """Report on the plan that the figures were set on, and on the one they were tried on."""
    seeds = [int(word) for word in words] or [judging.TUNED, judging.TRIED]
    known = {judging.TUNED: "set on", judging.TRIED: "tried on"}
    for seed in seeds:
        report(seed, known.get(seed, "asked for"))


if __name__ == "__main__":
    main(sys.argv[1:])
