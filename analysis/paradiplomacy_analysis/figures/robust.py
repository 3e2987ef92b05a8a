"""Policies over draws of the worlds: a row for each policy, a column for each rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_analysis.figures.factors import Telling, found
from paradiplomacy_analysis.figures.labels import folded, letters_in, outcome_words
from paradiplomacy_analysis.figures.panels import panels
from paradiplomacy_analysis.figures.style import INK, SIZES, inert, styled
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.over_draws import OverDraws
from paradiplomacy_analysis.statistics.robust_text import finding_of, where_of
from paradiplomacy_analysis.wording import level_text, number, percent
from paradiplomacy_results.searched import OVER_DRAWS
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.aims import Aim
    from paradiplomacy_results.reading import Results

MOST_AIMS = 2
"""Aims of which the rules are drawn, the first ones."""

MOST_POLICIES = 9
"""Policies of each comparison that are drawn, those with the least regret in the first aim."""

SHADES = "YlGn"

LETTERS = {"column": 30, "slide": 28}
"""Letters of a line of a policy's name."""

HEAD = 7
"""Letters of a line above a column."""

PART = 0.8
"""Size of what stands in and beside the cells, as a part of the figure's font."""

LINE = 1.3
"""Height of a line of text, as a part of its font."""

Rule = tuple[str, str]
"""An aim, and the rule that policies are judged by in it; of shares of draws the aim is empty."""


def robust(results: Results, finding: Finding | None = None, *, size: str = "slide") -> Figure:
    """Draw how policies stand by each rule: the darker, the better among those compared.

    There is a table for each comparison and aim. ``finding`` is that of the method robust, if it is
    there already. Raises :class:`~paradiplomacy_results.errors.UnfitError` where no policies were
    run over draws.
    """
    tables = found(results, "robust", finding).tables
    over = OverDraws(sample_of(results))
    look = SIZES[size]
    title = results.manifest.title.removesuffix(OVER_DRAWS)
    telling = Telling(title, finding_of(over, tables), tuple(_notes(over)))
    blocks = [_block(tables, over, group.label) for group in over.groups]
    aims = over.aims.each[:MOST_AIMS]
    names = [_names(block, LETTERS[size]) for block in blocks]
    with styled(look):
        across = len(aims) if size == "slide" else 1
        rows = max(_edges(each)[-1] for each in names)
        height = (rows + 5) * LINE * PART * look.font / 72 / look.width
        figure, grid = panels(
            [len(aims)] * len(blocks), look, across, height=height, lines=telling.lines(look) + 2
        )
        places = [(*each, place) for each in zip(blocks, names, over.groups, strict=True)
                  for place in range(len(aims))]  # fmt: skip
        for panel, (block, name, group, place) in zip(grid, places, strict=True):
            aim = aims[place]
            rules = _rules(block, aim.text, shares=not place)
            edges = _edges(name)
            _table(panel.axes, block[rules], edges, aim, look)
            _head(panel.axes, rules, look)
            panel.axes.set_yticks(_middles(edges))
            panel.axes.set_yticklabels(name if panel.left else [], fontsize=look.font * PART)
            told = ": ".join(filter(None, (where_of(group), outcome_words(aim.text))))
            letters = letters_in(look.width / across, look, 1.1)
            panel.axes.set_title(folded(inert(told), letters), loc="left")
        telling.write(figure, look)
    return figure


def _rules(block: pd.DataFrame, aim: str, *, shares: bool) -> list[Rule]:
    """Return the columns of an aim's table; those of ``shares`` of draws stand beside one aim."""
    own = [(aim, rule) for rule in OF_AN_AIM]
    return own + [("", rule) for rule in SHARES if shares and ("", rule) in block]


OF_AN_AIM = ("mean", "regret", "worst", "best_share")

SHARES = ("satisficing", "within_limits")


def _names(block: pd.DataFrame, letters: int) -> list[str]:
    return [folded(inert(str(policy), MAX_NAME), letters) for policy in block.index]


MAX_NAME = 200


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
        for rule in OF_AN_AIM
    }
    if "criteria" in parts:
        shares = parts["criteria"].set_index("policy")
        for rule in SHARES:
            if rule in shares:
                columns["", rule] = shares[rule].reindex(first.index)
    return pd.DataFrame(columns, index=first.index)


SAID = {
    "mean": "mean",
    "regret": "regret",
    "worst": "worst draw",
    "best_share": "best",
    "satisficing": "good enough",
    "within_limits": "within limits",
}


def _edges(names: list[str]) -> NDArray[np.float64]:
    """Return where rows begin and end, in lines of text: each has room for its policy's name."""
    return np.cumsum([0.0, *(name.count("\n") + 1.6 for name in names)])


def _middles(edges: NDArray[np.float64]) -> NDArray[np.float64]:
    return (edges[1:] + edges[:-1]) / 2.0


def _table(
    axes: Axes, block: pd.DataFrame, edges: NDArray[np.float64], aim: Aim, look: Size
) -> None:
    """Write the values of a block, a row between two ``edges`` each, and shade its cells."""
    values = block.to_numpy(dtype=np.float64)
    rules = [str(each[1]) for each in block.columns]
    shades = np.column_stack([_shade(values[:, at], rule, aim.more)
                              for at, rule in enumerate(rules)])  # fmt: skip
    axes.pcolormesh(
        np.arange(len(rules) + 1), edges, shades, cmap=SHADES, vmin=0.0, vmax=2.0,
        edgecolors="white", linewidth=1.0,
    )  # fmt: skip
    axes.grid(visible=False)
    axes.invert_yaxis()
    middles = _middles(edges).tolist()
    for row, column in np.ndindex(*values.shape):
        value = float(values[row, column])
        told = percent(value) if rules[column] in ("best_share", *SHARES) else number(value)
        axes.text(
            column + 0.5, middles[row], told, ha="center", va="center", color=INK,
            fontsize=look.font * PART,
        )  # fmt: skip


def _head(axes: Axes, rules: list[Rule], look: Size) -> None:
    """Write above each column by which rule policies are judged in it."""
    axes.xaxis.tick_top()
    axes.set_xticks(np.arange(len(rules)) + 0.5)
    axes.set_xticklabels([folded(SAID[rule], HEAD) for _, rule in rules],
                         fontsize=look.font * PART)  # fmt: skip
    axes.tick_params(length=0)


def _shade(values: NDArray[np.float64], rule: str, more: bool) -> NDArray[np.float64]:
    """Return 0 for the worst and 1 for the best of a column; all one half where they are equal."""
    if rule == "regret" or (rule in ("mean", "worst") and not more):
        values = -values
    least, most = np.nanmin(values), np.nanmax(values)
    return (values - least) / (most - least) if most > least else np.full(len(values), 0.5)


def _notes(over: OverDraws) -> Iterator[str]:
    replicates = many(over.sample.replicates, "replicate")
    left = " that the record leaves" if over.left else ""
    drawn = f"{many(over.draws, 'draw')}{left} of {many(len(over.drawn), 'factor')}"
    yield f"{drawn}, {replicates} each; shares are of draws"
    yield (
        "regret: how much is given up beside the best policy of the same draw; the darker, the "
        "better in its column"
    )
    most = max(len(group.members) for group in over.groups)
    if most > MOST_POLICIES:
        yield f"{MOST_POLICIES} of {most} policies, those with the least regret"
    if len(over.aims.each) > MOST_AIMS:
        yield f"{MOST_AIMS} of {len(over.aims.each)} aims"
