"""What the waves of a history matching tell, as tables and sentences."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import Finding, records
from paradiplomacy_analysis.matching.implausibility import RATE, RATE_OF_A_WAVE
from paradiplomacy_analysis.matching.method import QUANTILES
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.emulator import Check
from paradiplomacy_analysis.statistics.resampling import intervals
from paradiplomacy_analysis.wording import number, percent, words
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from paradiplomacy_analysis.matching.refocusing import Waves

METHOD = "waves"

BINS = 10
"""Parts of the range of a factor of which is told whether anything is left."""

CELLS = 5
"""Parts of each of two ranges."""

TOLD = 0.1
"""Largest difference of two distribution functions from which on a factor is said to be narrowed:
what is left lies elsewhere in a tenth of all cases (Kolmogorov's distance)."""

JUDGED = 4096
"""Candidates by which is told what each target rules out."""


def waves_told(waves: Waves) -> Finding:
    """Say what is left of a prior after all waves.

    Tables: ``waves`` (what each left, of the space and of its own draws, by which cutoffs, and how
    often draws survive records of their own), ``emulators`` (how each fares on draws that had no
    part in it, and whether it is used), ``targets`` (what each rules out in each wave, by its
    emulator of what earlier waves left, by runs of the wave's own draws), ``factors`` and ``pairs``
    (what is left of their ranges), ``draws`` (those of the last wave, beside the record by their
    runs), ``coverage`` (of the last wave: how often planted truths survive), ``default`` (whether
    each wave leaves it), ``left`` (point and values of the draws of the last wave that its runs
    leave, for another design to run).
    """
    tables = {
        "waves": _waves(waves),
        "emulators": _emulators(waves),
        "targets": _targets(waves),
        "factors": _factors(waves),
        "pairs": _pairs(waves),
        "draws": waves.last.draws(),
        "coverage": _coverage(waves),
        "default": _default(waves),
        "left": sample_of(waves.results[-1]).points().iloc[waves.left].reset_index(),
    }
    sentences = tuple(_sentences(waves, tables))
    return Finding(
        method=METHOD,
        question="What does the record leave of the prior, looked at wave by wave?",
        tables=tables,
        sentences=sentences,
        answer=sentences[0],
        doubts=tuple(_doubts(waves, tables)),
    )


def _waves(waves: Waves) -> pd.DataFrame:
    rows = []
    before = 1.0
    for place, (wave, left) in enumerate(zip(waves.found.waves, waves.found.volumes, strict=True)):
        survive = wave.of_own_records(wave.tested) <= wave.cutoff
        by_runs = waves.matched(place)
        rows.append(
            {
                "wave": place + 1,
                "draws": len(wave.units),
                "runs": wave.runs,
                "seed": waves.results[place].manifest.seed,
                "emulators": len(wave.used),
                "left": left,
                "of_what_was_left": left / before if before else np.nan,
                "cutoff": wave.cutoff,
                "draws_left": float(by_runs.survives.mean()),
                "run_cutoff": by_runs.cutoff,
                **_rate(survive),
                "stated": RATE_OF_A_WAVE,
            }
        )
        before = left
    return pd.DataFrame(rows)


def _rate(survive: NDArray[np.bool_]) -> dict[str, float]:
    """Return the share of (draws, runs) that survive; runs share their luck and are independent."""
    shares = survive.mean(axis=0)
    low, high = (float(bound[0]) for bound in intervals(shares[:, None], 0.0, 1.0))
    return {"survive": float(shares.mean()), "low": low, "high": high}


def _emulators(waves: Waves) -> pd.DataFrame:
    rows = []
    names = waves.space.names
    for place, wave in enumerate(waves.found.waves):
        for target, name in enumerate(waves.targets):
            for kind, tried in (("mean", wave.means[target]), ("variance", wave.spreads[target])):
                active = ", ".join(names[factor] for factor in tried.emulator.active)
                row: dict[str, Any] = {"wave": place + 1, "target": name, "of": kind}
                rows.append(row | _checked(tried.check) | {"active": active})
    return pd.DataFrame(rows)


def _checked(check: Check) -> dict[str, Any]:
    return {
        "draws": check.draws,
        "covered": check.covered,
        "low": check.low,
        "high": check.high,
        "explained": check.explained,
        "used": check.passes,
    }


def _targets(waves: Waves) -> pd.DataFrame:
    rows = []
    before = waves.found.candidates
    for place, wave in enumerate(waves.found.waves):
        by_runs = records(waves.matched(place).targets())
        units = before[:JUDGED]
        for target, (name, one) in enumerate(waves.targets.items()):
            used = target in wave.used and len(units) > 0
            judged = wave.judge(units, target) > wave.cutoff if used else np.array([np.nan])
            rows.append(
                {
                    "wave": place + 1,
                    "target": name,
                    "claim": one.claim,
                    "met_by_runs": by_runs[target]["met_by_runs"],
                    "ruled_out": float(judged.mean()),
                    "draws_ruled_out": by_runs[target]["ruled_out"],
                }
            )
        before = waves.found.candidates[waves.found.left[place]]
    return pd.DataFrame(rows)


def _factors(waves: Waves) -> pd.DataFrame:
    """Return the prior range of each factor, what is left of it, and how far that is from all."""
    units = waves.found.remaining
    rows = []
    for place, axis in enumerate(waves.space.axes):
        mine = np.sort(units[:, place])
        if not len(mine):
            break
        ends = np.arange(len(mine) + 1) / len(mine)
        apart = max(float((ends[1:] - mine).max()), float((mine - ends[:-1]).max()))
        low, median, high = axis.values(np.quantile(mine, QUANTILES)).tolist()
        counts = np.histogram(mine, BINS, (0.0, 1.0))[0]
        rows.append(
            {
                "factor": axis.factor.name,
                "prior_low": axis.factor.low,
                "prior_high": axis.factor.high,
                "low": low,
                "median": median,
                "high": high,
                "spread": float(np.std(mine) / np.std(waves.found.candidates[:, place])),
                "distance": apart,
                "told": apart >= TOLD,
                "ruled_out": float((counts == 0).mean()),
            }
        )
    return pd.DataFrame(rows)


def _pairs(waves: Waves) -> pd.DataFrame:
    """Return for each two factors what is ruled out together, and how they go together.

    Columns: first, second, correlation (Spearman's, of what is left), ruled_out (share of the cells
    of both ranges of which nothing is left).
    """
    units = waves.found.remaining
    columns = ["first", "second", "correlation", "ruled_out"]
    if len(units) < 2:
        return pd.DataFrame(columns=columns)
    related = np.atleast_2d(pd.DataFrame(units).corr("spearman").to_numpy())
    cells = np.minimum((units * CELLS).astype(int), CELLS - 1)
    rows = []
    for one, other in combinations(range(len(waves.space.axes)), 2):
        there = len(np.unique(cells[:, one] * CELLS + cells[:, other]))
        names = waves.space.names[one], waves.space.names[other]
        rows.append((*names, float(related[one, other]), 1.0 - there / CELLS**2))
    table = pd.DataFrame(rows, columns=columns)
    order = table["correlation"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _coverage(waves: Waves) -> pd.DataFrame:
    wave = waves.found.waves[-1]
    rules = (
        ("emulators of the last wave", wave.of_own_records(wave.tested) <= wave.cutoff),
        ("runs of the last wave", wave.survive_their_runs(wave.tested)),
        ("all waves", waves.found.planted()),
    )
    return pd.DataFrame(
        [
            {"rule": rule, "draws": len(survive), "records": survive.size, **_rate(survive)}
            | {"stated": RATE if rule == "all waves" else RATE_OF_A_WAVE}
            for rule, survive in rules
        ]
    )


def _default(waves: Waves) -> pd.DataFrame:
    units = waves.default()
    rows = []
    names = list(waves.targets)
    for place, wave in enumerate(waves.found.waves):
        if units is None:
            break
        largest, target = wave.largest(units)
        rows.append(
            {
                "wave": place + 1,
                "implausibility": float(largest[0]),
                "target": names[int(target[0])],
                "cutoff": wave.cutoff,
                "left": bool(largest[0] <= wave.cutoff),
            }
        )
    columns = ["wave", "implausibility", "target", "cutoff", "left"]
    return pd.DataFrame(rows, columns=columns)


def _sentences(waves: Waves, tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    told = records(tables["waves"])
    shares = ", ".join(percent(row["left"]) for row in told)
    yield (
        f"Wave by wave the record leaves {shares} of the prior's space; "
        f"{waves.found.ends or 'it is not over'}."
    )
    yield (
        f"Of {many(told[-1]['draws'], 'draw')} of the last wave {percent(told[-1]['draws_left'])} "
        "are left by their own runs too."
    )
    checks = tables["emulators"]
    means = checks[checks["of"] == "mean"]
    yield (
        f"{int(means['used'].sum())} of {many(len(means), 'emulator')} pass their check and are "
        "used; the other targets are read from runs only."
    )
    for row in records(tables["targets"]):
        if row["ruled_out"]:
            yield (
                f"Wave {row['wave']} rules out {percent(row['ruled_out'])} of what there was "
                f"because of this: {row['claim']}."
            )
    factors = tables["factors"]
    for row in records(factors[factors["told"]] if len(factors) else factors):
        yield (
            f"{words(row['factor'])} is left between {number(row['low'])} and "
            f"{number(row['high'])} (central 90 %), of {number(row['prior_low'])} to "
            f"{number(row['prior_high'])}."
        )
    truth = records(tables["coverage"])[-1]
    yield (
        f"Of {many(truth['records'], 'planted truth')}, each the record of a run of its own, "
        f"{percent(truth['survive'])} ({percent(truth['low'])} to {percent(truth['high'])}) "
        f"survive all waves (stated {percent(RATE)} or more)."
    )
    default = tables["default"]
    if len(default):
        member = "is a member of" if default["left"].all() else "lies outside"
        yield f"By the emulators the default {member} what is left."


def _doubts(waves: Waves, tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    if not waves.found.volumes[-1]:
        yield "nothing is left: the model, the prior or the record's own error is wrong"
    if not waves.found.ends:
        yield "it is not over: the last wave found too few draws, or another is to be run"
    truth = records(tables["coverage"])[-1]
    if truth["high"] < RATE:
        yield f"planted truths survive all waves at {percent(truth['survive'])} only"
    unused = sum(len(wave.means) - len(wave.used) for wave in waves.found.waves)
    if unused:
        yield f"{many(unused, 'emulator')} failed their check and were not used"
    yield "draws of a wave share their luck: its chance is that of few runs, not of many draws"
    yield "the record's own errors are assumptions, and its facts are coded by hand from sources"
