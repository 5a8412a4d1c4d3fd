"""The attacker's unknowns: classes of records that are counted by the same figures.

What is unknown is how many records there are of each combination of categories, whether there are
any or none. Combinations are not listed over all dimensions: where two groups of dimensions meet
in no figure, any two tables of them that agree in what they share can belong to the same records
(decomposable models: Dobra and Fienberg 2000, PNAS 97:11885). So there is one table of unknowns for
each clique of dimensions that figures cross, and neighbours have to agree. Of each of these, the
combinations that are counted by the very same figures are one class.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nightsafe.aggregates.disclosure.blocks import Blocks, TooMuch, blocks_of, in_blocks
from nightsafe.aggregates.disclosure.figures import Dimensions, Where

# How many combinations one clique may have, and how many classes there may be in all.
MOST_COMBINATIONS = 60_000
MOST_CLASSES = 6_000

Records = Iterable[tuple[Mapping[str, str], int]]
Clique = tuple[str, ...]


@dataclass(frozen=True)
class Classes:
    """What is unknown, and how figures count it.

    `counted` (figures by classes) and `links` (agreements by classes) are sparse matrices; a
    figure is the sum of the classes it counts, and each agreement is a sum that is 0. `truth` is
    how many records there really are of each class.
    """

    counted: Any
    links: Any
    truth: NDArray[Any]

    @property
    def number(self) -> int:
        """How many classes there are."""
        return len(self.truth)


def classes_of(dimensions: Dimensions, wheres: Sequence[Where], records: Records) -> Classes:
    """The classes of what figures count; raises TooMuch, or ValueError for what nobody knows."""

    blocks = blocks_of(dimensions, wheres)
    told = [in_blocks(where, dimensions, blocks) for where in wheres]
    cliques = cliques_of([frozenset(each) for each in told])
    edges = _tree(cliques)
    known = list(records)
    matrices, links, truths = [], [], []
    assigned = [_holder(cliques, frozenset(each)) for each in told]
    for number, clique in enumerate(cliques):
        shape = tuple(max(blocks[dimension].values()) + 1 for dimension in clique)
        if prod(shape) > MOST_COMBINATIONS:
            raise TooMuch
        at = np.indices(shape).reshape(len(shape), -1) if shape else np.zeros((0, 1), dtype=int)
        mine = np.array([each == number for each in assigned], dtype=bool)
        rows = [
            _counts(at, clique, told[each]) if mine[each] else np.zeros(at.shape[1], dtype=bool)
            for each in range(len(told))
        ]
        shared = [
            _separated(at, clique, cliques, edge, blocks) if number in edge else None
            for edge in edges
        ]
        stacked = [np.array(rows, dtype=bool).reshape(len(rows), -1)]
        stacked += [each for each in shared if each is not None]
        packed = np.packbits(np.concatenate(stacked), axis=0)
        _, first, back = np.unique(packed, axis=1, return_index=True, return_inverse=True)
        matrices.append(sparse.csr_array(stacked[0][:, first].astype(float)))
        links.append([None if each is None else each[:, first] for each in shared])
        truths.append(_truth(known, clique, blocks, shape, back.reshape(-1), len(first)))
    if sum(map(len, truths)) > MOST_CLASSES:
        raise TooMuch
    agreements = [_agreement(edge, number, links, truths) for number, edge in enumerate(edges)]
    total = sum(map(len, truths))
    return Classes(
        counted=sparse.csr_array(sparse.hstack(matrices, format="csr")),
        links=sparse.vstack(agreements, format="csr")
        if agreements
        else sparse.csr_array((0, total)),
        truth=np.concatenate(truths),
    )


def cliques_of(patterns: Iterable[frozenset[str]]) -> list[Clique]:
    """Groups of dimensions such that each figure's lie in one, and that form a tree.

    Dimensions that stand in one figure are neighbours; the graph is filled in by taking out, one
    after another, the dimension that needs the fewest new neighbours.
    """
    near: dict[str, set[str]] = {}
    for pattern in patterns:
        for dimension in pattern:
            near.setdefault(dimension, set()).update(pattern - {dimension})
    found: list[frozenset[str]] = []
    while near:
        missing = {
            dimension: sum(b not in near[a] for a, b in combinations(sorted(around), 2))
            for dimension, around in near.items()
        }
        taken = min(near, key=lambda dimension: (missing[dimension], dimension))
        around = near.pop(taken)
        clique = frozenset({taken, *around})
        if not any(clique <= each for each in found):
            found.append(clique)
        for dimension in around:
            near[dimension] |= around - {dimension}
            near[dimension].discard(taken)
    return [tuple(sorted(each)) for each in found] or [()]


def _tree(cliques: Sequence[Clique]) -> list[tuple[int, int]]:
    """Which cliques have to agree: a tree of the most that they share, whole numbers at least."""
    pairs = sorted(
        combinations(range(len(cliques)), 2),
        key=lambda pair: (-len({*cliques[pair[0]]} & {*cliques[pair[1]]}), pair),
    )
    tree: list[tuple[int, int]] = []
    part = list(range(len(cliques)))
    for one, other in pairs:
        if part[one] != part[other]:
            tree.append((one, other))
            part = [part[one] if each == part[other] else each for each in part]
    return tree


def _holder(cliques: Sequence[Clique], pattern: frozenset[str]) -> int:
    return next(number for number, clique in enumerate(cliques) if pattern <= {*clique})


def _counts(at: Any, clique: Clique, told: Mapping[str, frozenset[int]]) -> Any:
    """Which combinations of a clique a figure counts."""

    found = np.ones(at.shape[1], dtype=bool)
    for dimension, wanted in told.items():
        found &= np.isin(at[clique.index(dimension)], list(wanted))
    return found


def _separated(
    at: Any, clique: Clique, cliques: Sequence[Clique], edge: tuple[int, int], blocks: Blocks
) -> Any:
    """For each combination of what two cliques share, which of one clique's belong to it."""

    shared = sorted({*cliques[edge[0]]} & {*cliques[edge[1]]})
    shape = tuple(max(blocks[dimension].values()) + 1 for dimension in shared)
    number = np.zeros(at.shape[1], dtype=int)
    for dimension, size in zip(shared, shape, strict=True):
        number = number * size + at[clique.index(dimension)]
    return np.arange(prod(shape))[:, None] == number[None, :]


def _truth(
    records: Sequence[tuple[Mapping[str, str], int]],
    clique: Clique,
    blocks: Blocks,
    shape: tuple[int, ...],
    back: Any,
    size: int,
) -> Any:

    found = np.zeros(size, dtype=np.int64)
    for categories, number in records:
        place = 0
        for dimension, length in zip(clique, shape, strict=True):
            place = place * length + blocks[dimension][categories[dimension]]
        found[back[place]] += number
    return found


def _agreement(
    edge: tuple[int, int], number: int, links: Sequence[Sequence[Any]], truths: Sequence[Any]
) -> Any:
    """That the two cliques of an edge count the same records: one row for each they share."""

    rows = links[edge[0]][number].shape[0]
    parts = [np.zeros((rows, len(truth))) for truth in truths]
    parts[edge[0]] = links[edge[0]][number].astype(float)
    parts[edge[1]] = -links[edge[1]][number].astype(float)
    return sparse.csr_array(np.concatenate(parts, axis=1))
