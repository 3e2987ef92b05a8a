"""Estimates as short texts, the same in the terminal and in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paradiplomacy_experiments.inspection.summary import Estimate

UNDEFINED = "undefined"

SAME = "same in all runs"
"""Said in place of an interval without a width."""


def number(value: float) -> str:
    """Return a number with about three digits that count."""
    size = abs(value)
    if size >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 100 else f"{value:.2f}" if size >= 10 else f"{value:.3f}"


def mean(estimate: Estimate) -> str:
    """Return the mean, or that there is none."""
    return UNDEFINED if estimate.mean is None else number(estimate.mean)


def interval(estimate: Estimate) -> str:
    """Return the bounds of the interval; or that there is none, or that values are all the same."""
    if estimate.ci_low is None or estimate.ci_high is None:
        return "none"
    if estimate.ci_low == estimate.ci_high:
        return SAME
    return f"{number(estimate.ci_low)} to {number(estimate.ci_high)}"


def with_half_width(estimate: Estimate) -> str:
    """Return the mean and the half width of its interval."""
    if estimate.mean is None or estimate.ci_low is None or estimate.ci_high is None:
        return mean(estimate)
    half = 0.5 * (estimate.ci_high - estimate.ci_low)
    return f"{number(estimate.mean)} +-{number(half)}"


def without_value(estimates: Mapping[str, Estimate], runs: int) -> str:
    """Say which indicators have no value in how many of the ``runs``; "" where all have one."""
    missing = {name: runs - one.n for name, one in estimates.items() if one.n < runs}
    if not missing:
        return ""
    told = ", ".join(f"{name} in {count:,}" for name, count in missing.items())
    return f"no value in some of {many(runs, 'run')}, means are of the others: {told}"
