"""The runs of a pattern's design, under one variant at a time, replicate by replicate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.sample import named
from paradiplomacy_results.errors import ResultsError, UnfitError
from paradiplomacy_results.layout import VARIANT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from paradiplomacy_results.reading import Results


class Cells:
    """What the runs of one variant hold, by the levels of the design's other factors.

    ``replicates`` is the number of replicates, which all points share; arrays have them in order.
    """

    def __init__(self, shared: _Shared, variant: str) -> None:
        """Take the runs of ``variant``."""
        self._shared = shared
        self.variant = variant
        self.config = shared.results.config
        self.months = shared.results.manifest.months
        runs = shared.runs
        self.runs = runs[runs[VARIANT] == variant] if VARIANT in runs else runs
        self.replicates = int(self.runs["replicate"].max()) + 1

    @property
    def results(self) -> Results:
        """Return the results that the runs are from."""
        return self._shared.results

    def levels(self, factor: str) -> list[Any]:
        """Return the levels of a factor, numbers sorted, names in the order of the design."""
        found = list(dict.fromkeys(self.runs.sort_values("point")[factor]))
        return sorted(found) if all(isinstance(each, int | float) for each in found) else found

    def values(self, indicator: str, **levels: Any) -> NDArray[np.float64]:
        """Return an indicator of the runs at one point, float64 (replicates,)."""
        return np.asarray(self._at(self.runs, levels).sort_values("replicate")[indicator], float)

    def table(self, name: str, columns: Sequence[str], **levels: Any) -> pd.DataFrame:
        """Return some columns of another table, with the replicate and factors of each row."""
        return self._at(self._shared.table(name, tuple(columns), self.variant), levels)

    def last(self, indicator: str, **levels: Any) -> NDArray[np.float64]:
        """Return an indicator of the world as it was in the last month, float64 (replicates,)."""
        return self.series(indicator, **levels)[:, -1]

    def yearly(self, indicator: str, **levels: Any) -> NDArray[np.float64]:
        """Return an indicator of each tie of the scenario, (replicates, ties, years).

        NaN stands where a tie was not there yet; ties are in the order of their names.
        """
        rows = self.table("histories", ["month", "partnership", indicator], **levels)
        months = {month: k for k, month in enumerate(sorted(rows["month"].unique()))}
        names = sorted(rows["partnership"].astype(str).unique())
        place = {name: k for k, name in enumerate(names)}
        found = np.full((self.replicates, len(names), len(months)), np.nan)
        found[
            rows["replicate"].to_numpy(),
            rows["partnership"].astype(str).map(place).to_numpy(),
            rows["month"].map(months).to_numpy(),
        ] = rows[indicator]
        return found

    def series(self, indicator: str, **levels: Any) -> NDArray[np.float64]:
        """Return an indicator of the world at each kept month, float64 (replicates, months)."""
        rows = self.table("series", ["month", indicator], **levels)
        wide = rows.pivot_table(index="replicate", columns="month", values=indicator, dropna=False)
        return np.asarray(wide.reindex(range(self.replicates)), dtype=float)

    @staticmethod
    def _at(rows: pd.DataFrame, levels: dict[str, Any]) -> pd.DataFrame:
        for factor, level in levels.items():
            rows = rows[rows[factor] == level]
        return rows


@dataclass(frozen=True)
class _Parts:
    """The rows of a table by variant, and a table without rows."""

    of_variant: dict[str, pd.DataFrame]
    none: pd.DataFrame


class _Shared:
    """What the variants of a design share: its results, and tables once they are read."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self._tables: dict[tuple[str, tuple[str, ...]], _Parts] = {}

    @cached_property
    def runs(self) -> pd.DataFrame:
        return self.results.runs

    def table(self, name: str, columns: tuple[str, ...], variant: str) -> pd.DataFrame:
        """Return the rows of one variant; those of a design without variants are of ""."""
        key = name, columns
        if key not in self._tables:
            factors = list(self.results.manifest.layout.factors)
            runs = self.runs[["run", "replicate", *factors]]
            whole = self.results.read(name, ["run", *columns]).merge(runs, on="run")
            parts = whole.groupby(VARIANT, observed=True) if VARIANT in factors else [("", whole)]
            of_variant = {str(label): rows for label, rows in parts}
            self._tables[key] = _Parts(of_variant, whole.iloc[:0])
        found = self._tables[key]
        return found.of_variant.get(variant, found.none)


def by_variant(results: Results) -> Iterator[Cells]:
    """Yield the runs of each variant of a pattern's design.

    Raises :class:`~paradiplomacy_results.errors.UnfitError` where runs are missing or failed.
    """
    if not results.complete:
        raise UnfitError(f"{results.directory} is not complete")
    failed = results.runs.loc[results.runs["status"] != "ok", "run"].tolist()
    if failed:
        raise UnfitError(f"{results.directory}: {named(failed)} failed")
    shared = _Shared(results)
    names = list(dict.fromkeys(shared.runs[VARIANT])) if VARIANT in shared.runs else [""]
    if not names:
        raise ResultsError(f"{results.directory} holds no runs")
    for name in names:
        yield Cells(shared, str(name))
