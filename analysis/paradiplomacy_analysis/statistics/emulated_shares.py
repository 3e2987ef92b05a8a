"""Indices and main effects of an emulated outcome, with all that is unsure about them.

Functions are drawn from the posterior of the emulators, and each is looked at over a Saltelli
sample whose rows are drawn again: so an interval holds the error of the emulator and that of the
estimator (Le Gratiet, Cannamela & Iooss 2014, SIAM/ASA Journal on Uncertainty Quantification
2:336-363). Functions are drawn from the emulators of the folds too, whose lengths differ.

What an emulator misses looks like interaction of any factor, and no draw of it can tell which: an
interval reaches further to both sides by the share of the variance that it may miss, the variance
of its error over that of what it says. Without that, intervals of totals are too narrow where there
is noise, as a test has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.statistics.posterior import Posterior
from paradiplomacy_analysis.statistics.resampling import CONFIDENCE, SEED
from paradiplomacy_analysis.wording import level_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_analysis.statistics.emulated import Emulated
    from paradiplomacy_analysis.statistics.emulator_inputs import Input

    Numbers = NDArray[np.float64]

BASE = 512
"""Base of the Saltelli sample."""

FUNCTIONS = 40
"""Functions that are drawn from each emulator."""

ENDS = ((1.0 - CONFIDENCE) / 2.0, (1.0 + CONFIDENCE) / 2.0)
"""Quantiles of a 95 % interval."""

PLACES = 11
"""Places along a factor at which its main effect is told, if it has no levels."""

AVERAGED = 64
"""Places of the other factors that a main effect is averaged over."""


def shares(emulated: Emulated) -> pd.DataFrame:
    """Return the first-order and total index of each factor, with 95 % intervals.

    They are of the variance of the mean over ever more replicates: noise has no part in it.
    """
    from SALib.sample import sobol as salib

    names = emulated.inputs.names
    count = len(names)
    problem = {"num_vars": count, "names": names, "bounds": [[0.0, 1.0]] * count}
    units = salib.sample(problem, BASE, calc_second_order=False, seed=SEED)
    inputs = emulated.inputs.columns(emulated.inputs.rows(units))
    again = np.random.default_rng(SEED).integers(BASE, size=(BASE, FUNCTIONS))
    each = np.arange(FUNCTIONS)
    values = [_standard(functions(inputs), count) for functions in _posteriors(emulated)]
    estimate = _indices(values[0]).mean(axis=-1)
    drawn = np.concatenate([_indices(every[:, again, each]) for every in values], axis=-1)
    low, high = np.quantile(drawn, ENDS, axis=-1)
    missed = emulated.missed
    low, high = low - missed, high + missed
    table: dict[str, Any] = {"factor": names}
    for place, name in enumerate(("first", "total")):
        table |= {
            name: estimate[place],
            f"{name}_low": np.minimum(low[place], estimate[place]),
            f"{name}_high": np.maximum(high[place], estimate[place]),
        }
    return pd.DataFrame(table)


def effects(emulated: Emulated) -> pd.DataFrame:
    """Return the mean of an outcome along each factor, over all others, with 95 % intervals.

    ``place`` is the quantile of a range, or the number of a level.
    """
    from scipy.stats import qmc

    inputs = emulated.inputs
    others = qmc.Sobol(len(inputs.parts), rng=SEED).random(AVERAGED)
    rows, about = [], []
    for part in inputs.parts:
        for place, value in _values(part):
            fixed = inputs.rows(others)
            fixed[part.factor.name] = pd.Series(
                [value] * AVERAGED, dtype=fixed.dtypes[part.factor.name]
            )
            rows.append(inputs.columns(fixed))
            about.append({"factor": part.factor.name, "place": place, "level": level_text(value)})
    units = np.concatenate(rows)
    shape = (len(about), AVERAGED, FUNCTIONS)
    drawn = [functions(units).reshape(shape).mean(axis=1) for functions in _posteriors(emulated)]
    middle = emulated.emulator.mean(units).reshape(shape[:2]).mean(axis=1)
    low, high = np.quantile(np.concatenate(drawn, axis=1), ENDS, axis=1)
    return pd.DataFrame(about).assign(
        mean=middle, low=np.minimum(low, middle), high=np.maximum(high, middle)
    )


def _standard(values: Numbers, factors: int) -> Numbers:
    """Return values at a Saltelli sample, (columns of a row, base, functions), mean 0, sd 1."""
    whole = values.reshape(BASE, factors + 2, -1)
    spread = whole.std(axis=(0, 1))
    return np.moveaxis(
        (whole - whole.mean(axis=(0, 1))) / np.where(spread > 0.0, spread, 1.0), 1, 0
    )


def _indices(values: Numbers) -> Numbers:
    """Return the indices, (2, factors, functions), of (columns of a row, base, functions)."""
    from SALib.analyze.sobol import first_order, total_order

    one, *mixed, other = values
    return np.array(
        [[index(one, each, other) for each in mixed] for index in (first_order, total_order)]
    )


def _posteriors(emulated: Emulated) -> list[Posterior]:
    """Draw functions from the emulator of all points, and from those of the folds."""
    every = (emulated.emulator, *emulated.folds)
    return [Posterior.of(each, FUNCTIONS, SEED + place) for place, each in enumerate(every)]


def _values(part: Input) -> list[tuple[float, Any]]:
    """Return the places along a factor, and its values there."""
    levels = part.factor.levels
    if levels and (len(levels) <= PLACES or not part.factor.is_number):
        return [(float(place), level) for place, level in enumerate(levels)]
    quantiles = (np.arange(PLACES) + 0.5) / PLACES
    return list(zip(quantiles.tolist(), part.values(quantiles), strict=True))
