"""Views of results that are drawn where somebody asks for them by name."""

from __future__ import annotations

from paradiplomacy_analysis.figures.contours import contours
from paradiplomacy_analysis.figures.pairs import pairs
from paradiplomacy_analysis.figures.parallel import parallel
from paradiplomacy_analysis.figures.peeling import peeling
from paradiplomacy_analysis.figures.regions import regions
from paradiplomacy_analysis.figures.spec import FigureSpec
from paradiplomacy_analysis.figures.stacking import stacking

VIEWS: dict[str, FigureSpec] = {
    "pairs": FigureSpec(
        pairs, "the factors that matter and outcomes, two by two", ("runs",), points=True,
        if_asked=True,
    ),
    "parallel": FigureSpec(
        parallel, "points as lines over factors and outcomes, what succeeds before the rest",
        ("runs",), points=True, if_asked=True,
    ),
    "stacking": FigureSpec(
        stacking, "success or an outcome over up to four factors at once, in parts", ("runs",),
        points=True, if_asked=True,
    ),
    "peeling": FigureSpec(
        peeling, "the way on which a box was peeled, to choose a step from", ("runs",),
        method="discovery", points=True, if_asked=True,
    ),
    "regions": FigureSpec(
        regions, "maps of success around boxes, over the two factors that they restrict most",
        ("runs",), method="discovery", points=True, if_asked=True,
    ),
    "contours": FigureSpec(
        contours, "an outcome over two ranges, with contours where the noise allows them",
        ("runs",), points=True, if_asked=True,
    ),
}  # fmt: skip
"""Every view by name."""
