"""Scenario discovery: under which conditions a criterion is met, and under which it is not.

Boxes (PRIM) and a tree (CART) are searched in one half of the points, drawn by lot, and judged in
the other: coverage, density and p-values are those of points that had no part in the search, so
that a search in noise finds no more than its error rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import Finding, records, stacked
from paradiplomacy_analysis.statistics.boxes import NoStepError, boxes
from paradiplomacy_analysis.statistics.choice import (
    FAILURE,
    SUCCESS,
    choice_doubts,
    choice_told,
    chosen_boxes,
    refuse_box,
    refuse_step,
    steps_of,
)
from paradiplomacy_analysis.statistics.conditions import comparable, in_words, met
from paradiplomacy_analysis.statistics.resampling import CONFIDENCE, one_half
from paradiplomacy_analysis.statistics.significance import SIGNIFICANCE, holm
from paradiplomacy_analysis.statistics.tree import leaves
from paradiplomacy_analysis.wording import percent
from paradiplomacy_results.criteria import Criterion, CriterionError, criterion
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.intervals import of_shares
from paradiplomacy_results.wording import argument, many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_analysis.statistics.boxes import Box
    from paradiplomacy_analysis.statistics.choice import Choice

QUESTION = "Under which conditions is city diplomacy effective, and under which is it constrained?"

FEWEST_POINTS = 100
"""Points below which no search is worth its while."""

ENOUGH_POINTS = 1000
"""Points below which boxes are doubted."""

FEWEST_EACH = 10
"""Successes and failures that either half has to hold."""

_BOX_COLUMNS = (
    "outcome",
    "box",
    "conditions",
    "points",
    "coverage",
    "density",
    "base",
    "density_searched",
    "factors",
    "p_holm",
    "p",
)
"""Columns in the order in which they are read."""


@dataclass(frozen=True)
class Halves:
    """The points of a search and those of its trial, and which of them succeed."""

    points: pd.DataFrame
    success: NDArray[np.bool_]
    searched: NDArray[np.bool_]

    def of(self, outcome: str) -> NDArray[np.bool_]:
        """Return where success, or its absence, is the case."""
        return self.success if outcome == SUCCESS else ~self.success

    @property
    def suffice(self) -> bool:
        """Tell whether either half holds enough points that succeed, and enough that do not."""
        return all(
            int(np.sum(self.of(outcome)[half])) >= FEWEST_EACH
            for outcome in (SUCCESS, FAILURE)
            for half in (self.searched, ~self.searched)
        )

    def searched_points(self) -> pd.DataFrame:
        """Return the points of the search, without categories that none of them has."""
        points = self.points[self.searched]
        texts = points.select_dtypes("category")
        return points.assign(**{str(k): v.cat.remove_unused_categories() for k, v in texts.items()})


def discovery(sample: Sample) -> Finding:
    """Find boxes and a tree of conditions for the criterion of a design, and for its absence.

    Tables: ``boxes`` (coverage: share of all cases that are inside; density: share of points inside
    that are cases; base: the share among all points; p by Fisher's exact test of the box against
    what is outside it and all earlier ones, corrected by Holm), ``limits`` (what a box asks of each
    factor, with its quasi-p-value), ``trajectory`` (the steps of peeling) and ``tree``. A point of
    several replicates succeeds where at least half of its runs do. Where somebody chose another
    step of a box than the rule, ``trajectory`` has the column ``rule`` too, and it is doubted.
    Raises :class:`UnfitError` where there is no criterion, it cannot be evaluated, or there are
    fewer than 100 points, and :class:`UnknownNameError` where a step that was chosen is not there.
    """
    rule = rule_of(sample)
    halves = halves_of(sample, rule)
    doubts = list(_doubts(sample, halves))
    if not halves.suffice:
        count = int(halves.success.sum())
        doubts.insert(
            0,
            f"undefined because {count:,} of {many(len(halves.success), 'point')} succeed: either "
            f"half of them needs {FEWEST_EACH} that do and {FEWEST_EACH} that do not",
        )
        return Finding("discovery", QUESTION, {}, (), tuple(doubts))
    tables = box_tables(halves, choices=sample.boxes)
    doubts[:0] = choice_doubts(tables)
    tables["tree"] = _tree_table(halves)
    tables = {name: table for name, table in tables.items() if len(table)}
    sentences = tuple(_sentences(tables, halves, rule))
    answer = " ".join(sentences[:2])
    return Finding("discovery", QUESTION, tables, sentences, tuple(doubts), answer)


def rule_of(sample: Sample) -> Criterion:
    """Return the criterion of success; raise :class:`UnfitError` where there is none."""
    if sample.success is None:
        raise UnfitError(
            f"{sample.results.directory} does not say what counts as success: give "
            f"{argument('success')} 'trust >= 0.6 and continuity >= 0.7', or success under "
            "[analysis] of the design"
        )
    try:
        return criterion(sample.success, [*sample.results.indicators, *sample.shares])
    except CriterionError as error:
        raise UnfitError(f"success: {error}") from error


def halves_of(sample: Sample, rule: Criterion) -> Halves:
    """Return the points of a sample in two halves, drawn by lot with a fixed seed."""
    if not sample.factors:
        raise UnfitError(f"{sample.results.directory} varies nothing")
    success = succeeding(sample, rule)
    if len(success) < FEWEST_POINTS:
        raise UnfitError(
            f"{sample.results.directory} has {many(len(success), 'point')}: discovery needs "
            f"{FEWEST_POINTS}, spread over ranges (sampler lhs or sobol)"
        )
    return Halves(comparable(sample), success, one_half(len(success)))


def succeeding(sample: Sample, rule: Criterion) -> NDArray[np.bool_]:
    """Return which points meet a criterion in at least half of their runs, in their order."""
    runs = rule.of({name: sample.values(name).to_numpy() for name in rule.names})
    share = pd.Series(runs, index=sample.runs.index).groupby(sample.runs["point"]).mean()
    return np.asarray(share.sort_index().to_numpy() >= 0.5)


def searched_boxes(halves: Halves, outcome: str, choices: Sequence[Choice] = ()) -> list[Box]:
    """Return the boxes that are found in the searched half, at the steps that were chosen.

    Raises :class:`UnknownNameError` where a box or a step that was chosen is not there.
    """
    steps = steps_of(choices, outcome)
    try:
        found = boxes(halves.searched_points(), halves.of(outcome)[halves.searched], steps)
    except NoStepError as error:
        refuse_step(outcome, error.box, error.steps)
    for box in steps:
        if box > len(found):
            refuse_box(outcome, box, len(found))
    return found


def box_tables(
    halves: Halves,
    outcomes: Sequence[str] = (SUCCESS, FAILURE),
    choices: Sequence[Choice] = (),
) -> dict[str, pd.DataFrame]:
    """Return the tables of boxes: those found in one half, judged in the other; empty if none."""
    found, limits, steps = [], [], []
    for outcome in outcomes:
        left = ~halves.searched
        for number, box in enumerate(searched_boxes(halves, outcome, choices), start=1):
            about: dict[str, Any] = {"outcome": outcome, "box": number}
            inside = met(box.conditions, halves.points) & left
            found.append({**about, **_judged(halves, outcome, inside, left, box)})
            left &= ~inside
            for factor, one in box.conditions.items():
                limits.append(
                    {
                        **about,
                        "factor": factor,
                        "low": one.low,
                        "high": one.high,
                        "levels": ", ".join(one.levels),
                        "quasi_p": box.quasi_p[factor],
                    }
                )
            steps.append(
                box.trajectory.rename(columns={"res_dim": "factors"}).assign(
                    **about, step=np.arange(len(box.trajectory)), chosen=box.step, rule=box.rule
                )
            )
    if not found:
        return {}
    table = pd.DataFrame(found)
    rule = ["rule"] if choices else []
    return {
        "boxes": table.assign(p_holm=holm(table["p"]))[list(_BOX_COLUMNS)],
        "limits": pd.DataFrame(limits),
        "trajectory": stacked(steps)[
            ["outcome", "box", "step", "coverage", "density", "mass", "factors", "chosen", *rule]
        ],
    }


def sure_boxes(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the boxes that hold more cases than chance would have, by the half that judges."""
    found = tables.get("boxes", pd.DataFrame(columns=["p_holm", "density", "base"]))
    return found[(found["p_holm"] < SIGNIFICANCE) & (found["density"] > found["base"])]


