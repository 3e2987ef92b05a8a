"""What is read off a batch: formality and mode."""

from __future__ import annotations

import math

import numpy as np
import pytest

from paradiplomacy.engines import mesa_engine
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.engines.results import FORMALITIES, MODES, formality_of, kept_months, mode_of
from paradiplomacy.indicators import INDICATORS, PARTNERSHIP
from tests.support.worlds import small


@pytest.fixture(scope="module")
def batch():
    return mesa_engine.run_batch(small(), seed=2, replicates=range(12))


@pytest.mark.slow
def test_formality_is_the_paper_in_force(batch):
    for replicate in batch.replicates.tolist():
        model = WorldModel(small(), seed=2, replicate=replicate)
        model.run()
        formality = [partnership.formality for partnership in model.world.partnerships]
        assert formality_of(batch.partnership_values)[replicate].tolist() == formality
    assert set(formality_of(batch.partnership_values).ravel().tolist()) == set(
        range(len(FORMALITIES))
    )


@pytest.mark.slow
def test_mode_is_read_off_who_delivered_lately(batch):
    modes = mode_of(batch.partnership_values)
    assert set(modes.ravel().tolist()) == set(range(len(MODES)))
    for replicate in batch.replicates.tolist():
        model = WorldModel(small(), seed=2, replicate=replicate)
        model.run()
        for partnership, mode in zip(model.world.partnerships, modes[replicate], strict=True):
            city, ngo = sum(partnership.recent_city), sum(partnership.recent_ngo)
            share = ngo / (city + ngo) if city + ngo else math.nan
            name = "hybrid"
            if math.isnan(share):
                name = "none"
            elif share > 2 / 3:
                name = "ngo_led"
            elif share < 1 / 3:
                name = "g2g"
            assert MODES[mode] == name


def test_values_lie_in_the_bounds_of_their_indicators(batch):
    for name, values in batch.partnership_values.items():
        defined = values[~np.isnan(values)]
        assert (defined >= INDICATORS[name].low).all(), name
        assert (defined <= INDICATORS[name].high).all(), name


def test_the_value_of_a_run_is_the_last_of_its_series_and_the_mean_of_its_ties(batch):
    for name, values in batch.run_values.items():
        np.testing.assert_array_equal(values, batch.series[name][:, -1])
        assert (name in batch.partnership_values) == (INDICATORS[name].level == PARTNERSHIP)
        if name not in batch.partnership_values:
            continue
        for run, row in zip(values, batch.partnership_values[name], strict=True):
            defined = row[~np.isnan(row)]
            if len(defined):
                assert run == pytest.approx(defined.mean())
            else:
                assert math.isnan(run)


@pytest.mark.parametrize(
    ("months", "every", "kept"), [(6, 1, [0, 1, 2, 3, 4, 5]), (6, 4, [1, 5]), (3, 9, [2])]
)
def test_a_series_keeps_its_last_month(months, every, kept):
    assert kept_months(months, every).tolist() == kept
