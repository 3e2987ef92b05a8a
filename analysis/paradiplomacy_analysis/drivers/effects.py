"""What each driver does in a world, and how far that is to be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.statistics.manipulation import SMALLEST, manipulation
from paradiplomacy_analysis.statistics.resampling import intervals
from paradiplomacy_results.intervals import of_shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.drivers.runs import Runs

RAISES, LOWERS, REFUTED, NOT_TOLD, NOT_TESTED = (
    "raises",
    "lowers",
    "refuted",
    "not told",
    "not tested",
)
"""What is said of an effect."""


ASKED = ("trust", "continuity")
"""The outcomes that the question names."""


def asked(effects: pd.DataFrame) -> pd.DataFrame:
    """Return what the question is about: drivers from low to high, and the outcomes it names."""
    return effects[(effects["draws"] > 0) & effects["outcome"].isin(ASKED)]


def effects_in(world: str, runs: Runs, draws: Runs | None, outcomes: Sequence[str]) -> pd.DataFrame:
    """Return a row for each driver and outcome of a part.

    Columns: world, driver, off and on (what it sets), outcome, unit, effect, low, high (the mean
    over replicates and its 95 % interval), sd (the spread of single runs), effect_sd, smallest (of
    interest, half of sd), verdict and at_most (of a refuted effect), state, moved, moved_low,
    moved_high, moved_sd and manipulated (how far the driver moved its state, and whether enough),
    and over ``draws``: draws, share, share_low, share_high (of the same sign, its 95 %
    interval).
    """
    checks = manipulation(runs.sample).set_index("lever")
    rows = []
    (default,) = runs.variants
    for driver in runs.levers:
        check = _check(checks, driver)
        for outcome in outcomes:
            off, on = runs.values(outcome, driver, default)
            gains = (on - off)[~np.isnan(on - off)]
            low, high = (float(bound[0]) for bound in intervals(gains[:, None]))
            spread = float(np.sqrt((np.nanvar(on, ddof=1) + np.nanvar(off, ddof=1)) / 2.0))
            smallest = SMALLEST * spread
            verdict, at_most = judged(low, high, smallest, tested=check["manipulated"])
            effect = float(gains.mean())
            row: dict[str, Any] = {"world": world, "driver": driver}
            row |= dict(zip(("off", "on"), runs.ends(driver), strict=True))
            row |= {"outcome": outcome, "unit": runs.sample.unit(outcome)}
            row |= {"effect": effect, "low": low, "high": high, "sd": spread}
            row |= {"effect_sd": effect / spread if spread else float("nan")}
            row |= {"smallest": smallest, "verdict": verdict, "at_most": at_most}
            rows.append(row | check | _share(draws, driver, outcome, effect))
    return pd.DataFrame(rows)


def judged(low: float, high: float, smallest: float, *, tested: bool) -> tuple[str, float]:
    """Return the verdict on an effect of this interval, and how large a refuted one is at most.

    A driver that did not move its state was not tested, whatever came of it.
    """
    nothing = float("nan")
    if not tested:
        return NOT_TESTED, nothing
    if low > 0.0 or high < 0.0:
        return (RAISES if low > 0.0 else LOWERS), nothing
    at_most = max(-low, high)
    return (REFUTED, at_most) if at_most < smallest or at_most == 0.0 else (NOT_TOLD, nothing)


def _check(checks: pd.DataFrame, driver: str) -> dict[str, Any]:
    names = ("state", "moved", "moved_low", "moved_high", "moved_sd", "manipulated")
    if driver not in checks.index:
        return dict(zip(names, ("", *[float("nan")] * 4, False), strict=True))
    columns = ["state", "difference", "low", "high", "standardised", "moved"]
    *values, moved = (checks.loc[driver, column] for column in columns)
    return dict(zip(names, (*values, bool(moved)), strict=True))


def _share(draws: Runs | None, driver: str, outcome: str, effect: float) -> dict[str, Any]:
    """Return in which share of the draws the mean effect has the sign of ``effect``."""
    names = ("draws", "share", "share_low", "share_high")
    if draws is None or driver not in draws.levers:
        return dict(zip(names, (0, *[float("nan")] * 3), strict=True))
    means = _means(draws, driver, outcome)
    same = int((np.sign(means) == np.sign(effect)).sum()) if effect else 0
    low, high = of_shares(same, len(means))
    shares = (same / len(means), float(low), float(high))
    return dict(zip(names, (len(means), *shares), strict=True))


def _means(draws: Runs, driver: str, outcome: str) -> NDArray[np.float64]:
    return np.array([np.nanmean(draws.gains(outcome, driver, each)) for each in draws.variants])
