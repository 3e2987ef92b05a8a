"""Sensitivity: indices of functions whose indices are known, and what has none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample
from scipy.stats import qmc

from paradiplomacy_analysis.sample import Factor, UnfitError
from paradiplomacy_analysis.statistics.emulation import emulator
from paradiplomacy_analysis.statistics.sensitivity import morris, sobol
from paradiplomacy_results.distributions import Distribution
from tests.support.samples import ranges, sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Sample

G = np.array([0.0, 1.0, 4.5, 9.0])
"""Constants of the G-function: the smaller, the more its factor matters."""


def cube(factors: Sequence[Factor]) -> dict[str, Any]:
    return {
        "num_vars": len(factors),
        "names": [factor.name for factor in factors],
        "bounds": [[factor.low, factor.high] for factor in factors],
    }


def columns(x: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    return {f"x{k + 1}": x[:, k] for k in range(x.shape[1])}


def saltelli(
    factors: Sequence[Factor], function: Any, base: int = 2048, second_order: bool = False
) -> Sample:
    x = sobol_sample.sample(cube(factors), base, calc_second_order=second_order, seed=7)
    sampling = {"kind": "saltelli", "second_order": second_order}
    return sample(factors, columns(x), {"trust": function(x)}, sampling=sampling)


def trajectories(factors: Sequence[Factor], function: Any, count: int = 40) -> Sample:
    x = morris_sample.sample(cube(factors), count, num_levels=4, seed=7)
    return sample(factors, columns(x), {"trust": function(x)}, sampling={"kind": "morris"})


def ishigami(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ishigami & Homma 1990, with a = 7 and b = 0.1."""
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def g_function(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sobol's G-function."""
    return np.prod((np.abs(4 * x - 2) + G) / (1 + G), axis=1)


def linear(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return 3 * x[:, 0] - 2 * x[:, 1] + 0.5 * x[:, 2]


@pytest.mark.slow
def test_indices_of_ishigami_are_those_of_theory() -> None:
    found = sobol(saltelli(ranges(3, -np.pi, np.pi), ishigami, 4096, second_order=True))
    table = found.tables["sobol"].set_index("factor")
    assert table["first"].to_numpy() == pytest.approx([0.3139, 0.4424, 0.0], abs=0.03)
    assert table["total"].to_numpy() == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.03)
    pairs = found.tables["pairs"].set_index(["factor", "with_factor"])["second"]
    assert pairs["x1", "x3"] == pytest.approx(0.2437, abs=0.05)
    assert pairs["x1", "x2"] == pytest.approx(0.0, abs=0.05)


@pytest.mark.slow
def test_indices_of_the_g_function_are_those_of_theory() -> None:
    alone = 1 / (3 * (1 + G) ** 2)
    variance = np.prod(1 + alone) - 1
    total = alone * np.array([np.prod(1 + np.delete(alone, k)) for k in range(4)]) / variance
    table = sobol(saltelli(ranges(4), g_function)).tables["sobol"]
    assert table["first"].to_numpy() == pytest.approx(alone / variance, abs=0.03)
    assert table["total"].to_numpy() == pytest.approx(total, abs=0.03)
    assert (table["first_low"] < table["first_high"]).all()


@pytest.mark.slow
def test_the_largest_factor_is_told_with_its_share() -> None:
    (said,) = sobol(saltelli(ranges(4), g_function)).sentences
    assert said.startswith("Of the variance of trust, each alone explains: x1 7")


def test_a_linear_function_has_its_slopes_as_effects_and_no_spread() -> None:
    table = morris(trajectories(ranges(3), linear)).tables["morris"]
    assert table["mu"].to_numpy() == pytest.approx([3.0, -2.0, 0.5])
    assert table["mu_star"].to_numpy() == pytest.approx([3.0, 2.0, 0.5])
    assert table["sigma"].to_numpy() == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)
    assert table["effect"].tolist() == ["almost linear"] * 3


