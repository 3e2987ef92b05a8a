"""The Mesa engine and the compiled engine give the same bits."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy import randomness, simulation
from paradiplomacy.codes import EVENT_KINDS
from paradiplomacy.mechanisms import REGISTRY
from tests.engines import SideBySide
from tests.worlds import configs, small

pytestmark = pytest.mark.compiled

VARIANTS = [(process, name) for process, part in REGISTRY.items() for name in part.names]

# Worlds in which everything happens: refusals, lapses, let-downs, ceremonies, abandoned
# programmes, full slots, fast tracks.
BUSY = {
    "scenario__months": 132,
    "initiation__city_rate": 0.35,
    "initiation__ngo_rate": 0.25,
    "gate__patience": 20,
    "ngos__school__budget": 1.0,
    "cities__aa__budget": 5.0,
    "cities__aa__capacity": 0.1,
    "leadership__entrepreneur_share": 0.3,
    "leadership__early_exit": 0.02,
    "delivery__floor": 0.2,
    "countries__north__priorities": {"culture": 0.95, "education": 0.2},
}


def same_batches(one, other):
    """Assert that two batches hold the same bits."""
    np.testing.assert_array_equal(one.replicates, other.replicates)
    np.testing.assert_array_equal(one.tallies, other.tallies)
    for table in ("run_values", "series", "partnership_values"):
        left, right = getattr(one, table), getattr(other, table)
        assert list(left) == list(right)
        for name in left:
            assert left[name].tobytes() == right[name].tobytes(), (table, name)
    if one.events is not None or other.events is not None:
        np.testing.assert_array_equal(one.events, other.events)


@given(config=configs(), seed=st.integers(0, 2**62), replicate=st.integers(0, 2**40))
@settings(max_examples=40)
def test_all_state_is_equal_each_month_for_random_configs(config, seed, replicate):
    both = SideBySide(config, seed=seed, replicate=replicate, log_size=4000)
    assert both.difference() == ""
    for month in range(config.scenario.months):
        both.step()
        assert both.difference() == "", month


def test_everything_happens_in_the_busy_world():
    batch = simulation.run_batch(small(**BUSY), seed=3, replicates=[0])
    silent = [kind for kind, n in zip(EVENT_KINDS, batch.tallies[0], strict=True) if n == 0]
    assert silent == []


@pytest.mark.parametrize(("process", "variant"), VARIANTS)
def test_all_state_is_equal_each_month_with_each_variant(process, variant):
    config = small(**BUSY, **{f"mechanisms__{process}": variant})
    both = SideBySide(config, seed=3, replicate=0, log_size=20_000)
    for month in range(config.scenario.months):
        both.step()
        assert both.difference() == "", month


def test_batches_are_equal_with_series_and_events():
    from paradiplomacy import ensemble

    config = small(**BUSY)
    for every, events in itertools.product((1, 7), (False, True)):
        options = {"seed": 11, "replicates": [4, 0, 9], "series_every": every, "events": events}
        same_batches(simulation.run_batch(config, **options), ensemble.run_batch(config, **options))


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_threads_and_chunks_change_nothing(threads):
    from paradiplomacy import ensemble

    config = small(scenario__months=60)
    whole = ensemble.run_batch(config, seed=5, replicates=range(24))
    chunks = [range(5), range(5, 6), range(6, 17), range(17, 24)]
    with ThreadPoolExecutor(threads) as pool:
        parts = list(
            pool.map(lambda chunk: ensemble.run_batch(config, seed=5, replicates=chunk), chunks)
        )
    for name, values in whole.run_values.items():
        assert np.concatenate([part.run_values[name] for part in parts]).tobytes() == (
            values.tobytes()
        )


def test_draws_are_equal_on_many_keys():
    """The one function that the engines do not share is the wrap of 64-bit integers."""
    from numba import njit

    from paradiplomacy import ensemble  # noqa: F401  (its import registers the rules)

    @njit
    def compiled(keys, out):  # pragma: no cover - compiled
        for k in range(len(keys)):
            run = randomness.run_key(keys[k], k)
            out[k] = randomness.child_key(randomness.mixed(run), k)

    keys = np.random.default_rng(0).integers(-(2**63), 2**63 - 1, 50_000)
    out = np.empty_like(keys)
    compiled(keys, out)
    ours = [
        randomness.child_key(randomness.mixed(randomness.run_key(int(key), k)), k)
        for k, key in enumerate(keys)
    ]
    assert out.tolist() == ours
