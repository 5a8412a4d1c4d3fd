"""A raw count never leaves (rule 9): who may import the module that counts."""

from tests.sources import modules

COUNTS = "nightsafe.aggregates.counts"
MAY_COUNT = {"nightsafe.aggregates.suppression", "nightsafe.aggregates.week"}
# Who draws what `week` makes; each of its views asks for the permission of raw counts.
MAY_DRAW = {"nightsafe.aggregates.labels", "nightsafe.aggregates.views"}


def importers(of: str) -> set[str]:
    """The modules that import a module, whole or in part."""
    package, _, name = of.rpartition(".")
    return {
        module.name
        for module in modules()
        for one in module.imports
        if one.module == of or one.module.startswith(f"{of}.") or _from(module, package, name)
    }


def _from(module: object, package: str, name: str) -> bool:
    """Whether a module says `from package import name`."""
    import ast

    tree: ast.Module = module.tree  # type: ignore[attr-defined]
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == package
        and any(alias.name == name for alias in node.names)
        for node in ast.walk(tree)
    )


def test_two_modules_alone_count() -> None:
    assert importers(COUNTS) <= MAY_COUNT
    assert "nightsafe.aggregates.week" in importers(COUNTS)


def test_the_week_is_drawn_by_its_own_views() -> None:
    assert importers("nightsafe.aggregates.week") <= MAY_DRAW


def test_every_view_of_the_aggregates_asks_for_the_permission(app: object) -> None:
    from flask import Flask

    from nightsafe.gate import Can, declaration_of

    assert isinstance(app, Flask)
    ours = [each for each in app.view_functions if each.startswith("aggregates.")]
    assert ours
    for endpoint in ours:
        declared = declaration_of(app, endpoint)
        assert declared is not None
        assert declared.can is Can.WEEK
