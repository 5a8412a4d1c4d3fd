"""Start nightsafe, or test it, on a machine that has nothing but Python 3.11 or newer.

    python3 run.py                 make the environment if need be, then start the application
    python3 run.py --empty         the same with a network of your own instead of the demo city;
                                   more options: python3 run.py up --help
    python3 run.py test            everything the project is checked with
    python3 run.py test -k night   pytest alone, with these arguments
    python3 run.py prove           the long proofs that a phone loses nothing (half an hour)
    python3 run.py lock            fit the lock files to pyproject.toml (--upgrade: newest of all)
    python3 run.py nightsafe ...   any command of nightsafe; `--help` lists them

Standard library only, and written so that an old Python can still read it and say what is missing.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
TOOLS = ROOT / ".tools"
STAMP = "nightsafe-lock.json"

RUNTIME = "requirements.txt"
POSTGRES = "requirements-postgres.txt"
TEST = "requirements-test.txt"
UV = "requirements-uv.txt"
MODULES = {"test": "tests.everything", "prove": "tests.prove"}
HOLDS = {RUNTIME: [RUNTIME], POSTGRES: [POSTGRES, RUNTIME], TEST: [TEST, POSTGRES, RUNTIME]}

WITHOUT_VENV = (
    "This Python cannot make an environment of its own. On Debian and Ubuntu: "
    "apt install python3-venv, then run this again."
)


class CannotStart(Exception):
    """Something the person at the keyboard has to put right; its text says what."""


def say(text: str) -> None:
    """Print at once, also when the output goes to a file."""
    print(text, flush=True)


def too_old(version: "tuple[int, ...]") -> "str | None":
    """Return what to say when this version of Python will not do, else None."""
    if tuple(version[:2]) >= OLDEST:
        return None
    have = ".".join(str(part) for part in version[:2])
    line = f"Python 3.11 or newer is needed; this is Python {have}."
    for minor in range(20, OLDEST[1] - 1, -1):
        if shutil.which(f"python3.{minor}"):
            return f"{line} Try: python3.{minor} run.py"
    return line


def python_in(environment: Path) -> Path:
    """Return the path of an environment's Python."""
    if os.name == "nt":
        return environment / "Scripts" / "python.exe"
    return environment / "bin" / "python"


def make_environment(where: Path) -> None:
    """Make an environment without pip, anew if one is there; raise CannotStart if impossible."""
    command = [sys.executable, "-m", "venv", "--clear", "--without-pip", str(where)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 0:
        return
    try:
        where.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=str(where)):
            pass
    except OSError as why:
        raise CannotStart(
            f"{where} cannot be written ({why.strerror}). Put the project in a folder of your "
            "own with about 1 GB free, then run this again."
        ) from None
    raise CannotStart(f"{WITHOUT_VENV}\n{(done.stderr or done.stdout).strip()}")


def with_pip(environment: Path) -> Path:
    """Give an environment pip and return its Python; raise CannotStart where Debian left it out."""
    python = python_in(environment)
    if run_quietly([str(python), "-m", "pip", "--version"]):
        return python
    if importlib.util.find_spec("ensurepip") is None:
        raise CannotStart(WITHOUT_VENV)
    if not run_quietly([str(python), "-m", "ensurepip", "--default-pip"]):
        raise CannotStart(WITHOUT_VENV)
    return python


def run_quietly(command: "list[str]") -> bool:
    """Run a command without its output and return whether it succeeded."""
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def needed_lock(word: str) -> str:
    """Return the lock whose packages a word needs."""
    if word in MODULES:
        return TEST
    if os.environ.get("NIGHTSAFE_DATABASE_URL", "").startswith("postgres"):
        return POSTGRES
    return RUNTIME


def digest(lock: str) -> str:
    """Return the SHA-256 of a lock, in hexadecimal."""
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def this_python() -> str:
    """Return what an environment depends on besides its lock: which Python made it."""
    return f"{sys.version} {getattr(sys, '_base_executable', sys.executable)}"


