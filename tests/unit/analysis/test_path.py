"""The path of Baubau is read from yearly histories, step by step."""

from __future__ import annotations

import numpy as np
import pytest

from paradiplomacy_analysis.patterns.path import steps_of

YEARS = 10


def history() -> dict[str, np.ndarray]:  # type: ignore[type-arg]
    """Return one run that takes the path."""
    by_cities = np.cumsum([2.0, 4.0, 2.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0])
    others = np.cumsum([0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    signed = np.ones(YEARS)
    return {
        "signed_share": signed[None],
        "mou_share": np.zeros((1, YEARS)),
        "delivered": (by_cities + others)[None],
        "delivered_g2g": by_cities[None],
    }


def test_a_run_that_takes_every_step_takes_the_path() -> None:
    assert all(of.all() for of in steps_of(history()).values())


@pytest.mark.parametrize(
    ("name", "change", "missed"),
    [
        ("signed_share", [0.0, 0.0] + 8 * [1.0], "a paper within two years"),
        ("mou_share", 9 * [0.0] + [1.0], "never a memorandum"),
        ("delivered_g2g", list(np.cumsum(10 * [1.0])), "half of it or less in year six"),
        ("delivered", 10 * [9.0], "delivery in the last two years"),
    ],
)
def test_a_step_that_is_missed_is_told(name: str, change: list[float], missed: str) -> None:
    changed = history() | {name: np.array([change])}
    assert not steps_of(changed)[missed].any()
