"""What a point is, whatever its number: by it the points of two designs are held to be the same.

A point is its configuration before any factor acts, and what its levels then set, in order. How
levels and factors are called, how many others there are, and how points were drawn is no part of
it. The months of a run are left out: whether they are equal is asked apart.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from paradiplomacy_results.manifest import digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paradiplomacy_experiments.design.factors import Level
    from paradiplomacy_experiments.design.points import Composition, Points

Mark = bytes
"""What tells points apart that are not the same."""


class Likeness:
    """The marks of the points of a design."""

    def __init__(self, points: Points) -> None:
        """Know the marks of ``points``."""
        self._points = points
        self._bases: dict[Composition, str] = {}

    def mark(self, number: int) -> Mark:
        """Return the mark of a point."""
        levels = self._points.chosen(number)
        composition = self._points.base.with_levels(levels)
        if composition not in self._bases:
            resolved = self._points.bases[composition].scenario.resolved()
            self._bases[composition] = _of_config(resolved)
        return _mark(self._bases[composition], levels)


def mark_of_config(config: Mapping[str, Any]) -> Mark:
    """Return the mark of the one point of a plain run, whose configuration is ``config``."""
    return _mark(_of_config(config), [])


def _of_config(config: Mapping[str, Any]) -> str:
    head = {key: value for key, value in config["scenario"].items() if key != "months"}
    return digest({**config, "scenario": head})


def _mark(config: str, levels: list[Level]) -> Mark:
    settings = [(each.path, each.change, each.value) for one in levels for each in one.settings]
    text = json.dumps([config, settings], sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
