"""Sections of the answer: conditions, levers, reform, pairs of regimes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.choice import SUCCESS
from paradiplomacy_analysis.statistics.conditions import in_words, met
from paradiplomacy_analysis.statistics.discovery import Halves, halves_of, rule_of, searched_boxes
from paradiplomacy_analysis.statistics.levers import bought
from paradiplomacy_analysis.statistics.resampling import intervals
from paradiplomacy_analysis.wording import number, percent, words
from tools.odd.markdown import table
from tools.pages.cells import bounds, with_interval
from tools.pages.made import section
from tools.pages.runs import results

CONDITIONS = {
    "effective": "trust >= 0.6 and continuity >= 0.7",
    "ceremonial": "ceremonial_share > 0",
    "dormant": "dormant_share >= 0.5",
    "carried by NGOs": "continuity_ngo >= 0.5 and continuity_g2g <= 0.25",
}
"""What each kind of tie is, over the evaluation window; trust is that of the end."""

BOXES = 2
"""Boxes that are told of each kind."""


@section("conditions", "discovery", "discovery-seed-2")
def of_conditions() -> str:
    """Return where ties of each kind are frequent: the first boxes, judged outside the search.

    Another history is another seed: all points of one design share the luck of one.
    """
    rows = []
    for kind, success in CONDITIONS.items():
        one, other = (_halves(name, success) for name in ("discovery", "discovery-seed-2"))
        judged, anew = ~one.searched, np.ones(len(other.success), dtype=bool)
        of_all = judged & one.success
        for place, box in enumerate(searched_boxes(one, SUCCESS)[:BOXES]):
            here = judged & met(box.conditions, one.points)
            there = anew & met(box.conditions, other.points)
            rows.append(
                (
                    "" if place else f"{kind} (`{success}`)",
                    "" if place else percent(one.success[~one.searched].mean()),
                    ("of the others, " if place else "") + in_words(box.conditions),
                    percent(one.success[here].mean()),
                    percent((here & one.success).sum() / of_all.sum()),
                    percent(other.success[there].mean()),
                )
            )
            judged &= ~here
            anew &= ~there
    heads = ("a tie is", "everywhere", "where", "there", "of all such ties", "in another history")
    return table(heads, rows)


def _halves(name: str, success: str) -> Halves:
    sample = sample_of(results(name), success=success)
    return halves_of(sample, rule_of(sample))


@section("levers", "levers")
def of_levers() -> str:
    """Return what each lever adds and costs behind one gate and without."""
    outcomes = ("effectiveness", "trust", "continuity", "delivered", "misalignment", "cost_total")
    told = records(bought(sample_of(results("levers")), outcomes))
    rows = []
    for where, lever in dict.fromkeys((row["where"], row["lever"]) for row in told):
        mine = {r["outcome"]: r for r in told if (r["where"], r["lever"]) == (where, lever)}
        cells = (with_interval(*bounds(mine[name])) for name in outcomes)
        rows.append((words(where), words(lever), *cells))
    units = [f"{words(name)}" for name in outcomes]
    return table(("regime", "lever", *units), rows)


@section("reform", "reform-year")
def of_reform() -> str:
    """Return what a reform of one gate changes by the year in which it comes."""
    return _against_first("reform-year", "reform_in", (
        "approval_months", "mou_share", "misalignment", "trust", "continuity", "effectiveness",
    ))  # fmt: skip


@section("regimes", "regime-dyads")
def of_regimes() -> str:
    """Return the worlds of two regimes at both sides beside one gate at both."""
    runs = results("regime-dyads").runs
    pairs = runs["west"].astype(str) + " / " + runs["east"].astype(str)
    outcomes = (
        "approval_months", "delay_gap", "let_downs", "misalignment", "trust", "effectiveness",
    )  # fmt: skip
    return _against(runs.assign(pair=pairs), "pair", outcomes)


def _against_first(name: str, factor: str, outcomes: tuple[str, ...]) -> str:
    return _against(results(name).runs, factor, outcomes)


def _against(runs: pd.DataFrame, factor: str, outcomes: tuple[str, ...]) -> str:
    """Return the mean of the first level, and differences of the others to it, paired."""
    ordered = runs.sort_values(["point", "replicate"])
    levels = list(dict.fromkeys(ordered[factor].astype(str)))
    rows = []
    values = {
        level: ordered[ordered[factor].astype(str) == level][list(outcomes)].to_numpy(dtype=float)
        for level in levels
    }
    first = values[levels[0]]
    means = [number(value) for value in pd.DataFrame(first).mean()]
    rows.append((f"{words(levels[0])} (level)", *means))
    for level in levels[1:]:
        gain = pd.DataFrame(values[level] - first).dropna().to_numpy()
        low, high = intervals(gain)
        cells = (with_interval(*each) for each in zip(gain.mean(axis=0), low, high, strict=True))
        rows.append((words(level), *cells))
    return table(("", *map(words, outcomes)), rows)
