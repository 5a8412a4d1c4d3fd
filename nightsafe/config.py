"""The settings of an installation, each read from one environment variable."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "NIGHTSAFE_"

# A host stands in a policy, where a blank or a semicolon would say something else.
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")
_REST = re.compile(r"[\x21-\x7e]+")
_BRACED = re.compile(r"\{[^}]*\}?|\}")


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
    police_reference: str = _setting(
        "",
        "Regular expression that a police reference has to match; empty takes what British forces "
        "write",
    )
    mail_url: str = _setting(
        "",
        "Mail server, as `smtp://name:password@host:587` or `smtps://...`, or a folder, as "
        "`file:///folder`; empty means no mail (the demo city lays it into `mail` in its folder)",
    )
    mail_from: str = _setting(
        "nightsafe <nightsafe@localhost>", "Whom mail is from, as `Name <name@host>`"
    )
    push_key_file: str = _setting(
        "",
        "File of the key that web push is signed with; empty means `push.key` in the data folder",
    )
    push_hosts: str = _setting(
        "fcm.googleapis.com *.push.services.mozilla.com *.push.apple.com *.notify.windows.com",
        "Hosts of push services that messages may be sent to, with blanks between them",
    )
    holidays: str = _setting(
        "ENG", "Nation whose bank holidays count: `ENG`, `WLS`, `SCT` or `NIR`; empty means none"
    )
    map_tiles: str = _setting(
        "", "Tile server behind the review map, as `https://host/{z}/{x}/{y}.png`; empty means none"
    )
    map_file: str = _setting(
        "", "PMTiles file on this machine to draw behind the review map instead of a tile server"
    )
    map_credit: str = _setting("", "Whom the map's licence asks to name, such as © OpenStreetMap")

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
    def push_key_path(self) -> Path:
        """Where the key of web push lies."""
        return Path(self.push_key_file) if self.push_key_file else self.data / "push.key"

    @property
    def erasures_path(self) -> Path:
        """The list of erased records, kept apart from the database and its backups."""
        return self.data / "erasures.jsonl"

    @property
    def tile_host(self) -> str:
        """The scheme and host of the tile server, as a policy names it; empty without one."""
        parts = urlsplit(self.map_tiles)
        return f"{parts.scheme}://{parts.netloc}" if self.map_tiles else ""

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
    _check_map(values.get("map_tiles", ""), values.get("map_file", ""))
    _check_pattern("police_reference", values.get("police_reference", ""))
    return Settings(**values)


def _address(base_url: str) -> str:
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingError(
            f"{variable('base_url')} is {base_url!r}: write it as https://night.example.org."
        )
    return base_url.rstrip("/")


def _check_pattern(name: str, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise SettingError(
            f"{variable(name)} is {pattern!r}: write a regular expression that Python reads, "
            f"such as [A-Z]{{2}}[0-9]{{6,}} ({error})."
        ) from error


def _check_map(tiles: str, file: str) -> None:
    if tiles and file:
        raise SettingError(
            f"{variable('map_tiles')} and {variable('map_file')} are both set: drop one of them."
        )
    if tiles and not _is_template(tiles):
        raise SettingError(
            f"{variable('map_tiles')} is {tiles!r}: "
            "write it as https://tiles.example.org/{z}/{x}/{y}.png, with one host."
        )
    if file and not _is_map_file(Path(file)):
        raise SettingError(
            f"{variable('map_file')} is {file!r}: name a PMTiles file (version 3) that can be read."
        )


def _is_template(text: str) -> bool:
    """Whether a tile server's address has one host and says where column, row and zoom stand."""
    try:
        parts = urlsplit(text)
        _port = parts.port
    except ValueError:
        return False
    behind = text.partition("://")[2][len(parts.netloc) :]
    return (
        parts.scheme == "https"
        and _HOST.fullmatch(parts.netloc) is not None
        and sorted(_BRACED.findall(behind)) == ["{x}", "{y}", "{z}"]
        and _REST.fullmatch(behind) is not None
    )


def _is_map_file(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(8) == b"PMTiles\x03"
    except OSError:
        return False


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
