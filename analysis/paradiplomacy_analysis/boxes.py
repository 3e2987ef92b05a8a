"""Boxes of conditions by the patient rule induction method, PRIM.

A box is peeled: the slice is cut off whose loss raises the share of successes most, again and again
(Friedman & Fisher 1999, Statistics and Computing 9:123-143; for scenarios Bryant & Lempert 2010,
Technological Forecasting and Social Change 77:34-49). From the trajectory of boxes one is chosen
here by rule and not by eye: at most four factors restricted, each with a quasi-p-value below 0.05,
and of those the largest weighted relative accuracy: how much denser successes are than before,
times the share of points inside (Lavrac, Flach & Zupan 1999, Inductive Logic Programming,
174-185). Unlike a mean of coverage and density it works for what is frequent too. A box with fewer
factors is preferred where it is nearly as good.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.conditions import Condition, Conditions

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

MOST_BOXES = 3
"""Boxes that are looked for, each among the points outside those before it."""

MOST_FACTORS = 4
"""Factors that a box may restrict: more cannot be told in a sentence."""

NEARLY = 0.95
"""Share of the best accuracy that a box with fewer factors has to reach."""

SIGNIFICANCE = 0.05

PEEL = 0.05
"""Share of the points in a box that one step of peeling may cut off."""

LEAST_MASS = 0.05
"""Share of all points below which a box is not peeled further."""


@dataclass(frozen=True)
class Box:
    """Hold a box of conditions, how it was reached, and which step of the way it is.

    ``quasi_p`` has a value for each restricted factor: the chance that the points inside would hold
    as many successes without that restriction; it takes no account of the search. ``trajectory``
    has the columns coverage, density, mass and res_dim, a row for each step.
    """

    conditions: Conditions
    quasi_p: dict[str, float]
    trajectory: pd.DataFrame
    step: int


def boxes(points: pd.DataFrame, success: NDArray[np.bool_]) -> list[Box]:
    """Return the boxes in which successes are dense, best first, until none is found."""
    with warnings.catch_warnings():
        # It says at import that it could compute in parallel.
        warnings.simplefilter("ignore", UserWarning)
        from ema_workbench.analysis.prim import Prim

    # The threshold tells what a success is and how dense a box must be to be taken: any is taken
    # here, and which step of its trajectory to keep is decided below.
    prim = Prim(
        points.reset_index(drop=True),
        success.astype(int),
        threshold=1e-9,
        peel_alpha=PEEL,
        mass_min=LEAST_MASS,
    )
    found: list[Box] = []
    while len(found) < MOST_BOXES:
        box = prim.find_box()
        if box is None:
            break
        step = _chosen(box, float(success.mean()))
        if step == 0:
            break
        box.select(step)
        found.append(
            Box(
                _conditions(box.box_lims[step], prim.box_init),
                {str(name): min(_told(p)) for name, p in box.qp[step].items()},
                box.peeling_trajectory[["coverage", "density", "mass", "res_dim"]].astype(float),
                step,
            )
        )
    return found


def _chosen(box: Any, base: float) -> int:
    """Return the step of a trajectory that is kept; 0 where none is denser than ``base``."""
    way = box.peeling_trajectory
    gains = way["mass"] * (way["density"] - way["density"].iloc[0])
    fit = [
        k
        for k in range(1, len(way))
        if all(max(_told(p)) < SIGNIFICANCE for p in box.qp[k].values())
        and 0 < len(box.qp[k]) <= MOST_FACTORS
        and way["density"].iloc[k] > base
        and gains.iloc[k] > 0.0
    ]
    best = max((gains.iloc[k] for k in fit), default=0.0)
    near = [k for k in fit if gains.iloc[k] >= NEARLY * best]
    return min(near, key=lambda k: (len(box.qp[k]), -gains.iloc[k]), default=0)


def _told(quasi_p: list[float]) -> list[float]:
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
