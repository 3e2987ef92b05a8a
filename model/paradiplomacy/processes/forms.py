"""Standard functional forms shared by the processes."""

from __future__ import annotations

import math

from paradiplomacy.rules import rule


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
def ces(one: float, other: float, rho: float) -> float:
    """Return the symmetric CES aggregate of two inputs at least 0, with ``rho`` below 0.

    The lower ``rho``, the more the weaker input binds (Hirshleifer 1983, Public Choice 41:371-386);
    an input of 0 gives 0.
    """
    if one <= 0.0 or other <= 0.0:
        return 0.0
    # Scaling by the weaker input keeps the powers within range for any rho.
    weaker = min(one, other)
    ratio = max(one, other) / weaker
    return weaker * math.pow(0.5 + 0.5 * math.pow(ratio, rho), 1.0 / rho)
