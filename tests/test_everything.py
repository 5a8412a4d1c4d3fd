"""The tests' own start: how many processes, which browser, and what comes last."""

import pytest

from tests import chromium, everything


@pytest.mark.parametrize("said", [["-n0"], ["-n", "4"], ["--numprocesses=1", "tests"]])
def test_whoever_names_a_number_of_processes_gets_it(said: list[str]) -> None:
    assert everything.workers(said) == []


def test_two_processes_else() -> None:
    assert everything.workers(["-k", "night"]) == ["-n", "2", "--dist", "worksteal"]


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was run, in order; nothing of it really is, and mypy finds a fault."""
    commands: list[str] = []

    def call(command: list[str]) -> int:
        commands.append(command[2])
        return int(command[2] == "mypy")

    monkeypatch.setattr("subprocess.call", call)
    monkeypatch.setattr(chromium, "get", lambda: True)
    return commands


def test_a_fault_in_a_check_fails_the_run_and_pytest_comes_last(ran: list[str]) -> None:
    assert everything.main([]) == 1
    assert ran == ["ruff", "ruff", "mypy", "djlint", "pytest"]


def test_arguments_run_pytest_alone(ran: list[str]) -> None:
    assert everything.main(["-k", "night"]) == 0
    assert ran == ["pytest"]


@pytest.mark.parametrize(
    ("failed", "runs"),
    [(["a"], 2), (["a"] * everything.FEW, 2), (["a"] * (everything.FEW + 1), 1), ([], 1)],
)
def test_a_few_that_fail_are_tried_once_more_and_named(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failed: list[str],
    runs: int,
) -> None:
    tried: list[list[str]] = []

    def call(command: list[str]) -> int:
        if command[2] != "pytest":
            return 0
        tried.append(command[3:])
        return int(len(tried) == 1)

    monkeypatch.setattr("subprocess.call", call)
    monkeypatch.setattr(chromium, "get", lambda: True)
    monkeypatch.setattr(everything, "failed_last", lambda: failed)
    assert everything.main([]) == (0 if runs == 2 else 1)
    assert len(tried) == runs
    if runs == 2:
        assert tried[-1] == ["-n", "0", "--last-failed"]
        assert "unsteady: a" in capsys.readouterr().out


def test_arguments_of_ones_own_are_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.call", lambda _command: 1)
    monkeypatch.setattr(chromium, "get", lambda: True)
    monkeypatch.setattr(everything, "failed_last", lambda: ["a"])
    assert everything.main(["-k", "night"]) == 1


def test_without_a_browser_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(chromium, "get", lambda: False)
    assert everything.main([]) == 1
    assert capsys.readouterr().err == chromium.MISSING + "\n"


def test_the_browser_of_the_machine_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    monkeypatch.setattr("shutil.which", lambda name: f"/x/{name}" if "google" in name else None)
    assert chromium.found() == "/x/google-chrome"
    monkeypatch.setenv(chromium.VARIABLE, "/y/browser")
    assert chromium.found() == "/y/browser"


def test_the_browser_without_windows_comes_first_where_windows_do_not_matter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    monkeypatch.setattr("shutil.which", lambda name: f"/x/{name}" if "c" in name else None)
    assert chromium.found() == "/x/chromium-headless-shell"
    assert chromium.whole() == "/x/chromium"
    monkeypatch.setenv(chromium.VARIABLE, "/y/browser")
    assert chromium.found() == chromium.whole() == "/y/browser"
