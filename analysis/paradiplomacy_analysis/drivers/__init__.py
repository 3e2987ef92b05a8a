"""What each driver does to trust and continuity, in which world, how surely and by which path.

Read from the folder that the command ``drivers`` fills: a folder for each world, and in it a result
directory for each part. Effects are means of differences between runs that share their luck, with
intervals over replicates. Beside each stands what it takes to believe it:

* whether the driver moved what it is named for (:mod:`~..statistics.manipulation`);
* in which share of the draws of the prior it has the same sign;
* what a missing effect means. The smallest effect of interest is half the spread of single runs:
  less is what no one who follows a tie could tell from its luck. Where the whole interval is
  smaller, an effect of interest is refuted; where it is not and includes 0, nothing is told
  (Lakens 2017, Social Psychological and Personality Science 8:355-362).

The path of an effect is the share of it that goes where a mechanism is frozen. Shares need not add
up to one: an effect may need two mechanisms at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from paradiplomacy_analysis.drivers.effects import ASKED, effects_in
from paradiplomacy_analysis.drivers.paths import paths_in
from paradiplomacy_analysis.drivers.runs import Runs
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.layout import DRAWS, DRIVER_PARTS, EFFECTS, PATHS, WHOLE
from paradiplomacy_results.manifest import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Sequence

OUTCOMES = (*ASKED, "delivered", "cost_total")
"""What is told of each driver."""

__all__ = ["OUTCOMES", "Drivers", "drivers_in"]


@dataclass(frozen=True)
class Drivers:
    """What was found: ``effects`` with a row for each world, driver, scale and outcome.

    ``paths`` has a row for each world, driver, outcome and mechanism. ``runs`` are those of the
    effects in the first world: they say what made them.
    """

    effects: pd.DataFrame
    paths: pd.DataFrame
    runs: Runs


def drivers_in(folder: str | Path, worlds: Sequence[str] = ()) -> Drivers:
    """Return what the results in ``folder`` say of the drivers, in all worlds or some.

    Raises :class:`~paradiplomacy_results.errors.UnfitError` where there are none, and where runs
    are missing or failed.
    """
    place = Path(folder)
    there = [path.parent.parent.name for path in place.glob(f"*/{EFFECTS}/{MANIFEST}")]
    chosen = list(worlds) or sorted(there)
    if not chosen or not set(chosen) <= set(there):
        raise UnfitError(f"{place} holds no results of the drivers" + _of(chosen, there))
    effects, paths = [], []
    parts = {
        world: {part: Runs.of(place / world / part) for part in DRIVER_PARTS} for world in chosen
    }
    for world, of in parts.items():
        effects.append(effects_in(world, of[EFFECTS], of[DRAWS], OUTCOMES))
        effects.append(effects_in(world, of[WHOLE], None, OUTCOMES))
        paths.append(paths_in(world, of[EFFECTS], of[PATHS], OUTCOMES))
    return Drivers(
        pd.concat(effects, ignore_index=True),
        pd.concat(paths, ignore_index=True),
        parts[chosen[0]][EFFECTS],
    )


def _of(chosen: Sequence[str], there: Sequence[str]) -> str:
    return "".join(f"; none of {world}" for world in chosen if world not in there)
