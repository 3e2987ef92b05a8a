"""PRIM of the EMA workbench, in memory that does not grow with the steps of a search.

To be imported where it is used: the workbench takes seconds to load.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ema_workbench.analysis.prim import Prim

if TYPE_CHECKING:
    from collections.abc import Callable


class Search(Prim):  # type: ignore[misc]
    """A search that takes its steps one after the other.

    The workbench's steps call each other, so that each holds its copies of the points until the
    last one is done: several gigabytes where points are many. The boxes are the same.
    """

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        """Prepare a search of what :class:`~ema_workbench.analysis.prim.Prim` takes."""
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
        """Repeat ``step`` until it leaves ``box`` as it is; its call of the next step is none."""
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
