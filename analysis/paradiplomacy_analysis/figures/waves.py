"""Figure of refocused history matching: what each wave leaves, and what is left of each factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_analysis.figures.drawing import new_figure
from paradiplomacy_analysis.figures.factors import TOLD, TOLD_LIGHT, Telling
from paradiplomacy_analysis.figures.matching import factors_left
from paradiplomacy_analysis.figures.style import INK, PALE, SIZES, styled
from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.wording import percent
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.reading import Results


def waves(found: Finding, results: Results, *, size: str = "slide") -> Figure:
    """Draw the share of the prior's space that each wave leaves, and of each factor what is left.

    ``found`` is what :func:`~paradiplomacy_analysis.matching.telling.waves_told` gives, ``results``
    are those of one of the waves. Where nothing is left there are no factors to be drawn.
    """
    told, factors = found.tables["waves"], found.tables["factors"]
    look = SIZES[size]
    wide = size == "slide"
    left = percent(float(told["left"].iloc[-1]))
    note = (
        "left: dark, share of the space that no emulator rules out; light, share of a wave's own "
        "draws that their runs do not rule out. right: central 90 % of what is left of each factor "
        "over its prior range, dark where it is narrowed; line: median; diamond: default"
    )
    telling = Telling(
        "History matching",
        f"the record leaves {left} of the prior after {many(len(told), 'wave')}",
        (note,),
    )
    with styled(look):
        rows = max(len(factors), 3 * len(told)) if wide else len(factors) + 3 * len(told)
        lines = 1.5 * rows + 1.2 * telling.lines(look) + (6 if wide else 12)
        figure = new_figure((look.width, look.font / 72 * lines))
        if not len(factors):
            one = figure.subplots()
        elif wide:
            one, other = figure.subplots(1, 2, width_ratios=[1, 2])
        else:
            one, other = figure.subplots(2, 1, height_ratios=[3 * len(told), len(factors)])
        _waves(one, told, look)
        if len(factors):
            factors_left(other, factors, results, look)
        telling.write(figure, look)
    return figure


def _waves(axes: Axes, table: pd.DataFrame, look: Size) -> None:
    for place, row in enumerate(records(table)):
        axes.barh(place, 1.0, height=0.7, color=PALE, zorder=1)
        axes.barh(place - 0.18, row["left"], height=0.3, color=TOLD, zorder=2)
        axes.barh(place + 0.18, row["draws_left"], height=0.3, color=TOLD_LIGHT, zorder=2)
        axes.text(
            0.98, place - 0.18, percent(row["left"]), ha="right", va="center", color=INK,
            fontsize=look.font * 0.8, zorder=3,
        )  # fmt: skip
    axes.set_yticks(range(len(table)), [f"wave {wave}" for wave in table["wave"]])
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_xlim(0.0, 1.0)
    axes.set_xlabel("share, 0 to 1")
    axes.set_title("waves: what is left", loc="left")
    axes.tick_params(axis="y", length=0)
