"""Pictures of the pages: each a figure, and the results whose metadata it bears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_analysis.figures import scorecard
from paradiplomacy_analysis.figures.carriers import carriers
from paradiplomacy_analysis.figures.levers import levers
from paradiplomacy_analysis.figures.record import record
from paradiplomacy_analysis.figures.waves import waves as figure_of_waves
from paradiplomacy_analysis.matching.telling import waves_told
from paradiplomacy_analysis.patterns.scorecard import shares
from tools.pages.made import picture
from tools.pages.runs import card, of_calibrated, of_prior, results, waves
from tools.pages.sets import MATCHING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from paradiplomacy_analysis import Results

    Drawn = tuple[Figure, Results]

DESIGN = "regimes"
"""The design whose results give the metadata of figures about all patterns."""


@picture("model/validity/scorecard.png", "default")
def of_scorecard() -> Drawn:
    """Draw how far each pattern lies from its threshold."""
    return scorecard.scorecard(card("default")), results("default", DESIGN)


@picture("model/validity/ablation.png", "default", "ablation")
def of_ablation() -> Drawn:
    """Draw the verdict of each pattern under each variant."""
    return scorecard.ablation(card("ablation")), results("default", DESIGN)


@picture("model/validity/shares.png", "draws")
def of_shares() -> Drawn:
    """Draw the share of draws in which each pattern holds."""
    held = {"prior": shares(of_prior()), "what the record leaves": shares(of_calibrated())}
    return scorecard.over_draws(held), results("draws", DESIGN)


@picture("model/validity/matching.png", MATCHING)
def of_matching() -> Drawn:
    """Draw what each wave leaves, and what is left of each factor."""
    last = waves().results[-1]
    return figure_of_waves(waves_told(waves()), last), last


@picture("model/validity/levers.png", "levers")
def of_levers() -> Drawn:
    """Draw what each lever adds, and at which cost."""
    return levers(results("levers")), results("levers")


@picture("analysis/carriers.png", "first")
def of_carriers() -> Drawn:
    """Draw who carries each of the six ties, as the first command does."""
    return carriers(results("first")), results("first")


def _of_case(case: str) -> Drawn:
    cases = results("cases")
    return record(cases, case), cases


@picture("model/validity/record-baubau-seoul.png", "cases")
def of_baubau_seoul() -> Drawn:
    """Draw Baubau and Seoul beside their record."""
    return _of_case("baubau-seoul")


@picture("model/validity/record-bandung-seoul.png", "cases")
def of_bandung_seoul() -> Drawn:
    """Draw Bandung and Seoul beside their record."""
    return _of_case("bandung-seoul")


@picture("model/validity/record-bandung-suwon.png", "cases")
def of_bandung_suwon() -> Drawn:
    """Draw Bandung and Suwon beside their record."""
    return _of_case("bandung-suwon")


@picture("model/validity/record-jakarta-seoul.png", "cases")
def of_jakarta_seoul() -> Drawn:
    """Draw Jakarta and Seoul beside their record."""
    return _of_case("jakarta-seoul")


@picture("model/validity/record-semarang-junggu.png", "cases")
def of_semarang_junggu() -> Drawn:
    """Draw Semarang and Jung-gu beside their record."""
    return _of_case("semarang-junggu")


@picture("model/validity/record-surabaya-busan.png", "cases")
def of_surabaya_busan() -> Drawn:
    """Draw Surabaya and Busan beside their record."""
    return _of_case("surabaya-busan")
