"""The shape of the code is held by a machine: the ladder, no cycles, short files, plain words."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.sources import PACKAGE, TOP, Module, called, files, modules

# From the lowest rung to the highest; those on one rung never import each other.
LADDER: tuple[tuple[str, ...], ...] = (
    ("nights", "clock", "gate", "escaping", "forms", "config", "database"),
    ("clock_help", "compression", "errors", "escaping", "headers", "language", "scripts"),
    ("formulas", "typesetting"),
    ("ledger",),
    ("delivery",),
    ("network",),
    ("accounts",),
    ("submissions",),
    ("shifts", "training", "calendar"),
    ("incidents",),
    ("visits", "patrols"),
    ("register",),
    ("review", "referrals"),
    ("aggregates",),
    ("briefings", "alerts"),
    ("home", "offline", "api", "importing"),
    ("demo",),
    ("app",),
    ("cli", "migrations"),
)
RUNG = {name: rung for rung, names in enumerate(LADDER) for name in names}

# Inside a feature, each reads only what stands before it.
LAYERS = ("models", "queries", "actions", "views")

# Loaded where they are used, because each would make every start and every process heavier.
HEAVY = {
    "vl_convert": "60 MB of a JavaScript engine, for one chart",
    "numpy": "with scipy: close to a second, for a job now and then",
    "scipy": "",
    "nightsafe.aggregates.disclosure.auditing": "it brings scipy",
    "nightsafe.aggregates.disclosure.hiding": "it brings scipy",
    "nightsafe.aggregates.certifying": "it brings scipy",
    "typst": "30 MB of an engine, for a PDF now and then",
    "xlsxwriter": "for a workbook now and then",
    "pywebpush": "with aiohttp, for the job that sends",
    "py_vapid": "",
    "holidays": "a second of calendars, for a page now and then",
    "icalendar": "for a file now and then",
    "recurring_ical_events": "",
    "openpyxl": "a tenth of a second and 18 MB, for the one command that reads workbooks",
    "nightsafe.demo.load": "the demo city is made once in an installation's life",
}

# Who may end a transaction: a view, a command, and these.
COMMITS = {
    "nightsafe/database.py": "the transaction beside a request's own",
    "nightsafe/delivery/jobs.py": "what a job did, and the end of its lease, stand together",
    "nightsafe/aggregates/checking.py": "each step of a check is short, and seen while it goes on",
    "nightsafe/accounts/enforce.py": "a refusal is a row in a transaction of its own",
    "nightsafe/offline/uploads.py": "a photo a transaction, and no pixel decoded in one",
}
LONGEST_FILE = 300
LONGEST_TEST = 450  # tables of cases
LONGEST_VIEW = 50


def ours(name: str) -> str | None:
    """The feature of a module of the product; None for another's."""
    parts = name.split(".")
    return parts[1] if parts[0] == "nightsafe" and len(parts) > 1 else None


def test_every_feature_has_its_rung() -> None:
    here = {module.feature for module in modules()} - {""}
    assert here <= set(RUNG), "give the new package a place on the ladder (DESIGN.md)"


def test_imports_go_down_the_ladder() -> None:
    wrong = [
        f"{module.short}:{one.line} imports {one.module}"
        for module in modules()
        for one in module.imports
        if (other := ours(one.module)) is not None
        and other != module.feature
        and RUNG[other] >= RUNG[module.feature]
    ]
    assert wrong == []


def test_layers_of_a_feature_are_read_upwards_only() -> None:
    wrong = []
    for module in modules():
        for one in module.imports:
            stem = one.module.rpartition(".")[2]
            if ours(one.module) != module.feature or stem not in LAYERS:
                continue
            if module.stem in LAYERS and LAYERS.index(stem) >= LAYERS.index(module.stem):
                wrong.append(f"{module.short}:{one.line} imports {one.module}")
            if stem == "views":
                wrong.append(f"{module.short}:{one.line} imports a view")
    assert wrong == []


@pytest.mark.parametrize("kind", ["forms", "rules"])
def test_forms_and_rules_touch_no_database(kind: str) -> None:
    """They may name a model's type, and judge a row they are given."""
    forbidden = ("sqlalchemy", "flask_sqlalchemy", "nightsafe.database")
    asking = ("queries", "actions", "views")
    wrong = [
        f"{module.short}:{one.line} imports {one.module}"
        for module in modules()
        if module.stem == kind
        for one in module.imports
        if one.module.startswith(forbidden) or one.module.rpartition(".")[2] in asking
    ]
    assert wrong == []


def test_there_is_no_import_cycle() -> None:
    names = {module.name for module in modules()}
    graph = {
        module.name: {one.module for one in module.imports if one.module in names} - {module.name}
        for module in modules()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(error.args[1]))


def test_imports_stand_at_the_top_of_a_file() -> None:
    wrong = [
        f"{module.short}:{one.line} imports {one.module}"
        for module in modules()
        for one in module.imports
        if one.inside and not {one.module, one.module.split(".")[0]} & HEAVY.keys()
    ]
    assert wrong == []


def longest(path: Path) -> int:
    return LONGEST_TEST if path.is_relative_to(TOP / "tests") else LONGEST_FILE


