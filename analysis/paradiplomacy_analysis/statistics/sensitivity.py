"""Which factors matter: Sobol's indices of variance, and Morris's screening by elementary effects.

Both work on the means over the replicates of each point, and on samples that were drawn for them.
Sobol: first-order and total indices, the share of the variance that a factor explains alone and
with all interactions (Sobol 2001, Mathematics and Computers in Simulation 55:271-280; estimators of
Saltelli et al. 2010, Computer Physics Communications 181:259-270). Morris: mu*, the mean size of an
elementary effect (Morris 1991, Technometrics 33:161-174; Campolongo, Cariboni & Saltelli 2007,
Environmental Modelling & Software 22:1509-1518), and its spread sigma, by whose ratio effects are
classed (Garcia Sanchez et al. 2014, Energy and Buildings 68:741-750). Factors of a group are moved
together, and have one index or effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import Finding, records, stacked
from paradiplomacy_analysis.statistics.groups import columns_of, groups_of, members_told
from paradiplomacy_analysis.statistics.incomplete import in_whole_groups
from paradiplomacy_analysis.statistics.resampling import CONFIDENCE, SEED
from paradiplomacy_analysis.wording import interval, number, percent, words
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_analysis.statistics.groups import Group

SOBOL, MORRIS = "saltelli", "morris"
"""Samplers that draw for each."""

RESAMPLES = 1000

MOST_TOLD = 3
"""Factors that are named for each outcome."""

VAGUE = 0.5
"""Width of the interval of a share of the variance above which no share is told."""

NEGLIGIBLE = 0.05
"""Part of the largest mu* below which a factor is called negligible: a convention."""

CLASSES = ((0.1, "almost linear"), (0.5, "monotonic"), (1.0, "almost monotonic"))
"""Ratios of sigma to mu* below which effects are such."""

CURVED = "non-linear or interacting"
IDLE = "negligible"
TOGETHER = "of several factors together"
"""Classes of other effects; several factors that move together have no sigma to class them by."""


def sobol(sample: Sample) -> Finding:
    """Estimate the first-order and total indices of all factors or groups for each outcome.

    Tables: ``sobol`` (outcome, factor or group, with its members where there are groups, first and
    total with 95 % intervals, by bootstrap) and, where the sample was drawn for it, ``pairs``
    (second-order indices). Shares are of the variance over the distributions of the factors. What
    is the same everywhere has no indices, and is told among the doubts. Raises :class:`UnfitError`
    for another sample.
    """
    from SALib.analyze import sobol as salib

    _require(sample, SOBOL)
    second_order = bool(sample.sampling.get("second_order", False))
    groups = groups_of(sample.factors)
    count = len(groups)
    size = 2 * count + 2 if second_order else count + 2
    sample, torn = in_whole_groups(sample, size, "row of the base")
    base = sample.runs["point"].nunique() / size
    whole = not sample.partial
    if base != int(base) or (whole and int(base) & (int(base) - 1)):
        raise UnfitError(
            f"{sample.results.directory}: indices are undefined because its points are no sample "
            f"of {_counted(sample, groups)} whose base is a power of two"
        )

    def indices(values: NDArray[np.float64]) -> tuple[pd.DataFrame, pd.DataFrame]:
        found = salib.analyze(
            _problem(groups),
            values,
            calc_second_order=second_order,
            num_resamples=RESAMPLES,
            conf_level=CONFIDENCE,
            seed=SEED,
        )
        table = pd.DataFrame(
            {
                **columns_of(groups),
                **_bounded("first", found["S1"], found["S1_conf"]),
                **_bounded("total", found["ST"], found["ST_conf"]),
            }
        )
        return table, _pairs(groups, found) if second_order else pd.DataFrame()

    parts, doubts = _by_outcome(sample, indices)
    tables = {
        "sobol": stacked(one for one, _ in parts),
        "pairs": stacked(pairs for _, pairs in parts),
    }
    tables = {name: table for name, table in tables.items() if len(table)}
    doubts += [*torn, *_sobol_doubts(tables.get("sobol"))]
    doubts.append(_about_noise(sample, "shows as interaction of all factors"))
    question = "Which factors explain how much of the variance, alone and with interactions?"
    sentences = (*shares_told(tables.get("sobol")), *(members_told(groups) if tables else ()))
    answer = next(iter(sentences), "")
    return Finding("sobol", question, tables, sentences, tuple(doubts), answer)


def morris(sample: Sample) -> Finding:
    """Screen all factors or groups for each outcome by their elementary effects.

    Table ``morris``: outcome, unit, factor or group, with its members where there are groups, mu
    (the mean effect of moving through the whole range, or all quantiles of a distribution), mu_star
    with its 95 % interval by bootstrap, sigma, and the class of the effect. Several factors that
    move together, some up and some down, have mu_star alone. What is the
    same everywhere has no effects, and is told among the doubts. Raises :class:`UnfitError` for
    another sample.
    """
    from SALib.analyze import morris as salib

    _require(sample, MORRIS)
    groups = groups_of(sample.factors)
    size = len(groups) + 1
    sample, torn = in_whole_groups(sample, size, "trajectory")
    points = sample.points()
    if len(points) % size:
        raise UnfitError(
            f"{sample.results.directory}: effects are undefined because its points are no whole "
            f"trajectories of {_counted(sample, groups)}"
        )
    inputs = np.column_stack([group.column(points, size) for group in groups])
    several = np.array([group.is_several for group in groups])

    def effects(values: NDArray[np.float64]) -> tuple[pd.DataFrame, pd.DataFrame]:
        found = salib.analyze(
            _problem(groups),
            inputs,
            values,
            num_levels=int(sample.sampling.get("grid_levels", 4)),
            num_resamples=RESAMPLES,
            conf_level=CONFIDENCE,
            seed=SEED,
        )
        star = np.asarray(found["mu_star"], dtype=float)
        table = pd.DataFrame(
            {
                **columns_of(groups),
                "mu": np.where(several, np.nan, np.asarray(found["mu"], dtype=float)),
                **_bounded("mu_star", star, found["mu_star_conf"]),
                "sigma": np.where(several, np.nan, np.asarray(found["sigma"], dtype=float)),
            }
        )
        return table.assign(effect=_classes(table)), pd.DataFrame()

    parts, doubts = _by_outcome(sample, effects)
    tables = {"morris": stacked(one for one, _ in parts)} if parts else {}
    for row in records(_largest(tables.get("morris"), "mu_star")):
        if row["mu_star_high"] - row["mu_star"] > row["mu_star"] / 2:
            doubts.append(
                f"{row['outcome']}: the interval of the largest effect is wider than the effect; "
                "take more trajectories"
            )
    doubts += torn
    doubts.append(_about_noise(sample, "adds to mu* and sigma of all factors"))
    question = "Which factors matter at all, and do they work alone?"
    sentences = (*_morris_sentences(tables), *(members_told(groups) if tables else ()))
    answer = next(iter(sentences), "")
    return Finding("morris", question, tables, sentences, tuple(doubts), answer)


def _require(sample: Sample, sampler: str) -> None:
    if sample.sampler != sampler:
        # Points of either sampler share their coordinates, of which no emulator can be checked.
        others = sampler == SOBOL and sample.sampler != MORRIS
        instead = "; the method emulator tells shares of other samples" if others else ""
        raise UnfitError(
            f"{sample.results.directory} was not sampled for this: its sampler is "
            f"{sample.sampler}, {sampler} is needed{instead}"
        )


def _problem(groups: Sequence[Group]) -> dict[str, Any]:
    """Describe to SALib what was moved: for it a group is a variable like any other."""
    names = [group.name for group in groups]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def _counted(sample: Sample, groups: Sequence[Group]) -> str:
    if len(groups) == len(sample.factors):
        return f"{len(groups)} factors"
    return f"{len(groups)} groups of factors"


def _by_outcome(
    sample: Sample,
    estimate: Callable[[NDArray[np.float64]], tuple[pd.DataFrame, pd.DataFrame]],
) -> tuple[list[tuple[pd.DataFrame, pd.DataFrame]], list[str]]:
    """Return the tables of each outcome, and why some have none."""
    parts, doubts = [], []
    for outcome in sample.outcomes:
        try:
            values = sample.point_means(outcome)
        except UnfitError as error:
            doubts.append(f"left out: {error}")
            continue
        if np.ptp(values) == 0.0:
            doubts.append(
                f"undefined because {outcome} is {number(values[0])} at all points: no factor "
                "explains what does not vary"
            )
            continue
        about = {"outcome": outcome, "unit": sample.unit(outcome)}
        tables = (table.assign(**about) for table in estimate(values))
        first, second = (
            table[[*about, *table.columns.drop([*about])]] if len(table) else table
            for table in tables
        )
        parts.append((first, second))
    return parts, doubts


def _bounded(name: str, values: Any, half_widths: Any) -> dict[str, NDArray[np.float64]]:
    middle, half = np.asarray(values, dtype=float), np.asarray(half_widths, dtype=float)
    return {name: middle, f"{name}_low": middle - half, f"{name}_high": middle + half}


def _pairs(groups: Sequence[Group], found: Any) -> pd.DataFrame:
    """Return second-order indices, of which SALib fills the upper triangle."""
    one, other = np.triu_indices(len(groups), 1)
    names = np.array([group.name for group in groups])
    second, half = np.asarray(found["S2"])[one, other], np.asarray(found["S2_conf"])[one, other]
    return pd.DataFrame(
        {"factor": names[one], "with_factor": names[other], **_bounded("second", second, half)}
    )


def _classes(table: pd.DataFrame) -> list[str]:
    """Class each effect by its size and by the ratio of sigma to mu*."""
    least = NEGLIGIBLE * table["mu_star"].max()
    found = []
    for star, sigma in zip(table["mu_star"], table["sigma"], strict=True):
        if star <= least:
            found.append(IDLE)
            continue
        if np.isnan(sigma):
            found.append(TOGETHER)
            continue
        ratio = sigma / star
        found.append(next((name for bound, name in CLASSES if ratio < bound), CURVED))
    return found


def _largest(table: pd.DataFrame | None, column: str) -> pd.DataFrame:
    """Return the row of each outcome with the largest value of a column."""
    if table is None:
        return pd.DataFrame()
    order = table.sort_values(column, ascending=False, kind="stable")
    return order.drop_duplicates("outcome").sort_index()


def _sobol_doubts(table: pd.DataFrame | None) -> Iterator[str]:
    for row in records(_largest(table, "total")):
        if row["total_high"] - row["total"] > row["total"] / 2:
            yield (
                f"{row['outcome']}: the interval of the largest index is wider than the index; "
                "take a larger base"
            )
    if table is None:
        return
    for outcome, sums in table.groupby("outcome", sort=False)["first"].sum().items():
        if sums > 1.1:
            yield f"{outcome}: first-order indices add up to {sums:.2f}; take a larger base"


def _about_noise(sample: Sample, effect: str) -> str:
    return (
        f"indices are of means over {many(sample.replicates, 'replicate')}: the chance that is "
        f"left in them {effect}"
    )


def shares_told(shares: pd.DataFrame | None) -> Iterator[str]:
    """Tell the largest indices of each outcome in a sentence; nothing where there are none."""
    if shares is None:
        return
    for outcome, table in shares.groupby("outcome", sort=False):
        order = table[table["total_low"] > 0].sort_values("total", ascending=False)
        told = records(order.head(MOST_TOLD))
        texts = [
            f"{words(row['factor'])} {_explained(row, 'first')}, with its interactions "
            f"{_explained(row, 'total')}"
            for row in told
        ]
        about = words(str(outcome))
        if texts:
            yield f"Of the variance of {about}, each alone explains: {'; '.join(texts)}."
        else:
            yield (
                f"No factor's share of the variance of {about} is told from none "
                "(the sample is too small to tell)."
            )


def _explained(row: dict[str, Any], index: str) -> str:
    """Return a share of the variance with its interval, both cut to what a share can be."""
    share, low, high = np.clip([row[index], row[f"{index}_low"], row[f"{index}_high"]], 0.0, 1.0)
    if high - low > VAGUE:
        return f"{percent(low)} to {percent(high)} (the sample is too small to tell)"
    return f"{percent(share)} ({percent(low)} to {percent(high)})"


def _morris_sentences(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    if "morris" not in tables:
        return
    for outcome, table in tables["morris"].groupby("outcome", sort=False):
        order = table.sort_values("mu_star", ascending=False)
        texts = [
            f"{words(row['factor'])} by {number(row['mu_star'])} "
            f"({interval(max(0.0, row['mu_star_low']), row['mu_star_high'])}, {row['effect']})"
            for row in records(order.head(MOST_TOLD))
        ]
        idle = [words(row["factor"]) for row in records(table) if row["effect"] == IDLE]
        rest = f"; negligible: {', '.join(idle)}" if idle else ""
        about = words(str(outcome))
        yield f"Moved through its range, each changes {about}: {', '.join(texts)}{rest}."
