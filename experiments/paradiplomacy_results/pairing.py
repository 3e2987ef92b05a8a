"""Hold the runs of one result directory against those of another, indicator by indicator.

Where both were run with one seed, runs are paired by the levels of their factors and by replicate:
such runs share their random numbers, so that the interval of a difference is that of the mean
difference within pairs. All points of a replicate share their luck too, hence replicates, not runs,
count as independent: standard errors are clustered by replicate (Liang & Zeger 1986), and by point
where there is one replicate only. Without pairs the interval is Welch's (1947).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from paradiplomacy_results.intervals import half_width
from paradiplomacy_results.layout import RUNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from paradiplomacy_results.manifest import Manifest
    from paradiplomacy_results.reading import Results


@dataclass(frozen=True)
class IndicatorDifference:
    """Compare an indicator: means on both sides, their difference (second minus first), interval.

    ``n`` counts the pairs, or without pairs the runs of both sides, in which it is defined,
    ``undefined`` the runs of either side in which it is not (of pairs, of those that were paired),
    and ``differing`` the pairs of which it is not the same number. Where the runs without a value
    are not equally many, those that have one may be selected. Where something cannot be told, as
    an interval from a single replicate, it is None.
    """

    name: str
    unit: str
    first: float | None
    second: float | None
    difference: float | None
    ci_low: float | None
    ci_high: float | None
    n: int
    differing: int | None
    undefined: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Held:
    """The indicators of one side held against those of the other.

    Of the runs of both, ``pairs`` could be paired (None where the seeds or the factors do not allow
    it), over ``clusters`` replicates or points.
    """

    indicators: list[IndicatorDifference]
    pairs: int | None
    clusters: str


SECOND = " of the second"
"""Ending of the second side's columns; no name of a factor or indicator has a blank."""


@dataclass(frozen=True)
class Side:
    """What is known of one directory; text factors of its runs are text."""

    manifest: Manifest
    runs: pd.DataFrame


def side_of(results: Results) -> Side:
    """Return one side of a comparison; of an incomplete directory, the runs that are there."""
    manifest = results.manifest
    tables = [manifest.schema_of(RUNS).empty_table().replace_schema_metadata()]
    tables += [piece.replace_schema_metadata() for piece in results.pieces(RUNS)]
    rows = pa.concat_tables(tables).unify_dictionaries()
    frame: pd.DataFrame = rows.drop_columns(["status", "error"]).to_pandas()
    texts = frame.select_dtypes("category").columns
    return Side(manifest, frame.astype(dict.fromkeys(texts, "str")))


def _shared_keys(one: Side, other: Side) -> list[str] | None:
    """Return the columns by which runs pair off, or None where they do not."""
    kinds = other.manifest.layout.factors
    factors = [
        name for name, kind in one.manifest.layout.factors.items() if kinds.get(name) == kind
    ]
    keys = [*factors, "replicate"]
    unique = not any(side.runs.duplicated(keys).any() for side in (one, other))
    return keys if unique and one.manifest.seed == other.manifest.seed else None


def shared_indicators(one: Side, other: Side) -> list[str]:
    """Return the indicators that the runs of both sides have."""
    others = set(other.manifest.measured(RUNS))
    return [name for name in one.manifest.measured(RUNS) if name in others]


def paired_runs(one: Side, other: Side) -> pd.DataFrame | None:
    """Return a row for each pair, those of the second ending in :data:`SECOND`; None without."""
    keys = _shared_keys(one, other)
    return None if keys is None else one.runs.merge(other.runs, on=keys, suffixes=("", SECOND))


def held_together(
    one: Side, other: Side, names: Sequence[str] | None = None, *, pairs_only: bool = True
) -> Held:
    """Compare some indicators that both sides have, or all, in pairs where runs pair off.

    Where none of the runs have a partner although they could, nothing is compared, unless
    ``pairs_only`` is false: then they are held apart as where they could not.
    """
    units = {name: one.manifest.indicators[name].unit for name in shared_indicators(one, other)}
    chosen = list(units if names is None else names)
    paired = paired_runs(one, other)
    if paired is None or not (len(paired) or pairs_only):
        apart = [_apart(name, units[name], one.runs, other.runs) for name in chosen]
        return Held(apart, None, "runs")
    unit = _unit(paired)
    within = [_within_pairs(name, units[name], paired, unit) for name in chosen]
    return Held(within, len(paired), f"{len(paired[unit].unique())} {unit}s")