def test_interactions_and_idle_factors_are_told_apart() -> None:
    def function(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return (x[:, 0] - 0.5) * (x[:, 1] - 0.5) + 0 * x[:, 2]

    found = morris(trajectories(ranges(3), function))
    assert found.tables["morris"]["effect"].tolist() == [
        "non-linear or interacting",
        "non-linear or interacting",
        "negligible",
    ]
    assert "negligible: x3" in found.sentences[0]


def test_levels_and_log_ranges_move_as_ranges_do() -> None:
    x = morris_sample.sample(cube(ranges(2)), 40, num_levels=4, seed=7)
    factors = (Factor("x1", (), 0.01, 1.0, log=True), Factor("x2", ("no", "yes")))
    has = x[:, 1] >= 0.5
    points = {"x1": 0.01 * 100 ** x[:, 0], "x2": np.where(has, "yes", "no")}
    given = sample(factors, points, {"trust": 3 * x[:, 0] + has}, sampling={"kind": "morris"})
    table = morris(given).tables["morris"].set_index("factor")
    assert table.loc["x1", "mu"] == pytest.approx(3.0)
    # A move of two thirds of the range always crosses from one level to the other.
    assert table.loc["x2", "mu"] == pytest.approx(1.5)


@pytest.mark.slow
@pytest.mark.parametrize("method", [sobol, morris])
def test_the_same_results_give_the_same_intervals(method: Any) -> None:
    make = saltelli if method is sobol else trajectories
    findings = [method(make(ranges(4), g_function)).as_json() for _ in range(2)]
    assert findings[0] == findings[1]


@pytest.mark.parametrize(("make", "method"), [(saltelli, sobol), (trajectories, morris)])
def test_what_does_not_vary_has_no_indices(make: Any, method: Any) -> None:
    found = method(make(ranges(2), lambda x: np.full(len(x), 0.25)))
    assert found.tables == {}
    assert found.sentences == ()
    assert found.doubts[0].startswith("undefined because trust is 0.250 at all points")


def test_a_base_that_is_no_power_of_two_is_refused() -> None:
    whole = saltelli(ranges(2), lambda x: x[:, 0], 4)
    part = sample(
        whole.factors,
        whole.points().iloc[:12].to_dict("list"),
        {"trust": whole.values("trust").iloc[:12]},
        sampling=whole.sampling,
    )
    with pytest.raises(UnfitError, match="base is a power of two"):
        sobol(part)


def test_broken_trajectories_are_refused() -> None:
    whole = trajectories(ranges(2), lambda x: x[:, 0])
    part = sample(
        whole.factors,
        whole.points().iloc[:5].to_dict("list"),
        {"trust": whole.values("trust").iloc[:5]},
        sampling=whole.sampling,
    )
    with pytest.raises(UnfitError, match="no whole trajectories"):
        morris(part)


@pytest.mark.parametrize("method", [sobol, morris])
def test_another_sample_is_refused(method: Any) -> None:
    x = np.linspace(0, 1, 16)
    with pytest.raises(UnfitError, match="was not sampled for this"):
        method(sample(ranges(1), {"x1": x}, {"trust": x}))


def test_who_asks_for_shares_of_another_sample_is_sent_to_the_emulator() -> None:
    given = sample(ranges(1), {"x1": np.linspace(0, 1, 16)}, {"trust": np.linspace(0, 1, 16)})
    with pytest.raises(UnfitError, match="the method emulator tells shares of other samples"):
        sobol(given)
    # A trajectory of Morris bears no emulator, and an emulator has no elementary effects.
    for method, other in ((sobol, trajectories(ranges(4), g_function)), (morris, given)):
        with pytest.raises(UnfitError) as refusal:
            method(other)
        assert "emulator" not in str(refusal.value)


@pytest.mark.slow
def test_the_emulator_of_a_hypercube_tells_what_a_sample_drawn_for_sobol_tells() -> None:
    def function(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(x[:, 0] + 0.5 * x[:, 1] + 2.0 * x[:, 0] * x[:, 2])

    drawn = sobol(saltelli(ranges(3), function)).tables["sobol"]
    x = qmc.LatinHypercube(3, rng=1).random(100)
    spread = sample(ranges(3), columns(x), {"trust": function(x)}, sampling={"kind": "lhs"})
    emulated = emulator(spread).tables["shares"]
    assert emulated["factor"].tolist() == drawn["factor"].tolist()
    for name in ("first", "total"):
        assert emulated[name].to_numpy() == pytest.approx(drawn[name].to_numpy(), abs=0.05)
        assert (emulated[f"{name}_low"] <= drawn[f"{name}_high"]).all()
        assert (emulated[f"{name}_high"] >= drawn[f"{name}_low"]).all()


def test_a_wide_interval_is_doubted() -> None:
    found = sobol(saltelli(ranges(4), g_function, 8))
    assert any("wider than the index" in doubt for doubt in found.doubts)


def test_shares_are_told_as_what_they_can_be_or_not_at_all() -> None:
    (said,) = sobol(saltelli(ranges(4), g_function, 8)).sentences
    assert "(the sample is too small to tell)" in said
    assert all(int(share) <= 100 for share in re.findall(r"(\d+) %", said))


@pytest.mark.parametrize(("make", "method"), [(saltelli, sobol), (trajectories, morris)])
def test_an_undefined_outcome_is_left_out_by_its_runs(make: Any, method: Any) -> None:
    def function(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(np.arange(len(x)) == 5, np.nan, x[:, 0])

    found = method(make(ranges(2), function))
    assert found.tables == {}
    assert found.doubts[0].startswith("left out: trust is undefined in run 5")


# Groups.


def grouped(*groups: str) -> tuple[Factor, ...]:
    """Return factors x1, x2, ... of these groups, "" for one without any."""
    return tuple(
        Factor(f"x{k + 1}", (), -np.pi, np.pi, group=group or None)
        for k, group in enumerate(groups)
    )


def together(factors: Sequence[Factor]) -> dict[str, Any]:
    return {**cube(factors), "groups": [factor.group or factor.name for factor in factors]}


def ranges_of(factors: Sequence[Factor]) -> list[Factor]:
    return [Factor(each.name, (), 0.0, 1.0, group=each.group) for each in factors]


@pytest.mark.slow
def test_indices_of_groups_of_ishigami_are_those_of_theory() -> None:
    factors = grouped("odd", "", "odd")
    x = sobol_sample.sample(together(factors), 2048, calc_second_order=False, seed=7)
    given = sample(factors, columns(x), {"trust": ishigami(x)}, sampling={"kind": "saltelli"})
    found = sobol(given)
    table = found.tables["sobol"].set_index("factor")
    assert list(table.index) == ["odd", "x2"]
    assert list(table["members"]) == ["x1, x3", "x2"]
    # Closed indices: of x1 and x3 alone and with each other; x2 works alone.
    assert table["first"].to_numpy() == pytest.approx([0.5576, 0.4424], abs=0.03)
    assert table["total"].to_numpy() == pytest.approx([0.5576, 0.4424], abs=0.03)
    assert found.sentences[-1] == "The group odd is x1 and x3, moved together."


def test_groups_without_second_members_change_no_index() -> None:
    whole = saltelli(ranges(3, -np.pi, np.pi), ishigami, 64, second_order=True)
    named = sample(
        tuple(Factor(f"x{k}", (), -np.pi, np.pi, group=f"g{k}") for k in (1, 2, 3)),
        whole.points().to_dict("list"),
        {"trust": whole.values("trust")},
        sampling=whole.sampling,
    )
    one, other = sobol(whole).tables, sobol(named).tables
    for name in ("sobol", "pairs"):
        numbers = one[name].select_dtypes("number")
        assert numbers.equals(other[name].select_dtypes("number"))
    assert "members" not in other["sobol"]


def test_a_group_of_a_linear_function_has_the_size_of_its_moves_and_no_way() -> None:
    factors = tuple(
        Factor(f"x{k + 1}", (), 0.0, 1.0, group=group or None)
        for k, group in enumerate(("pair", "pair", ""))
    )
    x = morris_sample.sample(together(factors), 400, num_levels=4, seed=7)
    given = sample(factors, columns(x), {"trust": linear(x)}, sampling={"kind": "morris"})
    table = morris(given).tables["morris"].set_index("factor")
    # x1 by 3 and x2 by -2, up and down independently: 1 or 5, as often each.
    assert table.loc["pair", "mu_star"] == pytest.approx(3.0, abs=0.2)
    assert table.loc["pair", ["mu", "sigma"]].isna().all()
    assert table.loc["pair", "effect"] == "of several factors together"
    assert table.loc["x3", ["mu", "mu_star"]].tolist() == pytest.approx([0.5, 0.5])


def test_a_member_that_stays_at_its_level_takes_nothing_from_its_group() -> None:
    factors = (
        Factor("x1", (), 0.0, 1.0, group="pair"),
        Factor("x2", ("same",), group="pair"),
        Factor("x3", (), 0.0, 1.0),
    )
    x = morris_sample.sample(together(ranges_of(factors)), 20, num_levels=4, seed=7)
    points = {"x1": x[:, 0], "x2": ["same"] * len(x), "x3": x[:, 2]}
    given = sample(factors, points, {"trust": 2 * x[:, 0]}, sampling={"kind": "morris"})
    table = morris(given).tables["morris"].set_index("factor")
    assert table["mu_star"].tolist() == pytest.approx([2.0, 0.0])


def test_indices_of_unevenly_spread_factors_are_those_over_their_distributions() -> None:
    narrow = Distribution("normal", (0.0, 1.0), -np.inf, np.inf)
    wide = Distribution("normal", (0.0, 2.0), -np.inf, np.inf)
    u = sobol_sample.sample(cube(ranges(2)), 2048, calc_second_order=False, seed=7)
    x = np.column_stack([narrow.quantiles(u[:, 0]), wide.quantiles(u[:, 1])])
    factors = tuple(Factor(f"x{k + 1}", (), x[:, k].min(), x[:, k].max()) for k in range(2))
    given = sample(factors, columns(x), {"trust": x.sum(axis=1)}, sampling={"kind": "saltelli"})
    table = sobol(given).tables["sobol"]
    assert table["first"].to_numpy() == pytest.approx([0.2, 0.8], abs=0.02)
