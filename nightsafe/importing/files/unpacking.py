"""The bytes of a file, unpacked as they are read, within the limits that stop a bomb."""

import gzip
import hashlib
import stat
import zlib
from collections.abc import Callable, Iterator
from os import stat_result
from pathlib import Path

from nightsafe.importing.files.looks import GZIP, HEAD
from nightsafe.importing.problems import CannotImport

Progress = Callable[[int, int], None]

MOST_BYTES = 1_000_000_000  # of the file, and of what comes out of it
CHUNK = 1 << 16
# Records pack to a tenth, seldom to a fiftieth; a file made to fill a machine to a thousandth.
MOST_TIMES = 300
FREE_OF_SUSPICION = 20_000_000  # bytes that may come out before the ratio is looked at


def checked(path: Path) -> stat_result:
    """What the system says of an ordinary, readable, not empty and not too large file.

    Raises CannotImport; nothing of the file is read, so that its size costs nothing.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        raise CannotImport(f"There is no file {path}. Check its name and folder.") from None
    except OSError as error:
        raise CannotImport(f"{path} cannot be opened: {error.strerror}.") from None
    if stat.S_ISDIR(found.st_mode):
        raise CannotImport(f"{path} is a folder. Name the file in it that holds the records.")
    if not stat.S_ISREG(found.st_mode):
        raise CannotImport(f"{path} is no ordinary file. Save the records in one, and name that.")
    if found.st_size == 0:
        raise CannotImport(f"{path.name} is empty (0 bytes). Export the records again.")
    if found.st_size > MOST_BYTES:
        raise CannotImport(
            f"{path.name} is too large: {found.st_size:,} bytes of {MOST_BYTES:,} at most. "
            "Split it, for instance by year, and bring in one part after another."
        )
    return found


def stamp_of(path: Path) -> tuple[int, int, int]:
    """What changes when somebody writes to a file or puts another in its place."""
    found = checked(path)
    return found.st_size, found.st_mtime_ns, found.st_ino


def digest_of(path: Path) -> str:
    """The SHA-256 of what a file holds, in hexadecimal: the same whether gzip packed it or not."""
    digest = hashlib.sha256()
    for chunk in chunks(path):
        digest.update(chunk)
    return digest.hexdigest()


def head_of(path: Path) -> bytes:
    """The first bytes of what a file holds, unpacked; b"" where a packed file holds nothing."""
    return next(chunks(path), b"")[:HEAD]


def is_packed(path: Path) -> bool:
    """Whether a file is packed with gzip, by its content."""
    with path.open("rb") as file:
        return file.read(len(GZIP)) == GZIP


def chunks(path: Path, progress: Progress | None = None) -> Iterator[bytes]:
    """The bytes of a file, or of what gzip packed in it; `progress` counts bytes on the disk.

    Raises CannotImport for one that expands too far, is cut short or damaged.
    """
    try:
        if is_packed(path):
            yield from _unpacked(path, progress)
        else:
            yield from _plain(path, progress)
    except EOFError:
        raise CannotImport(
            f"{path.name} is cut short: what gzip packed in it has no end. Fetch it again."
        ) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise CannotImport(
            f"{path.name} is damaged and cannot be unpacked ({error}). Fetch it again."
        ) from None
    except OSError as error:
        raise CannotImport(f"{path} cannot be read: {error.strerror or error}.") from None


def _plain(path: Path, progress: Progress | None) -> Iterator[bytes]:
    with path.open("rb") as file:
        total = path.stat().st_size
        done = 0
        while chunk := file.read(CHUNK):
            done += len(chunk)
            if progress is not None:
                progress(done, total)
            yield chunk


def _unpacked(path: Path, progress: Progress | None) -> Iterator[bytes]:
    with path.open("rb") as file, gzip.open(file) as packed:
        total = path.stat().st_size
        out = 0
        while chunk := packed.read(CHUNK):
            out += len(chunk)
            read = file.tell()
            if out > MOST_BYTES or out > max(FREE_OF_SUSPICION, MOST_TIMES * read):
                raise CannotImport(
                    f"{path.name} expands too far: {out:,} bytes have come out of {read:,}, and "
                    f"more would follow ({MOST_BYTES:,} at most, {MOST_TIMES} times its size). "
                    "No list of records packs so small; ask whoever sent it."
                )
            if progress is not None:
                progress(min(read, total), total)
            yield chunk
