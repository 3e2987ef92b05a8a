"""Compare two result directories: what went in, and how far the indicators lie apart.

Where both were run with one seed, runs are paired by the levels of their factors and by replicate:
such runs share their random numbers, so that the interval of a difference is that of the mean
difference within pairs. All points of a replicate share their luck too, hence replicates, not runs,
count as independent: standard errors are clustered by replicate (Liang & Zeger 1986), and by point
where there is one replicate only. Without pairs the interval is Welch's (1947).
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from paradiplomacy_results.identity import differences
from paradiplomacy_results.intervals import half_width
from paradiplomacy_results.layout import RUNS, TABLES
from paradiplomacy_results.manifest import Manifest
from paradiplomacy_results.reading import load

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


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
class Comparison:
    """What came of comparing two directories.

    ``identical`` tells whether the hashes of their contents are equal, ``keys`` has a text for each
    thing that decides the results and differs, ``tables`` names those whose rows differ. Of the
    runs of both, ``pairs`` could be paired (None where the seeds or the factors do not allow it),
    over ``clusters`` replicates or points.
    """

    first: Path
    second: Path
    identical: bool
    keys: tuple[str, ...]
    tables: tuple[str, ...]
    runs: tuple[int, int]
    pairs: int | None
    clusters: str
    indicators: list[IndicatorDifference]

    def as_json(self) -> dict[str, Any]:
        """Return plain data for one JSON document."""
        return asdict(self) | {"first": str(self.first), "second": str(self.second)}


def compare(first: Path, second: Path) -> Comparison:
    """Compare two result directories; of incomplete ones, the runs that are there.

    Raises the errors of :mod:`~paradiplomacy_results.errors`.
    """
    one, other = _side(first), _side(second)
    measured = [side.manifest.measured(RUNS) for side in (one, other)]
    names = [name for name in measured[0] if name in measured[1]]
    units = {name: one.manifest.indicators[name].unit for name in names}
    keys = _shared_keys(one, other)
    if keys is None:
        indicators = [_apart(name, units[name], one.runs, other.runs) for name in names]
        pairs, clusters = None, "runs"
    else:
        paired = one.runs.merge(other.runs, on=keys, suffixes=("", _SECOND))
        unit = _unit(paired)
        indicators = [_within_pairs(name, units[name], paired, unit) for name in names]
        pairs, clusters = len(paired), f"{len(paired[unit].unique())} {unit}s"
    contents = [side.manifest.contents for side in (one, other)]
    return Comparison(
        first=first,
        second=second,
        identical=contents[0] is not None and contents[0] == contents[1],
        keys=differences(one.manifest, other.manifest, ("in the first", "in the second")),
        tables=_differing_tables(one.manifest, other.manifest),
        runs=(len(one.runs), len(other.runs)),
        pairs=pairs,
        clusters=clusters,
        indicators=indicators,
    )


_SECOND = " of the second"
"""Ending of the second side's columns; no name of a factor or indicator has a blank."""


@dataclass(frozen=True)
class _Side:
    """What is known of one directory; text factors of its runs are text."""

    manifest: Manifest
    runs: pd.DataFrame


def _side(folder: Path) -> _Side:
    results = load(folder)
    manifest = results.manifest
    tables = [manifest.schema_of(RUNS).empty_table().replace_schema_metadata()]
    tables += [piece.replace_schema_metadata() for piece in results.pieces(RUNS)]
    rows = pa.concat_tables(tables).unify_dictionaries()
    frame: pd.DataFrame = rows.drop_columns(["run", "status", "error"]).to_pandas()
    texts = frame.select_dtypes("category").columns
    return _Side(manifest, frame.astype(dict.fromkeys(texts, "str")))


def _shared_keys(one: _Side, other: _Side) -> list[str] | None:
    """Return the columns by which runs pair off, or None where they do not."""
    kinds = other.manifest.layout.factors
    factors = [
        name for name, kind in one.manifest.layout.factors.items() if kinds.get(name) == kind
    ]
    keys = [*factors, "replicate"]
    unique = not any(side.runs.duplicated(keys).any() for side in (one, other))
    return keys if unique and one.manifest.seed == other.manifest.seed else None


def _unit(runs: pd.DataFrame) -> str:
    """Return what is independent among runs: replicates, or of a single one the points."""
    return "replicate" if len(runs["replicate"].unique()) > 1 else "point"


def _within_pairs(name: str, unit: str, paired: pd.DataFrame, cluster: str) -> IndicatorDifference:
    first, second = paired[name].to_numpy(), paired[name + _SECOND].to_numpy()
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


def _differing_tables(one: Manifest, other: Manifest) -> tuple[str, ...]:
    """Name the tables whose rows differ, as far as both have hashes."""
    hashes, others = one.tables, other.tables
    shared = [name for name in TABLES if name in hashes and name in others]
    return tuple(name for name in shared if hashes[name] != others[name])
