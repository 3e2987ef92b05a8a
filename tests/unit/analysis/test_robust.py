"""Policies over draws: regret, worst draw and shares as they were planted, whatever the noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from paradiplomacy_analysis.figures import FIGURES
from paradiplomacy_analysis.figures.style import SIZES
from paradiplomacy_analysis.methods import fitting
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.over_draws import OverDraws
from paradiplomacy_analysis.statistics.robust import measured, robust, spread_of_worlds
from paradiplomacy_analysis.statistics.robust_text import doubts_of
from paradiplomacy_analysis.statistics.robust_worlds import FAILS
from paradiplomacy_results.errors import UnfitError
from tests.support.legible import illegible
from tests.support.planted import LEVELS, planted
from tests.support.planted_worlds import DRAWS, PATIENCE, ran, truth

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.reading import Results


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return ran(tmp_path_factory.mktemp("worlds"))


@pytest.fixture(scope="module")
def finding(results: Results) -> Finding:
    return robust(sample_of(results))


@pytest.mark.slow
def test_regret_worst_draw_and_shares_are_those_of_the_planted_worlds(finding: Finding) -> None:
    rows = finding.tables["policies"].set_index("levers")
    unit = np.array([truth(unit=True, patience=each) for each in PATIENCE.round()])
    best = np.maximum(unit, 0.4)
    for name, true in (("none", np.full(DRAWS, 0.4)), ("unit", unit)):
        row = rows.loc[name]
        assert row["mean"] == pytest.approx(true.mean(), abs=0.01)
        assert row["regret"] == pytest.approx((best - true).mean(), abs=0.01)
        assert row["worst"] == pytest.approx(true.min(), abs=0.02)
        assert row["sd_worlds"] == pytest.approx(true.std(ddof=1), abs=0.01)
        assert row["regret_low"] <= (best - true).mean() <= row["regret_high"]
    shares = finding.tables["criteria"].set_index("levers")["satisficing"]
    assert shares["none"] == 1.0
    assert shares["unit"] == pytest.approx((unit >= 0.3).mean(), abs=0.03)


@pytest.mark.slow
def test_the_worlds_in_which_a_policy_is_best_are_found(finding: Finding) -> None:
    worlds = finding.tables["worlds"]
    box = worlds[(worlds["levers"] == "unit") & (worlds["claim"] == "is the best")].iloc[0]
    assert "patience" in box["conditions"]
    assert box["density"] > 0.9
    assert box["p_holm"] < 0.05


@pytest.mark.slow
def test_the_worlds_in_which_a_policy_is_not_good_enough_are_found(finding: Finding) -> None:
    worlds = finding.tables["worlds"]
    box = worlds[(worlds["levers"] == "unit") & (worlds["claim"] == FAILS)].iloc[0]
    assert box["conditions"].startswith("patience is at most 3")
    assert box["density"] > 0.9
    assert box["p_holm"] < 0.05


def test_noise_alone_makes_no_regret() -> None:
    noise = np.random.default_rng(3).normal(size=(6, 400, 10))
    found = measured(noise)
    assert np.all(found["regret_plain"] > 0.3)
    assert np.all(np.abs(found["regret"]) < 0.1)


def test_the_spread_of_worlds_leaves_out_that_of_replicates() -> None:
    generator = np.random.default_rng(4)
    worlds = generator.normal(0.0, 0.5, (3, 800, 1))
    values = worlds + generator.normal(0.0, 2.0, (3, 800, 8))
    assert spread_of_worlds(values) == pytest.approx(np.full(3, 0.5), abs=0.1)


def test_levels_without_draws_are_no_policies_over_worlds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = sample_of(planted(tmp_path, monkeypatch, LEVELS))
    assert "robust" not in fitting(sample)
    with pytest.raises(UnfitError, match="same draws"):
        robust(sample)


@pytest.mark.slow
def test_the_figure_says_which_policy_has_the_least_regret(
    results: Results, finding: Finding
) -> None:
    figure = FIGURES["robust"].draw(results, finding)
    assert "Least regret in trust" in " ".join(figure.get_suptitle().split())


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_no_heading_of_the_figure_lies_on_another(
    results: Results, finding: Finding, size: str
) -> None:
    figure = FIGURES["robust"].draw(results, finding, size=size)
    assert illegible(figure) == []


@pytest.mark.slow
def test_a_first_rank_that_policies_share_is_doubted_once(
    results: Results, finding: Finding
) -> None:
    over = OverDraws(sample_of(results))
    tables = dict(finding.tables)
    tables["policies"] = tables["policies"].assign(rank=1, first=0.5)
    assert len(tables["policies"]) == 2
    assert any(each.startswith("1 first rank of 1 would") for each in doubts_of(over, tables))
