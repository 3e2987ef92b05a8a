"""PRIM of the EMA workbench, in memory that does not grow with the steps of a search."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@cache
def search_class() -> type[Any]:
    """Return the workbench's search as one that takes its steps one after the other.

    The workbench's steps call each other, so that each holds its copies of the points until the
    last one is done: several gigabytes where points are many. The boxes are the same. It is
    imported when it is asked for: that takes seconds, and draws random numbers.
    """
    from ema_workbench.analysis.prim import Prim

    class Search(Prim):  # type: ignore[misc]
        """A search in one loop."""

        def __init__(self, *arguments: Any, **settings: Any) -> None:
            super().__init__(*arguments, **settings)
            self._inside = False

        def forget(self) -> None:
            """Part from the boxes, which know their search: what both hold is freed at once."""
            self._boxes.clear()

        def _peel(self, box: Any) -> Any:
            return self._one_by_one(super()._peel, box)

        def _paste(self, box: Any) -> Any:
            return self._one_by_one(super()._paste, box)

        def _one_by_one(self, step: Callable[[Any], Any], box: Any) -> Any:
            """Repeat ``step`` until it leaves ``box`` as it is; its call of the next is none."""
            if self._inside:
                return box
            self._inside = True
            try:
                before = 0
                while before < len(box.box_lims):
                    before = len(box.box_lims)
                    step(box)
            finally:
                self._inside = False
            return box

    return Search
