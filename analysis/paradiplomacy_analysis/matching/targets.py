"""The targets of the calibration: what the record says of five cases, as claims about a run.

:data:`TARGETS` is read from ``targets.toml`` beside this file, whose head says what is in it. What
is predicted cannot be a target: reading refuses it.
"""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from paradiplomacy_analysis.matching.claims import Claim, numbers_of
from paradiplomacy_analysis.matching.prediction import CASE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from paradiplomacy_results.reading import Results


class Target(Claim):
    """A claim of the record, its sources, and how sure the record is.

    ``tolerance`` is the standard deviation of the record's own error, in the unit of the number.
    """

    id: str
    tolerance: float = Field(gt=0.0)
    sources: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_not_predicted(self) -> Target:
        if any(term.case == CASE for term in self.terms):
            raise ValueError(f"{CASE} is predicted, and can be no target")
        return self


def _declared() -> dict[str, Target]:
    text = (resources.files(__package__) / "targets.toml").read_text(encoding="utf-8")
    return {name: Target(id=name, **entry) for name, entry in tomllib.loads(text).items()}


TARGETS: dict[str, Target] = _declared()
"""Every target by its id."""

CASES = tuple(sorted({term.case for target in TARGETS.values() for term in target.terms}))
"""The cases that they are about."""


def numbers(results: Results) -> NDArray[np.float64]:
    """Return the number of each target in each run, float64 (points, replicates, targets).

    Raises as :func:`~paradiplomacy_analysis.matching.claims.numbers_of` does.
    """
    return numbers_of(results, list(TARGETS.values()))
