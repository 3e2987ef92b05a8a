"""Distributions of the values of a factor, by their inverse distribution functions.

A design that draws from the unit cube puts each coordinate through :meth:`Distribution.quantiles`;
whoever analyses its results goes the other way by :meth:`Distribution.units`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

NORMAL, LOGNORMAL, TRIANGULAR, BETA = ("normal", "lognormal", "triangular", "beta")

PARAMETERS: Mapping[str, tuple[str, ...]] = {
    NORMAL: ("mean", "sd"),
    LOGNORMAL: ("median", "sd_log"),
    TRIANGULAR: ("mode",),
    BETA: ("alpha", "beta"),
}
"""The parameters of each distribution, beside its ends."""

OPEN = (NORMAL, LOGNORMAL)
"""Distributions that have no ends of their own; where low and high are given, they are cut off."""

EDGE = 2.0**-33
"""Quantile that stands for an end which is never reached, half of what a sampler tells apart."""

REACH = 6.23
"""Standard deviations at which that quantile lies: an end beyond them is as good as none."""


@dataclass(frozen=True)
class Distribution:
    """A distribution between ``low`` and ``high``, infinite where it has no such end.

    ``parameters`` are those of :data:`PARAMETERS`, in that order.
    """

    kind: str
    parameters: tuple[float, ...]
    low: float
    high: float

    @property
    def is_open(self) -> bool:
        """Tell whether it comes near an end without reaching it."""
        return any(self._open)

    @property
    def share_within(self) -> float:
        """Return which share of the whole distribution lies between its ends, in [0, 1]."""
        if self.kind not in OPEN:
            return 1.0
        from scipy.special import ndtr

        first, last = self._standardised
        if first > 0.0:  # the other tail has the digits
            first, last = -last, -first
        return float(ndtr(last) - ndtr(first))

    def __str__(self) -> str:
        """Name it with its parameters: normal (mean 3, sd 0.5)."""
        named = zip(PARAMETERS[self.kind], self.parameters, strict=True)
        return f"{self.kind} ({', '.join(f'{name} {value:g}' for name, value in named)})"

    def quantiles(self, units: ArrayLike) -> NDArray[np.float64]:
        """Return the values at places in [0, 1], the same number for a place in any array."""
        first, last = (EDGE if each else 0.0 for each in self._open)
        places = np.clip(np.asarray(units, dtype=np.float64), first, 1.0 - last)
        values = np.asarray(self._scaled.ppf(places), dtype=np.float64)
        values = np.exp(values) if self.kind == LOGNORMAL else values
        return np.asarray(np.clip(values, self.low, self.high))

    def units(self, values: ArrayLike) -> NDArray[np.float64]:
        """Return the places in [0, 1] at which values lie."""
        numbers = np.asarray(values, dtype=np.float64)
        numbers = np.log(numbers) if self.kind == LOGNORMAL else numbers
        return np.asarray(self._scaled.cdf(numbers), dtype=np.float64)

    @property
    def _open(self) -> tuple[bool, bool]:
        if self.kind not in OPEN:
            return False, False
        first, last = self._standardised
        return first < -REACH, last > REACH

    @property
    def _middle(self) -> tuple[float, float]:
        """Return mean and standard deviation, of a lognormal those of its logarithms."""
        middle, spread = self.parameters
        return (math.log(middle) if self.kind == LOGNORMAL else middle), spread

    @property
    def _standardised(self) -> tuple[float, float]:
        """Return both ends in standard deviations from the middle, of a normal or a lognormal."""
        middle, spread = self._middle
        low, high = self.low, self.high
        if self.kind == LOGNORMAL:
            low, high = (math.log(each) if each > 0.0 else -math.inf for each in (low, high))
        return (low - middle) / spread, (high - middle) / spread

    @cached_property
    def _scaled(self) -> Any:
        """Return the distribution of scipy, of a lognormal that of its logarithms."""
        from scipy import stats

        if self.kind in OPEN:
            middle, spread = self._middle
            return stats.truncnorm(*self._standardised, loc=middle, scale=spread)
        width = self.high - self.low
        if self.kind == TRIANGULAR:
            (mode,) = self.parameters
            return stats.triang((mode - self.low) / width, loc=self.low, scale=width)
        return stats.beta(*self.parameters, loc=self.low, scale=width)

    def __getstate__(self) -> dict[str, Any]:
        """Be sent to other processes without what scipy made of it."""
        return {name: value for name, value in vars(self).items() if name != "_scaled"}


def distribution_of(section: Mapping[str, Any]) -> Distribution | None:
    """Return the distribution that the section of a factor declares; None where it is even.

    Raises ``KeyError`` where a parameter is missing, which no checked design lacks.
    """
    kind = section.get("distribution")
    if kind is None:
        return None
    low, high = section.get("low"), section.get("high")
    least = 0.0 if kind == LOGNORMAL else -math.inf
    return Distribution(
        kind,
        tuple(float(section[name]) for name in PARAMETERS[kind]),
        least if low is None else float(low),
        math.inf if high is None else float(high),
    )


def is_range(section: Mapping[str, Any]) -> bool:
    """Tell whether the section of a factor declares one that takes any value of a range."""
    declared = any(section.get(name) is not None for name in ("low", "distribution"))
    return declared and section.get("steps") is None


def is_log(section: Mapping[str, Any]) -> bool:
    """Tell whether the section of a factor declares one whose scale is logarithmic."""
    return bool(section.get("log", False)) or section.get("distribution") == LOGNORMAL
