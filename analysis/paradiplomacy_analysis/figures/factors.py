"""What figures of a design share: its outcomes and two of its factors, point by point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.figures.labels import folded, letters_in, level_labels
from paradiplomacy_analysis.figures.panels import key, lines_of
from paradiplomacy_analysis.figures.style import SIDES, inert
from paradiplomacy_analysis.methods import applied
from paradiplomacy_analysis.sample import Factor, sample_of
from paradiplomacy_analysis.statistics.contrasts import FEWEST_REPLICATES
from paradiplomacy_analysis.statistics.resampling import deviations, intervals
from paradiplomacy_analysis.statistics.significance import p_values
from paradiplomacy_analysis.wording import words
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike, NDArray

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_results.reading import Results

LINES = SIDES
"""Colour and dashes of each line: neither the blue of governments nor the orange of societies."""

MARKERS = "osD^v*"
"""Mark of each line."""

TOLD, TOLD_LIGHT = "#009E73", "#A6DCCB"
"""What is told apart from chance, and what is drawn beside it: of no government, no society."""

MAX_OUTCOMES = 4
"""Outcomes of a figure that has a panel for each."""

ALONE = Factor("", ("",))
"""Stands where there is no second factor."""


@dataclass(frozen=True)
class Crossed:
    """An outcome at each pair of levels, all (levels, levels); NaN where no point has the pair.

    ``mean`` with its 95 % interval ``low`` to ``high``, and ``difference`` with interval and
    p-value of its own between the pair and the pair ``base``, the first that is there, run by run
    of the same luck. ``undefined`` counts the runs without a value, which are left out.
    """

    outcome: str
    base: tuple[int, int]
    undefined: int
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    difference: NDArray[np.float64]
    difference_low: NDArray[np.float64]
    difference_high: NDArray[np.float64]
    p: NDArray[np.float64]


@dataclass(frozen=True)
class Telling:
    """What a figure says in words: what was found, and how to read what is drawn."""

    design: str
    finding: str
    notes: tuple[str, ...] = ()

    def title(self, look: Size) -> str:
        """Return the title, in as many lines as it takes."""
        finding = self.finding.rstrip(".")
        return folded(
            f"{inert(self.design)}: {finding[0].upper()}{finding[1:]}",
            letters_in(look.width, look, 1.1),
        )

    def lines(self, look: Size, entries: int = 0) -> int:
        """Return the lines of text that :meth:`write` takes, with so many lines of a key."""
        return self.title(look).count("\n") + 2 + lines_of(self.notes, look) + entries

    def write(
        self, figure: Figure, look: Size, handles: Sequence[Any] = (), columns: int = 1
    ) -> None:
        """Write title, notes and key."""
        figure.suptitle(self.title(look))
        if self.notes or handles:
            key(figure, handles, look, columns=columns, notes=self.notes)


def levelled(sample: Sample) -> list[Factor]:
    """Return the factors with levels to compare; raise :class:`UnfitError` where there are none."""
    if not sample.levelled:
        raise UnfitError(f"{sample.results.directory} has no factors with levels")
    return sample.levelled


def two_factors(sample: Sample) -> tuple[Factor, Factor]:
    """Return the first two factors with levels, numbers first.

    Raises :class:`UnfitError` where there are none.
    """
    several = sample.levelled
    if len(several) < 2:
        raise UnfitError(f"{sample.results.directory} has no two factors with levels")
    first, second = sorted(several[:2], key=lambda factor: not factor.is_number)
    return first, second


def compared(results: Results, finding: Finding | None) -> tuple[Sample, dict[str, pd.DataFrame]]:
    """Return the sample with the first outcomes that were compared, and the tables of contrasts.

    Raises :class:`UnfitError` where no outcome is defined everywhere, or nothing is compared.
    """
    tables = found(results, "contrasts", finding).tables
    if "contrasts" not in tables:
        raise UnfitError(f"{results.directory} has no contrasts: no outcome is defined everywhere")
    return sample_of(results, first_outcomes(tables["contrasts"])), tables


def crossed(sample: Sample, outcome: str, first: Factor, second: Factor = ALONE) -> Crossed:
    """Average an outcome over all but two factors, by replicate; what is undefined is left out."""
    points = sample.points().assign(**{ALONE.name: ""})
    pairs = list(points[[first.name, second.name]].itertuples(index=False, name=None))
    places = [(first.levels.index(one), second.levels.index(other)) for one, other in pairs]
    shown = sorted(set(places))
    wide = sample.by_replicate(outcome)
    values = np.column_stack(
        [deviations(wide[:, [place == each for place in places]].T)[0] for each in shown]
    )
    beside = values - values[:, :1]
    columns = (
        deviations(values)[0], *intervals(values, *sample.bounds(outcome)),
        deviations(beside)[0], *intervals(beside), p_values(beside),
    )  # fmt: skip
    shape = (len(first.levels), len(second.levels))
    tables = [np.full(shape, np.nan) for _ in columns]
    for table, column in zip(tables, columns, strict=True):
        for place, value in zip(shown, column, strict=True):
            table[place] = value
    return Crossed(outcome, shown[0], int(np.isnan(wide).sum()), *tables)


def in_order(factor: Factor, cells: Crossed, axis: int = 0) -> list[int]:
    """Return the levels of a factor: numbers as they are, others by their means, largest first.

    ``axis`` is that of the factor in ``cells``.
    """
    if factor.is_number:
        return list(range(len(factor.levels)))
    means = np.nanmean(np.moveaxis(cells.mean, axis, 0), axis=1)
    return [int(place) for place in np.argsort(-means, kind="stable")]


def averaged(sample: Sample, *shown: Factor) -> str:
    """Say which factors a figure averages over, with their levels; "" where there are none."""
    names = {factor.name for factor in shown}
    others = [factor for factor in sample.factors if factor.name not in names]
    texts = [
        f"{words(each.name)} ({', '.join(level_labels(each.levels))})"
        for each in others
        if not each.is_range
    ]
    drawn = sum(each.is_range for each in others)
    texts += [f"the draws of {many(drawn, 'factor')}"] if drawn else []
    return f"averaged over {', '.join(texts)}" if texts else ""


def replicates_note(sample: Sample) -> str:
    """Say of how many replicates means are, and whether they are too few for intervals."""
    count = sample.replicates
    few = ", few: intervals take values for about normal" if 1 < count < FEWEST_REPLICATES else ""
    return f"over {many(count, 'replicate')}{few or (', without intervals' if count < 2 else '')}"


def undefined_note(runs: int) -> str:
    """Say how many runs are left out because they have no value; "" where none are."""
    return f"left out: {many(runs, 'run')} without a value" if runs else ""


def left_out(shown: int, outcomes: int) -> str:
    """Say how many of the outcomes of an analysis are drawn; "" where all are."""
    if shown == outcomes:
        return ""
    return f"drawn: the first {shown} of {outcomes} outcomes; the tables of the analysis have all"


def arms(
    middle: ArrayLike, low: ArrayLike, high: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lengths of error bars to both sides.

    None is negative: rounding may put an end on the other side of the mean.
    """
    at = np.asarray(middle, dtype=float)
    return np.maximum(at - np.asarray(low), 0.0), np.maximum(np.asarray(high) - at, 0.0)


def found(
    results: Results, method: str, finding: Finding | None, success: str | None = None
) -> Finding:
    """Return a finding that is there already, or else find it."""
    return finding or applied(method, sample_of(results, success=success))


def first_outcomes(table: pd.DataFrame, most: int = MAX_OUTCOMES) -> list[str]:
    """Return the first few outcomes of a table of findings."""
    return [str(name) for name in dict.fromkeys(table["outcome"])][:most]
