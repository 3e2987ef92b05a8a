"""How often the path of Baubau is taken, and under which conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import Finding
from paradiplomacy_analysis.patterns.path import FEWEST_YEARS, PATH_NEEDS, steps_of
from paradiplomacy_analysis.statistics.boxes import boxes
from paradiplomacy_analysis.statistics.conditions import comparable, in_words
from paradiplomacy_analysis.statistics.resampling import deviations, intervals
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.layout import HISTORIES
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Sample

TIE = "baubau-seoul"

FEWEST_POINTS = 100
"""Points that take the path, and that do not, without which no box is sought."""


def path(sample: Sample) -> Finding:
    """Tell the share of runs that take the path of Baubau, step by step, and boxes of conditions.

    Tables: ``steps`` (share of runs that take each step, that take all the others, and that take
    all, with a 95 % interval over replicates, whose luck all points share), ``points`` (the share
    at each point) and ``boxes``. Raises :class:`UnfitError` where the yearly histories of the tie
    were not kept.
    """
    rows = _histories(sample)
    yearly = {
        name: rows.pivot_table(index="run", columns="month", values=name)
        .reindex(sample.runs["run"])
        .to_numpy()
        for name in PATH_NEEDS
    }
    if yearly[PATH_NEEDS[0]].shape[1] < FEWEST_YEARS:
        raise UnfitError(f"{sample.results.directory} has fewer than {FEWEST_YEARS} years")
    steps = steps_of(yearly)
    all_steps = np.stack(list(steps.values()))
    taken = np.asarray(np.logical_and.reduce(all_steps), dtype=np.bool_)
    runs = len(sample.runs)
    share, low, high = _share(sample, taken)
    lines = [
        (name, float(of.mean()), float(np.delete(all_steps, k, axis=0).all(axis=0).mean()))
        for k, (name, of) in enumerate(steps.items())
    ]
    table = pd.DataFrame(lines, columns=["step", "taken", "all_others_taken"])
    points = pd.Series(taken, sample.runs.index).groupby(sample.runs["point"]).mean()
    tables = {
        "steps": table.assign(path=share, low=low, high=high),
        "points": sample.points().assign(share=points).reset_index(),
    }
    often = points.sort_index().to_numpy() > 0.0
    first = (
        f"{share:.3g} [{low:.3g}, {high:.3g}] of runs take the path of Baubau:"
        f" {int(taken.sum()):,} of {runs:,}, at {many(int(often.sum()), 'point')} of"
        f" {len(often):,}."
    )
    sentences = [first]
    doubts = ["points count as they were chosen: shares are of the ranges given, likely or not"]
    if min(often.sum(), (~often).sum()) >= FEWEST_POINTS:
        found = boxes(comparable(sample), often)
        words = [in_words(each.conditions) for each in found]
        sentences += [f"Points that take it lie where {each}." for each in words]
        tables["boxes"] = pd.DataFrame({"box": range(1, len(words) + 1), "conditions": words})
        doubts.append("boxes were sought and are told in the same points: judge them by others")
    else:
        doubts.append(f"no box is sought: it needs {FEWEST_POINTS} points that take it, and not")
    tables = {name: each for name, each in tables.items() if len(each)}
    question = "Can the path of Baubau be reached, how often and where?"
    return Finding("path", question, tables, tuple(sentences), tuple(doubts), first)


def _histories(sample: Sample) -> pd.DataFrame:
    if not has_path(sample):
        raise UnfitError(
            f"{sample.results.directory} did not keep histories of {TIE} with"
            f" {', '.join(PATH_NEEDS)}: keep.tables and keep.indicators"
        )
    rows = sample.results.read(HISTORIES, ["run", "month", "partnership", *PATH_NEEDS])
    return rows[rows["partnership"].astype(str) == TIE]


def has_path(sample: Sample) -> bool:
    """Tell whether the path can be read: the case alone, with its yearly histories."""
    manifest = sample.results.manifest
    kept = HISTORIES in manifest.layout.tables
    return kept and all(name in manifest.measured(HISTORIES) for name in PATH_NEEDS)


def _share(sample: Sample, taken: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return the share and its interval: replicates are luck, and all points share it."""
    by_luck = pd.Series(taken.astype(float), sample.runs.index).groupby(sample.runs["replicate"])
    values = by_luck.mean().to_numpy()[:, None]
    low, high = intervals(values, 0.0, 1.0)
    return float(deviations(values)[0][0]), float(low[0]), float(high[0])
