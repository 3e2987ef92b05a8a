"""Results of designs whose factors have distributions, groups or draws, from design to figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from paradiplomacy_analysis.figures import FIGURES, fitting
from paradiplomacy_analysis.matching.space import Space
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.contrasts import contrasts
from paradiplomacy_analysis.statistics.discovery import discovery
from paradiplomacy_analysis.statistics.sensitivity import morris, sobol
from paradiplomacy_analysis.verbs import analyse, report
from paradiplomacy_experiments.design.stored import design_from
from tests.support.designs import HEAD, levels
from tests.support.planted import planted

if TYPE_CHECKING:
    from pathlib import Path

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
    "[factors.unit]", '[factors.unit]\ngroup = "means"'
)
CUT = GROUPED.replace("sd_log = 0.6", "sd_log = 0.6\nlow = 4.0\nhigh = 60.0")
SAMPLERS = {
    "saltelli": GROUPED + '[sampler]\nkind = "saltelli"\nbase = 64\n',
    "morris": CUT + '[sampler]\nkind = "morris"\ntrajectories = 20\n',
    "lhs": (
        SPREAD + '[sampler]\nkind = "lhs"\npoints = 120\nblocks = 2\n'
        '[analysis]\nsuccess = "trust >= 10.2"\n'
    ),
    "draws": (
        SPREAD.split("[factors.money]", maxsplit=1)[0]
        + '[factors.unit]\nkey = "cities.baubau.unit"\nlevels = [false, true]\n'
        '[sampler]\nkind = "draws"\n'
        "rows = [{ forgetting = 0.81, patience = 40 }, { forgetting = 0.9, patience = 50 }]\n"
    ),
}
KEEP = '\n[keep]\nindicators = ["trust", "continuity"]\n'


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_design_is_made_again_from_the_manifest_of_its_results(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = planted(tmp_path, monkeypatch, SAMPLERS[name] + KEEP)
    again = design_from(results.manifest)
    assert again.points.sample.sha256 == results.manifest.design["sample_sha256"]
    assert again.as_json() == results.manifest.design
    runs = results.runs.drop_duplicates("point").sort_values("point")
    assert [
        dict(zip(again.layout.factors, row, strict=True))
        for row in runs[list(again.layout.factors)].itertuples(index=False, name=None)
    ] == levels(again)


def test_the_variance_is_shared_among_groups_over_the_distributions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = planted(tmp_path, monkeypatch, SAMPLERS["saltelli"] + KEEP)
    sample = sample_of(results)
    assert results.manifest.points == 64 * (3 + 2)
    table = sobol(sample).tables["sobol"].query("outcome == 'trust'").set_index("factor")
    assert list(table.index) == ["forgetting", "patience", "means"]
    assert table.loc["means", "members"] == "money, unit"
    forgetting, patience = (sample.runs[each] for each in ("forgetting", "patience"))
    both = 10 * forgetting + 0.02 * patience + 0.1 * patience * (forgetting - 0.9)
    share = 0.3**2 * 0.75 * 0.25 / (both.var() + 0.3**2 * 0.75 * 0.25)
    assert table.loc["means", "total"] == pytest.approx(share, abs=0.02)


def test_a_group_has_one_effect_over_the_quantiles_of_its_members(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = planted(tmp_path, monkeypatch, SAMPLERS["morris"] + KEEP)
    assert results.manifest.points == 20 * (3 + 1)
    found = morris(sample_of(results))
    table = found.tables["morris"].query("outcome == 'trust'").set_index("factor")
    assert list(table.index) == ["forgetting", "patience", "means"]
    # A unit adds 0.3 where it comes or goes: half of the moves by two thirds pass its quantile.
    assert table.loc["means", "mu_star"] == pytest.approx(0.3 / (2 / 3) / 2, abs=0.12)
    assert np.isnan(table.loc["means", "sigma"])
    assert found.sentences[-1] == "The group means is money and unit, moved together."


def test_boxes_are_told_on_the_scale_of_the_factors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = sample_of(planted(tmp_path, monkeypatch, SAMPLERS["lhs"] + KEEP))
    limits = discovery(sample).tables["limits"].query("factor == 'forgetting'")
    assert limits["low"].dropna().between(0.8, 0.99).all()
    assert len(limits)
    money = next(factor for factor in sample.factors if factor.name == "money")
    assert money.log
    assert money.is_range
    assert (money.low, money.high) == (sample.runs["money"].min(), sample.runs["money"].max())


def test_levels_over_the_same_draws_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = planted(tmp_path, monkeypatch, SAMPLERS["draws"] + KEEP)
    table = contrasts(sample_of(results)).tables["contrasts"].query("outcome == 'trust'")
    assert table["factor"].tolist() == ["unit"]
    assert table["difference"].iloc[0] == pytest.approx(0.3, abs=0.05)
    assert table["pairs"].iloc[0] == 2 * 4


@pytest.mark.parametrize("name", SAMPLERS)
def test_analysis_figures_and_report_know_them(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = planted(tmp_path, monkeypatch, SAMPLERS[name] + KEEP)
    findings = analyse(results.directory)
    assert findings
    for figure in fitting(results):
        FIGURES[figure].draw(results)
    page = report(results.directory)
    assert page


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