def _judged(
    halves: Halves, outcome: str, inside: NDArray[np.bool_], left: NDArray[np.bool_], box: Box
) -> dict[str, object]:
    """Judge a box by the points that had no part in the search and are in no earlier box."""
    from scipy import stats

    case = halves.of(outcome)
    outside = left & ~inside
    table = [[int((case & part).sum()), int((~case & part).sum())] for part in (inside, outside)]
    cases = int((case & ~halves.searched).sum())
    points = int(inside.sum())
    return {
        "conditions": in_words(box.conditions),
        "factors": len(box.conditions),
        "points": points,
        "coverage": table[0][0] / cases,
        "density": table[0][0] / points if points else float("nan"),
        "base": float(case.mean()),
        "density_searched": box.trajectory["density"].iloc[box.step],
        "p": float(stats.fisher_exact(table, alternative="greater")[1]),
    }


def _tree_table(halves: Halves) -> pd.DataFrame:
    grown = leaves(halves.searched_points(), halves.success[halves.searched])
    rows = []
    for number, leaf in enumerate(grown, start=1):
        inside = met(leaf.conditions, halves.points) & ~halves.searched
        points, cases = int(inside.sum()), int((inside & halves.success).sum())
        # Bonferroni: all leaves at once are inside their intervals as often as is said.
        alpha = (1.0 - CONFIDENCE) / len(grown)
        low, high = of_shares(cases, points, 1.0 - alpha)
        rows.append(
            {
                "leaf": number,
                "conditions": in_words(leaf.conditions) or "always",
                "points": points,
                "success": cases / points if points else float("nan"),
                "low": float(low),
                "high": float(high),
            }
        )
    return pd.DataFrame(rows)


