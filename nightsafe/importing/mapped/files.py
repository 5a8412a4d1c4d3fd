"""The text of a mapping file and the values it holds; what keeps it from being read is named."""

import codecs
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from nightsafe.importing.problems import CannotImport

MOST_BYTES = 1_000_000
# Python reads no number of more than 4,300 figures.
_ENDLESS = re.compile(r"[\d_]{4300,}")
_WHERE = re.compile(r"^(.*) \(at (?:line (\d+), column \d+|end of document)\)$", re.DOTALL)
# What `tomllib` says, and what somebody who never wrote TOML can do about it.
_ADVICE = (
    ("Invalid value", 'A text stands between quotation marks: key = "text".'),
    ("Expected '='", 'Write key = "value"; a key with spaces stands between quotation marks too.'),
    ("Cannot overwrite a value", "The same key stands above already: keep one of them."),
    ("Cannot declare", "The same [section] stands above already: put its lines together."),
    ("Cannot mutate", "The same key stands above already: keep one of them."),
    ("Invalid statement", "A line is [section], key = value, or begins with #."),
    ("Unescaped '\\'", "Write \\\\ for a backslash between quotation marks."),
    ("Illegal character", "A quotation mark is not closed on its line."),
    ("Expected newline", "Something stands after the value: a text needs quotation marks."),
    ("Unclosed array", "Close the list with ]."),
    ('Expected "\'"', "A quotation mark is not closed."),
    ("Unterminated string", "A quotation mark is not closed."),
)


def text_of(path: Path) -> str:
    """The text of a mapping file; raises CannotImport where it is none."""
    name = path.name
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise CannotImport(f"{name} is a folder. Name the mapping file in it.")
        if not stat.S_ISREG(mode):  # a pipe may never end, and a device never does
            raise CannotImport(
                f"{path} is no ordinary file. Save the mapping in one, and name that."
            )
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise CannotImport(
                f"{name} is larger than 1 MB: no mapping is. Was the file of records meant?"
            )
    except FileNotFoundError as error:
        raise CannotImport(
            f"There is no file {path}. Have one suggested with --suggest, or check the name."
        ) from error
    except OSError as error:
        raise CannotImport(f"{name} cannot be read: {error.strerror or error}.") from error
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise CannotImport(f'{name} was saved as UTF-16 ("Unicode"). Save it as UTF-8.')
    if b"\0" in raw or raw.startswith((b"PK\x03\x04", b"\x1f\x8b", b"%PDF")):
        raise CannotImport(
            f"{name} is not a text file. A mapping is; was the file of records meant?"
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise CannotImport(
            f"{name} is not written as UTF-8 (line {line}). Save it as UTF-8 in your editor."
        ) from error
    if not text.strip():
        raise CannotImport(f"{name} is empty. Have a mapping suggested with --suggest.")
    return text.replace("\r\n", "\n")


def values_of(name: str, text: str) -> dict[str, Any]:
    """What the text says as TOML; raises CannotImport with the line where it is not."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CannotImport(_syntax(name, text, str(error))) from error
    except ValueError as error:
        found = _ENDLESS.search(text)
        line = f", line {text[: found.start()].count(chr(10)) + 1}" if found else ""
        raise CannotImport(f"{name}{line}: a number has thousands of figures. Mend it.") from error
    except RecursionError as error:
        raise CannotImport(f"{name}: lists within lists within lists; none is needed.") from error


def _syntax(name: str, text: str, said: str) -> str:
    """Where it is not TOML, what stands there, and what to do."""
    found = _WHERE.match(said)
    what = found[1] if found else said
    advice = next((words for start, words in _ADVICE if what.startswith(start)), "")
    if not found or found[2] is None:
        return f"{name} ends too early: {what}. {advice}".rstrip()
    number = int(found[2])
    line = text.split("\n")[number - 1].strip()
    return f"{name}, line {number}: {what}. {advice}\n  {line[:100]}"
