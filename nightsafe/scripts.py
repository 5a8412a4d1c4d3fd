"""The modules of static/js joined into two files: what a phone's first screens need, and the rest.

A page needs some twenty small modules. Asked for one by one, their headers weigh as much as they
do; so they are joined when the application starts, without their comments, and a page says which of
them it starts with. Each module stays what a browser could load by itself; what is understood of it
is how ours are written: imports and exports begin a line, and bring names, not defaults.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask

# What a library is called, and where its built file lies.
VENDORED = {"vendor/idb.js": "vendor/idb/index.js"}
# What the first screen and the log screen start with; what these import comes with them.
FIRST = (
    "theme",
    "clock",
    "stepper",
    "places",
    "phone/shell",
    "phone/begin",
    "phone/keep",
    "phone/camera",
    "phone/install",
)

_COMMENT = re.compile(r"^[ \t]*(?:/\*(?!!).*?\*/[ \t]*\n|//[^\n]*\n)", re.M | re.S)
_INDENT = re.compile(r"^[ \t]+|\n(?=\n)", re.M)
_IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"([^"]+)";?$', re.M)
_LATER = re.compile(r'\bimport\(("[^"]+")\)')
_EXPORT = re.compile(r"^export (?=(?:async function\*?|function\*?|const|class)\s+(\w+))", re.M)
_EXPORTED = re.compile(r"^(.*)export\s*\{([^}]*)\};?\s*$", re.S)
# The first file runs after the other one, where a page has both, and starts what the page names.
# What neither has brought is fetched when it is asked for: `later` does it, for a console as well.
_FIRST = """(() => {
"use strict";
const script = document.currentScript;
const made = {};
const need = (name) => (made[name] ??= modules[name]());
const later = async (name) => {
if (!modules[name]) await new Promise((done, failed) => {
const more = document.createElement("script");
more.src = script.dataset.more;
more.nonce = script.nonce;
more.onload = done;
more.onerror = failed;
document.head.append(more);
});
Object.assign(modules, self.moreModules?.(need, later));
return need(name);
};
const modules = {
%s
};
Object.assign(modules, self.moreModules?.(need, later));
self.later = later;
for (const name of script.dataset.modules.split(" ")) {
try {
need(name + ".js");
} catch (fault) {
reportError(fault);
}
}
})();
"""
_MORE = """self.moreModules = (need, later) => {
"use strict";
return {
%s
};
};
"""


@dataclass(frozen=True)
class Joined:
    """A file of modules: its text, its address with a hash of it, the names of what is in it."""

    text: str
    address: str
    names: frozenset[str]


def init_app(app: Flask, static: Path) -> None:
    """Join the scripts, and tell every template where they are."""
    first, more = joined(static)
    app.extensions["scripts"] = {"first": first, "more": more}
    app.jinja_env.globals["scripts_first"] = first
    app.jinja_env.globals["scripts_more"] = more


@lru_cache(maxsize=1)
def joined(static: Path) -> tuple[Joined, Joined]:
    """Every module below static/js that pages use, and the libraries those import."""
    paths = {path.name: path for path in (static / "js").glob("*.js")}
    paths |= {f"phone/{path.name}": path for path in (static / "js" / "phone").glob("*.js")}
    paths |= {name: static / path for name, path in VENDORED.items()}
    sources = {name: path.read_text(encoding="utf-8") for name, path in paths.items()}
    first = set(_with_imports([f"{name}.js" for name in FIRST], sources))
    return (
        _file("first", _FIRST, {name: sources[name] for name in sorted(first)}),
        _file("more", _MORE, {name: sources[name] for name in sorted(sources.keys() - first)}),
    )


def _with_imports(names: Iterable[str], sources: dict[str, str]) -> Iterator[str]:
    for name in names:
        yield name
        yield from _with_imports((one[1] for one in _IMPORT.findall(sources[name])), sources)


def _file(kind: str, frame: str, sources: dict[str, str]) -> Joined:
    text = frame % ",\n".join(wrapped(name, source) for name, source in sources.items())
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    names = frozenset(name.removesuffix(".js") for name in sources)
    return Joined(text, f"/static/scripts/{kind}.js?v={digest}", names)


def wrapped(name: str, source: str) -> str:
    """A module as a function that runs it and gives its exports, under its name."""
    source = _INDENT.sub("", _COMMENT.sub("", source))
    exports: list[str] = []
    last = _EXPORTED.match(source)
    if last is not None:
        source = last[1]
        exports += (_renamed(one, exported=True) for one in last[2].split(","))
    exports += _EXPORT.findall(source)
    source = _EXPORT.sub("", source)
    source = _IMPORT.sub(_needed, source)
    # By its full name: a module may call something of its own "later".
    source = _LATER.sub(r"self.later(\1)", source)
    return f'"{name}": () => {{\n{source.strip()}\nreturn {{ {", ".join(exports)} }};\n}}'


def _needed(found: "re.Match[str]") -> str:
    names = (_renamed(one, exported=False) for one in found[1].split(",") if one.strip())
    return f'const {{ {", ".join(names)} }} = need("{found[2]}");'


def _renamed(name: str, *, exported: bool) -> str:
    """`inner as outer`, as a part of an object that is made, or of one that is taken apart."""
    one, _, other = name.strip().partition(" as ")
    if not other:
        return one
    return f"{other.strip()}: {one.strip()}" if exported else f"{one.strip()}: {other.strip()}"
