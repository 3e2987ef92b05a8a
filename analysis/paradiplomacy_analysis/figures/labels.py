"""How outcomes, units and levels of factors are written at axes: in words, short, told apart."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import NullFormatter

from paradiplomacy_analysis import wording
from paradiplomacy_analysis.figures.style import inert
from paradiplomacy_analysis.wording import level_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_analysis.sample import Factor
    from paradiplomacy_results.reading import Results

LETTER = 0.58
"""Mean width of a letter, as a part of the size of its font."""

WIDE = 1.5
"""Decades above which an axis has ticks at powers of ten only."""

MAX_DECADES = 4
"""Powers of ten that find room below a narrow panel."""

MAX_LEVEL = 80
"""Longest name of a level that is written out."""


def outcome_words(outcome: str) -> str:
    """Return the name of an outcome as it is spoken."""
    return inert(wording.phrase(outcome))


def unit_words(results: Results, outcome: str) -> str:
    """Return the unit of an outcome, with its bounds where it is a share."""
    about = results.indicators[outcome]
    bounded = about.low == 0.0 and about.high == 1.0
    unit = "" if about.unit == "1" else inert(about.unit)
    return ", ".join(part for part in (unit, "0 to 1" if bounded else "") if part) or "no unit"


def outcome_label(results: Results, outcome: str) -> str:
    """Return an outcome with its unit, as in "trust between governments, 0 to 1"."""
    return f"{outcome_words(outcome)}, {unit_words(results, outcome)}"


def difference_label(results: Results, outcome: str) -> str:
    """Return what a difference in an outcome is measured in."""
    unit = results.indicators[outcome].unit
    return "difference" if unit == "1" else f"difference, {inert(unit)}"


def level_labels(levels: Sequence[Any]) -> list[str]:
    """Return levels of a factor in words; numbers as short as tells them apart, and plain."""
    numbers = [isinstance(x, int | float | np.number) and not isinstance(x, bool) for x in levels]
    if not levels or not all(numbers):
        return [inert(wording.words(level_text(level)), MAX_LEVEL) for level in levels]
    for digits in range(3, 17):
        labels = [plain(float(level), digits) for level in levels]
        if len(set(labels)) == len(set(levels)):
            break
    return labels


def plain(value: float, digits: int) -> str:
    """Return a number with so many digits that count, without an exponent."""
    return np.format_float_positional(float(f"{value:.{digits}g}"), trim="-")


def labels_of(factors: Sequence[Factor]) -> dict[str, dict[str, str]]:
    """Return for each factor the label of each level, by its text in the tables of findings."""
    return {
        factor.name: dict(
            zip(map(level_text, factor.levels), level_labels(factor.levels), strict=True)
        )
        for factor in factors
    }


def folded(text: str, letters: int) -> str:
    """Break a text into lines of so many letters; a word that is longer stays whole."""
    return "\n".join(textwrap.wrap(text, max(letters, 4), break_long_words=False)) or text


def letters_in(inches: float, look: Size, part: float = 0.9) -> int:
    """Return how many letters of ``part`` of the figure's font fit into a width."""
    return int(inches * 72 / (look.font * part * LETTER))


def logarithmic(axes: Axes, levels: Sequence[float]) -> None:
    """Give the x axis a logarithmic scale with plain numbers, as its factor was declared."""
    least, most = math.log10(min(levels)), math.log10(max(levels))
    steps = (1.0,) if most - least > WIDE else (1.0, 2.0, 5.0)
    every = max(math.ceil((most - least) / MAX_DECADES), 1)
    decades = range(math.floor(least), math.ceil(most) + 1, every)
    ticks = [step * 10.0**decade for decade in decades for step in steps]
    # Levels that are computed may miss a round number by their last bit.
    slack = 1.0 + 1e-9
    inside = [tick for tick in ticks if min(levels) / slack <= tick <= max(levels) * slack]
    axes.set_xscale("log")
    shown = inside if len(inside) > 1 else [min(levels), max(levels)]
    axes.set_xticks(shown, [plain(tick, 3) for tick in shown])
    axes.xaxis.set_minor_formatter(NullFormatter())


def within(axes: Axes, results: Results, outcome: str, side: str = "x") -> None:
    """Keep an axis within the bounds of its outcome: no room is drawn where nothing can be.

    What is drawn beyond them all the same stays in sight.
    """
    about = results.indicators[outcome]
    low, high = getattr(axes, f"get_{side}lim")()
    least, most = sorted(getattr(axes.dataLim, f"interval{side}"))
    pad = 0.02 * (high - low)
    if least >= about.low:
        low = max(low, about.low - pad)
    if most <= about.high:
        high = min(high, about.high + pad)
    getattr(axes, f"set_{side}lim")(low, high)
