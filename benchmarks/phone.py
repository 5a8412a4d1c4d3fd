"""What the phone's budgets come to: `python3 benchmarks/phone.py [runs]`; README.md says more."""

import importlib.util
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
OURS = TOP / ".venv" / "bin" / "python"

if __name__ == "__main__":
    here = importlib.util.find_spec("playwright") is not None
    if not here and not OURS.exists():
        sys.exit("Say `python3 run.py test -k nothing` once: it makes the environment for this.")
    python = sys.executable if here else str(OURS)
    sys.exit(subprocess.call([python, "-m", "benchmarks.measure", *sys.argv[1:]], cwd=TOP))
