"""A tree of conditions: classification by recursive splits, CART.

Breiman, Friedman, Olshen & Stone 1984, Classification and Regression Trees. Few leaves, none small:
the tree is to be read, not to predict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.statistics.conditions import Condition, Conditions
from paradiplomacy_analysis.statistics.resampling import SEED

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_LEAVES = 8

LEAST_SHARE = 0.05
"""Share of all points that a leaf holds at least."""

_IS = " = "


@dataclass(frozen=True)
class Leaf:
    """What leads to a leaf; conditions on the same factor are joined to one."""

    conditions: Conditions


def leaves(points: pd.DataFrame, success: NDArray[np.bool_]) -> list[Leaf]:
    """Grow a tree; return its leaves from left to right, one without conditions if none splits."""
    from sklearn.tree import DecisionTreeClassifier

    names = points.select_dtypes(exclude="number").columns.tolist()
    columns = pd.get_dummies(points, columns=names, prefix_sep=_IS, dtype=float)
    levels = {name: sorted(points[name].unique()) for name in names}
    tree = DecisionTreeClassifier(
        max_leaf_nodes=MOST_LEAVES,
        min_samples_leaf=max(1, int(LEAST_SHARE * len(points))),
        random_state=SEED,
    )
    tree.fit(columns.to_numpy(), success)
    return [Leaf(found) for found in _walk(tree.tree_, list(columns.columns), levels, 0, {})]


def _walk(
    tree: Any,
    columns: list[str],
    levels: dict[str, list[str]],
    node: int,
    so_far: dict[str, Condition],
) -> list[dict[str, Condition]]:
    left, right = int(tree.children_left[node]), int(tree.children_right[node])
    if left == right:
        return [so_far]
    column, cut = columns[tree.feature[node]], float(tree.threshold[node])
    factor, _, level = column.partition(_IS)
    if factor in levels:
        there = so_far[factor].levels if factor in so_far else tuple(levels[factor])
        without = Condition(levels=tuple(each for each in there if each != level))
        below, above = without, Condition(levels=(level,))
    else:
        bounds = so_far.get(factor, Condition())
        below, above = Condition(bounds.low, cut), Condition(cut, bounds.high)
    return [
        *_walk(tree, columns, levels, left, {**so_far, factor: below}),
        *_walk(tree, columns, levels, right, {**so_far, factor: above}),
    ]
