"""Access to what was run for the pages, as a section needs it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from paradiplomacy_analysis import load
from paradiplomacy_analysis.matching.refocusing import Waves, waves_in
from paradiplomacy_analysis.patterns import PATTERNS
from tools.pages.sets import MATCHING, SETS, calibrated_draws, first_draws

if TYPE_CHECKING:
    from collections.abc import Iterable

    from paradiplomacy_analysis import Results


@cache
def results(name: str, design: str = "") -> Results:
    """Return results of a set, where it has several designs those of one."""
    chosen = SETS[name]
    return load(chosen.folder(design or chosen.designs[0]))


@cache
def part_of_search(name: str, part: str) -> Results:
    """Return what a search of a set left in a folder of its own: its front, or what is robust."""
    chosen = SETS[name]
    return load(chosen.folder(chosen.designs[0]) / part)


@cache
def card(name: str) -> pd.DataFrame:
    """Return the scorecard of a set."""
    chosen = SETS[name]
    of_designs = [pd.read_csv(chosen.scores(design)) for design in chosen.designs]
    whole = pd.concat(of_designs, ignore_index=True)
    whole = whole.assign(of=whole["of"].fillna(""))
    place = {pattern: k for k, pattern in enumerate(PATTERNS)}
    variants = {variant: k for k, variant in enumerate(dict.fromkeys(of_designs[0]["variant"]))}
    order = whole.assign(_v=whole["variant"].map(variants), _p=whole["id"].map(place))
    order = order.sort_values(["_v", "_p", "part"], kind="stable")
    return whole.loc[order.index].reset_index(drop=True)


def over_draws(variants: Iterable[str]) -> pd.DataFrame:
    """Return the rows of the scorecard of draws that are of some of them, by name."""
    whole = card("draws")
    return whole[whole["variant"].isin(list(variants))]


def of_prior() -> pd.DataFrame:
    """Return the scorecard of the first draws of the prior."""
    return over_draws(first_draws())


def of_calibrated() -> pd.DataFrame:
    """Return the scorecard of the first draws that the record leaves."""
    return over_draws(calibrated_draws())


@cache
def waves() -> Waves:
    """Return the waves of the history matching, and what they leave of the prior."""
    return waves_in(SETS[MATCHING].folder("prior"))
