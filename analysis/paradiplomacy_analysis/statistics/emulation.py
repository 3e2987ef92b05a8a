"""Which factors matter, by an emulator: for samples that were not drawn for Sobol's indices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from paradiplomacy_analysis.finding import Finding, stacked
from paradiplomacy_analysis.statistics.sensitivity import shares_told
from paradiplomacy_analysis.wording import interval, number, percent, words
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_analysis.statistics.emulated import Emulated

QUESTION = "Which factors explain how much of the variance, by an emulator of the model?"

POINTS_A_FACTOR = 10
"""Points for each factor below which an emulator is doubted (Loeppky, Sacks & Welch 2009,
Technometrics 51:366-376)."""

OUTLYING = 4.0
"""Standard deviations by which the worst point may miss before it is doubted."""

HIDDEN = 0.1
"""Share of the variance, taken for noise beyond the chance between replicates, that is doubted."""


def emulator(sample: Sample, known: Sequence[Emulated] | None = None) -> Finding:
    """Learn each outcome by a Gaussian process, check it on held-out points, and take indices.

    Tables: ``emulators`` (how each fares on points that were held out, the worst of them, and its
    noise beside the chance between replicates), ``held_out`` (each point as observed and as
    predicted), ``shares`` (first-order and total indices) and ``effects`` (the mean along each
    factor), both with 95 % intervals that hold the error of the emulator. Where held-out R2 is
    below :data:`~paradiplomacy_analysis.statistics.emulated.LEAST_EXPLAINED` an outcome has
    neither of these two. ``known`` are emulators that are there already. The answer is the first
    sentence on shares. Raises :class:`UnfitError` for a sample that cannot be emulated.
    """
    from paradiplomacy_analysis.statistics.emulated import require
    from paradiplomacy_analysis.statistics.emulated_shares import effects, shares

    require(sample)
    doubts: list[str] = []
    every = list(known) if known is not None else _learned(sample, doubts)
    told = []
    for each in every:
        try:
            each.refuse_poor()
        except UnfitError as error:
            doubts.append(f"left out: {error}")
            continue
        told.append(each)
    for each in told:
        doubts += _doubts(each)
    parts = {
        "emulators": [_row(each) for each in every],
        "held_out": [_about(each, each.held_out) for each in every],
        "shares": [_about(each, shares(each)) for each in told],
        "effects": [_about(each, effects(each)) for each in told],
    }
    tables = {name: stacked(iter(tables)) for name, tables in parts.items() if tables}
    of_shares = tuple(shares_told(tables.get("shares")))
    if told:
        doubts.append(
            "shares are of the variance of means over ever more replicates, by an emulator: chance "
            "has no part in them"
        )
    sentences = (*of_shares, *(_sentence(each) for each in every))
    return Finding(
        "emulator", QUESTION, tables, sentences, tuple(doubts), next(iter(of_shares), "")
    )


def _learned(sample: Sample, doubts: list[str]) -> list[Emulated]:
    """Return the emulator of each outcome; why some have none goes to the doubts."""
    from paradiplomacy_analysis.statistics.emulated import Emulated

    found = []
    for outcome in sample.outcomes:
        try:
            found.append(Emulated.of(sample, outcome))
        except UnfitError as error:
            doubts.append(f"left out: {error}")
    return found


def _about(each: Emulated, table: pd.DataFrame) -> pd.DataFrame:
    about = pd.DataFrame({"outcome": each.outcome, "unit": each.unit}, index=table.index)
    return pd.concat([about, table], axis=1)


def _row(each: Emulated) -> pd.DataFrame:
    check, worst = each.check, each.worst
    row: dict[str, Any] = {
        "outcome": each.outcome,
        "unit": each.unit,
        "points": check.draws,
        "explained": check.explained,
        "covered": check.covered,
        "covered_low": check.low,
        "covered_high": check.high,
        "error": each.error,
        "noise": each.emulator.noise**0.5,
        "chance": each.chance,
        "worst_point": int(worst["point"]),
        "worst_observed": worst["observed"],
        "worst_predicted": worst["predicted"],
        "worst_deviations": worst["deviations"],
        "told": each.told,
    }
    return pd.DataFrame([row])


def _sentence(each: Emulated) -> str:
    check, worst = each.check, each.worst
    return (
        f"The emulator of {words(each.outcome)} explains {percent(max(check.explained, 0.0))} of "
        f"the variance of {many(check.draws, 'point')}, each held out once; its 95 % intervals "
        f"hold {percent(check.covered)} ({percent(check.low)} to {percent(check.high)}) of them. "
        f"Worst is point {int(worst['point'])}: {number(worst['observed'])}, predicted "
        f"{interval(worst['low'], worst['high'])}."
    )


def _doubts(each: Emulated) -> Iterator[str]:
    """Say why not to trust an emulator, the gravest first."""
    from paradiplomacy_analysis.statistics.emulated import WELL_EXPLAINED

    check, name = each.check, each.outcome
    if not check.passes:
        yield (
            f"{name}: 95 % intervals of its emulator hold {percent(check.covered)} of the points "
            "that were held out, too few: it is surer than it should be"
        )
    if check.explained < WELL_EXPLAINED:
        yield (
            f"{name}: its emulator explains {percent(check.explained)} of the variance of held-out "
            f"points; below {percent(WELL_EXPLAINED)} factors may be missed: take more points or "
            "replicates"
        )
    hidden = (each.emulator.noise - each.chance**2) / float(each.held_out["observed"].var())
    if hidden > HIDDEN:
        yield (
            f"{name}: its emulator takes {percent(hidden)} of the variance for noise that is no "
            "chance between replicates: it misses some of what factors do"
        )
    if abs(each.worst["deviations"]) > OUTLYING:
        yield (
            f"{name}: point {int(each.worst['point'])} lies {abs(each.worst['deviations']):.1f} "
            "standard deviations from its prediction: the model may jump there"
        )
    factors = len(each.inputs.parts)
    if check.draws < POINTS_A_FACTOR * factors:
        yield (
            f"{name}: {many(check.draws, 'point')} for {many(factors, 'factor')}: "
            f"{POINTS_A_FACTOR} for each are usual"
        )
    if check.draws < each.points:
        yield f"{name}: learned from {check.draws:,} of {each.points:,} points, a seeded choice"
