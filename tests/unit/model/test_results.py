"""What is read off a batch: formality and mode."""

from __future__ import annotations

import math

import numpy as np
import pytest

from paradiplomacy.engines import mesa_engine
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.engines.results import (
    FORMALITIES,
    MODES,
    formality_of,
    kept_months,
    mode_of,
    summed_mode_of,
)
from paradiplomacy.indicators import INDICATORS, PARTNERSHIP
from tests.support.worlds import small


@pytest.fixture(scope="module")
def batch():
    return mesa_engine.run_batch(small(), seed=2, replicates=range(12))


@pytest.fixture(scope="module")
def models():
    """Return the first runs of the batch by themselves, to look at."""
    found = [WorldModel(small(), seed=2, replicate=replicate) for replicate in range(3)]
    for model in found:
        model.run()
    return found


@pytest.mark.slow
def test_formality_is_the_paper_in_force(batch, models):
    for replicate, model in enumerate(models):
        formality = [partnership.formality for partnership in model.world.partnerships]
        assert formality_of(batch.partnership_values)[replicate].tolist() == formality
    assert set(formality_of(batch.partnership_values).ravel().tolist()) == set(
        range(len(FORMALITIES))
    )


def test_mode_is_read_off_who_delivered_in_the_window(batch):
    values = batch.partnership_values
    modes = summed_mode_of(values)
    assert set(modes.ravel().tolist()) == set(range(len(MODES)))
    whole, hybrid, alone = (
        values[name] for name in ("delivered", "delivered_hybrid", "delivered_ngo_alone")
    )
    for mode, delivered, shared, by_ngo in zip(
        modes.ravel(), whole.ravel(), hybrid.ravel(), alone.ravel(), strict=True
    ):
        name = "none"
        if delivered > 0.0:
            share = (by_ngo + shared / 2) / delivered
            name = "g2g" if share < 1 / 3 else "ngo_led" if share > 2 / 3 else "hybrid"
        assert MODES[mode] == name


@pytest.mark.slow
def test_mode_in_a_month_is_read_off_who_delivered_lately(batch, models):
    modes = mode_of({name: values[:, -1] for name, values in batch.histories.items()})
    for replicate, model in enumerate(models):
        for partnership, mode in zip(model.world.partnerships, modes[replicate], strict=False):
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


def test_the_value_of_a_run_is_the_mean_over_its_evaluated_ties(batch):
    for name, values in batch.run_values.items():
        assert (name in batch.partnership_values) == (INDICATORS[name].level == PARTNERSHIP)
        if name not in batch.partnership_values:
            continue
        for run, row in zip(values, batch.partnership_values[name], strict=True):
            defined = row[: len(batch.partnership_ids)]
            defined = defined[~np.isnan(defined)]
            if len(defined):
                assert run == pytest.approx(defined.mean())
            else:
                assert math.isnan(run)


@pytest.mark.parametrize(
    ("months", "every", "kept"), [(6, 1, [0, 1, 2, 3, 4, 5]), (6, 4, [1, 5]), (3, 9, [2])]
)
def test_a_series_keeps_its_last_month(months, every, kept):
    assert kept_months(months, every).tolist() == kept
