"""Histories sorted into classes: how many, told from chance or not, how stable, and named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_analysis.statistics.sequences import ABSENT, IN_WORDS, STATES, distances

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_SORTED = 300
"""Histories that are sorted; of more these are drawn by lot, others join the nearest medoid."""

NUMBERS = range(2, 9)
"""Numbers of classes that are tried."""

PERMUTATIONS = 49
RESAMPLES = 50
SEED = 20_07

LEAST_WIDTH = 0.25
"""Mean silhouette below which there is no structure (Kaufman & Rousseeuw 1990)."""

SIGNIFICANCE = 0.05

STABLE = 0.6
"""Mean Jaccard similarity below which a class dissolves (Hennig 2007)."""


@dataclass(frozen=True)
class Sorted:
    """What sorting found.

    ``numbers`` has number and silhouette; ``p`` is that of the best silhouette under chance.
    ``medoids`` are (classes, years) states, ``names`` and ``words`` those of the classes, the
    largest first, ``stability`` their Jaccard similarities and ``label`` the class of each history.
    All are empty where nothing is told from chance.
    """

    numbers: pd.DataFrame
    p: float
    sorted_of: int
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    medoids: NDArray[np.int8] = field(default_factory=lambda: np.empty((0, 0), np.int8))
    stability: tuple[float, ...] = ()
    label: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))


def sort_histories(states: NDArray[np.int8]) -> Sorted:
    """Sort histories, (histories, years), by average linkage of their distances.

    The number of classes is that of the largest mean silhouette. It is told from chance where that
    is 0.25 or more and no more than one in twenty is as large among histories in which the states
    of each year were dealt anew to the ties that are there.
    """
    rng = np.random.default_rng(SEED)
    chosen = np.arange(len(states))
    if len(states) > MOST_SORTED:
        chosen = np.sort(rng.choice(len(states), MOST_SORTED, replace=False))
    drawn = states[chosen]
    apart = distances(drawn, drawn)
    widths = silhouettes(apart)
    table = pd.DataFrame({"classes": list(widths), "silhouette": list(widths.values())})
    if not widths:
        return Sorted(table, 1.0, len(drawn))
    best = max(widths, key=lambda number: (widths[number], -number))
    chance = [_best_of(permuted(drawn, rng)) for _ in range(PERMUTATIONS)]
    reached = sum(width >= widths[best] - 1e-12 for width in chance)
    p = (1 + reached) / (1 + PERMUTATIONS)
    table["chance"] = float(np.mean(chance))
    if p > SIGNIFICANCE or widths[best] < LEAST_WIDTH:
        return Sorted(table, p, len(drawn))
    found = _cut(_tree(apart), best)
    medoids = np.array([_medoid(apart, drawn, found == each) for each in np.unique(found)])
    stable = stability_of(apart, found, best, rng)
    label = distances(states, drawn[medoids]).argmin(axis=1)
    order = np.argsort(-np.bincount(label, minlength=len(medoids)), kind="stable")
    place = np.argsort(order, kind="stable")
    kept = drawn[medoids[order]]
    names, words = named(kept)
    return Sorted(
        table, p, len(drawn), names, words, kept, tuple(stable[order].tolist()), place[label]
    )


def silhouettes(apart: NDArray[np.float64]) -> dict[int, float]:
    """Return the mean silhouette of each number of classes that a linkage gives."""
    from sklearn.metrics import silhouette_score

    found = {}
    tree = _tree(apart)
    for number in NUMBERS:
        labels = _cut(tree, number)
        if len(np.unique(labels)) == number < len(apart):
            found[number] = float(silhouette_score(apart, labels, metric="precomputed"))
    return found


def permuted(states: NDArray[np.int8], rng: np.random.Generator) -> NDArray[np.int8]:
    """Deal the states of each year anew to the ties that are there."""
    dealt = states.copy()
    for year in dealt.T:
        there = year != ABSENT
        year[there] = rng.permutation(year[there])
    return dealt


def _best_of(states: NDArray[np.int8]) -> float:
    return max(silhouettes(distances(states, states)).values(), default=-1.0)


def _tree(apart: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the average linkage of distances; fewer than two histories have no joints."""
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    if len(apart) < 2:
        return np.empty((0, 4))
    # Distances are the same both ways but for rounding, and 0 to oneself.
    return np.asarray(linkage(squareform(apart, checks=False), "average"))


def _cut(tree: NDArray[np.float64], number: int) -> NDArray[np.int64]:
    """Return the class of each history, from 1, where a linkage is cut into so many or fewer."""
    from scipy.cluster.hierarchy import fcluster

    if not len(tree):
        return np.ones(1, dtype=np.int64)
    return np.asarray(fcluster(tree, number, "maxclust"), dtype=np.int64)


def _medoid(apart: NDArray[np.float64], states: NDArray[np.int8], inside: NDArray[np.bool_]) -> int:
    """Return the history nearest to all of its class, of equal ones the first by its states."""
    members = np.flatnonzero(inside)
    sums = apart[np.ix_(members, members)].sum(axis=1).round(9)
    keys = (*states[members].T[::-1], sums)
    return int(members[np.lexsort(keys)[0]])


def stability_of(
    apart: NDArray[np.float64], found: NDArray[np.int64], number: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return the mean Jaccard similarity of each class to the most similar one of resamples."""
    classes = np.unique(found)
    similar = np.full((RESAMPLES, len(classes)), np.nan)
    for row in similar:
        drawn = np.unique(rng.integers(len(found), size=len(found)))
        again = _cut(_tree(apart[np.ix_(drawn, drawn)]), number)
        for place, each in enumerate(classes):
            mine = found[drawn] == each
            if mine.any():
                others = [again == other for other in np.unique(again)]
                row[place] = max((mine & one).sum() / (mine | one).sum() for one in others)
    return np.asarray(np.nanmean(similar, axis=0))


def named(medoids: NDArray[np.int8]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name classes by their medoids: short names, each once, and in plain words.

    A history of one state is called by it. One that changes in a third of its years or more, and
    three times at least, is a flicker of its two most frequent states. Any other is called by its
    first state, the most frequent of those between, and its last. Of equal names those after the
    first have a number.
    """
    names: list[str] = []
    words: list[str] = []
    for history in medoids:
        name, told = _name(history[history != ABSENT])
        number = 1 + sum(
            other == name or (other.startswith(f"{name}_") and other[len(name) + 1 :].isdigit())
            for other in names
        )
        names.append(name if number == 1 else f"{name}_{number}")
        words.append(told if told not in words else f"{told} ({number})")
    return tuple(names), tuple(words)


def _name(history: NDArray[np.int8]) -> tuple[str, str]:
    starts = np.flatnonzero(np.diff(history, prepend=-2))
    spells = history[starts].tolist()
    counts = np.bincount(history, minlength=len(STATES))
    changes = len(spells) - 1
    if not changes:
        return STATES[spells[0]], f"{IN_WORDS[spells[0]]} throughout"
    if changes >= max(3, len(history) / 3):
        first, second = np.argsort(-counts, kind="stable")[:2]
        return "flicker", f"flicker: {IN_WORDS[first]} and {IN_WORDS[second]} by turns"
    steps = [spells[0], spells[-1]]
    between = [state for state in spells[1:-1] if state not in steps]
    if between:
        steps.insert(1, max(between, key=lambda state: counts[state]))
    elif spells[0] == spells[-1]:
        steps.insert(1, spells[1])
    return (
        "_then_".join(STATES[state] for state in steps),
        ", then ".join(IN_WORDS[state] for state in steps),
    )
