"""The emulator: known indices, nothing of noise, categories, coverage, and what it refuses."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc
from sklearn.gaussian_process import GaussianProcessRegressor

from paradiplomacy_analysis import emulate
from paradiplomacy_analysis.figures.emulator import emulator as figure_of
from paradiplomacy_analysis.sample import Factor, UnfitError
from paradiplomacy_analysis.statistics import emulated as emulating
from paradiplomacy_analysis.statistics.emulated import Emulated, dealt
from paradiplomacy_analysis.statistics.emulated_shares import effects, shares
from paradiplomacy_analysis.statistics.emulation import emulator
from paradiplomacy_analysis.statistics.emulator import Emulator, kernel_of
from paradiplomacy_analysis.statistics.emulator_inputs import Inputs
from paradiplomacy_analysis.statistics.likelihood import unlikeliness
from paradiplomacy_analysis.statistics.posterior import Posterior
from paradiplomacy_results.distributions import Distribution
from tests.support.planted import DESIGNS, planted
from tests.support.samples import ranges, sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Sample

    Numbers = NDArray[np.float64]

REGIMES = ("progressive", "one_gate", "two_gates")


def spread(points: int, factors: int, seed: int = 1) -> Numbers:
    return np.asarray(qmc.LatinHypercube(factors, rng=seed).random(points))


def filled(
    function: Any, points: int, factors: int, *, low: float = 0.0, high: float = 1.0,
    noise: float = 0.0, replicates: int = 1, seed: int = 1, kind: str = "lhs",
) -> Sample:  # fmt: skip
    x = low + (high - low) * spread(points, factors, seed)
    chance = noise * np.random.default_rng(seed).normal(size=(points, replicates))
    columns = {f"x{k + 1}": x[:, k] for k in range(factors)}
    outcomes = {"trust": function(x)[:, None] + chance}
    return sample(ranges(factors, low, high), columns, outcomes, sampling={"kind": kind})


def ishigami(x: Numbers) -> Numbers:
    """Ishigami & Homma 1990, with a = 7 and b = 0.1."""
    return np.asarray(
        np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    )


def linear(x: Numbers) -> Numbers:
    return np.asarray(3 * x[:, 0] - 2 * x[:, 1] + 0.5 * x[:, 2])


def nothing(x: Numbers) -> Numbers:
    return np.zeros(len(x))


def with_regimes(points: int = 120) -> Sample:
    u = spread(points, 2)
    place = (3 * u[:, 1]).astype(int)
    level = np.array([0.0, 1.0, 0.2])[place]
    columns = {"x1": u[:, 0], "regime": [REGIMES[each] for each in place]}
    factors = (*ranges(1), Factor("regime", REGIMES))
    return sample(factors, columns, {"trust": u[:, 0] + level})


# ------------------------------------------------------------------------------- known answers


@pytest.mark.slow
@pytest.mark.parametrize("noise", [0.0, 1.0])
def test_indices_of_ishigami_are_told_from_256_points(noise: float) -> None:
    given = filled(ishigami, 256, 3, low=-np.pi, high=np.pi, noise=noise, replicates=4)
    table = shares(Emulated.of(given, "trust"))
    first, total = np.array([0.3139, 0.4424, 0.0]), np.array([0.5576, 0.4424, 0.2437])
    assert table["first"].to_numpy() == pytest.approx(first, abs=0.06)
    assert table["total"].to_numpy() == pytest.approx(total, abs=0.06)
    for name, truth in (("first", first), ("total", total)):
        assert (table[f"{name}_low"].to_numpy() <= truth + 0.005).all()
        assert (table[f"{name}_high"].to_numpy() >= truth - 0.005).all()


@pytest.mark.slow
def test_intervals_of_totals_hold_the_truth_where_there_is_much_noise() -> None:
    truth, narrow = np.array([0.5576, 0.4424, 0.2437]), []
    for seed in range(2):
        around: dict[str, Any] = {
            "low": -np.pi,
            "high": np.pi,
            "noise": 3.0,
            "replicates": 4,
            "seed": seed,
        }
        emulated = Emulated.of(filled(ishigami, 256, 3, **around), "trust")
        table = shares(emulated)
        low, high = table["total_low"].to_numpy(), table["total_high"].to_numpy()
        assert ((low <= truth) & (truth <= high)).all()
        narrow.append((low + emulated.missed <= truth) & (truth <= high - emulated.missed))
    # Not without the share that the emulator may miss.
    assert np.mean(narrow) < 0.9


@pytest.mark.slow
def test_a_linear_function_has_the_shares_of_its_slopes_and_straight_effects() -> None:
    emulated = Emulated.of(filled(linear, 80, 3), "trust")
    table = shares(emulated)
    truth = np.array([9.0, 4.0, 0.25]) / 13.25
    assert table["first"].to_numpy() == pytest.approx(truth, abs=0.03)
    assert table["total"].to_numpy() == pytest.approx(truth, abs=0.03)
    along = effects(emulated).groupby("factor")[["place", "mean"]]
    slopes = {name: np.polyfit(part["place"], part["mean"], 1)[0] for name, part in along}
    assert slopes == pytest.approx({"x1": 3.0, "x2": -2.0, "x3": 0.5}, abs=0.02)


def test_of_noise_nothing_is_told() -> None:
    found = emulator(filled(nothing, 100, 4, noise=0.3, replicates=3))
    assert set(found.tables) == {"emulators", "held_out"}
    assert found.tables["emulators"]["explained"][0] < 0.15
    assert not found.tables["emulators"]["told"][0]
    assert found.answer == ""
    assert found.doubts[0].startswith("left out: nothing is told of trust: its emulator explains")


@pytest.mark.slow
def test_a_category_is_learned_level_by_level() -> None:
    emulated = Emulated.of(with_regimes(), "trust")
    along = effects(emulated).set_index(["factor", "level"])["mean"]
    told = [along["regime", name] - along["regime", "progressive"] for name in REGIMES]
    assert told == pytest.approx([0.0, 1.0, 0.2], abs=0.03)
    table = shares(emulated).set_index("factor")["first"]
    of_regime, of_x1 = np.var([0.0, 1.0, 0.2]), 1 / 12
    assert table["regime"] == pytest.approx(of_regime / (of_regime + of_x1), abs=0.05)


@pytest.mark.slow
def test_intervals_hold_about_95_of_100_held_out_points() -> None:
    held = []
    for seed in range(6):
        given = filled(linear, 100, 3, noise=0.5, replicates=2, seed=seed)
        held.append(Emulated.of(given, "trust").check)
    assert np.mean([each.covered for each in held]) == pytest.approx(0.95, abs=0.025)
    assert sum(each.passes for each in held) >= 5


@pytest.mark.slow
def test_intervals_of_predictions_hold_planted_truths() -> None:
    rng = np.random.default_rng(3)
    inside = []
    for seed in range(5):
        # A truth drawn from a process, of which the emulator knows neither size nor lengths.
        truly = kernel_of(2).clone_with_theta(np.log([1, 0.3, 0.8, 1e-4]))
        process = GaussianProcessRegressor(truly)
        units = spread(160, 2, seed)
        truth = process.sample_y(units, random_state=seed).ravel()
        means = truth[:80] + 0.1 * rng.normal(size=80)
        emulator_ = Emulator.learn(units[:80], means)
        mean, variance = emulator_.predict(units[80:])
        sd = np.sqrt(np.maximum(variance - emulator_.noise, 0.0))
        # What is drawn has white noise of its own, with a variance of 1e-4.
        inside.append(np.abs(truth[80:] - mean) <= 1.96 * np.sqrt(sd**2 + 1e-4))
    assert np.mean(inside) == pytest.approx(0.95, abs=0.04)


def test_replicate_noise_goes_into_the_nugget() -> None:
    emulated = Emulated.of(filled(linear, 200, 3, noise=1.0, replicates=4), "trust")
    assert emulated.chance == pytest.approx(0.5, rel=0.1)
    assert emulated.emulator.noise**0.5 == pytest.approx(0.5, rel=0.15)


@pytest.mark.slow
def test_many_factors_of_which_few_matter_are_found() -> None:
    def function(x: Numbers) -> Numbers:
        return np.asarray(x[:, 0] + 2 * x[:, 1] * x[:, 2])

    table = shares(Emulated.of(filled(function, 130, 15, noise=0.1), "trust"))
    order = table.sort_values("total", ascending=False)["factor"]
    assert set(order.head(3)) == {"x1", "x2", "x3"}
    assert table.set_index("factor")["total"].drop(["x1", "x2", "x3"]).max() < 0.05


@pytest.mark.slow
def test_shares_of_unevenly_spread_factors_are_those_over_their_distributions() -> None:
    several = [Distribution("normal", (0.0, size), -np.inf, np.inf) for size in (1.0, 2.0)]
    u = spread(120, 2)
    x = np.column_stack([each.quantiles(u[:, k]) for k, each in enumerate(several)])
    factors = tuple(
        Factor(f"x{k + 1}", (), x[:, k].min(), x[:, k].max(), distribution=each)
        for k, each in enumerate(several)
    )
    given = sample(factors, {"x1": x[:, 0], "x2": x[:, 1]}, {"trust": x.sum(axis=1)})
    table = shares(Emulated.of(given, "trust"))
    assert table["first"].to_numpy() == pytest.approx([0.2, 0.8], abs=0.05)


# ------------------------------------------------------------------------------- how it is made


def test_all_that_is_emulated_is_emulated_by_one_definition() -> None:
    folder = files("paradiplomacy_analysis")
    makers = {
        path.name
        for path in Path(str(folder)).rglob("*.py")
        if "GaussianProcess" in path.read_text(encoding="utf-8")
    }
    assert makers == {"emulator.py"}


def test_the_likelihood_is_that_of_scikit_learn() -> None:
    units, rng = spread(40, 3), np.random.default_rng(5)
    values = rng.normal(size=40)
    process = GaussianProcessRegressor(kernel_of(3), optimizer=None).fit(units, values)
    theta = np.log([0.7, 0.4, 2.0, 9.0, 0.2])
    value, slopes = process.log_marginal_likelihood(theta, eval_gradient=True)
    found, by_theta = unlikeliness(theta, units, values)
    assert found == pytest.approx(-value)
    assert by_theta == pytest.approx(-slopes, rel=1e-6, abs=1e-9)


def test_functions_that_are_drawn_have_the_mean_and_the_spread_of_the_emulator() -> None:
    units = spread(40, 2)
    learned = Emulator.learn(units[:30], linear(np.column_stack([units[:30], units[:30, 0]])))
    noisy = Emulator.learn(units[:30], np.random.default_rng(2).normal(size=30) + 3 * units[:30, 0])
    for each in (learned, noisy):
        mean, variance = each.predict(units[30:])
        drawn = Posterior.of(each, 2000, 1)(units[30:])
        sd = np.sqrt(np.maximum(variance - each.noise, 0.0))
        assert drawn.mean(axis=1) == pytest.approx(mean, abs=0.1 * sd.max() + 1e-3)
        assert drawn.std(axis=1) == pytest.approx(sd, rel=0.25, abs=2e-3)


@pytest.mark.slow
def test_equal_results_give_equal_findings() -> None:
    given = filled(linear, 30, 3, noise=0.2, replicates=2)
    assert emulator(given).as_json() == emulator(given).as_json()


def test_points_of_one_draw_are_held_out_together() -> None:
    draws = np.repeat(spread(30, 1)[:, 0], 2)
    levels = ["a", "b"] * 30
    given = sample(
        (*ranges(1), Factor("policy", ("a", "b"))), {"x1": draws, "policy": levels},
        {"trust": draws}, sampling={"kind": "draws"},
    )  # fmt: skip
    fold = dealt(Inputs.of(given), given.points())
    assert (fold[::2] == fold[1::2]).all()
    assert set(np.bincount(fold)) == {12}


@pytest.mark.slow
def test_of_too_many_points_a_seeded_choice_is_learned_from_and_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(emulating, "MOST_POINTS", 30)
    given = filled(linear, 40, 3)
    found = emulator(given)
    assert found.tables["emulators"]["points"][0] == 30
    assert "trust: learned from 30 of 40 points, a seeded choice" in found.doubts
    assert found.tables["held_out"].equals(emulator(given).tables["held_out"])


# ------------------------------------------------------------------------------- doubts, refusals


@pytest.mark.slow
def test_what_an_emulator_misses_is_doubted() -> None:
    def jumps(x: Numbers) -> Numbers:
        return np.asarray((np.floor(7 * x[:, 0]) % 2) * (x[:, 1] > 0.5) + 2.0 * x[:, 2])

    found = emulator(filled(jumps, 100, 3, noise=0.01, replicates=3))
    assert any("misses some of what factors do" in doubt for doubt in found.doubts)


@pytest.mark.slow
def test_few_points_for_many_factors_are_doubted() -> None:
    found = emulator(filled(linear, 40, 6))
    assert any("40 points for 6 factors" in doubt for doubt in found.doubts)


@pytest.mark.parametrize("kind", ["saltelli", "morris"])
def test_samples_whose_points_share_coordinates_are_refused(kind: str) -> None:
    with pytest.raises(UnfitError, match=f"points of a {kind} sample share their coordinates"):
        emulator(filled(linear, 40, 3, kind=kind))


def test_few_points_are_refused() -> None:
    with pytest.raises(UnfitError, match="has 19 points: an emulator takes 20 or more"):
        emulator(filled(linear, 19, 3))


def test_what_does_not_vary_is_left_out_by_name() -> None:
    found = emulator(filled(nothing, 40, 2))
    assert found.tables == {}
    assert found.doubts == ("left out: trust is 0.000 at all points: nothing is to be learned",)


def test_all_that_is_wrong_with_rows_is_said_at_once() -> None:
    emulated = Emulated.of(with_regimes(), "trust")
    with pytest.raises(UnfitError) as refusal:
        emulated.predict(
            [{"x1": 1.5, "regime": "three_gates"}, {"x1": "much", "regime": "one_gate"}]
        )
    said = str(refusal.value)
    assert "row 0: x1 is 1.5: it lies from 0 to 1" in said
    assert "row 1: x1 is much" in said
    assert "regime is three_gates: there are progressive, one_gate, two_gates" in said
    with pytest.raises(UnfitError, match="there is no factor x9; regime is missing"):
        emulated.predict(pd.DataFrame({"x1": [0.5], "x9": [1.0]}))


# ------------------------------------------------------------------------------- the door


@pytest.mark.slow
def test_emulate_predicts_what_was_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = planted(tmp_path, monkeypatch, DESIGNS["lhs"].replace("240", "40"))
    trust = emulate(results, "trust")
    rows = [{"forgetting": 0.9, "patience": patience, "unit": True} for patience in (38, 58)]
    predicted = trust.predict(rows)
    assert list(predicted.columns) == ["mean", "sd", "sd_of_point"]
    assert (predicted["sd"] <= predicted["sd_of_point"]).all()
    assert trust.check.draws == len(trust.held_out) == 40
    assert set(trust.shares()["factor"]) == {"forgetting", "patience", "unit"}
    assert "held-out R2" in repr(trust)


def figure_for(given: Sample) -> Any:
    results: Any = SimpleNamespace(
        directory="results", manifest=SimpleNamespace(title="Toy"),
        indicators=given.results.indicators,
    )  # fmt: skip
    return figure_of(results, emulator(given))


@pytest.mark.slow
def test_the_figure_has_every_held_out_point_and_a_panel_for_each_factor() -> None:
    given = with_regimes()
    figure = figure_for(given)
    first, *others = figure.axes
    drawn = sum(len(bars[0].get_xdata()) for bars in first.containers)
    assert drawn == 120
    assert {axes.get_xlabel() for axes in others} == {"x1", "regime"}


def test_the_figure_of_noise_has_no_effects() -> None:
    figure = figure_for(filled(nothing, 60, 2, noise=0.3))
    assert len(figure.axes) == 1
