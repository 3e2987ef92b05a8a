"""Results as the analyses of the EMA workbench take them: experiments, and outcomes by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_results.layout import SERIES
from paradiplomacy_results.names import check_names
from paradiplomacy_results.reading import Results, load

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray


def as_ema_outcomes(
    results: Results | str | Path, outcomes: Sequence[str] = (), *, series: Sequence[str] = ()
) -> tuple[pd.DataFrame, dict[str, NDArray[np.float64]]]:
    """Return experiments and outcomes, as ``perform_experiments`` of the EMA workbench does.

    Experiments have a row for each point and a column for each factor, of names and truth values
    categorical. An outcome is the mean over the replicates of each point, shape (points,), NaN
    where none is defined; a series, called ``series_NAME``, has the shape (points, kept months).

    Args:
        results: Result directory, or what ``load`` gave.
        outcomes: Indicators of runs; by default those of the design.
        series: Indicators of the table of series.

    Raises:
        UnfitError: Runs are missing or failed.
        UnknownNameError: There is no such indicator.
        NotRecordedError: There is no table of series.
    """
    found = results if isinstance(results, Results) else load(results)
    sample = sample_of(found, outcomes)
    experiments = sample.points().reset_index(drop=True)
    for factor in sample.factors:
        if not factor.is_number:
            experiments[factor.name] = experiments[factor.name].astype("category")
    points = sample.runs["point"]
    means = {
        name: sample.measured(name).groupby(points).mean().sort_index().to_numpy()
        for name in sample.outcomes
    }
    if not series:
        return experiments, means
    check_names("indicator", series, found.manifest.measured(SERIES), found.directory)
    rows = found.read(SERIES, ["run", "month", *series])
    rows = rows.merge(sample.runs[["run", "point"]], on="run")
    return experiments, means | {
        f"series_{name}": rows.pivot_table(name, "point", "month", dropna=False).to_numpy()
        for name in series
    }
