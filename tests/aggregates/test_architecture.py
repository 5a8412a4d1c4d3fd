"""A raw count never leaves (rule 9): who may count, who protects, what a release is made of."""

import ast

from flask import Flask

from nightsafe.gate import Can, declaration_of
from tests.sources import Module, called, modules

AGGREGATES = "nightsafe.aggregates."
# What counts, and what was counted for good.
RAW = {AGGREGATES + name for name in ("counts", "facts", "kept_facts", "kept_weekends", "weekends")}
# For releases and for members; and for those who may see raw counts.
MAY_COUNT = {
    AGGREGATES + name
    for name in ("suppression", "suppression_week", "outlook_week", "week", "week_history")
}
# Tables of the database in which raw counts of quarters stand.
FROZEN = {"FrozenClass", "FrozenRecord"}
MAY_READ_FROZEN = {
    AGGREGATES + name for name in ("models", "facts", "kept_facts", "kept_weekends", "erasing")
}
# Who draws what `week` makes; each of its views asks for the permission of raw counts.
MAY_DRAW = {
    AGGREGATES + name
    for name in (
        "labels",
        "views",
        "views_evaluation",
        "helping",
        "evaluation",
        "interventions",
        "series",
    )
}
# Whose pages show releases, the figures of others, interventions: none shows another's raw counts.
MAY_OPEN = {Can.WEEK, Can.FIGURES, Can.PREPARE_RELEASE, Can.APPROVE_RELEASE}


def importers(of: set[str]) -> set[str]:
    """The modules that import one of some modules."""
    return {
        module.name
        for module in modules()
        if any(one.module in of or one.module.rpartition(".")[0] in of for one in module.imports)
    }


def naming(names: set[str]) -> set[str]:
    """The modules in which one of some names stands."""
    return {
        module.name
        for module in modules()
        if any(name in module.text for name in names) and _named(module) & names
    }


def _named(module: Module) -> set[str]:
    return {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name)} | {
        node.name for node in ast.walk(module.tree) if isinstance(node, (ast.alias, ast.ClassDef))
    }


def test_few_modules_alone_read_what_counts() -> None:
    assert importers(RAW) - RAW == MAY_COUNT


def test_what_was_counted_for_good_is_read_by_what_counts_alone() -> None:
    assert naming(FROZEN) <= MAY_READ_FROZEN


def test_what_protects_alone_makes_a_safe_table() -> None:
    making = {
        module.name
        for module in modules()
        for call in module.calls()
        if called(call) == "SafeTable"
    }
    # `safe` reads back what was made.
    assert making == {AGGREGATES + name for name in ("suppression", "suppression_week", "safe")}


def test_what_the_api_and_the_files_give_is_made_of_safe_tables() -> None:
    leaving = {"nightsafe.api", AGGREGATES + "output_csv", AGGREGATES + "output_package"}
    raw = RAW | {AGGREGATES + name for name in ("week", "crossing")}
    wrong = {name for name in importers(raw) if name.startswith(tuple(leaving))}
    assert wrong == set()


def test_the_week_is_drawn_by_its_own_views() -> None:
    assert importers({AGGREGATES + "week"}) <= MAY_DRAW


def test_every_view_of_the_aggregates_asks_for_a_permission_of_figures(app: Flask) -> None:
    ours = [each for each in app.view_functions if each.startswith("aggregates.")]
    assert ours
    asked = {each: declaration_of(app, each) for each in ours}
    assert {each for each, one in asked.items() if one is None or one.can not in MAY_OPEN} == set()
    # What draws raw counts asks for just that.
    raw = [each for each, view in app.view_functions.items() if _draws_raw(view.__module__)]
    assert raw
    assert {asked[each].can for each in raw if asked[each]} == {Can.WEEK}  # type: ignore[union-attr]


def _draws_raw(module: str) -> bool:
    return module in importers({AGGREGATES + "week"})
