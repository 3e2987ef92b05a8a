"""Gates: response, consistency, unlike regimes, stages, initiative and identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_analysis.patterns.effects import better_of, surpluses
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
from paradiplomacy_analysis.statistics.kaplan_meier import log_rank, medians, restricted_means

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.patterns.cells import Cells
    from paradiplomacy_analysis.patterns.estimates import Estimate, Weights

ONE_GATE, MIXED, PROGRESSIVE = "one-gate", "mixed", "progressive"
WAITS = ("country", "stage", "instrument", "ending", "months", "files")
WEIGHT = 0.5
"""Weight of effectiveness in welfare, registered beforehand; consistency has the rest."""

CLEARED, REFUSED = "cleared", "refused"

HORIZON = 36
"""Months over which the mean wait is taken."""


def response(cells: Cells) -> list[list[Estimate]]:
    """Compare how long memoranda wait for an answer, by the product limit over files (F01).

    As first declared, only a clearance ended a wait, and a refused file counted among those that
    still waited.
    """
    chains = [memoranda(cells, regimes) for regimes in (ONE_GATE, PROGRESSIVE)]
    longest = max([HORIZON, *(int(rows["months"].max()) for rows in chains if len(rows))])
    answered, cleared = (
        [_counted(rows, endings, cells.replicates, longest) for rows in chains]
        for endings in ((CLEARED, REFUSED), (CLEARED,))
    )

    def later(weights: Weights) -> NDArray[np.float64]:
        slow, fast = (
            restricted_means(weights @ ended, weights @ left, HORIZON) for ended, left in answered
        )
        return np.asarray(slow - fast)

    return [
        [_ratio_of_medians(answered, cells.replicates)],
        [estimate(later, cells.replicates)],
        [_ratio_of_medians(cleared, cells.replicates)],
        [exact(_log_rank(chains))],
    ]


def consistency(cells: Cells) -> list[list[Estimate]]:
    """Compare the share of live agreements out of line with national priority (F02)."""
    found = []
    for read, indicator in (
        (cells.values, "misalignment"),
        (cells.values, "misalignment_mous"),
        (cells.last, "misalignment"),
    ):
        one, free = (read(indicator, regimes=name) for name in (ONE_GATE, PROGRESSIVE))
        found.append([cliff(one, free)])
    return found


def mismatch(cells: Cells) -> list[list[Estimate]]:
    """Compare the faster side's trust and the gap of delays, unlike regimes with like ones (F04).

    In the mixed world the second city of each tie of the scenario is the faster side.
    """
    found = []
    for read, indicator in (
        (cells.values, "trust_government_second"),
        (cells.values, "delay_gap"),
        (cells.last, "delay_gap"),
    ):
        unlike, like = (read(indicator, regimes=regimes) for regimes in (MIXED, PROGRESSIVE))
        found.append([cliff(unlike, like)])
    return found


def stages(cells: Cells) -> list[list[Estimate]]:
    """Follow effectiveness and welfare over the number of stages (F06)."""
    names = sorted(cells.levels("stages"), key=int)
    numbers = np.array([int(name) for name in names], dtype=float)
    beyond = numbers >= 2
    effect, welfare = _welfare(cells.values, names)
    _, at_the_end = _welfare(cells.last, names)

    def inside(weights: Weights) -> NDArray[np.float64]:
        means = averages(weights, at_the_end)
        return np.asarray(means[:, 1:-1].max(axis=1) - np.maximum(means[:, 0], means[:, -1]))

    return [
        [slope(numbers[beyond], effect[:, beyond])],
        surpluses(welfare, ("no_stage", "all_stages")),
        [estimate(inside, cells.replicates)],
    ]


def initiative(cells: Cells) -> list[list[Estimate]]:
    """Ask whether hybrid initiative is beaten by a rival in trust and in consistency (F16).

    Worlds differ a little in how much is proposed. Trust and consistency are read at the mean
    number of files, along the slope that they have over seeds within the worlds (analysis of
    covariance).
    """
    names = ["hybrid", "top-down", "bottom-up"]
    files = np.column_stack([_files_by_replicate(cells, name) for name in names])
    trust, aligned = _trust_and_consistency(cells.values, names, files)
    kept = [
        better_of(
            [(trust[:, 0], trust[:, k]), (aligned[:, 0], aligned[:, k])], f"against {names[k]}"
        )
        for k in (1, 2)
    ]
    trust, aligned = _trust_and_consistency(cells.last, names, files)
    beaten = np.zeros(cells.replicates, dtype=bool)
    for other in (1, 2):
        beaten |= (trust[:, other] > trust[:, 0]) & (aligned[:, other] > aligned[:, 0])
    return [kept, [mean(1.0 - beaten)]]


def identity(cells: Cells) -> list[list[Estimate]]:
    """Follow the share that central stages refuse over foreignness, by recognition (F23)."""
    foreign = np.array(cells.levels("foreignness"), dtype=float)
    central = [name for name, stage in _stages(cells).items() if not stage["local"]]
    found = []
    for recognised in ("hardly", "fully"):
        rows = cells.table("waits", WAITS, recognised=recognised)
        rows = rows[rows["stage"].isin(central) & rows["ending"].isin([CLEARED, REFUSED])]
        shape = (cells.replicates, len(foreign))
        refused, judged = np.zeros(shape), np.zeros(shape)
        place = {level: k for k, level in enumerate(foreign)}
        at = rows["replicate"].to_numpy(), rows["foreignness"].map(place).to_numpy()
        np.add.at(judged, at, rows["files"])
        np.add.at(refused, at, rows["files"].where(rows["ending"] == REFUSED, 0))

        def refusals(
            weights: Weights,
            refused: NDArray[np.float64] = refused,
            judged: NDArray[np.float64] = judged,
        ) -> NDArray[np.float64]:
            return slopes(foreign, quotient(weights @ refused, weights @ judged))

        found.append([estimate(refusals, cells.replicates)])
    return [*found, found[1]]


def _stages(cells: Cells) -> dict[str, dict[str, object]]:
    stages: dict[str, dict[str, object]] = cells.config["regimes"]["conservative_one_gate"][
        "stages"
    ]
    return stages


def memoranda(cells: Cells, regimes: str) -> pd.DataFrame:
    """Return how long memoranda waited for the whole chain of stages."""
    rows = cells.table("waits", WAITS, regimes=regimes)
    return rows[rows["stage"].isna() & (rows["instrument"] == "mou")]


def stages_and_files(cells: Cells, regimes: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how often memoranda passed a stage, and how many there were, (replicates,) each."""
    rows = cells.table("waits", WAITS, regimes=regimes)
    rows = rows[rows["instrument"] == "mou"]
    stages, files = np.zeros((2, cells.replicates))
    for counted, chosen in ((stages, rows["stage"].notna()), (files, rows["stage"].isna())):
        np.add.at(counted, rows.loc[chosen, "replicate"].to_numpy(), rows.loc[chosen, "files"])
    return stages, files