def stamp() -> "dict[str, object]":
    """Return what the environment was made from: `python`, `locks`; empty if it never was."""
    try:
        found = json.loads((ENVIRONMENT / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def prepare(lock: str) -> None:
    """Bring the environment up to a lock; quick when it already is. Raises CannotStart."""
    inside = Path(sys.prefix).resolve() == ENVIRONMENT
    before = stamp()
    fits = inside or before.get("python") == this_python()
    locks = before.get("locks")
    if fits and isinstance(locks, dict) and locks.get(lock) == digest(lock):
        return
    say("Making the environment in .venv (the first time this takes a minute or two) ...")
    if not fits or not python_in(ENVIRONMENT).exists():
        make_environment(ENVIRONMENT)
    install(lock)
    now = {"python": this_python(), "locks": {name: digest(name) for name in HOLDS[lock]}}
    (ENVIRONMENT / STAMP).write_text(json.dumps(now), encoding="utf-8")


def install(lock: str) -> None:
    """Install exactly what a lock lists, by uv or else by pip; raise CannotStart if neither can."""
    python = str(python_in(ENVIRONMENT))
    (ENVIRONMENT / STAMP).unlink(missing_ok=True)
    uv = find_uv()
    if uv:
        command = [uv, "pip", "sync", "--require-hashes", "--python", python, lock]
        if not sys.stderr.isatty():
            command.insert(1, "--quiet")
        if subprocess.run(command, cwd=str(ROOT), env=uv_variables()).returncode == 0:
            return
        say("uv could not install the packages; trying pip ...")
    with_pip(ENVIRONMENT)
    command = [python, "-m", "pip", "install", "--require-hashes", "--requirement", lock]
    command += ["--quiet", "--disable-pip-version-check", "--retries", "2"]
    if subprocess.run(command, cwd=str(ROOT)).returncode != 0:
        raise CannotStart(why_not_installed())


def why_not_installed() -> str:
    """Return what most likely kept the packages from being installed, and what to do."""
    free = shutil.disk_usage(str(ROOT)).free
    if free < 2**30:
        return f"The disk is nearly full: about 1 GB is needed in {ROOT}. Make room and try again."
    return (
        "The packages could not be installed; the reason stands above. The first start needs a "
        "connection to a Python package index (PIP_INDEX_URL names another one). Try again then."
    )


def find_uv() -> "str | None":
    """Return a uv that works: the machine's, ours, or one installed now; None if there is none."""
    own = TOOLS / ("Scripts/uv.exe" if os.name == "nt" else "bin/uv")
    for candidate in (shutil.which("uv"), str(own)):
        if candidate and run_quietly([candidate, "--version"]):
            return candidate
    if importlib.util.find_spec("ensurepip") is None:
        return None
    # In an environment of its own: `uv pip sync` would remove uv from the one it manages.
    try:
        make_environment(TOOLS)
        python = with_pip(TOOLS)
    except CannotStart:
        return None
    command = [str(python), "-m", "pip", "install", "--require-hashes", "--requirement", UV]
    command += ["--quiet", "--disable-pip-version-check", "--retries", "2"]
    done = subprocess.run(command, cwd=str(ROOT), capture_output=True)
    return str(own) if done.returncode == 0 and own.exists() else None


def uv_variables() -> "dict[str, str]":
    """Return the environment for uv, told of the package index that pip was told of."""
    variables = dict(os.environ, UV_SYSTEM_CERTS="true")
    index = variables.get("PIP_INDEX_URL")
    if index and not {"UV_INDEX_URL", "UV_DEFAULT_INDEX"} & set(variables):
        variables["UV_DEFAULT_INDEX"] = index
    return variables


def lock(arguments: "list[str]") -> int:
    """Fit the lock files to pyproject.toml, keeping what still fits; return an exit code."""
    uv = find_uv()
    if uv is None:
        raise CannotStart(why_not_installed())
    # A lock names versions and hashes; where this machine fetches them is nobody else's business.
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("UV_", "PIP_"))}
    clean["UV_SYSTEM_CERTS"] = "true"
    (ROOT / ".tools").mkdir(exist_ok=True)
    uv_input = ROOT / ".tools" / "uv.in"
    uv_input.write_text("uv\n", encoding="utf-8")
    sources = (
        (TEST, ["pyproject.toml", "--extra", "postgres", "--group", "test"]),
        (POSTGRES, ["pyproject.toml", "--extra", "postgres", "--constraint", TEST]),
        (RUNTIME, ["pyproject.toml", "--constraint", TEST]),
        (UV, [str(uv_input)]),
    )
    for name, source in sources:
        command = [uv, "pip", "compile", "--universal", "--generate-hashes", "--quiet"]
        command += ["--no-header", "--no-annotate", "--python-version", "3.11"]
        command += ["--output-file", name, *source, *arguments]
        if subprocess.run(command, cwd=str(ROOT), env=clean).returncode != 0:
            return 1
        if "://" in (ROOT / name).read_text(encoding="utf-8"):
            raise CannotStart(f"{name} names an address: take it out before it is committed.")
    return 0


def run_in_environment(arguments: "list[str]") -> int:
    """Become the environment's Python with these arguments, so that signals reach it directly."""
    python = str(python_in(ENVIRONMENT))
    variables = child_variables()
    if os.name != "nt":
        sys.stdout.flush()
        os.execve(python, [python, *arguments], variables)
    try:
        return subprocess.call([python, *arguments], env=variables)
    except KeyboardInterrupt:
        return 130


def child_variables() -> "dict[str, str]":
    """Return the environment for our own code: found from whichever folder one stands in."""
    path = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return dict(os.environ, PYTHONPATH=os.pathsep.join(path))


def plan(words: "list[str]") -> "tuple[str, list[str]]":
    """Return what to do (help, test, prove, lock or nightsafe) and the arguments it gets."""
    if not words:
        return "nightsafe", ["up"]
    first, rest = words[0], words[1:]
    if first in ("-h", "--help", "help"):
        return "help", rest
    if first in (*MODULES, "lock", "nightsafe"):
        return first, rest
    if first.startswith("-"):
        return "nightsafe", ["up", *words]
    return "nightsafe", words


def main(words: "list[str]") -> int:
    """Do what the words say and return an exit code."""
    complaint = too_old(tuple(sys.version_info[:2]))
    if complaint:
        print(complaint, file=sys.stderr)
        return 1
    what, arguments = plan(words)
    try:
        if what == "help":
            say(str(__doc__).strip())
            return 0
        if what == "lock":
            return lock(arguments)
        prepare(needed_lock(what))
        if what in MODULES:
            os.chdir(str(ROOT))
        module = MODULES.get(what, "nightsafe.cli")
        return run_in_environment(["-P", "-m", module, *arguments])
    except CannotStart as why:
        print(why, file=sys.stderr)
    except OSError as why:
        print(f"{why.filename or ROOT} cannot be used: {why.strerror}.", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
