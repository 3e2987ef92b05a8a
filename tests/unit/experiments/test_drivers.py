"""The parts of the drivers: which levers a world has, between which values, and under what."""

from __future__ import annotations

from functools import cache

import pytest

from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.drivers import Levers, driver_design, levers_in, whole_scales


@cache
def levers(scenario: str) -> Levers:
    return levers_in(load_scenario(scenario).config, load_design("drivers").file.levers)


def test_the_regime_is_that_of_the_countries_behind_one_gate() -> None:
    assert levers("mixed")["progressive"]["set"] == {"countries.west.regime": "progressive"}


@pytest.mark.parametrize(
    ("scenario", "country", "gate"),
    [
        ("mixed", "west", "conservative_one_gate"),
        ("baubau-seoul", "indonesia", "memoranda_one_gate"),
    ],
)
def test_a_regime_that_is_not_pulled_is_the_gate_that_a_country_has(
    scenario: str, country: str, gate: str
) -> None:
    assert load_scenario(scenario).config.countries[country].regime.preset == gate
    for lever in ("integrative", "progressive"):
        assert levers(scenario)[lever]["off"] == {f"countries.{country}.regime": gate}


def test_a_world_without_a_gate_or_organisations_has_no_such_drivers() -> None:
    assert not {"integrative", "progressive"} & levers("progressive").keys()
    assert "ngos.*.partnerships" not in levers("semarang-junggu")["organisations"]["off"]


def test_the_whole_scale_is_that_of_shares() -> None:
    found = whole_scales(levers("mixed"))
    efforts = ["vertical_coordination", "horizontal_coordination", "coordination"]
    assert list(found) == [*efforts, "public_information"]
    for lever in found.values():
        assert (set(lever["off"].values()), set(lever["set"].values())) == ({0.0}, {1.0})


@pytest.mark.slow
def test_paths_freeze_one_mechanism_after_the_other() -> None:
    design = driver_design("baubau-seoul", "paths", 2, 4)
    factor = design.points.factors[0]
    frozen = [name for name, each in REGISTRY.items() if "neutral" in each.names]
    assert [level.label for level in factor.levels] == frozen
    for number in (0, len(design.points) - 1):
        of = design.points.levels(number)["variant"]
        assert getattr(design.points.config(number).mechanisms, str(of)) == "neutral"


@pytest.mark.parametrize(("part", "replicates"), [("effects", 40), ("draws", 4), ("whole", 40)])
def test_draws_have_a_tenth_of_the_replicates(part: str, replicates: int) -> None:
    design = driver_design("baubau-seoul", part, 2, 40)
    assert design.replication.most == replicates


def test_overrides_change_the_world_and_the_design() -> None:
    overrides = {"cities.baubau.capacity": 0.9, "design.seed": 7}
    design = driver_design("baubau-seoul", "effects", 2, 4, overrides)
    assert design.points.config(0).cities["baubau"].capacity == 0.9
    assert design.file.design.seed == 7
