"""Levels that changed nothing, found exactly: runs that differ in one factor share their luck.

Where two points differ in the level of one factor, and all that was kept of their runs is the same
bit by bit, replicate for replicate, the level did nothing there, whatever the reason: the scenario
has its value already, another factor sets the key too, or nothing reads it in this world. Chance
cannot feign it, since no run draws other random numbers for another level.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_results.layout import LEVERS, OFF, RUNS
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from paradiplomacy_results.reading import Results

    Places = NDArray[np.intp]
    Words = NDArray[np.uint64]
    Pair = tuple[int, int]

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""Odd number by which the place of a column enters a hash."""


@dataclass(frozen=True)
class Inert:
    """A level that did in no pair of runs anything that another level of its factor did not.

    Of a factor that takes any value of a range, ``level`` and ``against`` are None: none did.
    ``where`` names another factor and its level, where it was inert only there.
    """

    factor: str
    level: Any
    against: Any
    pairs: int
    where: tuple[str, Any] | None = None

    def __str__(self) -> str:
        """Say so in a sentence."""
        what = (
            f"{self.factor} changes nothing"
            if self.level is None
            else f"{self.factor} at {self.level} changes nothing against {self.against}"
        )
        if self.where is not None:
            what += " where {} is {}".format(*self.where)
        same = f"all numbers of {many(self.pairs, 'pair')} of runs are the same bit by bit"
        return f"{what}: {same}"


def base_of(level: Any, levels: list[Any]) -> Any:
    """Return what a level of a factor is held against: its own off, or the first of all."""
    off = f"{level}{OFF}"
    return off if off in levels else levels[0]


def inert_levels(results: Results) -> tuple[Inert, ...]:
    """Return the levels that changed nothing, in the order of factors and levels.

    Points that have no other beside them which differs in one factor only tell nothing of it.
    """
    factors = list(results.manifest.layout.factors)
    if not factors or results.manifest.points < 2:
        return ()
    runs = results.read(RUNS, ["point", "replicate", *factors])
    points = runs.drop_duplicates("point").set_index("point")[factors].sort_index()
    marks = {name: _hashed(points[name].to_numpy()) * _odd(k) for k, name in enumerate(factors)}
    whole = np.sum(list(marks.values()), axis=0, dtype=np.uint64)
    beside = {name: _beside(whole - mark) for name, mark in marks.items()}
    if not any(len(pairs) for pairs in beside.values()):
        return ()
    rows = _rows(results, runs, points.index)
    found: list[Inert] = []
    for name in factors:
        section = results.manifest.design.get("factors", {}).get(name, {})
        if "low" in section and "steps" not in section:
            found += _of_range(name, points[name].to_numpy(), beside[name], rows)
        else:
            found += _of_levels(name, points, beside[name], rows)
    return tuple(found)


def _of_range(name: str, labels: Any, groups: list[Places], rows: Words) -> Iterator[Inert]:
    pairs = [pair for group in groups for pair in pairwise(group)]
    differing = [(one, other) for one, other in pairs if labels[one] != labels[other]]
    if differing and all(_same(rows, one, other) for one, other in differing):
        yield Inert(name, None, None, _count(rows, differing))


def _of_levels(
    name: str, points: pd.DataFrame, groups: list[Places], rows: Words
) -> Iterator[Inert]:
    labels = points[name].to_numpy()
    levels = list(dict.fromkeys(labels.tolist()))
    levels = sorted(levels) if all(isinstance(x, int | float) for x in levels) else levels
    at = [{labels[place]: place for place in group} for group in groups]
    for level in levels:
        base = base_of(level, levels) if name == LEVERS else levels[0]
        if base == level or (name == LEVERS and str(level).endswith(OFF)):
            continue
        pairs = [(there[level], there[base]) for there in at if level in there and base in there]
        same = [_same(rows, *pair) for pair in pairs]
        if pairs and all(same):
            yield Inert(name, level, base, _count(rows, pairs))
        elif any(same):
            yield from _in_places(Inert(name, level, base, 0), points, pairs, same, rows)


def _in_places(
    what: Inert, points: pd.DataFrame, pairs: list[Pair], same: list[bool], rows: Words
) -> Iterator[Inert]:
    """Yield the levels of other factors at which all pairs are the same."""
    for other in points.columns.drop(what.factor):
        labels = points[other].to_numpy()[[one for one, _ in pairs]]
        for label in dict.fromkeys(labels.tolist()):
            here = [k for k, each in enumerate(labels) if each == label]
            if all(same[k] for k in here):
                count = _count(rows, [pairs[k] for k in here])
                yield replace(what, pairs=count, where=(other, label))


def _beside(keys: Words) -> list[Places]:
    """Return the places of points that share a key, of each key that several share."""
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order])) + 1
    return [group for group in np.split(order, starts) if len(group) > 1]


def _rows(results: Results, runs: pd.DataFrame, points: pd.Index) -> Words:
    """Return a hash of what was kept of each run, (points, replicates); 0 where there is none."""
    names = results.manifest.measured(RUNS)
    hashes = []
    for piece in results.pieces(RUNS):
        total = _hashed(piece["status"].to_pandas().to_numpy())
        for k, name in enumerate(names, 1):
            total += _hashed(piece[name].to_numpy()) * _odd(k)
        hashes.append(total)
    wide = np.zeros((len(points), int(runs["replicate"].max()) + 1), dtype=np.uint64)
    place = np.searchsorted(points.to_numpy(), runs["point"].to_numpy())
    wide[place, runs["replicate"].to_numpy()] = np.concatenate(hashes)
    return wide


def _same(rows: Words, one: int, other: int) -> bool:
    there = (rows[one] != 0) & (rows[other] != 0)
    return bool(there.any() and (rows[one][there] == rows[other][there]).all())


def _count(rows: Words, pairs: list[Pair]) -> int:
    return sum(int(((rows[one] != 0) & (rows[other] != 0)).sum()) for one, other in pairs)


def _hashed(values: Any) -> Words:
    import pandas as pd  # takes long to load

    return pd.util.hash_array(np.asarray(values), categorize=True)


def _odd(place: int) -> np.uint64:
    """Return the odd number by which the hashes of a column are multiplied."""
    return np.uint64((int(_SPREAD) * (2 * place + 1)) % 2**64)