Counts = tuple["NDArray[np.float64]", "NDArray[np.float64]"]
"""What ended, and all that stopped waiting, by replicate and month."""


def _counted(rows: pd.DataFrame, endings: Sequence[str], replicates: int, longest: int) -> Counts:
    """Return the files that had one of some endings, and all that stopped waiting."""
    ended, left = np.zeros((2, replicates, longest + 1))
    at = rows["replicate"].to_numpy(), rows["months"].to_numpy()
    np.add.at(left, at, rows["files"])
    np.add.at(ended, at, rows["files"].where(rows["ending"].isin(endings), 0))
    return ended, left


def _ratio_of_medians(chains: Sequence[Counts], replicates: int) -> Estimate:
    def ratio(weights: Weights) -> NDArray[np.float64]:
        slow, fast = (medians(weights @ ended, weights @ left) for ended, left in chains)
        with np.errstate(invalid="ignore"):
            # A median of no month at all, files cleared as they are filed, counts as one.
            return quotient(slow, np.maximum(fast, 1.0))

    return estimate(ratio, replicates)


def _log_rank(chains: Sequence[pd.DataFrame]) -> float:
    """Return the p of the log-rank test of two sets of files, replicates as units."""
    files = pd.concat([rows.assign(group=k) for k, rows in enumerate(chains)], ignore_index=True)
    each = files.loc[files.index.repeat(files["files"])]
    return log_rank(
        each["months"].to_numpy(),
        (each["ending"] == CLEARED).to_numpy(),
        each["group"].to_numpy(),
        each["replicate"].to_numpy(),
    ).p_clustered


def _welfare(
    read: Callable[..., NDArray[np.float64]], names: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return effectiveness, and welfare, at each number of stages, (replicates, numbers)."""
    effect, misaligned = (
        np.column_stack([read(what, stages=name) for name in names])
        for what in ("effectiveness", "misalignment")
    )
    return effect, WEIGHT * effect + (1.0 - WEIGHT) * (1.0 - misaligned)


def _trust_and_consistency(
    read: Callable[..., NDArray[np.float64]], names: Sequence[str], files: NDArray[np.float64]
) -> list[NDArray[np.float64]]:
    """Return trust and consistency of each world at equal numbers of files."""
    trust, misaligned = (
        np.column_stack([read(what, initiative=name) for name in names])
        for what in ("trust", "misalignment")
    )
    return [_at_equal(values, files) for values in (trust, 1.0 - misaligned)]


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
