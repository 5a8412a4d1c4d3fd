"""Setting a PDF that everybody can read (PDF/UA-1), from a template and data, in our typeface."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from nightsafe.forms import BIDI_CODES

FONTS = Path(__file__).with_name("fonts")
FACE = FONTS / "OpenSans-Regular.ttf"
_TABLES = 12  # bytes before a font's list of tables, each of which takes 16

Json = TypeVar("Json")


def typeset(template: Path, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The PDF of a template, which finds `data`, a JSON value, in `sys.inputs.data`.

    Data never becomes part of the template's source: nothing in it is markup or code. `at` is
    when it was made. Nothing is fetched, and no typeface of the machine's is used.
    """
    import typst  # noqa: PLC0415  (30 MB of an engine, for a file now and then)

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    compiler = typst.Compiler(str(template), font_paths=fonts)
    made = compiler.compile(
        format="pdf",
        pdf_standards="ua-1",
        timestamp=at.replace(microsecond=0),  # it takes none
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    assert isinstance(made, bytes)
    return made


def legible(data: Json) -> Json:
    """A JSON value whose texts have a code for each character that our typeface has not.

    PDF/UA takes no character that would be drawn as an empty box; and what would turn the reading
    direction is seen (R22).
    """
    found: Any = data
    if isinstance(data, str):
        found = _legible(data)
    elif isinstance(data, dict):
        found = {key: legible(value) for key, value in data.items()}
    elif isinstance(data, list | tuple):
        found = [legible(value) for value in data]
    return found  # type: ignore[no-any-return]


def _legible(text: str) -> str:
    known = _characters()
    return "".join(
        one if one in "\n\t" or (ord(one) in known and ord(one) not in BIDI_CODES) else _code(one)
        for one in text.replace("\r\n", "\n").replace("\r", "\n")
    )


def _code(character: str) -> str:
    return f"[U+{ord(character):04X}]"


@cache
def _characters() -> frozenset[int]:
    """The characters that the typeface has: its table "cmap" in format 4 (OpenType, cmap)."""
    data = FACE.read_bytes()

    def number(at: int, size: int = 2) -> int:
        return int.from_bytes(data[at : at + size])

    tables = range(_TABLES, _TABLES + 16 * number(4), 16)
    cmap = next(number(at + 8, 4) for at in tables if data[at : at + 4] == b"cmap")
    parts = [cmap + number(cmap + 4 + 8 * each + 4, 4) for each in range(number(cmap + 2))]
    start = next(at for at in parts if number(at) == 4)
    count = number(start + 6) // 2
    ends, begins = start + 14, start + 16 + 2 * count
    found: set[int] = set()
    for each in range(count):
        found.update(range(number(begins + 2 * each), number(ends + 2 * each) + 1))
    return frozenset(found - {0xFFFF})
