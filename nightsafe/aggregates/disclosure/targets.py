"""What must stay unknown: of each published figure, and of each cell that figures tell apart."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from nightsafe.aggregates.disclosure.blocks import blocks_of, in_blocks
from nightsafe.aggregates.disclosure.figures import WIDTH, Dimensions, Figure, Where

NAMED = 6  # categories in the name of a cell that is not printed


@dataclass(frozen=True)
class Target:
    """A cell; how much distance has to stay between what it could be, and whether it may be 0."""

    name: str
    width: int
    zero: bool
    published: bool


def targets_of(
    dimensions: Dimensions,
    figures: Sequence[Figure],
    between: Sequence[Where],
    really: Sequence[int],
    threshold: Callable[[Where], int],
) -> list[Target]:
    """The targets of an audit: each figure, then each cell `between` them that none prints.

    `really` is how many records there are of each, `threshold` under how many one is small.
    """
    wheres = [*(figure.where for figure in figures), *between]
    around = _least_around(dimensions, wheres, figures)
    exactly = any(figure.width == 0 for figure in figures)
    printed = [
        _printed(one, really[number], threshold(one.where), around[number], exactly)
        for number, one in enumerate(figures)
    ]
    others = [
        _unprinted(where, really[number], threshold(where), around[number], exactly)
        for number, where in enumerate(between, start=len(figures))
    ]
    return printed + others


def unprinted(dimensions: Dimensions, figures: Sequence[Figure]) -> list[Where]:
    """The cells that figures tell apart and none prints: differences of areas, of unions.

    Figures by the same dimensions tell apart what each of them counts, and the rest of any other
    figure that they overlap.
    """
    whole = blocks_of(dimensions, [one.where for one in figures])
    told = [in_blocks(one.where, dimensions, whole) for one in figures]
    printed = {frozenset(each.items()) for each in told}
    found: list[Where] = []
    for pattern in sorted({tuple(sorted(each)) for each in told}):
        numbers = [place for place, each in enumerate(told) if tuple(sorted(each)) == pattern]
        crossed = [told[place] for place in numbers]
        within = [
            each
            for each in told
            if set(each) <= set(pattern) and any(_overlap(each, one) for one in crossed)
        ]
        apart = blocks_of(dimensions, [figures[place].where for place in numbers])
        for cell in product(*(_parts(apart[dimension]) for dimension in pattern)):
            where = dict(zip(pattern, cell, strict=True))
            one = in_blocks(where, dimensions, whole)
            # What lies in no figure at all, nothing is said of.
            if frozenset(one.items()) not in printed and any(
                all(one[dimension] <= wanted for dimension, wanted in each.items())
                for each in within
            ):
                found.append(where)
    return found


def _parts(blocks: Mapping[str, int]) -> list[frozenset[str]]:
    """The blocks of one dimension, each with its categories."""
    return [
        frozenset(category for category, number in blocks.items() if number == block)
        for block in range(max(blocks.values()) + 1)
    ]


def _overlap(one: Mapping[str, frozenset[int]], other: Mapping[str, frozenset[int]]) -> bool:
    return all(one[dimension] & other[dimension] for dimension in one.keys() & other.keys())


def _least_around(
    dimensions: Dimensions, wheres: Sequence[Where], figures: Sequence[Figure]
) -> list[float]:
    """For each cell the most that a single figure lets it be, one that counts it and others.

    Nobody needs a solver to see that a part is no more than its whole; that whole was published by
    a rule of its own, and no part of it can be asked to stay wider.
    """
    blocks = blocks_of(dimensions, wheres)
    told = [in_blocks(where, dimensions, blocks) for where in wheres]
    return [
        min(
            (
                float(figure.high)
                for number, figure in enumerate(figures)
                if figure.high is not None
                and number != place
                and all(
                    dimension in one and one[dimension] <= wanted
                    for dimension, wanted in told[number].items()
                )
            ),
            default=float("inf"),
        )
        for place, one in enumerate(told)
    ]


def _printed(figure: Figure, number: int, least: int, around: float, exactly: bool) -> Target:
    """What must stay unknown of a figure that was published.

    Beside exact figures a rounded one is kept as they are: if it is small.
    """
    rounded = figure.width == WIDTH and figure.high is not None
    free = exactly and rounded and number >= least
    width = 0 if free else int(min(figure.width, around))
    return Target(figure.name, width, figure.zero, published=True)


def _unprinted(where: Where, number: int, least: int, around: float, exactly: bool) -> Target:
    """What must stay unknown of a cell that is not printed.

    Beside exact figures, as much as of a hidden one if it is small, and nothing if it is not: it
    might have been printed. Beside rounded ones as much as of a rounded one.
    """
    small = number < (least if exactly else WIDTH + 1)
    width = least - 1 if exactly and small else 0 if exactly else WIDTH
    name = "; ".join(f"{key}: {_some(where[key])}" for key in sorted(where))
    return Target(name, int(min(width, around)), small, published=False)


def _some(categories: frozenset[str]) -> str:
    named = sorted(categories)
    return ", ".join(named[:NAMED]) + (", ..." if len(named) > NAMED else "")
