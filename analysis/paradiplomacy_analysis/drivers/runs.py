"""The runs of a part of the drivers: what each lever gains, replicate by replicate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.sample import Sample, sample_of
from paradiplomacy_results.inert import base_of
from paradiplomacy_results.layout import LEVERS, OFF, VARIANT
from paradiplomacy_results.reading import load

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Values = NDArray[np.float64]


@dataclass(frozen=True)
class Runs:
    """The sound runs of one part in one world."""

    sample: Sample

    @classmethod
    def of(cls, directory: Path) -> Runs:
        """Take the runs of a result directory; raise as :func:`sample_of` does."""
        return cls(sample_of(load(directory)))

    @cached_property
    def levers(self) -> list[str]:
        """Return the levers, in the order of the design."""
        return [one for one in self._labels if not one.endswith(OFF)]

    @cached_property
    def variants(self) -> list[str]:
        """Return what the points were run under, in the order of the design."""
        return list(dict.fromkeys(self.sample.runs[VARIANT].astype(str)))

    @cached_property
    def _labels(self) -> list[str]:
        return list(dict.fromkeys(self.sample.runs[LEVERS].astype(str)))

    @cached_property
    def _groups(self) -> Any:
        runs = self.sample.runs.sort_values("replicate")
        return runs.groupby([VARIANT, LEVERS], observed=True, sort=False).indices, runs

    def values(self, outcome: str, lever: str, variant: str) -> tuple[Values, Values]:
        """Return an outcome where a lever is off and where it is on, by replicate."""
        indices, runs = self._groups
        column = runs[outcome].to_numpy(dtype=float)
        off, on = (
            column[indices[variant, level]] for level in (base_of(lever, self._labels), lever)
        )
        return off, on

    def gains(self, outcome: str, lever: str, variant: str) -> Values:
        """Return how much more there is of an outcome where a lever is on, by replicate."""
        off, on = self.values(outcome, lever, variant)
        return on - off

    def ends(self, lever: str) -> tuple[str, str]:
        """Return what a lever sets first where it is off and on, as the design says it."""
        told = self.sample.results.manifest.design[LEVERS][lever]
        off, on = (_first(told.get(side, {})) for side in ("off", "set"))
        return off, on


def _first(values: dict[str, Any]) -> str:
    value = next(iter(values.values()), "as the scenario says")
    value = value.get("value", value) if isinstance(value, dict) else value
    return "none" if value == [] else str(value)
