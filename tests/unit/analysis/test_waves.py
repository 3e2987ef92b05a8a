"""Waves of history matching: emulators are judged, truths survive, what is wrong is ruled out."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd
import pytest

from paradiplomacy_analysis.figures.waves import waves as figure_of
from paradiplomacy_analysis.finding import Finding
from paradiplomacy_analysis.matching.implausibility import (
    MOST_WAVES,
    RATE,
    RATE_OF_A_WAVE,
    excuses,
    implausibility,
    of_a_run,
)
from paradiplomacy_analysis.matching.space import BLOCK, candidates, default_of
from paradiplomacy_analysis.matching.waves import LEAST_WAVES, Refocused, Wave, held_out
from paradiplomacy_analysis.sample import Factor
from paradiplomacy_analysis.statistics.axis import Axis
from paradiplomacy_analysis.statistics.emulator import Check, Emulator, Tried, screened
from tests.support.toy_matching import FACTORS, RECORD, simulated, truth, waves_of_the_toy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_results.reading import Results


@pytest.fixture(scope="module")
def toy() -> list[Refocused]:
    return list(waves_of_the_toy())


def short(units: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far the true means of some draws fall short of the record, at most."""
    return np.asarray((RECORD.side * (RECORD.bound - truth(units))).max(axis=1))


# ---------------------------------------------------------------------------------------- emulators


def drawn(draws: int = 200, runs: int = 10) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    units = next(candidates(FACTORS))[:draws]
    return units, simulated(units, 7, runs)[..., 0]


def test_an_emulator_learns_what_draws_do_and_from_which_factors() -> None:
    units, values = drawn()
    tried = Tried.on(units, values, held_out(len(units)))
    assert tried.emulator.active[0] == 0
    assert not {3, 4} & set(tried.emulator.active[:2])
    assert tried.check.passes
    assert tried.check.explained > 0.9
    assert tried.check.draws == 66


def test_an_emulator_of_noise_is_not_used() -> None:
    units, _ = drawn()
    noise = np.random.default_rng(2).normal(size=(len(units), 10))
    assert not Tried.on(units, noise, held_out(len(units))).check.passes


def test_an_emulator_that_is_too_sure_is_not_used() -> None:
    units, values = drawn()
    emulator = Emulator((), (float(values.mean()), 1e-6))
    check = Check.of(emulator, units, values.mean(axis=1))
    assert check.covered < 0.2
    assert not check.passes


def test_what_never_differs_needs_no_emulator() -> None:
    units, values = drawn(50)
    emulator = Emulator.fit(units, np.ones_like(values))
    mean, variance = emulator.predict(units)
    assert (emulator.active, set(mean), set(variance)) == ((), {1.0}, {0.0})
    assert screened(units, np.ones(50)) == ()


def test_emulators_are_the_same_to_the_bit_each_time() -> None:
    units, values = drawn(120)
    one, other = (Emulator.fit(units, values).predict(units) for _ in range(2))
    assert [each.tobytes() for each in one] == [each.tobytes() for each in other]


def test_the_mean_without_a_run_is_what_the_other_runs_teach() -> None:
    units, values = drawn(120)
    emulator = Emulator.fit(units, values)
    without = emulator.without_each(units, 10)
    assert without.mean(axis=1) == pytest.approx(emulator.mean(units), abs=1e-6)
    strange = values.copy()
    strange[:, 3] += 5.0
    moved = emulator.each.fit(units[:, emulator.active], strange)
    again = Emulator(emulator.active, emulator.constant, emulator.process, moved)
    assert again.without_each(units, 10)[:, 3] == pytest.approx(without[:, 3], abs=1e-6)
    assert (again.without_each(units, 10)[:, 4] > without[:, 4] + 0.5).all()


def test_the_error_of_an_emulator_excuses() -> None:
    single = np.full(3, 0.4)
    away = RECORD.bound - RECORD.side
    sure = implausibility(away, single, 10, RECORD)
    unsure = implausibility(away, single, 10, RECORD, emulation=0.5)
    assert sure == pytest.approx(1.0 / np.sqrt(excuses(single, 10, RECORD)))
    assert unsure == pytest.approx(1.0 / np.sqrt(excuses(single, 10, RECORD) + 0.5))


# -------------------------------------------------------------------------------------------- space


