"""Standard functional forms shared by the processes."""

from __future__ import annotations

import math

from paradiplomacy.rules import rule

ROOT_HALF = math.sqrt(0.5)


@rule
def clip(value: float, low: float, high: float) -> float:
    """Return ``value`` brought into [low, high]."""
    return min(max(value, low), high)


@rule
def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x)), exact to double precision for every finite ``x``."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-min(x, 700.0)))
    grown = math.exp(max(x, -700.0))
    return grown / (1.0 + grown)


@rule
def growth(x: float) -> float:
    """Return exp(x), exact wherever that is a number."""
    return math.exp(clip(x, -700.0, 700.0))


@rule
def natural_log(x: float) -> float:
    """Return the natural logarithm of ``x``, of the least positive number where it is none."""
    return math.log(max(x, 1e-300))


@rule
def geometric(one: float, other: float) -> float:
    """Return the geometric mean of two inputs at least 0."""
    return math.sqrt(max(one, 0.0) * max(other, 0.0))


@rule
def normal_cdf(x: float) -> float:
    """Return the share of a standard normal below ``x``."""
    return 0.5 * (1.0 + math.erf(x * ROOT_HALF))


@rule
def toward_one(level: float, share: float) -> float:
    """Return a stock in [0, 1] after a share of what it lacks has been added."""
    return level + share * (1.0 - level)


@rule
def ces(one: float, other: float, rho: float) -> float:
    """Return the symmetric CES aggregate of two inputs at least 0, with ``rho`` below 0.

    Constant elasticity of substitution: Arrow, Chenery, Minhas & Solow 1961 (Review of Economics
    and Statistics 43:225-250). The lower ``rho``, the more the weaker input binds (Cornes 1993,
    Quarterly Journal of Economics 108:259-271), down to the weakest link of Hirshleifer 1983
    (Public Choice 41:371-386), the minimum. An input of 0 gives 0.
    """
    if one <= 0.0 or other <= 0.0:
        return 0.0
    # Scaling by the weaker input keeps the powers within range for any rho.
    weaker = min(one, other)
    ratio = max(one, other) / weaker
    return weaker * math.pow(0.5 + 0.5 * math.pow(ratio, rho), 1.0 / rho)
