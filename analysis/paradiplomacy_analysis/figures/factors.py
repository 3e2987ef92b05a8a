"""What figures of a design share: its outcomes and two of its factors, point by point."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.figures.style import GOVERNMENT, SIDES, SOCIETY, inert
from paradiplomacy_analysis.methods import METHODS
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.resampling import intervals
from paradiplomacy_analysis.wording import level_text, words
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike, NDArray

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.sample import Factor, Sample
    from paradiplomacy_results.reading import Results

LINES = ((GOVERNMENT, "-"), (SOCIETY, (0, (4, 2))), *SIDES[:4])
"""Colour and dashes of each line."""

MAX_OUTCOMES = 4
"""Outcomes of a figure that has a panel for each."""


@dataclass(frozen=True)
class Crossed:
    """Means and 95 % intervals of an outcome at each pair of levels, all (levels, levels)."""

    outcome: str
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def two_factors(sample: Sample) -> tuple[Factor, Factor]:
    """Return the first two factors with levels, numbers first.

    Raises :class:`UnfitError` where there are none.
    """
    levelled = [factor for factor in sample.factors if len(factor.levels) > 1]
    if len(levelled) < 2 or any(factor.is_range for factor in sample.factors):
        raise UnfitError(f"{sample.results.directory} has no two factors with levels")
    first, second = sorted(levelled[:2], key=lambda factor: not factor.is_number)
    return first, second


def design_sample(results: Results) -> Sample:
    """Return the sample with the outcomes that are defined in every run, the first few of them."""
    sample = sample_of(results)
    defined = [name for name in sample.outcomes if sample.runs[name].notna().all()]
    if not defined:
        raise UnfitError(f"{results.directory} has no outcome that is defined in every run")
    return sample_of(results, defined[:MAX_OUTCOMES])


def crossed(sample: Sample, outcome: str, first: Factor, second: Factor) -> Crossed:
    """Average an outcome over all but two factors; intervals are those of resampled replicates."""
    frame = pd.DataFrame(
        {
            "value": sample.values(outcome),
            **sample.runs[["replicate", first.name, second.name]],
        }
    )
    wide = frame.pivot_table(
        index="replicate", columns=[first.name, second.name], values="value", observed=True
    ).dropna()
    shape = (len(first.levels), len(second.levels))
    mean, low, high = (np.full(shape, np.nan) for _ in range(3))
    bounds = intervals(wide.to_numpy())
    for column, pair in enumerate(wide.columns):
        place = _place(first, pair[0]), _place(second, pair[1])
        mean[place] = wide.iloc[:, column].mean()
        low[place], high[place] = bounds[0][column], bounds[1][column]
    return Crossed(outcome, mean, low, high)


def _place(factor: Factor, level: Any) -> int:
    return factor.levels.index(level)


def level_label(level: Any, limit: int = 16) -> str:
    """Return a level of a factor as it is written in a figure."""
    return inert(words(level_text(level)), limit)


def arms(
    middle: ArrayLike, low: ArrayLike, high: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lengths of error bars to both sides.

    None is negative: rounding, or a skewed bootstrap, may put an end on the other side of the mean.
    """
    at = np.asarray(middle, dtype=float)
    return np.maximum(at - np.asarray(low), 0.0), np.maximum(np.asarray(high) - at, 0.0)


def found(results: Results, method: str, finding: Finding | None) -> Finding:
    """Return a finding that is there already, or else find it."""
    return finding or METHODS[method].find(sample_of(results))


def first_outcomes(table: pd.DataFrame, most: int = MAX_OUTCOMES) -> list[str]:
    """Return the first few outcomes of a table of findings."""
    return [str(name) for name in dict.fromkeys(table["outcome"])][:most]


def design_heading(figure: Figure, results: Results, text: str, look: Size) -> None:
    """Write the design's title and what is shown above a figure, in as many lines as it takes."""
    letters = int(look.width * 72 / (look.font * 1.1 * 0.58))
    title = f"{inert(results.manifest.title)}: {text}"
    figure.suptitle(textwrap.fill(title, letters))
