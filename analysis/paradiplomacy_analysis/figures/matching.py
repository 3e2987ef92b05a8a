"""Figure of a calibration: what the record rules out, and what it leaves of each factor."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.figures.drawing import new_figure
from paradiplomacy_analysis.figures.factors import TOLD, TOLD_LIGHT, Telling, found
from paradiplomacy_analysis.figures.style import (
    BAD,
    INK,
    PALE,
    SIZES,
    inert,
    styled,
    words,
)
from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.matching.space import default_of
from paradiplomacy_analysis.statistics.significance import SIGNIFICANCE
from paradiplomacy_analysis.wording import percent
from paradiplomacy_results.distributions import is_log
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.intervals import of_shares
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.reading import Results


def matching(results: Results, finding: Finding | None = None, *, size: str = "slide") -> Figure:
    """Draw the share of draws that each target rules out, and the ranges that are left.

    Ranges are on the scale of the prior; bars hold the central 90 % of what survives, a line its
    median, a diamond the default. ``finding`` is that of matching, if it is there already. Raises
    :class:`UnfitError` where the results are not draws.
    """
    shown = found(results, "matching", finding)
    if "factors" not in shown.tables or not len(shown.tables["factors"]):
        raise UnfitError(f"{results.directory}: no draw survives, or there is one world only")
    look = SIZES[size]
    wide = size == "slide"
    targets, factors = shown.tables["targets"], shown.tables["factors"]
    survives = shown.tables["draws"]["survives"]
    low, high = of_shares(survives.sum(), len(survives))
    telling = Telling(
        results.manifest.title,
        f"the record leaves {percent(survives.mean())} ({percent(float(low))} to "
        f"{percent(float(high))}) of {many(len(survives), 'draw')}",
        (
            (
                "interval: 95 % for the share of draws; bars of factors: central 90 % of "
                "what is left of each factor, over its prior range, dark where it is told from the "
                "rest; line: median; diamond: default"
            ),
        ),
    )
    with styled(look):
        rows = max(len(targets), len(factors)) if wide else len(targets) + len(factors)
        lines = 1.5 * rows + 1.2 * telling.lines(look) + (6 if wide else 12)
        figure = new_figure((look.width, look.font / 72 * lines))
        if wide:
            one, other = figure.subplots(1, 2)
        else:
            heights = [len(targets), len(factors)]
            one, other = figure.subplots(2, 1, height_ratios=heights)
        _targets(one, targets, look)
        told = factors["p_holm"] < SIGNIFICANCE
        factors_left(other, factors.assign(told=told), results, look)
        telling.write(figure, look)
    return figure


def _targets(axes: Axes, table: pd.DataFrame, look: Size) -> None:
    places = np.arange(len(table))
    axes.barh(places, table["ruled_out"], height=0.55, color=BAD, zorder=2)
    for place, row in enumerate(table.to_dict("records")):
        if row["ruled_out"] == 0.0:
            axes.plot(0.0, place, marker="|", color=INK, markersize=look.font * 0.6, zorder=3)
    axes.set_yticks(places, [words(name) for name in table["target"]], fontsize=look.font * 0.8)
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_xlim(0.0, min(1.0, max(0.1, float(table["ruled_out"].max()) * 1.1)))
    axes.set_xlabel("share of draws ruled out, 0 to 1")
    axes.set_title("targets: what rules draws out", loc="left")
    axes.tick_params(axis="y", length=0)


def factors_left(axes: Axes, table: pd.DataFrame, results: Results, look: Size) -> None:
    """Draw what is left of each factor over its prior range, dark where ``told``."""
    sections = results.manifest.design["factors"]
    for place, row in enumerate(records(table)):
        section = sections[row["factor"]]
        log = is_log(section)

        def scaled(value: float, row: dict[str, Any] = row, log: bool = log) -> float:
            low, high, at = (
                math.log(each) if log else each
                for each in (row["prior_low"], row["prior_high"], value)
            )
            return (at - low) / (high - low)

        axes.barh(place, 1.0, height=0.55, color=PALE, zorder=1)
        low, high = scaled(row["low"]), scaled(row["high"])
        colour = TOLD if row["told"] else TOLD_LIGHT
        axes.barh(place, high - low, left=low, height=0.55, color=colour, zorder=2)
        middle = scaled(row["median"])
        axes.plot([middle] * 2, [place - 0.28, place + 0.28], color=INK, linewidth=look.line)
        default = default_of(results.config, section)
        if default is not None:
            axes.plot(
                scaled(default), place, marker="D", color="white", markeredgecolor=INK,
                markeredgewidth=look.line * 0.3, markersize=look.font * 0.4, zorder=4,
            )  # fmt: skip
    names = [inert(words(name)) for name in table["factor"]]
    axes.set_yticks(range(len(table)), names, fontsize=look.font * 0.8)
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xticks([0.0, 1.0], ["lowest", "highest"])
    axes.set_xlabel("range of the prior")
    axes.set_title("factors: what is left", loc="left")
    axes.tick_params(axis="y", length=0)
