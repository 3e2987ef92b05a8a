"""The model takes scenarios of Mesa 4, where that is installed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from paradiplomacy import ParadiplomacyModel
from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.design.limits import OptionsError

NAME = "baubau-seoul"
MONTHS = 6
SHORT = {"scenario.months": MONTHS}


def scenarios_of_mesa():
    """Return the class of them; Mesa 3.5 has one whose luck is kept otherwise."""
    module = pytest.importorskip("mesa.experimental.scenarios", reason="Mesa 3.3 has none")
    if not hasattr(module.Scenario, "initial_rng_state"):
        pytest.skip("scenarios are those of Mesa 4")
    return module.Scenario


def test_a_scenario_of_mesa_is_ours_with_its_fields_as_overrides():
    class Patient(scenarios_of_mesa()):
        scenario: str = NAME
        gate: dict = {"patience": 8}  # noqa: RUF012 - so Mesa has it

    model = ParadiplomacyModel(Patient(rng=5, **SHORT))
    assert (model.config.gate.patience, model.config.scenario.months) == (8, MONTHS)
    changed = {"gate.patience": 9, "cities.baubau.capacity": np.float64(0.75)}
    other = ParadiplomacyModel(Patient(**changed), SHORT, **{"gate.patience": 10})
    assert other.config.gate.patience == 10
    assert other.config.cities["baubau"].capacity == 0.75
    with pytest.raises(ConfigError, match=r"widht: unknown key"):
        ParadiplomacyModel(Patient(widht=3))


def test_a_scenario_of_mesa_has_the_same_luck_each_time_and_each_replication_its_own():
    scenario = scenarios_of_mesa()(rng=5, scenario=NAME, **SHORT)
    again = scenarios_of_mesa()(rng=5, scenario=NAME, **SHORT)
    seeds = [ParadiplomacyModel(each).seed for each in (scenario, scenario, again)]
    assert len(set(seeds)) == 1
    replications = scenario.spawn_replications(3)
    assert len({ParadiplomacyModel(each).seed for each in replications}) == 3


def test_scenarios_of_mesa_from_a_table_have_keys_for_columns():
    table = pd.DataFrame({"gate.patience": [5, 6], "cities.baubau.capacity": [0.1, 0.9]})
    table = table.assign(scenario=NAME, **SHORT)
    models = [ParadiplomacyModel(each) for each in scenarios_of_mesa().from_dataframe(table)]
    assert [model.config.gate.patience for model in models] == [5, 6]
    assert [model.config.cities["baubau"].capacity for model in models] == [0.1, 0.9]


def test_what_a_scenario_of_mesa_lacks_or_has_twice_is_told():
    with pytest.raises(OptionsError, match="names the one to change in a field: scenario"):
        ParadiplomacyModel(scenarios_of_mesa()(rng=5))
    with pytest.raises(OptionsError, match="brings its own rng"):
        ParadiplomacyModel(scenarios_of_mesa()(rng=5, scenario=NAME), rng=1)