def _doubts(sample: Sample, halves: Halves) -> Iterator[str]:
    points = len(halves.success)
    if points < ENOUGH_POINTS:
        yield f"only {points:,} points: boxes of so few are rough; take 1,000 or more"
    if sample.sampler not in ("lhs", "sobol"):
        yield (
            f"points were chosen by {sample.sampler}, not spread evenly: shares are those of its "
            "points"
        )
    if sample.replicates == 1:
        yield (
            "one replicate: each point is one draw of chance, and all share one history; repeat "
            "with another design.seed before a rule is believed"
        )


def _sentences(tables: dict[str, pd.DataFrame], halves: Halves, rule: Criterion) -> Iterator[str]:
    base = {SUCCESS: halves.success.mean(), FAILURE: (~halves.success).mean()}
    yield f"{percent(base[SUCCESS])} of all points succeed: {rule.text}."
    chosen = chosen_boxes(tables)
    sure = sure_boxes(tables)
    for row in records(sure):
        verb = "succeed" if row["outcome"] == SUCCESS else "do not succeed"
        among = "" if row["box"] == 1 else "Of the others, "
        where = f"where {row['conditions']}, {percent(row['density'])} {verb}"
        where = where if among else where[0].upper() + where[1:]
        share = "successes" if row["outcome"] == SUCCESS else "failures"
        yield (
            f"{among}{where}, against {percent(row['base'])} everywhere; "
            f"{percent(row['coverage'])} of all {share} are there"
            f"{choice_told(chosen, row['outcome'], row['box'])}."
        )
    every = tables.get("boxes", sure)
    for row in records(every[~every.index.isin(sure.index)]):
        if (row["outcome"], row["box"]) in chosen:
            yield (
                f"Where {row['conditions']}, success is not told from what it is elsewhere"
                f"{choice_told(chosen, row['outcome'], row['box'])}."
            )
    if not len(sure):
        yield "No conditions are found that hold for points that had no part in the search."
    tree = tables["tree"].dropna(subset="success")
    best = tree.iloc[int(tree["success"].argmax())]
    if best["low"] > base[SUCCESS]:
        yield (
            f"In a tree of {many(len(tree), 'leaf').replace('leafs', 'leaves')}, success is most "
            f"frequent where {best['conditions']}: {percent(best['success'])} "
            f"({percent(best['low'])} to {percent(best['high'])})."
        )
    yield (
        f"Conditions were searched in one half of the points, drawn by lot; all shares but the "
        f"first are those of the other {int((~halves.searched).sum()):,}, which had no part in it."
    )
