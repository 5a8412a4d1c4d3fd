"""What can stop a start is one plain paragraph and exit code 1, never a traceback."""

import os
import socket
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from nightsafe.cli import up
from nightsafe.ledger.keys import new_key
from tests.cli.conftest import Command


def refused(result: Result) -> str:
    """The paragraph of a refusal."""
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    assert isinstance(result.exception, SystemExit)
    said = result.output.strip()
    assert "\n" not in said
    return said


@pytest.fixture
def port() -> Iterator[int]:
    """A port that is taken as long as the test runs."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


@pytest.fixture
def made(command: Command, data: Path) -> Path:
    """A migrated installation; gives its data folder."""
    assert command("migrate").output == "The database is made.\n"
    return data


def execute(data: Path, statement: str, *values: object) -> None:
    with sqlite3.connect(data / "nightsafe.db") as connection:
        connection.execute(statement, values)
    connection.close()


def test_a_taken_port(command: Command, port: int, data: Path) -> None:
    said = refused(command("up", "--port", str(port)))
    assert said.startswith(f"Port {port} is taken")
    assert "--port" in said
    assert not (data / "nightsafe.db").exists()


def test_a_port_of_the_system(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def no(self: socket.socket, address: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", no)
    assert "Choose one above 1023" in refused(command("up", "--port", "80"))


def test_a_host_that_nobody_knows(command: Command) -> None:
    assert "knows no host" in refused(command("up", "--host", "no such host"))


@pytest.mark.parametrize("words", [("up",), ("migrate",), ("create", "--name", "X")])
def test_a_data_folder_that_cannot_be_written(
    command: Command, tmp_path: Path, words: tuple[str, ...]
) -> None:
    # Below a file: not even an administrator can write there.
    (tmp_path / "file").write_text("")
    said = refused(command("--data", str(tmp_path / "file" / "data"), *words))
    assert "cannot be written" in said
    assert "--data" in said


@pytest.mark.parametrize("word", ["up", "serve", "migrate", "verify"])
def test_a_missing_key(command: Command, made: Path, word: str) -> None:
    (made / "installation.key").unlink()
    said = refused(command(word))
    assert "installation key" in said
    assert "missing" in said
    assert not (made / "installation.key").exists()


@pytest.mark.parametrize("word", ["up", "serve", "migrate", "verify"])
def test_the_key_of_another_installation(command: Command, made: Path, word: str) -> None:
    key = made / "installation.key"
    key.write_text(new_key().hex())
    said = refused(command(word))
    assert "not the one of this database" in said


@pytest.mark.parametrize("content", ["", "not a key", "ab" * 31])
def test_a_broken_key(command: Command, made: Path, content: str) -> None:
    (made / "installation.key").write_text(content)
    assert "64 hexadecimal figures" in refused(command("verify"))


@pytest.mark.parametrize("word", ["up", "serve", "migrate", "verify"])
def test_a_database_newer_than_the_code(command: Command, made: Path, word: str) -> None:
    execute(made, "UPDATE alembic_version SET version_num = 'from-the-future'")
    said = refused(command(word))
    assert "newer than the program" in said
    assert "Update the program" in said


@pytest.mark.parametrize("word", ["serve", "verify"])
def test_no_database_at_all(command: Command, word: str, data: Path) -> None:
    data.mkdir()
    (data / "installation.key").write_text(new_key().hex())
    (data / "installation.key").chmod(0o600)
    assert "There is no database in" in refused(command(word))


@pytest.mark.parametrize("words", [("up", "--empty"), ("create", "--name", "X")])
def test_an_unknown_time_zone(command: Command, words: tuple[str, ...], data: Path) -> None:
    said = refused(command(*words, "--time-zone", "Europe/Atlantis"))
    assert "no time zone 'Europe/Atlantis'" in said
    assert not data.exists()


@pytest.mark.parametrize("words", [("up", "--empty"), ("create", "--name", "X")])
def test_what_is_no_email_address(command: Command, words: tuple[str, ...], data: Path) -> None:
    assert "no e-mail address" in refused(command(*words, "--email", "coral"))
    assert not data.exists()


def test_a_setting_that_cannot_be_read(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIGHTSAFE_MAX_BODY", "lots")
    assert "NIGHTSAFE_MAX_BODY" in refused(command("up"))


def test_a_database_server_that_does_not_answer(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        free = listener.getsockname()[1]
    monkeypatch.setenv("NIGHTSAFE_DATABASE_URL", f"postgresql://u:secret@127.0.0.1:{free}/night")
    said = refused(command("migrate"))
    assert "NIGHTSAFE_DATABASE_URL" in said
    assert "secret" not in said


def test_a_demo_is_not_opened_to_other_machines_by_accident(
    command: Command, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(up, "check_free", lambda host, port: None)
    said = refused(command("up", "--host", "0.0.0.0"))
    assert "--open-demo" in said
    assert not (data / "nightsafe.db").exists()


def test_a_real_server_wants_https(
    command: Command, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIGHTSAFE_BASE_URL", "http://night.example.org")
    assert "without https" in refused(command("serve"))


def test_a_real_server_refuses_a_key_made_for_development(command: Command, made: Path) -> None:
    (made / "installation.key").write_text("00" * 32)
    assert "made up for development" in refused(command("serve"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_real_server_refuses_a_key_that_others_can_read(command: Command, made: Path) -> None:
    (made / "installation.key").chmod(0o644)
    assert "chmod 600" in refused(command("serve"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_what_it_makes_is_for_its_account_alone(command: Command, made: Path) -> None:
    for path in (made, *made.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_help_lists_every_command(command: Command) -> None:
    said = command("--help").output
    for word in ("up", "serve", "create", "migrate", "verify", "erase"):
        assert f"\n  {word} " in said
