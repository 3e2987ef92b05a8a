"""Summarise the runs of one scenario: mean and 95 % interval of each indicator, over replicates.

The interval is Student's, over the replicates in which the indicator is defined. With fewer than
two of them there is no interval, with none there is no mean: both are then None, never NaN or 0.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from paradiplomacy.indicators import INDICATORS
from paradiplomacy_experiments.moments import Moments
from paradiplomacy_results.layout import PARTNERSHIPS, RUNS
from paradiplomacy_results.reading import load
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from paradiplomacy_results.declared import DeclaredIndicator


@dataclass(frozen=True)
class Estimate:
    """A mean over ``n`` replicates and the bounds of its interval, in ``unit``.

    A ``headline`` is what people read first; ``summary`` tells how each run was summed up.
    """

    mean: float | None
    ci_low: float | None
    ci_high: float | None
    n: int
    unit: str
    headline: bool = True
    summary: str = ""


def headlines(estimates: Mapping[str, Estimate]) -> dict[str, Estimate]:
    """Return what people read first among ``estimates``, by name, in order."""
    return {name: estimate for name, estimate in estimates.items() if estimate.headline}


def in_groups(names: Iterable[str]) -> list[list[str]]:
    """Return names of indicators in groups of what belongs together, in their order.

    What the model defines in one file belongs together, and so do all that it does not know: those
    of custom files, and of another version.
    """
    groups: dict[str, list[str]] = {}
    for name in names:
        home = INDICATORS[name].measure.__module__ if name in INDICATORS else ""
        groups.setdefault(home, []).append(name)
    return list(groups.values())


@dataclass(frozen=True, repr=False)
class Summary:
    """What came of one scenario: estimates over the world, and for each of its partnerships.

    ``evaluated_from`` is the first month of the evaluation window, which ends with the run.
    """

    scenario: str
    seed: int
    replicates: int
    months: int
    evaluated_from: int
    engine: str
    indicators: dict[str, Estimate]
    partnerships: dict[str, dict[str, Estimate]]

    @property
    def unfounded(self) -> list[str]:
        """Return the partnerships that no run has, since it ends before they are founded."""
        tables = self.partnerships.items()
        return [name for name, each in tables if each and not any(one.n for one in each.values())]

    @property
    def founded(self) -> dict[str, dict[str, Estimate]]:
        """Return the estimates of those partnerships that are there."""
        absent = self.unfounded
        return {name: each for name, each in self.partnerships.items() if name not in absent}

    @property
    def title(self) -> str:
        """Say in one line what was run."""
        size = f"{many(self.replicates, 'run')} of {many(self.months, 'month')}"
        return f"{self.scenario}: {size}, seed {self.seed}, {self.engine} engine"

    @property
    def evaluated(self) -> str:
        """Say over which months counts and states were summed up."""
        if self.evaluated_from == 0:
            return "summed up over the whole run"
        return f"summed up from month {self.evaluated_from + 1} of {self.months:,} on"

    def __repr__(self) -> str:
        """Return the title, and how much is summarised."""
        ties = many(len(self.partnerships), "partnership")
        return f"<Summary of {self.title}: {len(self.indicators)} indicators, {ties}>"

    def as_json(self) -> dict[str, Any]:
        """Return plain data for one JSON document."""
        return asdict(self)


def summarise(directory: Path) -> Summary:
    """Summarise the finished results of one scenario in ``directory``.

    Files are read one at a time and runs taken in one by one, so that neither memory nor a single
    bit depends on how many files there are. Raises the errors of
    :mod:`~paradiplomacy_results.errors`.
    """
    results = load(directory)
    manifest = results.manifest
    names, of_ties = manifest.measured(RUNS), manifest.measured(PARTNERSHIPS)
    world = Moments(len(names))
    for piece in results.pieces(RUNS):
        world.add(values_of(piece, names))
    ids = sorted(manifest.config.get("partnerships", {}))
    ties = Moments(len(of_ties), groups=len(ids))
    for piece in results.pieces(PARTNERSHIPS):
        known = piece.filter(pc.is_in(_texts(piece["partnership"]), pa.array(ids, pa.string())))
        places = pc.index_in(_texts(known["partnership"]), pa.array(ids, pa.string()))
        ties.add(values_of(known, of_ties), places.to_numpy())
    (over_world,) = estimates(world, names, manifest.indicators)
    by_tie = estimates(ties, of_ties, manifest.indicators)
    return Summary(
        scenario=manifest.scenario,
        seed=manifest.seed,
        replicates=manifest.replicates,
        months=manifest.months,
        evaluated_from=manifest.window,
        engine=manifest.engine,
        indicators=over_world,
        partnerships=dict(zip(ids, by_tie, strict=True)),
    )


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string())


def values_of(table: pa.Table, names: Sequence[str]) -> NDArray[np.float64]:
    """Return the columns ``names`` as one array (rows, columns)."""
    columns = [table[name].to_numpy() for name in names]
    return np.column_stack(columns) if columns else np.empty((table.num_rows, 0))


def estimates(
    moments: Moments, names: Sequence[str], declared: Mapping[str, DeclaredIndicator]
) -> list[dict[str, Estimate]]:
    """Return the estimates of each group, by name of the column."""
    stacked = np.stack([moments.count, moments.mean, moments.half_width], axis=-1)
    return [
        {name: _estimate(cell, declared[name]) for name, cell in zip(names, row, strict=True)}
        for row in stacked
    ]


def _estimate(values: NDArray[np.float64], indicator: DeclaredIndicator) -> Estimate:
    """Turn count, mean and half width into an estimate; undefined becomes None.

    An interval ends at the indicator's bounds: Student's does not know that a share is one.
    """
    n, mean, half = int(values[0]), float(values[1]), float(values[2])
    about = (n, indicator.unit, indicator.headline, indicator.summary)
    if n == 0:
        return Estimate(None, None, None, *about)
    if n == 1:
        return Estimate(mean, None, None, *about)
    low, high = max(mean - half, indicator.low), min(mean + half, indicator.high)
    return Estimate(mean, low, high, *about)
