"""Boxes of conditions by the patient rule induction method, PRIM.

A box is peeled: the slice is cut off whose loss raises the share of successes most, again and again
(Friedman & Fisher 1999, Statistics and Computing 9:123-143; for scenarios Bryant & Lempert 2010,
Technological Forecasting and Social Change 77:34-49). From the trajectory of boxes one is chosen
here by rule and not by eye: restrictions are dropped but for four with quasi-p-values below 0.05,
and of what remains that is kept in which being inside agrees best with success beyond chance
(kappa of Cohen 1960, Educational and Psychological Measurement 20:37-46). It balances coverage and
density, for what is rare and what is frequent. A box with fewer factors is preferred where it is
nearly as good.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.statistics.conditions import Condition, Conditions, met
from paradiplomacy_analysis.statistics.peeling import quasi_p, search_class
from paradiplomacy_analysis.statistics.significance import SIGNIFICANCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

MOST_BOXES = 3
"""Boxes that are looked for, each among the points outside those before it."""

MOST_FACTORS = 4
"""Factors that a box may restrict: more cannot be told in a sentence."""

NEARLY = 0.95
"""Share of the best kappa that a box with fewer factors has to reach."""

PEEL = 0.05
"""Share of the points in a box that one step of peeling may cut off."""

LEAST_MASS = 0.05
"""Share of all points below which a box is not peeled further."""


@dataclass(frozen=True)
class Box:
    """A box of conditions, how it was reached, and which step of the way it is.

    ``quasi_p`` has a value for each restricted factor: the chance that the points inside would hold
    as many successes without that restriction; it takes no account of the search. ``trajectory``
    has the columns coverage, density, mass and res_dim, a row for each step. ``rule`` is the step
    that the rule keeps, which ``step`` is unless somebody chose another one.
    """

    conditions: Conditions
    quasi_p: dict[str, float]
    trajectory: pd.DataFrame
    step: int
    rule: int


class NoStepError(Exception):
    """A step that is not there, of a box by number; ``steps`` are those that one may choose."""

    def __init__(self, box: int, steps: list[int]) -> None:
        super().__init__(box, steps)
        self.box = box
        self.steps = steps


def boxes(
    points: pd.DataFrame, success: NDArray[np.bool_], steps: Mapping[int, int] | None = None
) -> list[Box]:
    """Return the boxes in which successes are dense, best first, until none is found.

    ``steps`` has, by the number of a box, the step of its way to keep in place of that of the rule;
    later boxes are sought outside what is kept. Raises :class:`NoStepError` for a step that is not
    on the way, or asks for nothing.
    """
    with warnings.catch_warnings():
        # ema_workbench says what it could do with other libraries, and calls pandas in old ways.
        warnings.simplefilter("ignore")
        return _peeled(points, success, steps or {})


def _peeled(
    points: pd.DataFrame, success: NDArray[np.bool_], steps: Mapping[int, int]
) -> list[Box]:

    # A box of any density is taken; which step of its trajectory to keep is decided below.
    prim = search_class()(
        points.reset_index(drop=True),
        success.astype(int),
        peel_alpha=PEEL,
        mass_min=LEAST_MASS,
    )
    found: list[Box] = []
    while len(found) < MOST_BOXES:
        box = prim.find_box()
        if box is None:
            break
        chosen = _chosen(box, prim, success)
        if chosen is None:
            break
        step, kept = chosen
        for factor in sorted(set(quasi_p(box)[step]) - kept):
            # Adds a step to the trajectory and makes it the current one.
            box.drop_restriction(factor, step)
            step = len(box.box_lims) - 1
        found.append(_kept(box, prim, step, steps.get(len(found) + 1, step), len(found) + 1))
    prim.forget()
    return found


def _kept(box: Any, prim: Any, rule: int, step: int, number: int) -> Box:
    """Keep a step of a box's way: what is inside takes no part in the search for the next."""
    way = box.peeling_trajectory[["coverage", "density", "mass", "res_dim"]].astype(float)
    if step != rule:
        some = [k for k in range(1, len(way)) if way["res_dim"].iloc[k] > 0]
        if step not in some:
            prim.forget()
            raise NoStepError(number, some)
    box.select(step)
    return Box(
        _conditions(box.box_lims[step], prim.box_init),
        {str(name): max(_defined(p)) for name, p in quasi_p(box)[step].items()},
        way,
        step,
        rule,
    )


def _chosen(box: Any, prim: Any, success: NDArray[np.bool_]) -> tuple[int, set[str]] | None:
    """Return the step of a trajectory that is kept and its factors; None where none is denser."""
    points, case = prim.x.loc[prim.yi_remaining], success[prim.yi_remaining]
    found: list[tuple[int, set[str], float]] = []
    for step in range(1, len(box.box_lims)):
        kept = _significant(quasi_p(box)[step])
        limits = _conditions(box.box_lims[step][sorted(kept)], prim.box_init[sorted(kept)])
        inside = met(limits, points)
        density = case[inside].mean() if inside.any() else 0.0
        if kept and density > max(case.mean(), success.mean()):
            found.append((step, kept, _kappa(inside, case)))
    best = max((kappa for _, _, kappa in found), default=0.0)
    near = [each for each in found if each[2] >= NEARLY * best]
    chosen = min(near, key=lambda each: (len(each[1]), -each[2]), default=None)
    return chosen and chosen[:2]


def _kappa(inside: NDArray[np.bool_], case: NDArray[np.bool_]) -> float:
    mass, base, both = inside.mean(), case.mean(), (inside & case).mean()
    return float(2.0 * (both - mass * base) / (mass + base - 2.0 * mass * base))


def _significant(quasi_p: dict[str, list[float]]) -> set[str]:
    """Return the factors whose restriction is worth telling: the most significant few."""
    p_values = {name: max(_defined(p)) for name, p in quasi_p.items()}
    order = sorted((p, name) for name, p in p_values.items() if p < SIGNIFICANCE)
    return {name for _, name in order[:MOST_FACTORS]}


def _defined(quasi_p: list[float]) -> list[float]:
    """Return the quasi-p-values of the bounds that restrict; -1 stands for one that does not."""
    return [p for p in quasi_p if p >= 0.0] or [math.inf]


def _conditions(limits: pd.DataFrame, whole: pd.DataFrame) -> dict[str, Condition]:
    """Return what limits ask for beyond those of all points."""
    found = {}
    for name in whole.columns:
        low, high = limits[name]
        least, most = whole[name]
        if isinstance(low, set):
            if low != least:
                found[str(name)] = Condition(levels=tuple(sorted(low)))
        elif low > least or high < most:
            found[str(name)] = Condition(
                float(low) if low > least else None, float(high) if high < most else None
            )
    return found
