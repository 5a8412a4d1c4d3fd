"""Blocks: categories of a dimension that no figure tells apart."""

from collections.abc import Mapping, Sequence

from nightsafe.aggregates.disclosure.figures import Dimensions, Where

# In each dimension that figures tell apart, the block that each category belongs to.
Blocks = Mapping[str, Mapping[str, int]]


class TooMuch(Exception):
    """So much is published of the same records that it cannot be solved."""


def blocks_of(dimensions: Dimensions, wheres: Sequence[Where]) -> dict[str, dict[str, int]]:
    """In each dimension that figures tell apart, which categories they never do."""
    blocks = {}
    for dimension in sorted({name for where in wheres for name in where}):
        if dimension not in dimensions:
            raise ValueError(f"no dimension is called {dimension}")
        parts = sorted(
            {where[dimension] for where in wheres if dimension in where}, key=lambda part: [*part]
        )
        unknown = frozenset().union(*parts) - set(dimensions[dimension])
        if unknown:
            raise ValueError(f"{dimension} has no category {', '.join(sorted(unknown))}")
        numbers: dict[tuple[bool, ...], int] = {}
        found = {
            category: numbers.setdefault(tuple(category in part for part in parts), len(numbers))
            for category in dimensions[dimension]
        }
        # A part that counts nothing is told from the whole, too.
        if len(numbers) > 1 or frozenset() in parts:
            blocks[dimension] = found
    return blocks


def in_blocks(where: Where, dimensions: Dimensions, blocks: Blocks) -> dict[str, frozenset[int]]:
    """What is counted, by blocks; a dimension that counts whole is left out."""
    return {
        dimension: frozenset(blocks[dimension][category] for category in categories)
        for dimension, categories in where.items()
        if dimension in blocks and len(categories) < len(dimensions[dimension])
    }
