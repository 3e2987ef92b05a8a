"""A synthetic world has the size, the tails and the ties that its section describes."""

from __future__ import annotations

import math
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import stats

from paradiplomacy.engines import tables
from paradiplomacy.initialisation.build import build_world, initial_world
from paradiplomacy.initialisation.capacity import capacities
from paradiplomacy_experiments.configuration.scenario import load_scenario
from tests.support.engines import SideBySide, first_difference

if TYPE_CHECKING:
    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy_experiments.configuration.scenario import Scenario


@cache
def drawn(countries: int = 20, cities: int = 300, partnerships: int = 600, *more: str) -> Scenario:
    sizes = {"countries": countries, "cities": cities, "partnerships": partnerships}
    return load_scenario(
        "world", [f"synthetic.{key}={size}" for key, size in sizes.items()] + [*more]
    )


def sizes(config: WorldConfig) -> dict[str, float]:
    """Return the common logarithm of each city's population."""
    return {name: math.log10(city.population) for name, city in config.cities.items()}


def gaps(config: WorldConfig) -> list[float]:
    """Return the difference in size between the two cities of each tie."""
    size = sizes(config)
    return [abs(size[one] - size[other]) for one, other in ends(config)]


def ends(config: WorldConfig) -> list[tuple[str, str]]:
    return [
        (partnership.cities[0], partnership.cities[1])
        for partnership in config.partnerships.values()
    ]


def test_it_has_as_many_of_each_as_it_says() -> None:
    scenario = drawn()
    counts = scenario.entities()
    assert (counts["countries"], counts["cities"], counts["partnerships"]) == (20, 300, 600)
    assert {city.country for city in scenario.config.cities.values()} == set(
        scenario.config.countries
    )
    assert 0.1 < counts["ngos"] / 300 < 0.3


def test_the_same_numbers_draw_the_same_world_and_another_number_another() -> None:
    again = load_scenario("world", ["synthetic.countries=20", "synthetic.cities=300",
                                    "synthetic.partnerships=600"])  # fmt: skip
    assert again.config == drawn().config
    assert drawn(20, 300, 600, "synthetic.world=2").config.cities != drawn().config.cities


def test_it_is_written_as_it_was_asked_for_and_drawn_again() -> None:
    resolved = drawn().resolved()
    assert resolved["cities"] == resolved["partnerships"] == {}
    assert resolved["synthetic"]["cities"] == 300


def test_one_more_city_changes_no_other() -> None:
    small, large = drawn(20, 300, 0).config, drawn(20, 301, 0).config
    assert len(large.cities) == 301
    assert {name: large.cities[name] for name in small.cities} == small.cities
    assert large.countries == small.countries


def test_ties_join_different_countries_once() -> None:
    config = drawn().config
    pairs = [frozenset(pair) for pair in ends(config)]
    assert len(set(pairs)) == len(pairs)
    for one, other in ends(config):
        assert config.cities[one].country != config.cities[other].country


def test_what_is_listed_stays(tmp_path: Any) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        'extends = ["world"]\n[synthetic]\ncountries = 3\ncities = 6\npartnerships = 4\n'
        '[cities.city-1]\nname = "Home"\ncountry = "country-1"\ncapacity = 0.9\nunit = true\n'
        "budget = 30.0\n",
        encoding="utf-8",
    )
    config = load_scenario(file).config
    assert config.cities["city-1"].name == "Home"
    assert len(config.cities) == 6


def test_city_sizes_follow_a_power_law() -> None:
    """Hill's estimate over 2,000 cities has a standard error of 1/sqrt(2,000): four of them."""
    population = np.array([c.population for c in drawn(20, 2000, 0).config.cities.values()])
    hill = 1.0 / np.mean(np.log(population[population < 2e7] / 1e5))
    assert abs(hill - 1.0) < 4.0 / math.sqrt(len(population))


def test_capacity_rises_with_size_but_not_strictly() -> None:
    config = drawn().config
    capacity = [city.capacity for city in config.cities.values()]
    rho = stats.spearmanr(list(sizes(config).values()), capacity).statistic
    assert 0.4 < rho < 0.99


@pytest.mark.slow
def test_partners_are_of_like_size() -> None:
    """D08c: the median gap is 0.44 in log10 population, of random pairs 0.76: 0.58 of it.

    Over 3,000 ties the ratio of medians has a standard error of about 0.02: four of them.
    """
    config = drawn(50, 2000, 3000).config
    rng = np.random.default_rng(1)
    pairs = rng.choice(list(sizes(config).values()), size=(20_000, 2))
    random = np.median(np.abs(pairs[:, 0] - pairs[:, 1]))
    assert abs(np.median(gaps(config)) / random - 0.44 / 0.76) < 0.08


@pytest.mark.slow
@pytest.mark.parametrize(("decay", "ordered"), [(0.0, False), (6.0, True)])
def test_distance_decays_as_told(decay: float, ordered: bool) -> None:
    """Strong decay brings ties below 0.8 of the distance that chance would have; none does not."""
    config = drawn(50, 1000, 1500, f"synthetic.distance_decay={decay}").config
    distances = [partnership.cultural_distance for partnership in config.partnerships.values()]
    country = [city.country for city in config.cities.values()]
    share = {name: country.count(name) / len(country) for name in config.countries}
    total = expected = 0.0
    for one, other in combinations(config.countries, 2):
        weight = share[one] * share[other]
        total += weight
        expected += weight * config.countries[one].cultural_distance[other]
    nearer = np.mean(distances) < 0.8 * expected / total
    assert nearer == ordered


@pytest.mark.slow
def test_regimes_are_mixed() -> None:
    blends = [c.regime.blend for c in drawn(200, 200, 0).config.countries.values()]
    presets = {c.regime.preset for c in drawn(200, 200, 0).config.countries.values()}
    assert presets == {"conservative_one_gate", "progressive"}
    # Binomial(200, 0.2): four standard deviations about the mean.
    assert 17 <= sum(0.0 < blend < 1.0 for blend in blends) <= 63


def test_organisations_are_engaged_in_ties_of_their_home() -> None:
    config = drawn().config
    engaged = [
        (ngo.home, partnership) for ngo in config.ngos.values() for partnership in ngo.partnerships
    ]
    assert engaged
    for home, partnership in engaged:
        assert home in config.partnerships[partnership].cities


def test_founding_without_blank_rows_gives_the_same_arrays() -> None:
    config = drawn(5, 30, 40).config
    padded = tables.to_arrays(build_world(config, seed=3, log_size=50))
    lean = tables.to_arrays(initial_world(config, seed=3, logging=True), capacities(config, 50))
    assert first_difference(padded, lean) == ""


@pytest.mark.compiled
def test_both_engines_give_the_same_bits() -> None:
    both = SideBySide(drawn(6, 40, 60).config, seed=2, log_size=20_000)
    for month in range(60):
        both.step()
        assert both.difference() == "", f"month {month}"
    assert sum(both.happened()) > 1000
