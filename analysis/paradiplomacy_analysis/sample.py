"""The runs of a design as methods of analysis take them: all sound, factors and outcomes named.

Failed runs are refused by name here, and undefined numbers where a method can do nothing with
them, because SALib, SciPy and their like turn them into zeros or NaN without a word. Means over
replicates leave them out, count them and tell.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import pandas as pd

from paradiplomacy_analysis.statistics.histories import class_shares, shares_named
from paradiplomacy_results.distributions import OPEN, distribution_of, is_log, is_range
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.layout import OK, RUNS
from paradiplomacy_results.names import check_names
from paradiplomacy_results.share import refuse_incomplete
from paradiplomacy_results.wording import argument, many, plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.statistics.choice import Choice
    from paradiplomacy_results.distributions import Distribution
    from paradiplomacy_results.reading import Results

_KEYS = ("run", "point", "replicate")

DRAWS = "draws"
"""Sampler that runs all levels of some factors over the same draws of the others."""

MAX_NAMED = 5
"""Runs that a message names."""


@dataclass(frozen=True)
class Factor:
    """What a design varied: its levels in their order, or the bounds of a range.

    ``levels`` are as the column of the runs has them: numbers sorted, names in the order of the
    design; of a range they are empty. ``low`` and ``high`` are those of a range, ``log`` says that
    it was declared on a logarithmic scale or is lognormal. Of a ``distribution`` without ends of
    its own ``low`` and ``high`` are those of what was drawn. ``group`` names the factors that were
    moved together with it.
    """

    name: str
    levels: tuple[Any, ...]
    low: float | None = None
    high: float | None = None
    log: bool = False
    distribution: Distribution | None = None
    group: str | None = None

    @property
    def is_range(self) -> bool:
        """Tell whether any value between two bounds was tried."""
        return self.low is not None

    @property
    def is_number(self) -> bool:
        """Tell whether it has a range, or levels that are all numbers; truth values are none."""
        return all(
            isinstance(level, int | float | np.number) and not isinstance(level, bool | np.bool_)
            for level in self.levels
        )


@dataclass(frozen=True)
class Sample:
    """The sound runs of a design.

    ``runs`` has the columns run, point, replicate, then factors and the indicators to look at and
    of success, in the order of point and replicate; of others :meth:`values` reads the column.
    ``outcomes`` names the indicators to look at, ``sampling`` has the settings of the design's
    sampler, ``success`` is its expression, if it has one. ``partial`` tells that runs are
    missing, ``left_out`` says in a phrase each what of those that are there is not looked at.
    ``boxes`` are the steps of boxes that somebody chose.
    ``shares`` names the shares of classes of histories that were asked for, among the columns.
    """

    results: Results
    runs: pd.DataFrame
    factors: tuple[Factor, ...]
    outcomes: tuple[str, ...]
    sampling: Mapping[str, Any]
    success: str | None
    partial: bool = False
    left_out: tuple[str, ...] = ()
    boxes: tuple[Choice, ...] = ()
    shares: tuple[str, ...] = ()

    @property
    def sampler(self) -> str:
        """Return the kind of the sampler."""
        return str(self.sampling.get("kind", "grid"))

    @property
    def levelled(self) -> list[Factor]:
        """Return the factors with levels to compare, all other factors being equal.

        There are none where others take any value, unless all levels were run over the same draws.
        """
        if self.sampler != DRAWS and any(factor.is_range for factor in self.factors):
            return []
        return [factor for factor in self.factors if len(factor.levels) > 1]

    @property
    def replicates(self) -> int:
        """Return the least replicates of any point."""
        return int(self.runs.groupby("point").size().min())

    def has(self, outcome: str) -> bool:
        """Tell whether the runs have an indicator, or a share of a class, of this name."""
        return outcome in self.shares or outcome in self.results.manifest.measured(RUNS)

    def values(self, outcome: str) -> pd.Series:
        """Return an outcome of all runs.

        Raises :class:`UnfitError`, with run numbers, where it is undefined in some, and for what is
        no indicator of these results.
        """
        column = self.measured(outcome)
        if column.isna().any():
            self._refuse(outcome, column.isna().to_numpy())
        return column

    def _refuse(self, outcome: str, undefined: NDArray[np.bool_], which: str = "") -> NoReturn:
        runs = named(self.runs.loc[undefined, "run"].tolist())
        raise UnfitError(
            f"{outcome} is undefined in {runs}{which}: choose another outcome, "
            "or a design in which it is defined everywhere"
        )

    def measured(self, outcome: str) -> pd.Series:
        """Return an outcome of all runs, NaN where it is undefined.

        Raises :class:`UnfitError` for what is no indicator of these results.
        """
        if not self.has(outcome):
            raise UnfitError(f"{self.results.directory} has no indicator {outcome!r}")
        if outcome in self.runs.columns:
            return self.runs[outcome]
        stored = self.results.read(RUNS, ["run", outcome]).set_index("run")[outcome]
        values = stored.reindex(self.runs["run"]).to_numpy()
        return pd.Series(values, self.runs.index, name=outcome)

    def unit(self, outcome: str) -> str:
        """Return the unit of an outcome."""
        return "" if outcome in self.shares else self.results.indicators[outcome].unit

    def bounds(self, outcome: str) -> tuple[float, float]:
        """Return the bounds of an outcome."""
        if outcome in self.shares:
            return 0.0, 1.0
        declared = self.results.indicators[outcome]
        return declared.low, declared.high

    def point_means(self, outcome: str) -> NDArray[np.float64]:
        """Return the mean of an outcome over the replicates of each point, in their order."""
        means = self.values(outcome).groupby(self.runs["point"]).mean()
        return means.sort_index().to_numpy()

    def by_replicate(self, outcome: str) -> NDArray[np.float64]:
        """Return an outcome, (replicates, points), of the replicates that all points have.

        Of an incomplete sample it is of those that any has: runs that are not there are NaN, as is
        what is undefined. Raises :class:`UnfitError` for what is no indicator of these
        results, and, with run numbers, where no run of a point has a value.
        """
        column = self.measured(outcome)
        row, replicates = pd.factorize(self.runs["replicate"], sort=True)
        place, points = pd.factorize(self.runs["point"], sort=True)
        wide = np.full((len(replicates), len(points)), np.nan)
        there = np.zeros(wide.shape, dtype=bool)
        # Adding 0 gives zeros one sign.
        wide[row, place] = column.to_numpy() + 0.0
        there[row, place] = True
        kept = np.asarray(wide if self.partial else wide[there.all(axis=1)])
        empty = np.isnan(kept).all(axis=0)
        if len(kept) and empty.any():
            self._refuse(outcome, empty[place], ", all that a point has")
        return kept

    def points(self) -> pd.DataFrame:
        """Return one row for each point, by its number, with the levels of all factors."""
        names = [factor.name for factor in self.factors]
        first = ~self.runs["point"].duplicated()
        return self.runs.loc[first, ["point", *names]].set_index("point")


def sample_of(
    results: Results,
    outcomes: Sequence[str] = (),
    success: str | None = None,
    boxes: Sequence[Choice] = (),
) -> Sample:
    """Take the runs of results; ``outcomes`` are by default the headline indicators.

    Raises :class:`UnfitError` where runs are missing or failed, with their numbers and the command
    that mends it, unless the results were opened as partial, and
    :class:`~paradiplomacy_results.errors.UnknownNameError` for an outcome that is no indicator of
    these results.
    """
    manifest = results.manifest
    command = shlex.join(manifest.command)
    again = command or "the call that made them"
    refuse_incomplete(results)
    kept = manifest.measured(RUNS)
    wishes, design, factors = manifest.analysis, manifest.design, manifest.layout.factors
    headlines = (name for name in kept if results.indicators[name].headline)
    chosen = tuple(outcomes or wishes.outcomes or headlines)
    success = success or wishes.success
    wanted = {*(chosen or kept), *re.findall(r"\w+", success or "")}
    measured = (name for name in kept if name in wanted)
    runs = _by_point(results.read(RUNS, [*_KEYS, *factors, *measured, "status"]))
    sound = runs.pop("status") == OK
    failed = runs.loc[~sound, "run"].tolist()
    left_out: tuple[str, ...] = ()
    if results.partial:
        runs, left_out = _even(runs[sound], results)
    elif failed:
        retrying = "--retry-failed" if command else f"with {argument('retry_failed', True)}"
        raise UnfitError(
            f"{results.directory}: {named(failed)} failed; mend what failed (column error of the "
            f"runs), then: {again} {retrying}; or leave them out: {argument('partial', True)}"
        )
    shares = shares_named(*chosen, success or "")
    check_names("indicator", chosen, [*kept, *shares], results.directory)
    if shares:
        runs = runs.join(class_shares(results, runs["run"], shares))
    return Sample(
        results=results,
        runs=runs,
        factors=tuple(_factor(name, runs, design) for name in factors),
        outcomes=chosen or tuple(kept),
        sampling=design.get("sampler", {}),
        success=success,
        partial=results.partial,
        left_out=left_out,
        boxes=tuple(boxes),
        shares=tuple(shares),
    )


def _even(runs: pd.DataFrame, results: Results) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Leave out points that have hardly begun, and say how many they are.

    Beside a point with all its replicates, one of a few would make what is told of each point's
    replicates as poor as itself. Where replicates go on until an interval is narrow, points that
    have few may be done, and all are kept. Raises :class:`UnfitError` where no run is there.
    """
    if not len(runs):
        raise UnfitError(f"{results.directory} holds no sound run")
    runs = runs.reset_index(drop=True)
    if "until" in results.manifest.design["design"]:
        return runs, ()
    counts = runs.groupby("point")["replicate"].transform("size")
    kept = 2 * counts >= counts.max()
    points = runs.loc[~kept, "point"].nunique()
    if not points:
        return runs, ()
    told = f"{many(points, 'point')} with less than half the replicates of others"
    return runs[kept].reset_index(drop=True), (told,)


