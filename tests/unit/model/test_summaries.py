"""How a run is summed up: at its end, over the evaluation window, and over which ties."""

from __future__ import annotations

import math

import numpy as np
import pytest

from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy.engines import mesa_engine
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.engines.results import frame_of
from paradiplomacy.indicators import DERIVED, END, INDICATORS, MEAN, SUM, of_level
from tests.support.worlds import busy

MONTHS = 90
LATER = {"name": "Later", "cities": ["aa", "dd"], "cultural_distance": 0.5, "founded": "2014-01"}


def config(**changes) -> WorldConfig:
    return busy(**{"partnerships__later": LATER, "scenario__months": MONTHS} | changes)


@pytest.fixture(scope="module")
def months():
    """Return what is measured of ties and of the world, month by month, by name."""
    model = WorldModel(config(), seed=5)
    of_ties, of_world = [], []
    for _ in range(MONTHS):
        model.step()
        of_ties.append(model.measure())
        of_world.append(model.measure_world())
    found = {}
    for name in INDICATORS:
        if name in of_ties[0]:
            rows = [each[name] for each in of_ties]
            longest = max(map(len, rows))
            rows = [[*row, *[math.nan] * (longest - len(row))] for row in rows]
        else:
            rows = [[each[name]] for each in of_world]
        found[name] = np.array(rows)
    return found


def summed(name, months, window):
    """Return the summary of an indicator, by its declaration and nothing else."""
    each = INDICATORS[name]
    if each.summary == DERIVED:
        return each.combine(*(summed(one, months, window) for one in each.of))
    values = months[name]
    if each.summary == END:
        return values[-1]
    if each.summary == SUM:
        before = np.nan_to_num(values[window - 1]) if window else 0.0
        return values[-1] - before
    assert each.summary == MEAN
    inside = values[window:]
    defined = (~np.isnan(inside)).sum(axis=0)
    return np.where(defined > 0, np.nansum(inside, axis=0) / np.maximum(defined, 1), np.nan)


@pytest.mark.slow
@pytest.mark.parametrize(("year", "window"), [(1, 0), (4, 36), (6, 60), (9, 0)])
def test_each_indicator_is_summed_up_as_it_declares(months, year, window):
    """A run that ends before the window begins is taken whole."""
    batch = mesa_engine.run_batch(config(scenario__evaluate=year), seed=5, replicates=[0])
    for name in INDICATORS:
        expected = summed(name, months, window)
        if name in batch.partnership_values:
            found = batch.partnership_values[name][0, : len(expected)]
        else:
            found, expected = batch.run_values[name][0], expected[0]
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12, err_msg=name)


def test_what_a_month_says_of_a_derived_indicator_is_what_its_inputs_say(months):
    derived = [each for each in INDICATORS.values() if each.summary == DERIVED]
    assert len(derived) >= 15
    for each in derived:
        inputs = [months[name] for name in each.of]
        np.testing.assert_allclose(
            each.combine(*inputs), months[each.name], rtol=1e-12, err_msg=each.name
        )


def test_inputs_of_derived_indicators_are_of_their_level():
    for each in INDICATORS.values():
        assert {INDICATORS[name].level for name in each.of} <= {each.level}
        assert (each.summary == DERIVED) == bool(each.of) == (each.combine is not None)


@pytest.mark.slow
@pytest.mark.parametrize(("ties", "founded_on_the_way"), [("own", False), ("all", True)])
def test_a_run_is_averaged_over_the_ties_that_the_scenario_states_or_over_all(
    ties, founded_on_the_way
):
    stated = config(scenario__evaluate_ties=ties)
    batch = mesa_engine.run_batch(stated, seed=5, replicates=range(3))
    own = len(batch.partnership_ids)
    assert (batch.partners[:, own:, 0] >= 0).any()
    for name in of_level("partnership"):
        values = batch.partnership_values[name]
        mine = values if founded_on_the_way else values[:, :own]
        means = [np.mean(row[~np.isnan(row)]) if (~np.isnan(row)).any() else np.nan for row in mine]
        np.testing.assert_allclose(batch.run_values[name], means, rtol=1e-12, err_msg=name)


def test_where_a_scenario_states_no_tie_a_run_is_averaged_over_all():
    bare = config()
    nobody = bare.model_copy(update={"partnerships": {}, "ngos": {}})
    frame = frame_of(nobody)
    assert frame.evaluated == frame.partnerships
    assert frame_of(bare).evaluated == len(bare.partnerships) < frame_of(bare).partnerships
