"""The long proofs' own start: which tests, in which environment."""

import pytest

from tests import chromium, prove


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], str]]:
    """What was run, and how long the proofs were to be; nothing of it really is."""
    commands: list[tuple[list[str], str]] = []

    def call(command: list[str], env: dict[str, str]) -> int:
        commands.append((command[3:], env["NIGHTSAFE_PROOFS"]))
        return 0

    monkeypatch.setattr("subprocess.call", call)
    monkeypatch.setattr(chromium, "get", lambda: True)
    return commands


def test_all_proofs_run_long_and_one_after_the_other(ran: list[tuple[list[str], str]]) -> None:
    assert prove.main([]) == 0
    ((words, long),) = ran
    assert long == "long"
    assert words[0] == "-n0" and words[-2:] == [*prove.WHERE]


def test_some_of_them_can_be_named(ran: list[tuple[list[str], str]]) -> None:
    prove.main(["tests/proofs/test_kills.py", "-x"])
    assert ran[0][0][-2:] == ["tests/proofs/test_kills.py", "-x"]
    assert prove.WHERE[0] not in ran[0][0]


def test_without_a_browser_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(chromium, "get", lambda: False)
    assert prove.main([]) == 1
    assert chromium.MISSING in capsys.readouterr().err
