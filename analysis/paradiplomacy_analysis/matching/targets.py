"""The targets that results carry: what draws are matched with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_analysis.matching.claims import numbers_of
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from paradiplomacy_results.reading import Results
    from paradiplomacy_results.record import Target


def targets_of(results: Results) -> dict[str, Target]:
    """Return the targets of the scenario of some results, by id.

    Raises :class:`~paradiplomacy_results.errors.UnfitError` where there are none.
    """
    record = results.manifest.analysis.record
    if record is None or not record.targets:
        raise UnfitError(
            f"{results.directory} has no targets: name some in its scenario, as in "
            'targets = "my-targets.toml", and run it again, which keeps the runs that are there'
        )
    return record.targets


def numbers(results: Results) -> NDArray[np.float64]:
    """Return the number of each target in each run, float64 (points, replicates, targets).

    Raises as :func:`~paradiplomacy_analysis.matching.claims.numbers_of` does.
    """
    return numbers_of(results, list(targets_of(results).values()))