def by_point(
    one: Side, other: Side, names: Sequence[str]
) -> list[tuple[dict[str, Any], list[IndicatorDifference]]]:
    """Compare some indicators at each point that both sides have: its levels, and the differences.

    Runs of a point are paired where they pair off, and held apart where not. Without the same
    factors on both sides there is nothing, and of a single point there are no levels.
    """
    factors = list(one.manifest.layout.factors)
    if factors != list(other.manifest.layout.factors):
        return []
    units = {name: one.manifest.indicators[name].unit for name in names}
    paired = paired_runs(one, other)
    found = []
    if paired is not None and len(paired):
        for levels, runs in _points(paired, factors):
            told = [_within_pairs(name, units[name], runs, "replicate") for name in names]
            found.append((levels, told))
        return found
    others = {tuple(levels.values()): runs for levels, runs in _points(other.runs, factors)}
    for levels, runs in _points(one.runs, factors):
        match = others.get(tuple(levels.values()))
        if match is not None:
            told = [_apart(name, units[name], runs, match) for name in names]
            found.append((levels, told))
    return found


def _points(
    runs: pd.DataFrame, factors: Sequence[str]
) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    """Yield the levels of each point in their order, and its runs."""
    if not factors:
        yield {}, runs
        return
    for _, rows in runs.groupby("point", sort=True):
        yield {name: rows[name].iloc[0] for name in factors}, rows


def _unit(runs: pd.DataFrame) -> str:
    """Return what is independent among runs: replicates, or of a single one the points."""
    return "replicate" if len(runs["replicate"].unique()) > 1 else "point"


def _within_pairs(name: str, unit: str, paired: pd.DataFrame, cluster: str) -> IndicatorDifference:
    first, second = paired[name].to_numpy(), paired[name + SECOND].to_numpy()
    defined = ~(np.isnan(first) | np.isnan(second))
    one, other = first[defined], second[defined]
    spread = _clustered_error(other - one, paired.loc[defined, cluster].to_numpy())
    differing = np.sum(first != second) - np.sum(np.isnan(first) & np.isnan(second))
    return _difference(
        name, unit, one, other, *spread,
        undefined=(_missing(first), _missing(second)), pairs=len(one), differing=int(differing),
    )  # fmt: skip


def _missing(values: NDArray[np.float64]) -> int:
    return int(np.isnan(values).sum())


def _apart(name: str, unit: str, one: pd.DataFrame, other: pd.DataFrame) -> IndicatorDifference:
    known = [runs[runs[name].notna()] for runs in (one, other)]
    values = [runs[name].to_numpy() for runs in known]
    spread = [
        _clustered_error(column, runs[_unit(runs)].to_numpy())
        for column, runs in zip(values, known, strict=True)
    ]
    variance = sum(error**2 for error, _ in spread)
    parts = sum(error**4 / degrees if degrees else math.nan for error, degrees in spread)
    # Without any variance on either side the degrees of freedom do not matter.
    degrees = variance**2 / parts if parts else 1.0
    undefined = _missing(one[name].to_numpy()), _missing(other[name].to_numpy())
    return _difference(
        name, unit, values[0], values[1], math.sqrt(variance), degrees, undefined=undefined
    )


def _clustered_error(values: NDArray[np.float64], clusters: NDArray[Any]) -> tuple[float, float]:
    """Return the standard error of a mean and its degrees of freedom; NaN and 0 for one cluster."""
    labels, codes = np.unique(clusters, return_inverse=True)
    count = len(labels)
    if count < 2:
        return math.nan, 0.0
    sums = np.bincount(codes, values - values.mean())
    return math.sqrt(count / (count - 1) * float(sums @ sums)) / len(values), count - 1.0


def _difference(
    name: str,
    unit: str,
    one: NDArray[np.float64],
    other: NDArray[np.float64],
    error: float,
    degrees: float,
    *,
    undefined: tuple[int, int],
    pairs: int | None = None,
    differing: int | None = None,
) -> IndicatorDifference:
    first, second = (float(side.mean()) if len(side) else None for side in (one, other))
    difference = low = high = None
    if first is not None and second is not None:
        difference = second - first
        half = float(half_width(error, degrees)) if degrees else math.nan
        if math.isfinite(half):
            low, high = difference - half, difference + half
    return IndicatorDifference(
        name=name,
        unit=unit,
        first=first,
        second=second,
        difference=difference,
        ci_low=low,
        ci_high=high,
        n=len(one) + len(other) if pairs is None else pairs,
        differing=differing,
        undefined=undefined,
    )
