"""The modules of static/js as browsers get them: each by itself, without its comments.

A page names the modules that it starts with; its import map says where each name lies, under a hash
of its content, and the modules that those import are fetched at once, not one after the other.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask

# What a library is called, and where its built file lies.
VENDORED = {
    "vendor/idb.js": "vendor/idb/index.js",
    "vendor/leaflet.js": "vendor/leaflet/index.js",
    "vendor/pmtiles.js": "vendor/pmtiles/index.js",
}

# A phone keeps every module that its pages name: what only a desk's module imports is named where
# that one starts, and nowhere else.
DESK = {
    "map": frozenset({"mapground.js", "mapgroups.js", "vendor/leaflet.js", "vendor/pmtiles.js"})
}

# Comments that have lines of their own (a licence's stay), and the blanks at both ends of lines.
_COMMENT = re.compile(r"^[ \t]*(?:/\*(?!!).*?\*/[ \t]*\n|//[^\n]*\n)", re.M | re.S)
_INDENT = re.compile(r"^[ \t]+|\n(?=\n)", re.M)
_LATER = re.compile(r'\bimport\("([^"]+)"\)')
_IMPORT = re.compile(r'^import\s[^;]*?from\s*"([^"]+)"', re.M)


@dataclass(frozen=True)
class Script:
    """A module as it is sent: its text, where it lies, what it imports at once, what later."""

    text: str
    address: str
    imports: tuple[str, ...]
    later: tuple[str, ...]


def init_app(app: Flask, static: Path) -> None:
    """Let every template name modules, and find where they lie."""
    scripts = read(static)
    app.extensions["scripts"] = scripts
    app.jinja_env.globals["import_map"] = lambda names: import_map(names, scripts)
    app.jinja_env.globals["script_address"] = lambda name: scripts[f"{name}.js"].address
    app.jinja_env.globals["imported_by"] = lambda names: [
        scripts[name].address for name in imported_by(names, scripts)
    ]


@lru_cache(maxsize=1)
def read(static: Path) -> dict[str, Script]:
    """Every module that pages use, and the libraries those import, by name."""
    paths = {path.name: path for path in sorted((static / "js").glob("*.js"))}
    paths |= {f"phone/{one.name}": one for one in sorted((static / "js" / "phone").glob("*.js"))}
    paths |= {name: static / path for name, path in VENDORED.items()}
    return {name: _script(name, path.read_text(encoding="utf-8")) for name, path in paths.items()}


def _script(name: str, source: str) -> Script:
    text = bare(source)
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    address = f"/static/scripts/{name}?v={digest}"
    return Script(text, address, tuple(_IMPORT.findall(text)), tuple(_LATER.findall(text)))


def bare(source: str) -> str:
    """A module without comments on lines of their own, and without indentation."""
    return _INDENT.sub("", _COMMENT.sub("", source)).strip() + "\n"


def import_map(names: Iterable[str], scripts: dict[str, Script]) -> dict[str, dict[str, str]]:
    """Where the modules lie that others import, for a page that starts with the named ones."""
    starts = set(names)
    elsewhere = {one for start, brings in DESK.items() if start not in starts for one in brings}
    imported = {name for one in scripts.values() for name in (*one.imports, *one.later)}
    return {"imports": {name: scripts[name].address for name in sorted(imported - elsewhere)}}


def imported_by(names: Iterable[str], scripts: dict[str, Script]) -> list[str]:
    """The names of all that some modules import, directly or not, save themselves; each once."""
    starts = [f"{name}.js" for name in names]

    def walk(name: str) -> Iterator[str]:
        for one in scripts[name].imports:
            yield one
            yield from walk(one)

    found = dict.fromkeys(one for name in starts for one in walk(name))
    return [name for name in found if name not in starts]
