"""The settings of an installation, each read from one environment variable."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "NIGHTSAFE_"


class SettingError(Exception):
    """A setting that cannot be used; the text says which, and what to write instead."""


def _setting(default: Any, about: str) -> Any:
    return field(default=default, metadata={"about": about})


@dataclass(frozen=True)
class Settings:
    """All settings; the README's table is held to this class by a test."""

    data: Path = _setting(Path("data"), "Folder of the database, the key and the erasure list")
    database_url: str = _setting("", "Database address; empty means SQLite in the data folder")
    key_file: str = _setting("", "File of the installation key; empty means in the data folder")
    base_url: str = _setting(
        "http://127.0.0.1:8000", "Address people type; links are made from it, never from a request"
    )
    open_demo: bool = _setting(False, "Let other machines use the demo's sign-in page")
    max_body: int = _setting(1_000_000, "Largest request body in bytes")

    @property
    def url(self) -> str:
        """The SQLAlchemy address of the database in use."""
        if not self.database_url:
            return f"sqlite:///{(self.data / 'nightsafe.db').resolve()}"
        if self.database_url.startswith(("postgres://", "postgresql://")):
            return "postgresql+psycopg://" + self.database_url.split("://", 1)[1]
        return self.database_url

    @property
    def key_path(self) -> Path:
        """Where the installation key lies."""
        return Path(self.key_file) if self.key_file else self.data / "installation.key"

    @property
    def erasures_path(self) -> Path:
        """The list of erased records, kept apart from the database and its backups."""
        return self.data / "erasures.jsonl"

    @property
    def tls(self) -> bool:
        """Whether people reach this installation over https."""
        return self.base_url.startswith("https://")


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def from_environment(environ: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Settings from NIGHTSAFE_* variables; what is given by name wins.

    Raises SettingError when a value cannot be read.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for one in fields(Settings):
        raw = environ.get(variable(one.name))
        if raw is not None:
            values[one.name] = _read(one.name, raw, one.default)
    values.update({name: value for name, value in given.items() if value is not None})
    values["base_url"] = _address(str(values.get("base_url", Settings.base_url)))
    return Settings(**values)


def _address(base_url: str) -> str:
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingError(
            f"{variable('base_url')} is {base_url!r}: write it as https://night.example.org."
        )
    return base_url.rstrip("/")


def _read(name: str, raw: str, default: object) -> object:
    if isinstance(default, bool):
        if raw.lower() not in {"", "0", "1", "no", "yes", "false", "true"}:
            raise SettingError(f"{variable(name)} is {raw!r}: write yes or no.")
        return raw.lower() in {"1", "yes", "true"}
    if isinstance(default, int):
        if not raw.isascii() or not raw.isdigit():
            raise SettingError(f"{variable(name)} is {raw!r}: write a whole number.")
        return int(raw)
    return Path(raw) if isinstance(default, Path) else raw
