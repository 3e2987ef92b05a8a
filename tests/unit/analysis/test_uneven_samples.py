"""Results of designs whose factors have distributions, groups or draws, from design to figure."""

from __future__ import annotations

from functools import cache
from html import unescape
from typing import TYPE_CHECKING

import numpy as np
import pytest

from paradiplomacy_analysis import load
from paradiplomacy_analysis import report as reports
from paradiplomacy_analysis.figures import FIGURES
from paradiplomacy_analysis.matching.space import Space
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.contrasts import contrasts
from paradiplomacy_analysis.statistics.discovery import discovery
from paradiplomacy_analysis.statistics.sensitivity import morris, sobol
from paradiplomacy_analysis.wording import sentence_case
from paradiplomacy_experiments.design.stored import design_from
from paradiplomacy_experiments.execution.runner import run_design
from tests.support.designs import HEAD, levels, made
from tests.support.drawn import COARSE
from tests.support.fake_engine import FakeEngine, use
from tests.support.planted import planted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from paradiplomacy_analysis import Results

SPREAD = """
[factors.forgetting]
key = "trust.forgetting"
distribution = "beta"
alpha = 2.0
beta = 2.0
low = 0.8
high = 0.99

[factors.patience]
key = "gate.patience"
distribution = "normal"
mean = 45.0
sd = 6.0
low = 24
high = 66

[factors.money]
key = "cities.baubau.budget"
distribution = "lognormal"
median = 14.0
sd_log = 0.6

[factors.unit]
key = "cities.baubau.unit"
levels = [false, true]
weights = [3, 1]
"""
GROUPED = SPREAD.replace("[factors.money]", '[factors.money]\ngroup = "means"').replace(
    "[factors.patience]", '[factors.patience]\ngroup = "means"'
)
CUT = GROUPED.replace("sd_log = 0.6", "sd_log = 0.6\nlow = 4.0\nhigh = 60.0")
SAMPLERS = {
    "saltelli": GROUPED + '[sampler]\nkind = "saltelli"\nbase = 32\n',
    "morris": CUT + '[sampler]\nkind = "morris"\ntrajectories = 20\n',
    "lhs": (
        SPREAD + '[sampler]\nkind = "lhs"\npoints = 120\nblocks = 2\n'
        '[analysis]\nsuccess = "trust >= 10.2"\n'
    ),
    "draws": (
        f"{SPREAD.split('[factors.patience]', maxsplit=1)[0]}[factors.money]\n"
        'key = "cities.baubau.budget"\n'
        '[factors.patience]\nkey = "gate.patience"\nlevels = [36, 48]\n'
        '[sampler]\nkind = "draws"\n'
        "rows = [{ forgetting = 0.81, money = 14 }, { forgetting = 0.9, money = 20.5 }]\n"
    ),
}
KEEP = '\n[keep]\nindicators = ["trust", "continuity"]\n'


@pytest.fixture(scope="module")
def results_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Results]:
    """Return what gives the results of a sampler, with planted effects, each made once."""

    @cache
    def made_once(name: str) -> Results:
        with pytest.MonkeyPatch.context() as monkeypatch:
            return planted(tmp_path_factory.mktemp(name), monkeypatch, SAMPLERS[name] + KEEP)

    return made_once


SMALLER = {
    "saltelli": ["sampler.base=2"],
    "morris": ["sampler.trajectories=3"],
    "lhs": ["sampler.points=5"],
    "draws": [],
}


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_design_is_made_again_from_the_manifest_of_its_results(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(), monkeypatch)
    design = made(tmp_path, SAMPLERS[name] + KEEP, *SMALLER[name])
    run_design(design, out=tmp_path / "out")
    results = load(tmp_path / "out")
    again = design_from(results.manifest)
    assert again.points.sample.sha256 == results.manifest.design["sample_sha256"]
    assert again.as_json() == results.manifest.design == design.as_json()
    names = list(again.layout.factors)
    runs = results.runs.drop_duplicates("point").sort_values("point")[names]
    rows = runs.itertuples(index=False, name=None)
    assert [dict(zip(names, row, strict=True)) for row in rows] == levels(again) == levels(design)
    assert run_design(again, out=tmp_path / "out").computed == 0