def test_values_and_places_of_a_factor_are_one_to_one() -> None:
    even = Axis(Factor("a", (), -1.0, 3.0), whole=False)
    logarithmic = Axis(Factor("b", (), 0.01, 1.0, log=True), whole=False)
    whole = Axis(Factor("c", (), 18.0, 48.0), whole=True)
    assert even.units(np.array([-1.0, 1.0])) == pytest.approx([0.0, 0.5])
    assert logarithmic.values(np.array([0.5])) == pytest.approx([0.1])
    assert whole.values(whole.units(np.arange(18.0, 49.0))).tolist() == list(range(18, 49))
    for axis in (even, logarithmic):
        places = np.linspace(0.0, 1.0, 5)
        assert axis.units(axis.values(places)) == pytest.approx(places)


def test_the_default_is_read_where_a_factor_acts() -> None:
    config = {"gate": {"patience": 30}, "cities": {"a": {"x": 1.0}, "b": {"x": 1.0}, "c": {}}}
    assert default_of(config, {"key": "gate.patience"}) == 30.0
    assert default_of(config, {"keys": ["cities.*.x", "gate.patience"]}) == 1.0
    assert default_of(config, {"key": "gate.nothing"}) is None
    assert default_of(config | {"cities": {"a": {"x": 1.0}, "b": {"x": 2.0}}},
                      {"key": "cities.*.x"}) is None  # fmt: skip


# -------------------------------------------------------------------------------------------- waves


@pytest.mark.slow
def test_there_are_three_waves_or_more_and_then_a_reason_to_stop(toy: list[Refocused]) -> None:
    assert LEAST_WAVES <= len(toy) <= MOST_WAVES
    assert [bool(found.ends) for found in toy] == [False] * (len(toy) - 1) + [True]


@pytest.mark.slow
def test_each_wave_leaves_a_part_of_what_there_was(toy: list[Refocused]) -> None:
    last = toy[-1]
    for before, after in pairwise(last.left):
        assert not (after & ~before).any()
    assert 0.0 < last.volumes[-1] < 0.6


@pytest.mark.slow
def test_what_is_true_is_left_and_what_is_far_from_it_is_not(toy: list[Refocused]) -> None:
    last = toy[-1]
    away = short(last.candidates)
    left = last.left[-1]
    assert left[away <= 0.0].all()
    assert not left[away > 1.5].any()


@pytest.mark.slow
def test_draws_of_a_wave_are_what_earlier_waves_leave(toy: list[Refocused]) -> None:
    for before, after in pairwise(toy):
        units = after.waves[-1].units
        assert len(units) == len(toy[0].waves[0].units)
        assert all(wave.leaves(units).all() for wave in before.waves)
    with_more = toy[-1].next_draws(BLOCK * 2)
    assert len(np.unique(with_more, axis=0)) == len(with_more)


@pytest.mark.slow
def test_planted_truths_survive_all_waves_at_the_stated_rate(toy: list[Refocused]) -> None:
    # 400 records of 40 draws; draws share luck, of which there are ten. Below 0.9 once in hundreds.
    survive = toy[-1].planted()
    assert survive.shape == (40, 10)
    assert survive.mean() > RATE - 0.05


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_record_of_its_own_leaves_a_draw_after_waves_of_its_own(seed: int) -> None:
    """The whole of it, for a truth at a time: its own run is the record from the first wave on."""
    units = np.random.default_rng(seed).random((1, FACTORS))
    history = simulated(units, 100 + seed, 1)[0, 0]
    *_, last = waves_of_the_toy(of_a_run(history, RECORD), seed=10 * seed + 1)
    assert all(wave.leaves(units).all() for wave in last.waves)


def test_a_target_whose_emulator_fails_rules_nothing_out_unseen() -> None:
    units = next(candidates(FACTORS))[:240]
    numbers = simulated(units, 1)
    noise = np.random.default_rng(4).normal(0.0, 0.1, numbers.shape[:2])
    numbers[..., 0] = -9.0 + noise
    wave = Wave.learn(units, numbers, RECORD)
    assert 0 not in wave.used
    assert wave.leaves(units).any()


def test_the_rate_of_a_wave_leaves_the_stated_one_after_all() -> None:
    assert pytest.approx(RATE) == RATE_OF_A_WAVE**MOST_WAVES


# ------------------------------------------------------------------------------------------- figure


@pytest.mark.parametrize("size", ["slide", "column"])
def test_where_nothing_is_left_the_waves_are_drawn(size: str) -> None:
    waves = pd.DataFrame({"wave": [1, 2], "left": [0.4, 0.0], "draws_left": [0.3, 0.0]})
    tables = {"waves": waves, "factors": pd.DataFrame()}
    found = Finding("waves", "What is left?", tables, (), ())
    (axes,) = figure_of(found, cast("Results", None), size=size).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["wave 1", "wave 2"]
