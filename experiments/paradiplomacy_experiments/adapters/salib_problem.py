"""A design as a problem of SALib, in which no column can stand for another factor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_experiments.adapters.evaluating import evaluate, known_outcomes, library, means
from paradiplomacy_experiments.design.limits import OptionsError
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from paradiplomacy_experiments.adapters.evaluating import Row
    from paradiplomacy_experiments.design.loading import Design


class SalibProblem(dict[str, Any]):
    """A problem of SALib over the unit cube, and what its samples come to.

    A sample holds the place of each factor in [0, 1], as the samplers of designs draw it: evenly
    over a range, by its scale or distribution, with a share of the places for each level.
    """

    def __init__(self, design: Design, outcomes: Sequence[str], replicates: int | None) -> None:
        """Describe the factors of ``design``."""
        factors = design.points.factors
        super().__init__(
            num_vars=len(factors),
            names=[factor.name for factor in factors],
            bounds=[[0.0, 1.0] for _ in factors],
        )
        if any(factor.group for factor in factors):
            self["groups"] = [factor.group or factor.name for factor in factors]
        self.design, self.outcomes, self.replicates = design, outcomes, replicates

    def rows(self, x: Any) -> list[Row]:
        """Return the points of a sample, (points, factors), each as values by the factors' names.

        The columns of a frame are found by name, wherever they stand; those of a plain array are
        this problem's ``names``, in their order. Raises :class:`OptionsError` where names or the
        number of columns are others, and for a place outside [0, 1].
        """
        factors = {factor.name: factor for factor in self.design.points.factors}
        names = list(x.columns) if hasattr(x, "columns") else list(self["names"])
        if sorted(map(str, names)) != sorted(factors):
            told = f"the factors are {', '.join(factors)}, and not {', '.join(map(str, names))}"
            raise OptionsError(f"{self.design.name}: {told}")
        places = np.asarray(x, dtype=np.float64)
        if places.ndim != 2 or places.shape[1] != len(names):
            told = f"a sample has the shape (points, {len(names)}), and not {places.shape}"
            raise OptionsError(f"{self.design.name}: {told}")
        if not ((places >= 0.0) & (places <= 1.0)).all():
            raise OptionsError(f"{self.design.name}: places of a sample lie in [0, 1]")
        columns = {
            name: [factors[name].label(each) for each in factors[name].column(places[:, k])]
            for k, name in enumerate(names)
        }
        return [{name: columns[name][k] for name in columns} for k in range(len(places))]

    def evaluate(self, x: Any) -> pd.DataFrame:
        """Return the mean of each outcome at each point of a sample, in the sample's order.

        Raises as :meth:`rows` does, and :class:`UnfitError` where a run failed or a mean is
        undefined, which SALib would turn into numbers.
        """
        found = means(self.design, self._runs(x), self.outcomes)
        undefined = found.columns[found.isna().any()]
        if len(undefined):
            raise UnfitError(f"{undefined[0]} is undefined at some points: choose another outcome")
        return found

    def _runs(self, x: Any) -> pd.DataFrame:
        return evaluate(self.design, self.rows(x), self.replicates)


def as_salib_problem(
    design: Design, outcomes: Sequence[str] = (), replicates: int | None = None
) -> SalibProblem:
    """Return a design as a problem that SALib's samplers and analyses take, and that can be run.

    Args:
        design: What ``load_design`` gave.
        outcomes: Indicators; by default those of the design.
        replicates: Runs of each point, over which means are taken; by default the design's.

    Raises:
        OptionsError: SALib is not installed.
        UnknownNameError: The design keeps no such indicator.
    """
    library("SALib", "analysis")
    return SalibProblem(design, known_outcomes(design, outcomes), replicates)
