"""run.py reads its words, knows what an environment needs, and says plainly what is missing."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import run

ROOT = Path(run.__file__).parent


@pytest.mark.parametrize(
    ("words", "plan"),
    [
        ("", ("nightsafe", ["up"])),
        ("--port 9000 --empty", ("nightsafe", ["up", "--port", "9000", "--empty"])),
        ("test", ("test", [])),
        ("test -k night", ("test", ["-k", "night"])),
        ("prove -k killed", ("prove", ["-k", "killed"])),
        ("lock --upgrade", ("lock", ["--upgrade"])),
        ("nightsafe --help", ("nightsafe", ["--help"])),
        ("verify --head 1", ("nightsafe", ["verify", "--head", "1"])),
        ("--help", ("help", [])),
    ],
)
def test_words_become_a_plan(words: str, plan: tuple[str, list[str]]) -> None:
    assert run.plan(words.split()) == plan


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10)])
def test_an_old_python_is_told_plainly(version: tuple[int, int]) -> None:
    said = run.too_old(version)
    assert said is not None
    assert said.startswith("Python 3.11 or newer is needed; this is Python")


@pytest.mark.parametrize("version", [(3, 11), (3, 13), (4, 0)])
def test_a_newer_python_will_do(version: tuple[int, int]) -> None:
    assert run.too_old(version) is None


def test_an_old_python_can_read_the_file() -> None:
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_it_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    imported = {
        name.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    } | {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names


def test_each_word_has_its_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NIGHTSAFE_DATABASE_URL", raising=False)
    assert run.needed_lock("nightsafe") == "requirements.txt"
    assert run.needed_lock("test") == "requirements-test.txt"
    monkeypatch.setenv("NIGHTSAFE_DATABASE_URL", "postgresql://db/nightsafe")
    assert run.needed_lock("nightsafe") == "requirements-postgres.txt"


@pytest.mark.parametrize("lock", [*run.HOLDS, run.UV])
def test_a_lock_pins_by_hash_and_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    entries = text.replace("\\\n", " ").splitlines()
    assert entries
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("larger", [run.POSTGRES, run.TEST])
def test_a_larger_lock_holds_the_same_versions(larger: str) -> None:
    def pinned(lock: str) -> set[str]:
        lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
        return {line.split()[0] for line in lines if line[:1].isalnum()}

    assert pinned(run.RUNTIME) <= pinned(larger)


def test_nothing_is_installed_when_nothing_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_from = {"python": run.this_python(), "locks": {run.RUNTIME: run.digest(run.RUNTIME)}}
    (tmp_path / run.STAMP).write_text(json.dumps(made_from))
    monkeypatch.setattr(run, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(run, "install", lambda lock: pytest.fail(f"installed {lock}"))
    run.prepare(run.RUNTIME)


@pytest.mark.parametrize(
    "stamp",
    ["", "{}", "[]", '{"python": "another", "locks": {}}'],
    ids=["empty", "none", "odd", "other python"],
)
def test_another_python_or_a_broken_stamp_makes_it_anew(
    stamp: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    (tmp_path / run.STAMP).write_text(stamp)
    monkeypatch.setattr(run, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(run, "make_environment", lambda where: done.append("made"))
    monkeypatch.setattr(run, "install", done.append)
    run.prepare(run.RUNTIME)
    assert done == ["made", run.RUNTIME]
    done.clear()
    run.prepare(run.RUNTIME)
    assert done == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(run.CannotStart, match="cannot be written"):
        run.make_environment(tmp_path / "file" / ".venv")


def test_a_python_without_venv_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "run_quietly", lambda command: False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(run.CannotStart, match="apt install python3-venv"):
        run.with_pip(tmp_path)


def test_no_way_to_fetch_packages_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(run, "find_uv", lambda: None)
    monkeypatch.setattr(run, "with_pip", lambda environment: environment)
    monkeypatch.setattr(run, "python_in", lambda environment: Path("/bin/false"))
    with pytest.raises(run.CannotStart) as problem:
        run.install(run.RUNTIME)
    assert "connection to a Python package index" in str(problem.value)


def test_help_needs_no_environment() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "run.py test" in done.stdout
    assert done.stderr == ""
