"""The project's own files as the architecture tests read them: parsed once, named shortly."""

import ast
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
PACKAGE = TOP / "nightsafe"
NOT_OURS = ("static/vendor/", "static/icons/", "nightsafe/migrations/versions/")


@dataclass(frozen=True)
class Import:
    """An import of a module, and whether it stands inside a function."""

    module: str
    line: int
    inside: bool


@dataclass(frozen=True)
class Module:
    """A Python file; `name` is its dotted name, `short` its path below the project."""

    path: Path

    @property
    def short(self) -> str:
        return self.path.relative_to(TOP).as_posix()

    @property
    def name(self) -> str:
        dotted = self.path.relative_to(TOP).with_suffix("").as_posix().replace("/", ".")
        return dotted.removesuffix(".__init__")

    @property
    def feature(self) -> str:
        """The package or module below `nightsafe` that it belongs to."""
        return [*self.name.split("."), ""][1]

    @property
    def stem(self) -> str:
        return self.path.stem

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.short)

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Every module it imports; `from package import module` counts as the module."""
        inside: set[int] = set()
        typing_only: set[int] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                inside.update(_imports_below(node))
            elif isinstance(node, ast.If) and _names(node.test, "TYPE_CHECKING"):
                typing_only.update(each for body in node.body for each in _imports_below(body))
        found: list[Import] = []
        for node in ast.walk(self.tree):
            if id(node) in typing_only:
                continue
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                assert node.level == 0, f"{self.short}:{node.lineno} imports relatively"
                names = [_target(node.module, alias.name) for alias in node.names]
            else:
                continue
            found.extend(Import(name, node.lineno, id(node) in inside) for name in names)
        return tuple(found)

    def calls(self) -> list[ast.Call]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]


def _imports_below(top: ast.AST) -> list[int]:
    return [id(node) for node in ast.walk(top) if isinstance(node, (ast.Import, ast.ImportFrom))]


def _names(test: ast.expr, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(test)) or any(
        isinstance(node, ast.Attribute) and node.attr == name for node in ast.walk(test)
    )


@cache
def _target(module: str, name: str) -> str:
    below = TOP.joinpath(*module.split("."), name)
    there = below.with_suffix(".py").exists() or (below / "__init__.py").exists()
    return f"{module}.{name}" if there else module


@lru_cache(maxsize=4)
def modules(folder: str = "nightsafe") -> tuple[Module, ...]:
    """Every Python module of a folder, generated migrations left out."""
    return tuple(
        Module(path)
        for path in sorted((TOP / folder).rglob("*.py"))
        if not path.relative_to(TOP).as_posix().startswith(NOT_OURS)
    )


def files(*endings: str) -> list[Path]:
    """The project's own files with these endings, wherever they lie."""
    return [
        path
        for folder in ("nightsafe", "templates", "static", "tests")
        for path in sorted((TOP / folder).rglob("*"))
        if path.suffix in endings
        and "node_modules" not in path.parts
        and not path.relative_to(TOP).as_posix().startswith(NOT_OURS)
    ]


def called(call: ast.Call) -> str:
    """The last name of what is called: `text` for both `text(...)` and `sa.text(...)`."""
    target = call.func
    if isinstance(target, ast.Attribute):
        return target.attr
    return target.id if isinstance(target, ast.Name) else ""
