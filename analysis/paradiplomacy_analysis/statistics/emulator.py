"""Emulators: what the mean over the runs of a draw would be, had it been run.

An emulator is a Gaussian process over the factors (Rasmussen & Williams 2006), one for each number:
a length of its own for each active factor, and white noise for what the others do and for what
little luck draws do not share. Which factors are active is screened first: those that explain the
number by a parabola of their own (Vernon, Goldstein & Bower 2010 screen by regression too). The
variance between single runs differs from draw to draw, and has an emulator of its own, of its
logarithm (Andrianakis et al. 2015).

No emulator is believed: each is judged by draws that had no part in it. One whose 95 % intervals
hold too few of them, or that tells no more than a mean does, is not used.

:meth:`Emulator.fit` screens, which is quick and looks for factors that work alone.
:meth:`Emulator.learn` gives every factor a length, so that those are seen that work through others
only.
"""

from __future__ import annotations

import contextlib
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from paradiplomacy_results.intervals import CONFIDENCE, of_shares
from paradiplomacy_results.threads import threadpool_limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

MOST_ACTIVE = 8
"""Factors of an emulator at most."""

SCREENED = 0.05
"""Level of the F test that a factor has to pass to be active."""

LENGTHS, NOISES = (0.1, 50.0), (1e-4, 10.0)
"""Bounds of lengths, 1 a factor's whole range, and of the noise, 1 the variance of a number."""

HALF_WIDTH = 1.959963984540054
"""Half of a normal 95 % interval, in standard deviations."""


@dataclass(frozen=True, eq=False)
class Emulator:
    """A Gaussian process of the ``active`` factors, or where none is a mean and a variance.

    ``process`` predicts the mean over runs, ``each`` by the same kernel the single runs.
    """

    active: tuple[int, ...]
    constant: tuple[float, float]
    process: Any = None
    each: Any = None

    @classmethod
    def fit(cls, units: Numbers, values: Numbers) -> Emulator:
        """Learn the mean of ``values``, (draws, runs), at draws in the unit cube."""
        # Only here: its import draws random numbers of all.
        from sklearn.gaussian_process import GaussianProcessRegressor

        mean = values.mean(axis=1)
        active = screened(units, mean)
        constant = float(mean.mean()), float(mean.var(ddof=1))
        if not active:
            return cls(active, constant)
        kernel = kernel_of(len(active))
        with plainly():
            inputs = units[:, active]
            process = GaussianProcessRegressor(kernel, normalize_y=True, random_state=0)
            process.fit(inputs, mean)
            each = GaussianProcessRegressor(process.kernel_, optimizer=None, normalize_y=True)
            each.fit(inputs, values)
        return cls(active, constant, process, each)

    @classmethod
    def learn(cls, units: Numbers, means: Numbers, start: Numbers | None = None) -> Emulator:
        """Learn ``means`` over runs, (draws,), at draws in the unit cube, from all factors.

        The lengths are the likeliest that the search of
        :func:`~paradiplomacy_analysis.statistics.likelihood.likeliest` finds, from ``start``, the
        ``lengths`` of another emulator, or from two places. ``means`` must vary.
        """
        from sklearn.gaussian_process import GaussianProcessRegressor

        from paradiplomacy_analysis.statistics.likelihood import likeliest

        constant = float(means.mean()), float(means.var(ddof=1))
        with plainly():
            kernel = kernel_of(units.shape[1])
            found = likeliest(kernel, units, (means - means.mean()) / means.std(), start)
            process = GaussianProcessRegressor(
                kernel.clone_with_theta(found), optimizer=None, normalize_y=True
            )
            process.fit(units, means)
        return cls(tuple(range(units.shape[1])), constant, process)

    @property
    def lengths(self) -> Numbers:
        """Return the logarithms of size, lengths and noise, as the kernel orders them."""
        return np.asarray(self.process.kernel_.theta)

    @property
    def noise(self) -> float:
        """Return the variance of what no factor explains, in the unit of the values squared."""
        if self.process is None:
            return self.constant[1]
        draws = len(self.process.y_train_)
        return float(np.exp(self.lengths[-1])) * self.constant[1] * (draws - 1) / draws

    def mean(self, units: Numbers) -> Numbers:
        """Return the mean over runs at some draws."""
        if self.process is None:
            return np.full(len(units), self.constant[0])
        with plainly():
            return np.asarray(self.process.predict(units[:, self.active]))

    def predict(self, units: Numbers) -> tuple[Numbers, Numbers]:
        """Return the mean over runs at some draws, and the variance of its error."""
        if self.process is None:
            return np.full(len(units), self.constant[0]), np.full(len(units), self.constant[1])
        with plainly():
            mean, deviation = self.process.predict(units[:, self.active], return_std=True)
        return mean, deviation**2

    def without_each(self, units: Numbers, runs: int) -> Numbers:
        """Return the mean over all runs but one, for each of them, (draws, runs).

        The lengths are those that all runs gave.
        """
        if self.each is None:
            return np.full((len(units), runs), self.constant[0])
        with plainly():
            each = self.each.predict(units[:, self.active])
        each = np.reshape(each, (len(units), runs))
        return np.asarray((each.sum(axis=1, keepdims=True) - each) / max(runs - 1, 1))


