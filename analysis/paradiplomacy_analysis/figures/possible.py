"""Figures of what is possible at all, of searches for it."""

from __future__ import annotations

from paradiplomacy_analysis.figures.ends import extremes
from paradiplomacy_analysis.figures.reached import spread
from paradiplomacy_analysis.figures.spec import FigureSpec

POSSIBLE: dict[str, FigureSpec] = {
    "extremes": FigureSpec(
        extremes, "the most and the least of an outcome that a search found, and under what",
        ("runs",), method="extremes", points=True,
    ),
    "spread": FigureSpec(
        spread, "the combinations of two outcomes that a search reached, beside a plain sample",
        ("runs",), method="spread", points=True,
    ),
}  # fmt: skip
"""Every such figure by name."""
