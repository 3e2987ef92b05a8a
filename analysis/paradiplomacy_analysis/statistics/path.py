"""How often the path of Baubau is taken, and under which conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import Finding, records
from paradiplomacy_analysis.patterns.path import FEWEST_YEARS, PATH_NEEDS, steps_of
from paradiplomacy_analysis.statistics.choice import SUCCESS
from paradiplomacy_analysis.statistics.conditions import comparable
from paradiplomacy_analysis.statistics.discovery import (
    FEWEST_EACH,
    Halves,
    box_tables,
    sure_boxes,
)
from paradiplomacy_analysis.statistics.resampling import deviations, intervals, one_half
from paradiplomacy_analysis.wording import percent
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.layout import HISTORIES
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Sample

TIE = "baubau-seoul"

CHOSEN = "points count as they were chosen: shares are of the ranges given, likely or not"
NO_BOX = "No conditions are found under which it is taken more often, by points not searched."


def path(sample: Sample) -> Finding:
    """Tell the share of runs that take the path of Baubau, step by step, and boxes of conditions.

    Tables: ``steps`` (share of runs that take each step, that take all the others, and that take
    all, with a 95 % interval over replicates, whose luck all points share), ``points`` (the share
    at each point), and ``boxes``, ``limits`` and ``trajectory`` as discovery has them, of points
    that take it more often than on the whole. Raises :class:`UnfitError` where the yearly histories
    of the tie were not kept.
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
    shares = pd.Series(taken, sample.runs.index).groupby(sample.runs["point"]).mean().sort_index()
    tables = {
        "steps": table.assign(path=share, low=low, high=high),
        "points": sample.points().assign(share=shares).reset_index(),
    }
    first = (
        f"{percent(share)} of runs take the path of Baubau ({percent(low)} to {percent(high)}):"
        f" {int(taken.sum()):,} of {runs:,}, at {many(int((shares > 0.0).sum()), 'point')} of"
        f" {len(shares):,}."
    )
    sentences, doubts = [first], [CHOSEN]
    often = shares.to_numpy() > share
    halves = Halves(comparable(sample), often, one_half(len(often))) if sample.factors else None
    if halves is not None and halves.suffice:
        tables |= box_tables(halves, [SUCCESS])
        sentences += [_told(row) for row in records(sure_boxes(tables))] or [NO_BOX]
    else:
        doubts.append(
            f"no conditions are sought: it takes {4 * FEWEST_EACH} points or more, of which some"
            " take the path more often than others"
        )
    tables = {name: each for name, each in tables.items() if len(each)}
    question = "Can the path of Baubau be reached, how often and where?"
    return Finding("path", question, tables, tuple(sentences), tuple(doubts), first)


def _told(box: Mapping[str, Any]) -> str:
    """Say what a box asks for, and how many of its points take the path more often than all do."""
    return (
        f"Where {box['conditions']}, {percent(box['density'])} of points take it more often than"
        f" on the whole, against {percent(box['base'])} everywhere, by points that had no part in"
        " the search."
    )


def _histories(sample: Sample) -> pd.DataFrame:
    if not has_path(sample):
        raise UnfitError(
            f"{sample.results.directory} did not keep histories of {TIE} with"
            f" {', '.join(PATH_NEEDS)}: keep.tables and keep.indicators"
        )
    rows = sample.results.read(HISTORIES, ["run", "month", "partnership", *PATH_NEEDS])
    rows = rows[rows["partnership"].astype(str) == TIE]
    if rows["run"].nunique() < len(sample.runs):
        raise UnfitError(f"{sample.results.directory} has runs without a tie {TIE}")
    return rows


def has_path(sample: Sample) -> bool:
    """Tell whether the yearly histories that the path is read from were kept."""
    manifest = sample.results.manifest
    kept = HISTORIES in manifest.layout.tables
    return kept and all(name in manifest.measured(HISTORIES) for name in PATH_NEEDS)


def _share(sample: Sample, taken: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return the share and its interval: replicates are luck, and all points share it."""
    by_luck = pd.Series(taken.astype(float), sample.runs.index).groupby(sample.runs["replicate"])
    values = by_luck.mean().to_numpy()[:, None]
    low, high = intervals(values, 0.0, 1.0)
    return float(deviations(values)[0][0]), float(low[0]), float(high[0])
