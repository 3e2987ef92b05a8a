"""Gates: response, consistency, unlike regimes, stages, initiative and identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.patterns.estimates import (
    averages,
    cliff,
    estimate,
    exact,
    mean,
    quotient,
    slope,
    slopes,
)
from paradiplomacy_analysis.statistics.kaplan_meier import log_rank, medians

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from paradiplomacy_analysis.patterns.cells import Cells
    from paradiplomacy_analysis.patterns.estimates import Estimate, Weights

ONE_GATE, MIXED, PROGRESSIVE = "one-gate", "mixed", "progressive"
WAITS = ("country", "stage", "instrument", "ending", "months", "files")
WEIGHT = 0.5
"""Weight of effectiveness in welfare, registered beforehand; consistency has the rest."""


def response(cells: Cells) -> list[list[Estimate]]:
    """Compare how long memoranda wait, by the product limit over files (F01)."""
    chains = [_memoranda(cells, regimes) for regimes in (ONE_GATE, PROGRESSIVE)]
    longest = max(int(rows["months"].max()) if len(rows) else 0 for rows in chains)
    counts = [_counted(rows, cells.replicates, longest) for rows in chains]

    def ratio(weights: Weights) -> NDArray[np.float64]:
        slow, fast = (medians(weights @ ended, weights @ left) for ended, left in counts)
        with np.errstate(invalid="ignore"):
            # A median of no month at all, files cleared as they are filed, counts as one.
            return quotient(slow, np.maximum(fast, 1.0))

    groups = [np.full(int(rows["files"].sum()), k) for k, rows in enumerate(chains)]
    files = [_files(rows) for rows in chains]
    test = log_rank(
        np.concatenate([months for months, _, _ in files]),
        np.concatenate([ended for _, ended, _ in files]),
        np.concatenate(groups),
        np.concatenate([replicates for _, _, replicates in files]),
    )
    return [[estimate(ratio, cells.replicates)], [exact(test.p_clustered)]]


def consistency(cells: Cells) -> list[list[Estimate]]:
    """Compare the share of live agreements out of line with national priority (F02)."""
    one, free = (cells.values("misalignment", regimes=name) for name in (ONE_GATE, PROGRESSIVE))
    return [[cliff(one, free)]]


def mismatch(cells: Cells) -> list[list[Estimate]]:
    """Compare the faster side's trust and the gap of delays, unlike regimes with like ones (F04).

    In the mixed world the second city of each tie of the scenario is the faster side.
    """
    name = "trust_government_second"
    trust = cells.over_ties(name, regimes=MIXED), cells.over_ties(name, regimes=PROGRESSIVE)
    gaps = cells.values("delay_gap", regimes=MIXED), cells.values("delay_gap", regimes=PROGRESSIVE)
    return [[cliff(*trust)], [cliff(*gaps)]]


def stages(cells: Cells) -> list[list[Estimate]]:
    """Follow effectiveness and welfare over the number of stages (F06)."""
    names = sorted(cells.levels("stages"), key=int)
    numbers = np.array([int(name) for name in names], dtype=float)
    effect, misaligned = (
        np.column_stack([cells.values(what, stages=name) for name in names])
        for what in ("effectiveness", "misalignment")
    )
    beyond = numbers >= 2
    welfare = WEIGHT * effect + (1.0 - WEIGHT) * (1.0 - misaligned)

    def inside(weights: Weights) -> NDArray[np.float64]:
        means = averages(weights, welfare)
        return np.asarray(means[:, 1:-1].max(axis=1) - np.maximum(means[:, 0], means[:, -1]))

    return [
        [slope(numbers[beyond], effect[:, beyond])],
        [estimate(inside, cells.replicates)],
    ]


def initiative(cells: Cells) -> list[list[Estimate]]:
    """Ask in which seeds hybrid initiative is not beaten in trust and in consistency (F16).

    Worlds differ a little in how much is proposed. Trust and consistency are read at the mean
    number of files, along the slope that they have over seeds within the worlds (analysis of
    covariance).
    """
    names = ["hybrid", "top-down", "bottom-up"]
    files = np.column_stack([_files_by_replicate(cells, name) for name in names])
    trust = np.column_stack([cells.values("trust", initiative=name) for name in names])
    aligned = 1.0 - np.column_stack(
        [cells.values("misalignment", initiative=name) for name in names]
    )
    trust, aligned = (_at_equal(values, files) for values in (trust, aligned))
    beaten = np.zeros(cells.replicates, dtype=bool)
    for other in (1, 2):
        beaten |= (trust[:, other] > trust[:, 0]) & (aligned[:, other] > aligned[:, 0])
    return [[mean(1.0 - beaten)]]


def identity(cells: Cells) -> list[list[Estimate]]:
    """Follow the share that central stages refuse over foreignness, by recognition (F23)."""
    foreign = np.array(cells.levels("foreignness"), dtype=float)
    central = [name for name, stage in _stages(cells).items() if not stage["local"]]
    found = []
    for recognised in ("hardly", "fully"):
        rows = cells.table("waits", WAITS, recognised=recognised)
        rows = rows[rows["stage"].isin(central) & rows["ending"].isin(["cleared", "refused"])]
        shape = (cells.replicates, len(foreign))
        refused, judged = np.zeros(shape), np.zeros(shape)
        place = {level: k for k, level in enumerate(foreign)}
        at = rows["replicate"].to_numpy(), rows["foreignness"].map(place).to_numpy()
        np.add.at(judged, at, rows["files"])
        np.add.at(refused, at, rows["files"].where(rows["ending"] == "refused", 0))

        def refusals(
            weights: Weights,
            refused: NDArray[np.float64] = refused,
            judged: NDArray[np.float64] = judged,
        ) -> NDArray[np.float64]:
            return slopes(foreign, quotient(weights @ refused, weights @ judged))

        found.append([estimate(refusals, cells.replicates)])
    return found


def _stages(cells: Cells) -> dict[str, dict[str, object]]:
    stages: dict[str, dict[str, object]] = cells.config["regimes"]["conservative_one_gate"][
        "stages"
    ]
    return stages


def _memoranda(cells: Cells, regimes: str) -> pd.DataFrame:
    rows = cells.table("waits", WAITS, regimes=regimes)
    return rows[rows["stage"].isna() & (rows["instrument"] == "mou")]


def _counted(
    rows: pd.DataFrame, replicates: int, longest: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the files cleared, and all that stopped waiting, by replicate and month."""
    ended, left = np.zeros((2, replicates, longest + 1))
    at = rows["replicate"].to_numpy(), rows["months"].to_numpy()
    np.add.at(left, at, rows["files"])
    np.add.at(ended, at, rows["files"].where(rows["ending"] == "cleared", 0))
    return ended, left


def _files(
    rows: pd.DataFrame,
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:
    """Return months, whether cleared, and replicate, one entry for each file."""
    files = rows["files"].to_numpy()
    return (
        np.repeat(rows["months"].to_numpy(), files),
        np.repeat((rows["ending"] == "cleared").to_numpy(), files),
        np.repeat(rows["replicate"].to_numpy(), files),
    )


def _files_by_replicate(cells: Cells, name: str) -> NDArray[np.float64]:
    rows = cells.table("waits", WAITS, initiative=name)
    files = np.zeros(cells.replicates)
    whole = rows[rows["stage"].isna()]
    np.add.at(files, whole["replicate"].to_numpy(), whole["files"].to_numpy())
    return files


def _at_equal(values: NDArray[np.float64], files: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``values`` moved to the mean of ``files`` along their slope within columns."""
    within = files - files.mean(axis=0)
    spread = float((within**2).sum())
    own = values - values.mean(axis=0)
    steep = float((within * own).sum()) / spread if spread > 0.0 else 0.0
    return np.asarray(values - steep * (files - files.mean()))