@pytest.mark.slow
def test_the_variance_is_shared_among_groups_over_the_distributions(
    results_of: Callable[[str], Results],
) -> None:
    results = results_of("saltelli")
    sample = sample_of(results)
    assert results.manifest.points == 32 * (3 + 2)
    table = sobol(sample).tables["sobol"].query("outcome == 'trust'").set_index("factor")
    assert list(table.index) == ["forgetting", "means", "unit"]
    assert table.loc["means", "members"] == "patience, money"
    forgetting, patience = (sample.runs[each] for each in ("forgetting", "patience"))
    both = 10 * forgetting + 0.02 * patience + 0.1 * patience * (forgetting - 0.9)
    # Means have all of the variance but what forgetting has alone, where patience is 45.
    share = 1.0 - (10 + 0.1 * 45) ** 2 * forgetting.var() / both.var()
    assert table.loc["means", "total"] == pytest.approx(share, abs=0.03)
    assert table.loc["unit", "total"] == pytest.approx(0.0, abs=0.01)


@pytest.mark.slow
def test_a_group_has_one_effect_over_the_quantiles_of_its_members(
    results_of: Callable[[str], Results],
) -> None:
    results = results_of("morris")
    assert results.manifest.points == 20 * (3 + 1)
    found = morris(sample_of(results))
    table = found.tables["morris"].query("outcome == 'trust'").set_index("factor")
    assert list(table.index) == ["forgetting", "means", "unit"]
    # Patience moves by two thirds of its quantiles, from 24 to 47.6 or from 42.4 to 66.
    moved = 23.6 * (0.02 + 0.1 * (0.895 - 0.9)) / (2 / 3)
    assert table.loc["means", "mu_star"] == pytest.approx(moved, abs=0.2)
    assert np.isnan(table.loc["means", "sigma"])
    assert found.sentences[-1] == "The group means is patience and money, moved together."


@pytest.mark.slow
def test_boxes_are_told_on_the_scale_of_the_factors(
    results_of: Callable[[str], Results],
) -> None:
    sample = sample_of(results_of("lhs"))
    limits = discovery(sample).tables["limits"].query("factor == 'forgetting'")
    assert limits["low"].dropna().between(0.8, 0.99).all()
    assert len(limits)
    money = next(factor for factor in sample.factors if factor.name == "money")
    assert money.log
    assert money.is_range
    assert (money.low, money.high) == (sample.runs["money"].min(), sample.runs["money"].max())


def test_levels_over_the_same_draws_are_compared(
    results_of: Callable[[str], Results],
) -> None:
    results = results_of("draws")
    table = contrasts(sample_of(results)).tables["contrasts"].query("outcome == 'trust'")
    assert table["factor"].tolist() == ["patience"]
    expected = 12 * (0.02 + 0.1 * (0.855 - 0.9))
    assert table["difference"].iloc[0] == pytest.approx(expected, abs=0.05)
    assert table["pairs"].iloc[0] == 2 * 4


FIT = {
    "saltelli": ["sobol"],
    "morris": ["morris"],
    "lhs": ["boxes"],
    "draws": ["interactions", "forest"],
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLERS)
def test_analysis_figures_and_report_know_them(
    name: str, results_of: Callable[[str], Results], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "DPI", COARSE)
    results = results_of(name)
    text = reports.html(results)
    assert text.count("<img ") == len(FIT[name])
    for figure in FIT[name]:
        assert f"</b> {sentence_case(FIGURES[figure].summary)}: " in unescape(text)
    assert "beta (alpha 2, beta 2), drawn from 0.800 to 0.990" in text


@pytest.mark.slow
def test_places_of_an_uneven_prior_are_those_that_were_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        SPREAD.split("[factors.unit]", maxsplit=1)[0] + '[sampler]\nkind = "sobol"\npoints = 64\n'
    )
    results = planted(tmp_path, monkeypatch, text + KEEP, head=HEAD)
    sample = sample_of(results)
    space = Space.of(sample)
    units = space.units(sample.points())
    assert ((units >= 0.0) & (units <= 1.0)).all()
    for place, axis in enumerate(space.axes):
        assert axis.values(units[:, place]) == pytest.approx(sample.points()[axis.factor.name])
    assert np.sort(units[:, 0]) == pytest.approx((np.arange(64) + 0.5) / 64, abs=1 / 64)
