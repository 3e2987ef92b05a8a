"""The Mesa engine and the compiled engine give the same bits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy import randomness
from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy.engines import mesa_engine
from paradiplomacy.state.codes import EVENT_KINDS
from paradiplomacy_results.layout import Chosen, Layout, requested_of
from paradiplomacy_results.requested import REQUESTED
from paradiplomacy_results.tables import kept_of
from tests.support.engines import SideBySide
from tests.support.worlds import BUSY_SEED, busy, configs

pytestmark = pytest.mark.compiled

VARIANTS = [(process, name) for process, part in REGISTRY.items() for name in part.names[1:]]


FIRES = {
    "context": ("event_began",),
    "leadership": ("mayor_elected", "mayor_re_elected", "mayor_left_early"),
    "budgeting": ("budget_raised", "budget_cut"),
    "initiation": ("programme_proposed", "partnership_founded", "search_in_vain"),
    "gate": ("dossier_approved", "dossier_refused", "dossier_lapsed"),
    "coordination": ("coordination_built", "coordination_lost"),
    "delivery": ("milestone_delivered",),
    "participation": ("public_mobilised", "public_withdrawn"),
    "trust": ("trust_won", "trust_lost"),
    "bilateral": ("relations_warmed", "relations_cooled"),
    "norms": ("norm_adopted", "norm_abandoned"),
    "learning": ("programme_evaluated", "programme_repaired"),
    "carrying": ("partnership_let_go", "ngo_entered", "ngo_left"),
}
"""What shows that a process has fired."""

FOLLOWS = {
    ("initiation", "off"): {"gate", "delivery", "participation", "trust", "learning"},
    ("delivery", "off"): {"participation", "trust"},
    # Relations move, but trust so low does not carry them across one half.
    ("trust", "asymmetric_exponential"): {"bilateral"},
}
"""Processes that a variant of another one leaves nothing to do."""


def same_batches(one, other):
    """Assert that two batches hold the same bits."""
    np.testing.assert_array_equal(one.replicates, other.replicates)
    np.testing.assert_array_equal(one.tallies, other.tallies)
    np.testing.assert_array_equal(one.partners, other.partners)
    assert one.partnership_ids == other.partnership_ids
    assert one.waiting_rows == other.waiting_rows
    np.testing.assert_array_equal(one.followed, other.followed)
    np.testing.assert_array_equal(one.waits, other.waits)
    for table in ("run_values", "series", "partnership_values", "histories"):
        left, right = getattr(one, table), getattr(other, table)
        assert list(left) == list(right)
        for name in left:
            assert left[name].tobytes() == right[name].tobytes(), (table, name)
    assert list(one.copied) == list(other.copied)
    for copy, values in one.copied.items():
        assert values.tobytes() == other.copied[copy].tobytes(), copy
    if one.events is not None or other.events is not None:
        np.testing.assert_array_equal(one.events, other.events)


@given(config=configs(), seed=st.integers(0, 2**62), replicate=st.integers(0, 2**40))
@settings(max_examples=25)
def test_all_state_is_equal_each_month_for_random_configs(config, seed, replicate):
    both = SideBySide(config, seed=seed, replicate=replicate, log_size=4000)
    assert both.difference() == ""
    for month in range(config.scenario.months):
        both.step()
        assert both.difference() == "", month


def test_all_state_is_equal_each_month_of_a_world_in_which_everything_happens():
    config = busy()
    assert config.scenario.months >= 120
    both = SideBySide(config, seed=BUSY_SEED, log_size=20_000)
    for month in range(config.scenario.months):
        both.step()
        assert both.difference() == "", month
    happened = dict(zip(EVENT_KINDS, both.happened(), strict=True))
    assert [kind for kind, times in happened.items() if times == 0] == []
    # Some papers are extended with nobody asking.
    assert happened["agreement_renewed"] > happened["renewal_filed"]
    assert sum(happened.values()) == both.model.world.clock.logged
    assert any(both.model.world.experience)


@pytest.mark.parametrize(("process", "variant"), VARIANTS)
def test_all_state_is_equal_each_month_with_each_variant(process, variant):
    """For three years, and on until every process has fired that has something to do."""
    config = busy(**{f"mechanisms__{process}": variant})
    both = SideBySide(config, seed=BUSY_SEED, log_size=20_000)
    idle = {process} | FOLLOWS.get((process, variant), set())
    silent = set(FIRES)
    for month in range(config.scenario.months):
        both.step()
        assert both.difference() == "", month
        happened = dict(zip(EVENT_KINDS, both.happened(), strict=True))
        silent -= {name for name, kinds in FIRES.items() if any(happened[kind] for kind in kinds)}
        if month >= 35 and silent <= idle:
            break
    assert silent <= idle


def test_all_state_is_equal_where_the_log_is_too_small():
    both = SideBySide(busy(), seed=BUSY_SEED, log_size=100)
    for month in range(36):
        both.step()
        assert both.difference() == "", month
    assert both.model.world.clock.unlogged > 0


def test_batches_are_equal_with_series_events_and_tables_on_request():
    from paradiplomacy.engines import compiled_engine

    config = busy(scenario__months=48)
    everything = {name: list(table.offered) for name, table in REQUESTED.items()}
    chosen = {"cities": Chosen(every=7), "ngos": Chosen(every=5)}
    kept = kept_of(Layout(requested=requested_of(REQUESTED, everything), chosen=chosen))
    for every, events in ((1, False), (7, True)):
        options = {
            "kept": kept,
            "seed": BUSY_SEED,
            "replicates": [4, 0],
            "series_every": every,
            "events": events,
        }
        one, other = (
            engine.run_batch(config, **options) for engine in (mesa_engine, compiled_engine)
        )
        same_batches(one, other)
        # Ties are founded in the runs, and not the same ones.
        assert (one.partners[:, len(config.partnerships) :] >= 0).any()
        assert len({row.tobytes() for row in one.partners}) > 1


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_threads_and_chunks_change_nothing(threads):
    from paradiplomacy.engines import compiled_engine

    config = busy(scenario__months=60)
    whole = compiled_engine.run_batch(config, seed=5, replicates=range(24))
    chunks = [range(5), range(5, 6), range(6, 17), range(17, 24)]
    with ThreadPoolExecutor(threads) as pool:
        parts = list(
            pool.map(
                lambda chunk: compiled_engine.run_batch(config, seed=5, replicates=chunk), chunks
            )
        )
    for table in ("run_values", "series", "partnership_values"):
        for name, values in getattr(whole, table).items():
            joined = np.concatenate([getattr(part, table)[name] for part in parts])
            assert joined.tobytes() == values.tobytes(), (table, name)
    for table in ("partners", "tallies"):
        joined = np.concatenate([getattr(part, table) for part in parts])
        assert joined.tobytes() == getattr(whole, table).tobytes(), table


def test_draws_are_equal_on_many_keys():
    """The one function that the engines do not share is the wrap of 64-bit integers."""
    from numba import njit

    from paradiplomacy.engines.compilation import compiler

    for rule in (randomness.run_key, randomness.child_key, randomness.mixed):
        compiler.register(rule)

    @njit
    def compiled(keys, out):  # pragma: no cover - compiled
        for k in range(len(keys)):
            run = randomness.run_key(keys[k], k)
            out[k] = randomness.child_key(randomness.mixed(run), k)

    keys = np.random.default_rng(0).integers(-(2**63), 2**63 - 1, 20_000)
    out = np.empty_like(keys)
    compiled(keys, out)
    ours = [
        randomness.child_key(randomness.mixed(randomness.run_key(int(key), k)), k)
        for k, key in enumerate(keys)
    ]
    assert out.tolist() == ours
