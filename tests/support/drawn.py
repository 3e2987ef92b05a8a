"""What tests of figures share: which figures there are, and what is in a drawn one."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from matplotlib.text import Text

from paradiplomacy_analysis import load
from paradiplomacy_analysis.figures import FIGURES, saving
from paradiplomacy_analysis.figures.style import look_of, styled
from tests.support.fake_engine import FakeEngine, run, use

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_analysis import Results

    Corners = NDArray[np.float64]

OF_A_RUN = [name for name, spec in FIGURES.items() if spec.points is False]
"""Figures of the runs of one world, not of a design."""

HOSTILE = "</script> [/foo] $\\\\frac{ 서울 é"
"""A name that was chosen to break things, as it stands in a basic string of TOML."""

COARSE = 60
"""Dots per inch where no test looks at dots."""

TOUCHING = 1.0
"""Pixels, of 100 to the inch, by which the boxes of two texts may overlap: boxes have margins."""


def made_up(out: Path, **settings: Any) -> Results:
    """Return results of a run of the engine that takes no time."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        use(FakeEngine(), monkeypatch)
        run(out, **settings)
    return load(out)


def rendered(figure: Figure, results: Results, kind: str = "png") -> bytes:
    """Return the bytes of a figure's file."""
    return saving.rendered(figure, kind, results, dpi=COARSE)


def texts(figure: Figure) -> set[str]:
    """Return all texts of a figure."""
    return {text.get_text() for text in figure.findobj(Text)}


def overlaps(figure: Figure, shown: Sequence[Text] | None = None) -> list[str]:
    """Return a line for each fault in where texts stand, as they are drawn; none is a clean bill.

    A text is at fault where its box lies on that of another, reaches past the edge of the figure,
    or reaches into other axes than its own. Boxes turn with their texts. ``shown`` are the texts of
    a figure that is drawn already.
    """
    boxes = {text: _corners(text) for text in shown or drawn_texts(figure)}
    width, height = figure.bbox.size
    found = []
    for text, box in boxes.items():
        if box.min() < -TOUCHING or (box.max(axis=0) > (width + TOUCHING, height + TOUCHING)).any():
            found.append(f"{text.get_text()!r} leaves the figure")
        for axes in figure.axes:
            apart = axes is text.axes or not axes.axison
            if not apart and _on_each_other(box, axes.bbox.corners()[[0, 1, 3, 2]]):
                found.append(f"{text.get_text()!r} stands in {axes.get_title('left')!r}")
    for (one, its), (other, others) in combinations(boxes.items(), 2):
        if _on_each_other(its, others):
            found.append(f"{one.get_text()!r} lies on {other.get_text()!r}")
    return found


def drawn_texts(figure: Figure) -> list[Text]:
    """Draw a figure, and return the texts that were drawn, each with its place.

    The figure keeps its layout: a figure is laid out once, when it is saved, and that takes as long
    as drawing does.
    """
    drawn: dict[Text, None] = {}
    plain = Text.draw

    def draw(self: Text, renderer: object) -> None:
        if self.get_visible() and self.get_text().strip():
            drawn[self] = None
        plain(self, renderer)  # type: ignore[arg-type]

    figure.set_dpi(100)
    with pytest.MonkeyPatch.context() as monkeypatch, styled(look_of(figure)):
        monkeypatch.setattr(Text, "draw", draw)
        figure.draw_without_rendering()
    figure.set_layout_engine(None)
    return list(drawn)


def _corners(text: Text) -> Corners:
    """Return the corners of a text's box in pixels, (4, 2), in their order around it."""
    # The box around a turned box has the same middle.
    middle = _extent(text)
    middle = np.array([middle[0] + middle[2] / 2, middle[1] + middle[3] / 2])
    turn = text.get_rotation()
    text.set_rotation(0.0)
    _, _, width, height = _extent(text)
    text.set_rotation(turn)
    angle = math.radians(turn)
    along = np.array([math.cos(angle), math.sin(angle)]) * width / 2
    across = np.array([-math.sin(angle), math.cos(angle)]) * height / 2
    return np.array(
        [middle + a * along + b * across for a, b in ((1, 1), (-1, 1), (-1, -1), (1, -1))]
    )


def _extent(text: Text) -> NDArray[np.float64]:
    # Of an annotation, that of the text without its arrow.
    return np.array(Text.get_window_extent(text).bounds)


def _on_each_other(one: Corners, other: Corners) -> bool:
    """Tell whether two boxes overlap: no line parts them (theorem of the separating axis)."""
    if (one.max(axis=0) <= other.min(axis=0)).any() or (other.max(axis=0) <= one.min(axis=0)).any():
        return False  # as nearly all pairs
    for box in (one, other):
        for edge in (box[1] - box[0], box[2] - box[1]):
            length = np.hypot(*edge)
            if length == 0.0:
                return False
            mine, its = (corners @ (edge / length) for corners in (one, other))
            if min(mine.max(), its.max()) - max(mine.min(), its.min()) <= TOUCHING:
                return False
    return True
