"""Factors with distributions and weights: what is drawn, what is refused, what is told."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.design.factors import Factor, Level
from paradiplomacy_results.distributions import Distribution, distribution_of
from tests.support.designs import levels, made

if TYPE_CHECKING:
    from pathlib import Path

UNITS = np.random.default_rng(5).random(4001)

KNOWN = {
    "normal": (
        {"mean": 3.0, "sd": 2.0},
        stats.norm(3.0, 2.0),
    ),
    "normal, cut off": (
        {"mean": 3.0, "sd": 2.0, "low": 0.0, "high": 4.0},
        stats.truncnorm(-1.5, 0.5, 3.0, 2.0),
    ),
    "lognormal": (
        {"median": 14.0, "sd_log": 0.5},
        stats.lognorm(0.5, scale=14.0),
    ),
    "triangular": (
        {"low": 2.0, "mode": 3.0, "high": 7.0},
        stats.triang(0.2, 2.0, 5.0),
    ),
    "beta": (
        {"low": -1.0, "high": 1.0, "alpha": 2.0, "beta": 5.0},
        stats.beta(2.0, 5.0, -1.0, 2.0),
    ),
}


def declared(name: str) -> Distribution:
    found = distribution_of({"distribution": name.split(",", maxsplit=1)[0], **KNOWN[name][0]})
    assert found is not None
    return found


@pytest.mark.parametrize("name", KNOWN)
def test_quantiles_are_those_of_the_distribution_and_units_lead_back(name: str) -> None:
    found = declared(name)
    assert found.quantiles(UNITS) == pytest.approx(KNOWN[name][1].ppf(UNITS), rel=1e-9)
    assert found.units(found.quantiles(UNITS)) == pytest.approx(UNITS, abs=1e-9)


@pytest.mark.parametrize("name", KNOWN)
def test_a_value_does_not_hang_on_what_else_is_drawn(name: str) -> None:
    found = declared(name)
    whole = found.quantiles(UNITS)
    assert np.array_equal(whole[:999], found.quantiles(UNITS[:999]))
    assert [float(found.quantiles(unit)) for unit in UNITS[:99]] == whole[:99].tolist()
    assert np.array_equal(pickle.loads(pickle.dumps(found)).quantiles(UNITS), whole)


@pytest.mark.parametrize("name", KNOWN)
def test_no_value_is_infinite_and_closed_ends_are_reached(name: str) -> None:
    found = declared(name)
    first, last = found.quantiles([0.0, 1.0]).tolist()
    assert np.isfinite([first, last]).all()
    assert found.is_open == (name in ("normal", "lognormal"))
    if not found.is_open:
        assert (first, last) == (found.low, found.high)


def test_an_end_beyond_reach_is_as_good_as_none() -> None:
    far = Distribution("normal", (14.0, 4.0), 0.0, 1e6)
    assert far.is_open
    assert 0.0 == far.quantiles(0.0) < far.quantiles(1.0) < 14.0 + 7 * 4.0
    assert far.quantiles(UNITS) == pytest.approx(stats.truncnorm(-3.5, 9e9, 14, 4).ppf(UNITS))


def test_the_share_between_the_ends_is_told_in_either_tail() -> None:
    for low, high in ((0.0, 4.0), (9.0, 20.0), (-20.0, -3.0)):
        found = Distribution("normal", (3.0, 2.0), low, high)
        normal = stats.norm(3.0, 2.0)
        expected = abs(normal.sf(low) - normal.sf(high))
        assert found.share_within == pytest.approx(expected, rel=1e-6)


MONEY = """
[factors.money]
key = "cities.baubau.budget"
"""
NORMAL = 'distribution = "normal"\nmean = 14.0\nsd = 4.0\n'
PEOPLE = '[factors.people]\nkey = "cities.*.participation"\nlow = 0.0\nhigh = 1.0\n'
MORRIS = '[sampler]\nkind = "morris"\ntrajectories = 2\n'
HYPERCUBE = '[sampler]\nkind = "lhs"\npoints = 64\n'


def test_a_latin_hypercube_has_a_value_in_every_slice_of_a_distribution(tmp_path: Path) -> None:
    design = made(tmp_path, MONEY + NORMAL + HYPERCUBE)
    money = [row["money"] for row in levels(design)]
    distribution = design.points.factors[0].range.distribution  # type: ignore[union-attr]
    assert distribution is not None
    slices = np.floor(distribution.units(money) * 64)
    assert sorted(slices.tolist()) == list(range(64))
    assert design.points.config(3).cities["baubau"].budget == money[3]


def test_a_normal_is_cut_off_at_the_bounds_of_its_key_and_that_is_told(tmp_path: Path) -> None:
    text = '[factors.people]\nkey = "cities.*.participation"\n'
    design = made(tmp_path, f'{text}distribution = "normal"\nmean = 0.0\nsd = 0.5\n' + HYPERCUBE)
    (told,) = design.notices
    assert told.startswith("people: the normal distribution is cut off at 0 and 1, the bounds of ")
    assert told.endswith("cities.*.participation; 52 % of it lies beyond")
    assert all(0.0 <= row["people"] <= 1.0 for row in levels(design))  # type: ignore[operator]
    section = design.file.factors["people"]
    assert (section.low, section.high) == (0.0, 1.0)
    cut = 'distribution = "normal"\nmean = 0.3\nsd = 0.1\nlow = 0.1\nhigh = 0.5\n'
    own = made(tmp_path, text + cut + HYPERCUBE)
    assert own.notices == ()


def test_a_bound_that_a_key_does_not_reach_is_not_reached_by_what_is_drawn(tmp_path: Path) -> None:
    text = '[factors.scale]\nkey = "delivery.scale"\ndistribution = "normal"\nmean = 0.0\n'
    sampler = '[sampler]\nkind = "sobol"\npoints = 4096\n'
    design = made(tmp_path, f"{text}sd = 2.0\n{sampler}", "design.replicates=2")
    assert 0.0 < min(design.points.sample.at(number)[0] for number in range(4096)) < 0.01
    factor = design.points.factors[0]
    assert factor.extremes()[0].label > 0.0  # type: ignore[operator]


def test_whole_numbers_of_a_distribution_are_the_nearest(tmp_path: Path) -> None:
    text = '[factors.patience]\nkey = "gate.patience"\ndistribution = "triangular"\n'
    design = made(tmp_path, f"{text}low = 12\nmode = 24\nhigh = 48\n" + HYPERCUBE)
    drawn = [row["patience"] for row in levels(design)]
    assert all(isinstance(value, int) for value in drawn)
    assert design.layout.factors == {"patience": "whole"}
    assert np.mean(drawn) == pytest.approx(28.0, abs=0.5)  # type: ignore[arg-type]


def test_steps_of_a_distribution_are_medians_of_equally_likely_slices(tmp_path: Path) -> None:
    design = made(tmp_path, f"{MONEY}{NORMAL}high = 100.0\nlow = -0.0\nsteps = 5\n")
    found = [row["money"] for row in levels(design)]
    distribution = distribution_of(design.file.factors["money"].model_dump(exclude_none=True))
    assert distribution is not None
    assert distribution.units(found) == pytest.approx([0.1, 0.3, 0.5, 0.7, 0.9])


@pytest.mark.parametrize("weights", [[1.0, 0.0, 3.0, 0.0], [0.25, 0.25, 0.0, 0.5]])
def test_levels_are_drawn_as_often_as_their_weights_say(weights: list[float]) -> None:
    factor = Factor("a", "text", tuple(map(Level, "wxyz")), weights=tuple(weights))
    column = factor.column((np.arange(1000) + 0.5) / 1000).astype(int)
    counts = np.bincount(column, minlength=4)
    assert counts.tolist() == [1000 * weight / sum(weights) for weight in weights]
    ends = factor.column(np.array([0.0, 1.0])).astype(int)
    assert all(weights[number] > 0.0 for number in ends)


@pytest.mark.parametrize("weights", ["weights = { one = 3, two = 1 }", "weights = [3, 1]"])
def test_weights_have_the_form_of_the_levels(tmp_path: Path, weights: str) -> None:
    listed = weights.endswith("]")
    text = {
        True: f'key = "cities.baubau.unit"\nlevels = [false, true]\n{weights}\n',
        False: f"{weights}\n[factors.unit.alternatives]\none = {{}}\n"
        'two = { set = { "cities.baubau.unit" = true } }\n',
    }[listed]
    design = made(tmp_path, f"[factors.unit]\n{text}{HYPERCUBE}")
    first = [row["unit"] in (False, "one") for row in levels(design)]
    assert sum(first) == 48


REFUSED = {
    'distribution = "normal"\nmean = 1.0\nsd = -1.0\n': r":15: factors\.money\.sd: -1\.0 is out of",
    'distribution = "normal"\nmean = 1.0\n': r":13: .*distribution: normal needs sd",
    'distribution = "beta"\nlow = 0.0\nalpha = 1.0\n': r":13: .*: beta needs high and beta",
    'distribution = "triangular"\nlow = 1.0\nmode = 9.0\nhigh = 3.0\n': (
        r":15: factors\.money\.mode: 9 does not lie between low, 1, and high, 3"
    ),
    'distribution = "lognormal"\nmedian = 3.0\nsd_log = 1.0\nlow = -1.0\n': (
        r":16: factors\.money\.low: what is lognormal is above 0"
    ),
    'distribution = "normal"\nmean = 1.0\nsd = 1.0\nmode = 2.0\n': (
        r':16: factors\.money\.mode: goes with distribution = "triangular"'
    ),
    "mean = 1.0\nlow = 1.0\nhigh = 2.0\n": r':13: .*mean: goes with distribution = "normal"',
    'distribution = "normal"\nmean = 1.0\nsd = 1.0\nlow = 90.0\n': (
        r":13: factors\.money\.distribution: next to nothing of it lies between low and high"
    ),
    'distribution = "normal"\nmean = 1.0\nsd = 1.0\nlow = 3.0\nhigh = 2.0\n': (
        r":16: factors\.money\.low: must be less than high"
    ),
    'distribution = "normal"\nmean = 1.0\nsd = 1.0\nlog = true\n': (
        r":16: factors\.money\.log: goes with an even spread"
    ),
    'distribution = "uniform"\nlow = 1.0\nhigh = 2.0\n': r":13: .*'uniform' is none of the choices",
    "levels = [1.0, 2.0]\nweights = [1, -1]\n": r":14: factors\.money\.weights: -1 is no weight",
    "levels = [1.0, 2.0]\nweights = [0, 0]\n": r":14: factors\.money\.weights: are all 0",
    "levels = [1.0, 2.0]\nweights = [1]\n": r":14: .*weights: has 1 entries, there are 2 levels",
    "levels = [1.0, 2.0]\nweights = [1, true]\n": r":14: .*weights: True is no weight",
    "levels = [1.0, 2.0]\nweights = { a = 1 }\n": r":14: .*weights: must be a list, as levels are",
    "levels = { a = 1.0, b = 2.0 }\nweights = { a = 1 }\n": r":14: .*weights: lacks 'b'",
    "levels = { a = 1.0 }\nweights = { b = 1 }\n": r":14: .*weights: 'b' is none of the levels",
    "low = 1.0\nhigh = 2.0\nweights = [1]\n": r":15: .*weights: go with levels; a ",
    'levels = [1.0]\ndistribution = "normal"\nmean = 1.0\nsd = 1.0\n': r":11: .*has both levels",
}


@pytest.mark.parametrize("lines", REFUSED)
def test_what_does_not_fit_is_told_at_its_line(tmp_path: Path, lines: str) -> None:
    with pytest.raises(ConfigError, match=REFUSED[lines]):
        made(tmp_path, MONEY + lines + HYPERCUBE)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{MONEY}levels = [1.0, 2.0]\nweights = [1, 2]\n", "weights: go with samplers that draw"),
        (f'{MONEY}levels = [1.0, 2.0]\ngroup = "all"\n', "group: goes with saltelli and morris"),
        (f"{MONEY}{NORMAL}", "grid needs levels, or steps of the range"),
        (
            f'{MONEY}{NORMAL}change = "times"\n{PEOPLE}{MORRIS}',
            "distribution: morris goes to both ends of a factor: cut the distribution off",
        ),
    ],
)
def test_what_a_sampler_does_not_heed_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        made(tmp_path, text)


def test_a_distribution_without_ends_is_checked_in_its_tails(tmp_path: Path) -> None:
    text = f'{MONEY}{NORMAL}change = "plus"\n' + HYPERCUBE
    factor = made(tmp_path, text).points.factors[0]
    assert factor.range is not None
    assert factor.range.extent() == "of any size"
    ends = [level.label for level in factor.extremes()]
    assert ends == pytest.approx(stats.norm(14.0, 4.0).ppf([0.001, 0.999]))
    with pytest.raises(ConfigError, match="out of bounds"):
        made(tmp_path, text.replace("mean = 14.0", "mean = 0.0").replace("sd = 4.0", "sd = 40.0"))