def test_files_are_short() -> None:
    long = [
        f"{path.relative_to(TOP)}: {lines}"
        for path in files(".py", ".js", ".css", ".html")
        if (lines := path.read_text(encoding="utf-8").count("\n")) > longest(path)
    ]
    assert long == [], "split by subject"


@pytest.mark.parametrize("folder", ["nightsafe", "tests"])
def test_every_module_opens_with_one_sentence(folder: str) -> None:
    wrong = []
    for module in modules(folder):
        first = (ast.get_docstring(module.tree) or "").split("\n\n")[0]
        sentence = " ".join(first.split())
        if not (sentence.endswith((".", "?")) and 10 < len(sentence) < 200):
            wrong.append(module.short)
    assert wrong == []


def test_public_functions_of_the_product_say_what_they_do() -> None:
    silent = [
        f"{module.short}:{node.lineno} {node.name}"
        for module in modules()
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_only_views_and_commands_commit() -> None:
    wrong = [
        f"{module.short}:{call.lineno}"
        for module in modules()
        if not module.stem.startswith("views")
        and module.feature not in {"cli", "demo", "migrations"}
        and module.short not in COMMITS
        for call in module.calls()
        if called(call) == "commit"
    ]
    assert wrong == []


def test_nothing_is_called_utils_or_common() -> None:
    drawers = {"utils", "util", "common", "helpers", "misc", "service", "services", "manager"}
    found = [
        path.relative_to(TOP).as_posix()
        for path in files(".py", ".js", ".css", ".html")
        if drawers & {part.removesuffix(path.suffix).strip("_") for part in path.parts}
    ]
    assert found == []


def test_blueprints_live_in_views_and_packages_hold_a_docstring_only() -> None:
    wrong = [
        f"{module.short}:{call.lineno}"
        for module in modules()
        for call in module.calls()
        if called(call) == "Blueprint" and module.stem != "views"
    ]
    inits = [
        module.short
        for module in modules()
        if module.path.name == "__init__.py" and len(module.tree.body) != 1
    ]
    assert wrong + inits == []


def views() -> Iterator[tuple[Module, ast.FunctionDef]]:
    for module in modules():
        if module.stem.startswith("views"):  # a feature with many splits them by subject
            for node in ast.walk(module.tree):
                if isinstance(node, ast.FunctionDef):
                    yield module, node


def test_views_are_short() -> None:
    long = [
        f"{module.short}:{node.lineno} {node.name}: {length} lines"
        for module, node in views()
        if (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_VIEW
    ]
    assert long == [], "a view is permission, form, action, commit, redirect"


def test_no_string_is_trusted_as_markup() -> None:
    """R51: no |safe, no render_template_string, no Markup made from something given."""
    wrong = []
    for path in files(".html"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if any(bad in line.replace(" ", "") for bad in ("|safe", "autoescapefalse")):
                wrong.append(f"{path.relative_to(TOP)}:{number}")
    for module in modules():
        for call in module.calls():
            if called(call) in {"render_template_string", "from_string"}:
                wrong.append(f"{module.short}:{call.lineno}")
            if called(call) == "Markup" and not all(isinstance(a, ast.Constant) for a in call.args):
                wrong.append(f"{module.short}:{call.lineno}")
    assert wrong == []


def test_no_sql_is_built_from_strings() -> None:
    """R51: what is said to the database is a constant or SQLAlchemy's own expression."""
    speaking = {"text", "execute", "exec_driver_sql", "executescript", "executemany"}
    wrong = [
        f"{module.short}:{call.lineno}"
        for module in modules()
        for call in module.calls()
        if called(call) in speaking and call.args and _built(call.args[0])
    ]
    assert wrong == []


def _built(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, (ast.Mod, ast.Add))
    return (
        isinstance(node, ast.Call)
        and called(node) in {"format", "join", "replace"}
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Constant)
    )


def test_the_clock_is_asked_in_one_place() -> None:
    """`clock` gives `now`; an action takes it as an argument (rule 10)."""
    asks = {"now", "utcnow", "today", "time_ns"}
    wrong = [
        f"{module.short}:{call.lineno}"
        for module in modules()
        for call in module.calls()
        if called(call) in asks and _owner(call) in {"datetime", "date", "time"}
        if module.short != "nightsafe/clock.py"
    ]
    acting = [
        f"{module.short}:{call.lineno}"
        for module in modules()
        if module.stem in {"actions", "rules", "models"}
        for call in module.calls()
        if called(call) == "now" and _owner(call) == "clock"
    ]
    assert wrong + acting == []


def _owner(call: ast.Call) -> str:
    target = call.func
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        return target.value.id
    return ""


def test_nobody_asks_the_environment_but_the_settings() -> None:
    allowed = {"nightsafe/config.py"}
    wrong = [
        f"{module.short}:{node.lineno}"
        for module in modules()
        if module.feature != "cli" and module.short not in allowed
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    ]
    assert wrong == []


def test_the_package_is_where_the_tests_think() -> None:
    assert (PACKAGE / "app.py").is_file()
    assert len(modules()) > 60
