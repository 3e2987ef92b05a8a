"""PRIM of the EMA workbench: the same boxes each time, in memory that does not grow with steps.

Whatever differs between versions 2.5 and 3 of the workbench is met here, and nowhere else.
"""

from __future__ import annotations

from functools import cache
from inspect import signature
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ANY_DENSITY = 1e-9
"""The density from which version 2.5 takes a box: any. Version 3 asks for none."""


@cache
def search_class() -> type[Any]:
    """Return the workbench's search as one that takes its steps one after the other.

    The workbench's steps call each other, so that each holds its copies of the points until the
    last one is done: several gigabytes where points are many. The boxes are the same.

    Levels are sets there, whose order changes with each start of Python (PYTHONHASHSEED): of steps
    that are equally good another would be taken each time. Here it is the first by its levels.

    The workbench is imported when it is asked for: that takes seconds, and draws random numbers.
    """
    from ema_workbench.analysis.prim import Prim

    asked = {"threshold": ANY_DENSITY} if "threshold" in signature(Prim).parameters else {}

    def in_order(steps: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
        """Return a function that lists steps by the levels that they leave of a factor."""

        def listed(search: Any, box: Any, factor: str, *rest: Any) -> list[Any]:
            found = steps(search, box, factor, *rest)
            return sorted(found, key=lambda step: sorted(step[1].loc[0, factor]))

        return listed

    class Search(Prim):  # type: ignore[misc]
        """A search in one loop."""

        _peels = Prim._peels | {"object": in_order(Prim._categorical_peel)}
        _pastes = Prim._pastes | {"object": in_order(Prim._categorical_paste)}

        def __init__(self, *arguments: Any, **settings: Any) -> None:
            super().__init__(*arguments, **asked, **settings)
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


def quasi_p(box: Any) -> list[dict[str, list[float]]]:
    """Return the quasi-p-values of a box, by step of its way and factor: of both its bounds."""
    own = vars(box)
    found: list[dict[str, list[float]]] = own["p_values"] if "p_values" in own else own["qp"]
    return found
