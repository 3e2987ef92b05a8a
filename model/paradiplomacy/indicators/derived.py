"""How a derived indicator is worked out from the summaries of others: arrays of runs or ties.

What is undefined, as a ratio of nothing is, is NaN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]


def quotient(over: Values, under: Values) -> Values:
    """Return a ratio; undefined where there is nothing to divide by."""
    result = np.full(np.shape(over), np.nan)
    np.divide(over, under, out=result, where=np.asarray(under) > 0.0)
    return result


def portion(over: Values, whole: Values) -> Values:
    """Return the share of one sum in another that holds it; no rounding carries it past 1."""
    return np.minimum(quotient(over, whole), 1.0)


def part(one: Values, other: Values) -> Values:
    """Return the share of ``one`` in both together."""
    return quotient(one, one + other)


def inequality(one: Values, other: Values) -> Values:
    """Return the Gini coefficient of two amounts: their difference / twice their sum."""
    return quotient(np.abs(one - other), 2.0 * (one + other))


def gap(one: Values, other: Values) -> Values:
    """Return the absolute difference."""
    return np.abs(one - other)


def effect(trust: Values, continuity: Values, kept: Values) -> Values:
    """Return the mean of three components, the last 0 where nothing was promised."""
    # Where a tie has no whole year there is no continuity, and so no mean.
    return (trust + continuity + np.nan_to_num(kept, nan=0.0)) / 3.0


def per_spell(months: Values, ended: Values, running: Values) -> Values:
    """Return what there is of something per dormant spell, ended or running."""
    return quotient(months, ended + running)


def revived(ended: Values, running: Values) -> Values:
    """Return the share of dormant spells that a delivery has ended."""
    return part(ended, running)
