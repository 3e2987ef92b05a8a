"""The path of Baubau, defined once: for the pattern F14 and for who asks where it is taken.

It is read from yearly histories: indicators of runs leave out the first years, in which it begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

PATH_NEEDS = ("signed_share", "mou_share", "delivered", "delivered_g2g")
"""Indicators that the path is read from."""

FEWEST_YEARS = 8
"""Years without which it cannot be told."""


def steps_of(yearly: Mapping[str, NDArray[np.float64]]) -> dict[str, NDArray[np.bool_]]:
    """Tell which runs take each step of the path; those that take all of them take the path.

    ``yearly`` has for each of :data:`PATH_NEEDS` float64 (runs, years), from the founding on.
    """
    signed, memoranda, delivered, by_cities = (yearly[name] for name in PATH_NEEDS)
    of_cities = np.diff(by_cities, axis=1, prepend=0.0)
    of_all = np.diff(delivered, axis=1, prepend=0.0)
    peak = of_cities.max(axis=1)
    # The mode is that of the last 24 months: NGOs carry a third of the deliveries or more.
    recent = of_all[:, 6:8].sum(axis=1)
    carried = recent - of_cities[:, 6:8].sum(axis=1)
    return {
        "a paper within two years": signed[:, :2].max(axis=1) > 0.5,
        "a peak by year three": (peak > 0.0) & (of_cities[:, :3].max(axis=1) >= peak),
        "half of it or less in year six": of_cities[:, 5] <= peak / 2.0,
        "NGOs carry a third in years seven and eight": (recent > 0.0) & (3.0 * carried >= recent),
        "never a memorandum": memoranda.max(axis=1) < 0.5,
        "delivery in the last two years": of_all[:, -2:].sum(axis=1) > 0.0,
    }
