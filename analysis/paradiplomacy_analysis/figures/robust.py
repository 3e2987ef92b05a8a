"""Policies over draws of the worlds: a row for each policy, a column for each rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_analysis.figures.factors import Telling, found
from paradiplomacy_analysis.figures.labels import folded, outcome_words
from paradiplomacy_analysis.figures.panels import panels
from paradiplomacy_analysis.figures.style import INK, SIZES, inert, styled
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.over_draws import OverDraws
from paradiplomacy_analysis.statistics.robust_text import finding_of
from paradiplomacy_analysis.wording import level_text, number, percent, words
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.reading import Results

MOST_AIMS = 2
"""Aims of which the rules are drawn, the first ones."""

MOST_POLICIES = 9
"""Policies of each comparison that are drawn, those with the least regret in the first aim."""

SHADES = "YlGn"

LETTERS = 34
"""Letters of a line of a policy's name."""


def robust(results: Results, finding: Finding | None = None, *, size: str = "slide") -> Figure:
    """Draw how policies stand by each rule: the darker, the better among those compared.

    ``finding`` is that of the method robust, if it is there already. Raises
    :class:`~paradiplomacy_results.errors.UnfitError` where no policies were run over draws.
    """
    tables = found(results, "robust", finding).tables
    over = OverDraws(sample_of(results))
    look = SIZES[size]
    rules = [rule for aim in over.aims.each[:MOST_AIMS] for rule in _rules(aim.text)]
    telling = Telling(results.manifest.title, finding_of(over, tables), tuple(_notes(over)))
    blocks = [_block(tables, over, group.label) for group in over.groups]
    with styled(look):
        rows = max(len(block) for block in blocks)
        height = max(0.4, 0.09 * rows + 0.14)
        figure, grid = panels(
            [len(blocks)], look, 1, height=height, lines=telling.lines(look) + 3 * len(blocks)
        )
        for panel, block, group in zip(grid, blocks, over.groups, strict=False):
            _table(panel.axes, block, rules, over, look)
            named = [f"{words(name)} {words(level_text(v))}" for name, v in group.label.items()]
            panel.axes.set_title(inert(", ".join(named)), loc="left")
        telling.write(figure, look)
    return figure


def _rules(aim: str) -> Iterator[tuple[str, str]]:
    for rule in ("mean", "regret", "worst", "best_share"):
        yield aim, rule


def _block(
    tables: dict[str, pd.DataFrame], over: OverDraws, label: Mapping[str, object]
) -> pd.DataFrame:
    """Return the rows of a comparison, those with the least regret in the first aim first."""
    parts = {name: tables[name] for name in ("policies", "criteria") if name in tables}
    for name, level in label.items():
        parts = {key: part[part[name] == level_text(level)] for key, part in parts.items()}
    by_aim = {aim: rows.set_index("policy") for aim, rows in parts["policies"].groupby("aim")}
    first = by_aim[over.aims.each[0].text].sort_values("regret").head(MOST_POLICIES)
    columns = {
        (aim, rule): rows[rule].reindex(first.index)
        for aim, rows in by_aim.items()
        for rule in ("mean", "regret", "worst", "best_share")
    }
    if "criteria" in parts:
        shares = parts["criteria"].set_index("policy")
        for rule in ("satisficing", "within_limits"):
            if rule in shares:
                columns["", rule] = shares[rule].reindex(first.index)
    return pd.DataFrame(columns, index=first.index)


SAID = {
    "mean": "mean",
    "regret": "regret",
    "worst": "worst draw",
    "best_share": "best in draws",
    "satisficing": "good enough in draws",
    "within_limits": "within limits in draws",
}


def _table(
    axes: Axes, block: pd.DataFrame, rules: list[tuple[str, str]], over: OverDraws, look: Size
) -> None:
    shown = [*rules, *(each for each in block.columns if each[0] == "")]
    more = {aim.text: aim.more for aim in over.aims.each}
    values = block[shown].to_numpy(dtype=np.float64)
    shades = np.column_stack([_shade(values[:, at], rule, more.get(aim, True))
                              for at, (aim, rule) in enumerate(shown)])  # fmt: skip
    axes.pcolormesh(shades, cmap=SHADES, vmin=0.0, vmax=2.0, edgecolors="white", linewidth=1.0)
    axes.grid(visible=False)
    axes.invert_yaxis()
    for row, column in np.ndindex(*values.shape):
        value = float(values[row, column])
        share = shown[column][1] in ("best_share", "satisficing", "within_limits")
        told = percent(value) if share else number(value)
        axes.text(
            column + 0.5, row + 0.5, told, ha="center", va="center", color=INK,
            fontsize=look.font * 0.8,
        )  # fmt: skip
    axes.set_yticks(np.arange(len(block)) + 0.5)
    axes.set_yticklabels(
        [folded(inert(str(policy)), LETTERS) for policy in block.index], fontsize=look.font * 0.75
    )
    axes.xaxis.tick_top()
    axes.set_xticks(np.arange(len(shown)) + 0.5)
    axes.set_xticklabels(
        [folded(inert(f"{outcome_words(aim)}: {SAID[rule]}" if aim else SAID[rule]), 14)
         for aim, rule in shown],
        fontsize=look.font * 0.75,
    )  # fmt: skip
    axes.tick_params(length=0)


def _shade(values: NDArray[np.float64], rule: str, more: bool) -> NDArray[np.float64]:
    """Return 0 for the worst and 1 for the best of a column; all one half where they are equal."""
    if rule == "regret" or (rule in ("mean", "worst") and not more):
        values = -values
    least, most = np.nanmin(values), np.nanmax(values)
    return (values - least) / (most - least) if most > least else np.full(len(values), 0.5)


def _notes(over: OverDraws) -> Iterator[str]:
    replicates = many(over.sample.replicates, "replicate")
    yield f"{many(over.draws, 'draw')} of {many(len(over.drawn), 'factor')}, {replicates} each"
    yield (
        "regret: how much is given up beside the best policy of the same draw; the darker, the "
        "better in its column"
    )
    most = max(len(group.members) for group in over.groups)
    if most > MOST_POLICIES:
        yield f"{MOST_POLICIES} of {most} policies, those with the least regret"
    if len(over.aims.each) > MOST_AIMS:
        yield f"{MOST_AIMS} of {len(over.aims.each)} aims"