@dataclass(frozen=True)
class Check:
    """How an emulator fares on draws that had no part in it.

    ``covered`` is the share that its 95 % intervals hold, with the bounds of Clopper and Pearson's
    interval; ``explained`` the share of the variance of these draws that its means explain.
    """

    draws: int
    covered: float
    low: float
    high: float
    explained: float

    @classmethod
    def of(cls, emulator: Emulator, units: Numbers, means: Numbers) -> Check:
        """Judge an emulator by draws and the means over their runs."""
        return cls.by(means, *emulator.predict(units), emulator.constant[0])

    @classmethod
    def by(
        cls, means: Numbers, mean: Numbers, variance: Numbers, constant: Numbers | float
    ) -> Check:
        """Judge what was predicted, with the variance of its error, by ``means`` over runs.

        ``constant`` is what a mean alone would have said.
        """
        away = means - mean
        inside = int((np.abs(away) <= HALF_WIDTH * np.sqrt(variance)).sum())
        low, high = of_shares(inside, len(means))
        spread = float(((means - constant) ** 2).sum())
        explained = 1.0 - float((away**2).sum()) / spread if spread else 0.0
        return cls(len(means), inside / len(means), float(low), float(high), explained)

    @property
    def passes(self) -> bool:
        """Tell whether it holds as many as it says, but for chance, and tells more than a mean."""
        return self.high >= CONFIDENCE and self.explained > 0.0


@dataclass(frozen=True, eq=False)
class Tried:
    """An emulator, and how it fares on draws that had no part in it."""

    emulator: Emulator
    check: Check

    @classmethod
    def on(cls, units: Numbers, values: Numbers, held_out: NDArray[np.bool_]) -> Tried:
        """Learn from all draws but those that are held out, and judge by these."""
        emulator = Emulator.fit(units[~held_out], values[~held_out])
        means = values[held_out].mean(axis=1)
        return cls(emulator, Check.of(emulator, units[held_out], means))


def screened(units: Numbers, values: Numbers) -> tuple[int, ...]:
    """Return the factors that explain some values by parabolas, the best first."""
    from scipy.stats import f as fisher

    total = float(((values - values.mean()) ** 2).sum())
    degrees = len(values) - 3
    if total <= 0.0 or degrees < 1:
        return ()
    chances = []
    for unit in units.T:
        terms = np.column_stack([np.ones_like(unit), unit, unit**2])
        fitted = terms @ np.linalg.lstsq(terms, values, rcond=None)[0]
        rest = max(float(((values - fitted) ** 2).sum()), np.finfo(float).tiny)
        chances.append(float(fisher.sf((total - rest) / 2.0 / (rest / degrees), 2, degrees)))
    best = np.argsort(chances, kind="stable")[:MOST_ACTIVE]
    return tuple(int(place) for place in best if chances[place] < SCREENED)


def kernel_of(factors: int) -> Any:
    """Return the kernel of an emulator: smooth along each factor, and white noise."""
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    return ConstantKernel() * RBF(np.ones(factors), LENGTHS) + WhiteKernel(0.5, NOISES)


@contextlib.contextmanager
def plainly() -> Iterator[None]:
    """Compute on one thread, for the same bits everywhere; a length at its bound is no fault."""
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield
