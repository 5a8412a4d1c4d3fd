"""The data folder: is it there, can it be written, does it hold an installation already."""

import os
import tempfile
from pathlib import Path

from nightsafe.cli.problems import CannotRun
from nightsafe.config import Settings
from nightsafe.ledger.keys import KeyProblem, make_key


def check_writable(folder: Path) -> None:
    """Make the folder if need be and write to it; raises CannotRun where that fails."""
    try:
        # What lies in it is for this installation's account alone.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"nightsafe")
            os.fsync(file.fileno())
    except OSError as why:
        raise CannotRun(
            f"The data folder {folder} cannot be written ({why.strerror}). "
            "Choose another with --data, or give this account the right to write there."
        ) from why


def sqlite_file(settings: Settings) -> Path | None:
    """The database's file in the data folder; None when the database is somewhere else."""
    return None if settings.database_url else settings.data / "nightsafe.db"


def ensure_key(settings: Settings, *, new: bool) -> None:
    """Make the installation's key for a new database.

    Raises KeyProblem where a database is there but its key is not: a new key would not open it.
    """
    path = settings.key_path
    if path.exists() or not new:
        return
    try:
        make_key(path)
    except OSError as why:
        raise KeyProblem(
            f"The installation key {path} cannot be made ({why.strerror}). Give this account the "
            "right to write there, or set NIGHTSAFE_KEY_FILE to a file that it may write."
        ) from why
