"""The method ``matching``: what the record leaves of a prior, and how far to trust it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import Finding, records
from paradiplomacy_analysis.matching.claims import judged_runs, lacking, numbers_of
from paradiplomacy_analysis.matching.implausibility import (
    RATE,
    RATE_OF_A_WAVE,
    Claims,
    claims_of,
    cutoff,
    implausibility,
    largest,
    of_own_records,
    variances,
)
from paradiplomacy_analysis.matching.targets import targets_of
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.conditions import comparable, in_words, met
from paradiplomacy_analysis.statistics.resampling import CONFIDENCE, one_half
from paradiplomacy_analysis.statistics.significance import SIGNIFICANCE, holm
from paradiplomacy_analysis.wording import number, percent, words
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.intervals import of_shares
from paradiplomacy_results.reading import load
from paradiplomacy_results.waves import waves_of
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_results.reading import Results
    from paradiplomacy_results.record import Target

FEWEST_RUNS = 5
"""Runs of a draw without which the variance between runs cannot be told."""

FEWEST_DRAWS = 200
"""Draws of which half can find a cutoff and half can test it, 100 each."""

QUANTILES = (0.05, 0.5, 0.95)


def tells_of_cases(sample: Sample) -> bool:
    """Tell whether results are draws of a space, in a world that has targets, year by year.

    All cases and indicators have to be there that the targets speak of.
    """
    results = sample.results
    record = results.manifest.analysis.record
    if record is None or not record.targets or not results.has("histories"):
        return False
    drawn = any(factor.is_range for factor in sample.factors)
    return drawn and not lacking(results, targets_of(results).values())


def matching(sample: Sample) -> Finding:
    """Match draws of a prior, or one world, with the record.

    Tables: ``draws`` (point, implausibility: the largest over targets, the target that has it,
    survives), ``targets`` (share of draws that each rules out), ``factors`` (prior and surviving
    range, and whether they differ by Kolmogorov and Smirnov's test after Holm), ``regions`` (see
    :func:`regions`), ``coverage`` (share of draws that survive a run of their own as record, and
    that do where the chance of single runs is forgotten), ``left`` (point and values of the draws
    that survive, for another design to run). Of a single world, which has no cutoff,
    ``draws`` and ``targets`` only. Raises :class:`UnfitError` where results are not those of the
    cases, or runs are too few.
    """
    matched = match(sample.results)
    tables = {"draws": matched.draws(), "targets": matched.targets()}
    if len(matched.numbers) > 1:
        points = comparable(sample).loc[matched.points]
        tables |= {
            "factors": _factors(sample, points, matched.survives),
            "regions": regions(points, matched.survives),
            "coverage": matched.coverage(),
            "left": sample.points().loc[matched.points[matched.survives]].reset_index(),
        }
    sentences = tuple(_sentences(tables, matched))
    return Finding(
        method="matching",
        question="Which draws does the record rule out, and which does it leave?",
        tables=tables,
        sentences=sentences,
        answer=sentences[0],
        doubts=tuple(_doubts(tables)),
    )


def left_in(folder: str | Path) -> tuple[Results, list[int]]:
    """Return results whose points are draws, and which of them the record leaves, by number.

    They are those of the last of the waves in a folder; where there are none the folder is itself
    a result directory. Nothing is emulated: draws are judged by their runs.
    """
    waves = waves_of(folder)
    results = load(waves[-1] if waves else folder)
    sample_of(results)
    matched = match(results, RATE_OF_A_WAVE) if waves else match(results)
    return results, matched.points[matched.survives].tolist()


@dataclass(frozen=True)
class Matched:
    """Draws beside the record: their numbers, (points, runs, targets), targets and the cutoff.

    ``points``, int64 (points,), are the numbers that the draws have in their results.
    Of a single point the cutoff is NaN: nothing tells how far draws are from records of their own.
    """

    numbers: NDArray[np.float64]
    record: Mapping[str, Target]
    cutoff: float
    points: NDArray[np.int64]

    @property
    def claims(self) -> Claims:
        """Return what the record claims of each target."""
        return claims_of(self.record)

    @property
    def each(self) -> NDArray[np.float64]:
        """Return the implausibility of each target at each point, (points, targets)."""
        return implausibility(
            self.numbers.mean(axis=1),
            variances(self.numbers),
            self.numbers.shape[1],
            self.claims,
        )

    @property
    def survives(self) -> NDArray[np.bool_]:
        """Tell which points the record leaves."""
        return np.asarray(largest(self.numbers, self.claims) <= self.cutoff)

    def draws(self) -> pd.DataFrame:
        """Return the largest implausibility of each point."""
        each = self.each
        names = np.array(list(self.record))
        return pd.DataFrame(
            {
                "point": self.points,
                "implausibility": each.max(axis=1),
                "target": names[each.argmax(axis=1)],
                "survives": each.max(axis=1) <= self.cutoff,
            }
        )

    def targets(self) -> pd.DataFrame:
        """Return what each target rules out, and in which share of all runs its bound is met."""
        each, record = self.each, self.claims
        meets = record.side * (self.numbers - record.bound) >= 0.0
        return pd.DataFrame(
            {
                "target": list(self.record),
                "claim": [target.claim for target in self.record.values()],
                "met_by_runs": meets.mean(axis=(0, 1)),
                "median_implausibility": np.median(each, axis=0),
                "ruled_out": (each > self.cutoff).mean(axis=0),
            }
        )

    def coverage(self) -> pd.DataFrame:
        """Return how often draws survive records of their own; those are tested that set no cutoff.

        Columns: rule, draws, survive, low, high (Clopper and Pearson's 95 % interval), stated.
        """
        tested = np.arange(1, len(self.numbers), 2)
        rows: list[dict[str, Any]] = []
        for rule, chance in (("as it is", True), ("chance forgotten", False)):
            each = of_own_records(self.numbers, tested, self.claims, chance=chance)
            found = each <= self.cutoff
            low, high = of_shares(found.sum(), len(found))
            rows.append(
                {
                    "rule": rule,
                    "draws": len(found),
                    "survive": float(found.mean()),
                    "low": float(low),
                    "high": float(high),
                    "stated": RATE,
                }
            )
        return pd.DataFrame(rows)


def match(results: Results, rate: float = RATE) -> Matched:
    """Set results beside the record, at the cutoff that leaves true draws at the stated rate.

    Raises :class:`UnfitError` where they do not bear it.
    """
    targets = targets_of(results)
    found = numbers_of(results, list(targets.values()))
    points, runs, _ = found.shape
    if runs < FEWEST_RUNS or 1 < points < FEWEST_DRAWS:
        raise UnfitError(
            f"{results.directory} has {many(points, 'point')} of {many(runs, 'run')}: matching "
            f"needs {FEWEST_RUNS} runs of each, and {FEWEST_DRAWS} points or one"
        )
    limit = cutoff(found, claims_of(targets), rate) if points > 1 else math.nan
    return Matched(found, targets, limit, np.unique(judged_runs(results)["point"]))


def _factors(sample: Sample, points: pd.DataFrame, survives: NDArray[np.bool_]) -> pd.DataFrame:
    """Compare the prior of each factor with what is left of it."""
    from scipy.stats import ks_2samp

    rows = []
    for factor in sample.factors:
        if not factor.is_range or factor.low is None or factor.high is None:
            continue
        values = points[factor.name].to_numpy(dtype=float)
        left = values[survives]
        if not len(left):
            continue
        low, middle, high = np.quantile(left, QUANTILES)
        out = values[~survives]
        scaled = np.log if factor.log else np.asarray
        rows.append(
            {
                "factor": factor.name,
                "prior_low": factor.low,
                "prior_high": factor.high,
                "low": low,
                "median": middle,
                "high": high,
                # Spread of what is left / spread of the prior, 1 where nothing is learned.
                "spread": float(np.std(scaled(left)) / np.std(scaled(values))),
                "p": float(ks_2samp(left, out).pvalue) if len(out) else 1.0,
            }
        )
    table = pd.DataFrame(rows)
    return table.assign(p_holm=holm(table["p"].tolist())) if len(table) else table


def regions(points: pd.DataFrame, survives: NDArray[np.bool_]) -> pd.DataFrame:
    """Return where draws survive more or less often: searched in one half, judged by the other.

    Columns: conditions, points and survive (number and share of the draws that had no part in the
    search), low and high (bounds of the share, 95 % for all regions at once), survive_searched.
    """
    from paradiplomacy_analysis.statistics.tree import leaves

    rows = []
    grown_from = one_half(len(points))
    known, judged = survives[grown_from], survives & ~grown_from
    if known.any() and not known.all():
        grown = leaves(points[grown_from], known)
        for leaf in grown:
            inside = met(leaf.conditions, points)
            count = int((inside & ~grown_from).sum())
            left = int((inside & judged).sum())
            low, high = of_shares(left, count, 1.0 - (1.0 - CONFIDENCE) / len(grown))
            rows.append(
                {
                    "conditions": in_words(leaf.conditions) or "always",
                    "points": count,
                    "survive": left / count if count else math.nan,
                    "low": float(low),
                    "high": float(high),
                    "survive_searched": float(survives[inside & grown_from].mean()),
                }
            )
    columns = ["conditions", "points", "survive", "low", "high", "survive_searched"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("survive", kind="stable", ignore_index=True)


def _sentences(tables: dict[str, pd.DataFrame], matched: Matched) -> Iterator[str]:
    draws, targets = tables["draws"], tables["targets"]
    if "coverage" not in tables:
        one = records(draws)[0]
        yield (
            f"The largest implausibility of this world is {number(one['implausibility'])} "
            f"({words(one['target'])}); what is too large is for draws of the prior to say."
        )
        return
    share = float(draws["survives"].mean())
    yield (
        f"The record leaves {percent(share)} of {many(len(draws), 'draw')}; an "
        f"implausibility above {number(matched.cutoff)} rules a draw out."
    )
    hard = targets[targets["ruled_out"] > 0.0].sort_values("ruled_out", ascending=False)
    for row in hard.to_dict("records"):
        yield f"{percent(row['ruled_out'])} are ruled out because of this: {row['claim']}."
    factors = tables["factors"]
    sure = factors[factors["p_holm"] < SIGNIFICANCE] if len(factors) else factors
    for row in sure.to_dict("records"):
        yield (
            f"{words(row['factor'])} is left between {number(row['low'])} and "
            f"{number(row['high'])} (central 90 %), of {number(row['prior_low'])} to "
            f"{number(row['prior_high'])}."
        )
    if len(factors):
        yield f"{len(factors) - len(sure)} of {len(factors)} factors are left as they were."
    for row in tables["regions"].to_dict("records"):
        if row["high"] < share:
            yield (
                f"Where {row['conditions']}, {percent(row['survive'])} "
                f"({percent(row['low'])} to {percent(row['high'])}) of "
                f"{many(row['points'], 'draw')} that had no part in finding this survive."
            )
    real, broken = records(tables["coverage"])
    yield (
        f"Of {many(real['draws'], 'draw')} that had no part in finding the cutoff, "
        f"{percent(real['survive'])} survive a run of their own as record (stated "
        f"{percent(RATE)}); where the chance of single runs is forgotten, "
        f"{percent(broken['survive'])} do."
    )


def _doubts(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    if not tables["draws"]["survives"].any() and "coverage" in tables:
        yield "no draw survives: the model, the prior or the record's own error is wrong"
    if "coverage" in tables:
        real = records(tables["coverage"])[0]
        if not real["low"] <= RATE <= real["high"]:
            yield f"draws survive records of their own at {percent(real['survive'])}, not as stated"
    idle = int((tables["targets"]["ruled_out"] == 0.0).sum())
    if idle and "coverage" in tables:
        yield f"{idle} of {len(tables['targets'])} targets rule no draw out: the record is thin"
    yield "the record's own errors are assumptions, and its facts are coded by hand from sources"
