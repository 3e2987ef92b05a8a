"""What is declared of a figure where it is listed."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

CHOICES = ("outcomes", "ties")
"""Parameters of figures by which one says what of the results is drawn."""


@dataclass(frozen=True)
class FigureSpec:
    """A figure: its function, what it shows, the tables it reads.

    ``per_partnership`` tells that the function takes the id of a partnership too; ``method`` names
    the method of analysis whose finding it takes; ``points`` tells whether it is of a design, of a
    single point, or of either (None). ``overlay`` draws several directories over one another; where
    that could not be read it is None, and they stand side by side with shared axes. A figure that
    is ``if_asked`` is drawn where somebody names it, and not with all that fit.
    """

    draw: Callable[..., Figure]
    summary: str
    tables: tuple[str, ...]
    per_partnership: bool = False
    method: str | None = None
    points: bool | None = False
    overlay: Callable[..., Figure] | None = None
    if_asked: bool = False

    def draws(self, choice: str) -> bool:
        """Tell whether one can say which of :data:`CHOICES`, or of boxes, it draws."""
        if choice == "ties" and self.per_partnership:
            return True
        if choice == "outcomes" and self.method is not None:
            return True
        if choice == "boxes" and self.method == "discovery":
            return True
        return choice in inspect.signature(self.draw).parameters
