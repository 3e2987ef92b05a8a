"""What tests of figures share: which figures there are, and what is in a drawn one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.text import Text

from paradiplomacy_analysis.figures import FIGURES, save

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from paradiplomacy_analysis import Results

OF_A_RUN = [name for name, spec in FIGURES.items() if spec.points is False]
"""Figures of the runs of one world, not of a design."""

HOSTILE = "</script> [/foo] $\\\\frac{ 서울 é"
"""A name that was chosen to break things, as it stands in a basic string of TOML."""


def rendered(figure: Figure, results: Results, kind: str = "png") -> bytes:
    """Save a figure and return the bytes of its file."""
    path = results.directory / f"drawn.{kind}"
    save(figure, path, results)
    return path.read_bytes()


def texts(figure: Figure) -> set[str]:
    """Return all texts of a figure."""
    return {text.get_text() for text in figure.findobj(Text)}