def named(runs: Sequence[int]) -> str:
    """Name some runs: run 3; runs 3, 7 and 12 more."""
    listed = ", ".join(str(run) for run in runs[:MAX_NAMED])
    more = len(runs) - MAX_NAMED
    return f"{plural(len(runs), 'run')} {listed}" + (f" and {more:,} more" if more > 0 else "")


def _by_point(runs: pd.DataFrame) -> pd.DataFrame:
    """Put runs in the order of point and replicate, a column at a time: ``runs`` is used up."""
    order = np.lexsort((runs["replicate"], runs["point"]))
    if np.array_equal(order, np.arange(len(order))):
        return runs
    names = list(runs.columns)
    return pd.DataFrame({name: runs.pop(name).array.take(order) for name in names}, copy=False)


def _factor(name: str, runs: pd.DataFrame, design: dict[str, Any]) -> Factor:
    section = design.get("factors", {}).get(name, {})
    column, distribution = runs[name], distribution_of(section)
    log, group = is_log(section), section.get("group")
    if is_range(section):
        if section.get("distribution") in OPEN:
            bounds = float(column.min()), float(column.max())
        else:
            bounds = float(section["low"]), float(section["high"])
        return Factor(name, (), *bounds, log, distribution, group)
    levels = list(column.drop_duplicates())
    numeric = pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column)
    return Factor(name, tuple(sorted(levels) if numeric else levels), log=log, group=group)
