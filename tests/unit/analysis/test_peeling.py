"""PRIM step after step: the boxes of the workbench, in a fraction of its memory."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import tracemalloc
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest

from paradiplomacy_analysis.statistics.boxes import boxes
from paradiplomacy_analysis.statistics.conditions import in_words

WORKBENCH = "ema_workbench"


@pytest.fixture
def material() -> tuple[pd.DataFrame, np.ndarray]:
    """Return points, of numbers and of texts, and which of them succeed."""
    rng = np.random.default_rng(3)
    points = pd.DataFrame(rng.random((700, 5)), columns=[f"x{k}" for k in range(5)])
    points["unit"] = pd.Categorical(np.where(rng.random(700) < 0.5, "yes", "no"))
    inside = (points["x0"] > 0.5) & (points["x1"] < 0.5) & (points["unit"] == "yes")
    return points, (rng.random(700) < np.where(inside, 0.9, 0.1)).astype(int)


def searched(
    kind: Any, points: pd.DataFrame, success: np.ndarray, **asked: float
) -> tuple[Any, int]:
    """Return the first box, and the most memory that its search held."""
    search = kind(points, success, peel_alpha=0.05, mass_min=0.05, **asked)
    tracemalloc.start()
    try:
        box = search.find_box()
        return box, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


TIED = """
import numpy as np, pandas as pd
from paradiplomacy_analysis.statistics.boxes import boxes
from paradiplomacy_analysis.statistics.conditions import in_words
place = np.arange(4000)
side = np.where(place < 80, "rare", np.where(place % 2, "east", "west"))
success = (place < 80) | (place // 2 % 20 == 0)
points = pd.DataFrame({"side": pd.Categorical(side)})
print([in_words(box.conditions) for box in boxes(points, success)])
"""
"""East and west are equally good, and only one can be cut off: which one is for a rule to say."""


@pytest.mark.slow
def test_boxes_do_not_change_with_the_order_of_sets() -> None:
    """With this seed a rule that goes by the order of sets would tell of rare and west."""
    done = subprocess.run(
        [sys.executable, "-c", TIED],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "['side is east or rare']\n"


@pytest.mark.slow
def test_boxes_are_those_of_the_workbench_in_less_memory(
    material: tuple[pd.DataFrame, np.ndarray],
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ema_workbench.analysis.prim import Prim

        from paradiplomacy_analysis.statistics.peeling import quasi_p, search_class

        asked = {"threshold": 1e-9} if importlib.metadata.version(WORKBENCH) < "3" else {}
        theirs, most = searched(Prim, *material, **asked)
        ours, least = searched(search_class(), *material)
    assert len(ours.box_lims) == len(theirs.box_lims) > 20
    for one, other in zip(ours.box_lims, theirs.box_lims, strict=True):
        pd.testing.assert_frame_equal(one, other)
    pd.testing.assert_frame_equal(ours.peeling_trajectory, theirs.peeling_trajectory)
    assert quasi_p(ours) == quasi_p(theirs)
    assert least < most / 3


@pytest.mark.slow
def test_versions_2_and_3_of_the_workbench_find_the_same_boxes() -> None:
    """What is told here was found with 2.5.3 and with 3.0.0; one of them is installed."""
    rng = np.random.default_rng(2)
    points = pd.DataFrame(
        {
            "money": rng.random(1000),
            "patience": rng.integers(12, 60, 1000).astype(float),
            "gate": pd.Categorical(rng.choice(["one", "two", "three"], 1000)),
            "lot": rng.random(1000),
        }
    )
    rich = (points["money"] > 0.6) & (points["gate"] == "one")
    patient = (points["patience"] > 44) & (points["money"] < 0.3)
    success = rng.random(1000) < np.where(rich, 0.9, np.where(patient, 0.7, 0.05))
    found = boxes(points, success)
    assert [in_words(box.conditions) for box in found] == [
        "money is at least 0.590 and gate is one",
        "money is at most 0.296 and patience is at least 44.50",
    ]
    assert [(box.step, len(box.trajectory)) for box in found] == [(27, 28), (36, 39)]
    assert found[0].quasi_p == pytest.approx({"money": 3.5446e-25, "gate": 4.3172e-41}, rel=1e-3)
