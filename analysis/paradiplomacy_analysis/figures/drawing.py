"""The figure that every function of figures returns."""

from __future__ import annotations

from matplotlib.figure import Figure

SCREEN = 110
"""Dots per inch of a figure that a notebook shows."""


class Drawing(Figure):
    """A figure that a notebook shows where it stands last in a cell; pyplot has no part in it."""

    def _repr_png_(self) -> bytes:
        """Return what a notebook shows."""
        from paradiplomacy_analysis.figures.saving import rendered

        return rendered(self, "png", SCREEN)
