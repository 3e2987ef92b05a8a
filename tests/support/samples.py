"""Samples for tests of methods, made of arrays rather than of runs."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from paradiplomacy_analysis.sample import Factor, Sample
from paradiplomacy_results.declared import DECLARED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from paradiplomacy_results.reading import Results


def ranges(count: int, low: float = 0.0, high: float = 1.0) -> tuple[Factor, ...]:
    """Return factors x1, x2, ... with the same range."""
    return tuple(Factor(f"x{k + 1}", (), low, high) for k in range(count))


def sample(
    factors: Sequence[Factor],
    points: Mapping[str, Any],
    outcomes: Mapping[str, Any],
    *,
    sampling: Mapping[str, Any] | None = None,
    success: str | None = None,
) -> Sample:
    """Return a sample of one replicate a point, or of several where outcomes are (points, n)."""
    values = {name: np.asarray(value, dtype=float) for name, value in outcomes.items()}
    shape = next(iter(values.values())).shape
    count, replicates = shape[0], shape[1] if len(shape) > 1 else 1
    frame = pd.DataFrame(points, index=range(count))
    runs = pd.DataFrame(
        {
            "run": range(count * replicates),
            "point": np.repeat(np.arange(count), replicates),
            "replicate": np.tile(np.arange(replicates), count),
            **{name: np.repeat(frame[name].to_numpy(), replicates) for name in frame},
            **{name: value.ravel() for name, value in values.items()},
        }
    )
    layout = SimpleNamespace(factors={})
    manifest = SimpleNamespace(measured=lambda _: list(values), layout=layout, design={})
    known = SimpleNamespace(
        directory=Path("results"), indicators=DECLARED, manifest=manifest, has=lambda _: False
    )
    results = cast("Results", known)
    return Sample(
        results, runs, tuple(factors), tuple(values), sampling or {"kind": "lhs"}, success
    )
