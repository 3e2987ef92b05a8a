"""What each ablation moves most: an outcome of some world, and a statistic of some pattern.

A part of the model that moves no outcome by half a standard deviation anywhere is dead weight. The
largest of very many moves lies above half a standard deviation by chance alone; so the outcome and
the world are chosen on one half of the replicates, and the move is judged on the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.patterns.cells import by_variant
from paradiplomacy_analysis.patterns.effects import (
    CHOOSING,
    JUDGING,
    difference_in_sd,
    standardised,
)
from paradiplomacy_analysis.patterns.measures import MEASURES
from paradiplomacy_analysis.patterns.scorecard import DEFAULT, MOVED
from paradiplomacy_results.layout import VARIANT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from paradiplomacy_analysis.patterns.cells import Cells
    from paradiplomacy_results.reading import Results

HALF = 0.5
"""Standard deviations from which on a move is of interest."""

NORMAL = 1.96
"""Half-width of a 95 % interval in standard errors."""

MOVES, LESS, UNTOLD = "half an sd or more", "less than half an sd", "not told"

COLUMNS = (
    "variant",
    "outcome",
    "design",
    "world",
    "move",
    "move_low",
    "move_high",
    "reading",
    "id",
    "part",
    "of",
    "statistic",
    "statistic_move",
)

Outcomes = dict[tuple[str, str, str], "NDArray[np.float64]"]
"""Values by replicate of an outcome, of a design, in one of its worlds."""


def moves(results: Mapping[str, Results], table: pd.DataFrame) -> pd.DataFrame:
    """Return the largest move under each variant beside the default, largest first.

    ``results`` are those of some designs by name, and ``table`` what
    :func:`~paradiplomacy_analysis.patterns.scorecard.score` made of them. Columns:
    :data:`COLUMNS`. ``move`` is that of the headline outcome that moves most, in standard
    deviations between runs, with its 95 % interval over the replicates that did not choose it;
    ``reading`` compares it with half a standard deviation. ``statistic_move`` is the largest move
    of a part of a pattern, in what the statistic of one run would vary by; nothing guards it
    against being the largest by chance.
    """
    outcomes: dict[str, Outcomes] = {}
    for design, of_design in results.items():
        for cells in by_variant(of_design):
            outcomes.setdefault(cells.variant, {}).update(_outcomes(design, cells))
    rows = [
        {"variant": variant}
        | _of_outcomes(outcomes[DEFAULT], found)
        | _of_statistics(table, variant, results)
        for variant, found in outcomes.items()
        if variant != DEFAULT
    ]
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    order = found["move"].abs().sort_values(ascending=False, kind="stable").index
    return found.loc[order].reset_index(drop=True)


def _outcomes(design: str, cells: Cells) -> Iterator[tuple[tuple[str, str, str], Any]]:
    """Yield the headline outcomes of each world under one variant."""
    layout = cells.results.manifest.layout
    factors = [name for name in layout.factors if name != VARIANT]
    kept = [name for name, each in cells.results.indicators.items() if each.headline]
    runs = cells.runs.sort_values(["point", "replicate"], kind="stable")
    for _, rows in runs.groupby("point", sort=True):
        world = ", ".join(f"{name} {rows[name].iloc[0]}" for name in factors)
        for name in kept:
            yield (name, design, world), rows[name].to_numpy(dtype=float)


def _of_outcomes(plain: Outcomes, found: Outcomes) -> dict[str, Any]:
    """Return the outcome that a variant moves most, and by how much."""
    by_choice = {
        key: abs(difference_in_sd(values[CHOOSING], plain[key][CHOOSING]))
        for key, values in found.items()
    }
    # Where runs do not differ there is no standard deviation to tell a move in.
    told = {key: size for key, size in by_choice.items() if np.isfinite(size)}
    if not told:
        return {"move": np.nan, "reading": UNTOLD}
    key = max(told, key=lambda one: told[one])
    move = standardised(found[key][JUDGING], plain[key][JUDGING])
    outcome, design, world = key
    return {
        "outcome": outcome,
        "design": design,
        "world": world,
        "move": move.value,
        "move_low": move.low,
        "move_high": move.high,
        "reading": _reading(move.low, move.high),
    }


def _reading(low: float, high: float) -> str:
    if low >= HALF or high <= -HALF:
        return MOVES
    return LESS if low > -HALF and high < HALF else UNTOLD


def _of_statistics(
    table: pd.DataFrame, variant: str, results: Mapping[str, Results]
) -> dict[str, Any]:
    """Return the part of a pattern whose statistic a variant moves most, and by how much."""
    keys = ["id", "part", "of"]
    rows = table[table["standing"] != MOVED]
    sides = (rows[rows["variant"] == name].set_index(keys) for name in (variant, DEFAULT))
    under, plain = sides
    runs = plain.index.get_level_values("id").map(
        lambda name: results[MEASURES[name].design].manifest.replicates
    )
    spread = (plain["ci_high"] - plain["ci_low"]) / (2.0 * NORMAL) * np.sqrt(runs.to_numpy(float))
    move = ((under["effect"] - plain["effect"]) / spread.where(spread > 0.0)).dropna()
    move = move[np.isfinite(move)]
    if move.empty:
        return {}
    name, part, of = key = move.abs().idxmax()
    return {
        "id": name,
        "part": part,
        "of": of,
        "statistic": plain.loc[key, "statistic"],
        "statistic_move": float(move[key]),
    }
