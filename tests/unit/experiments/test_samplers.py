"""Samplers: how many points each makes, and where they lie."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.stats import qmc

from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.design.loading import load_design
from tests.support.designs import TWO, levels, made

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_experiments.design.factors import Factor


@pytest.mark.slow
def test_samples_have_the_sizes_of_their_methods(tmp_path: Path) -> None:
    for sampler, expected in (
        ('kind = "lhs"\npoints = 10', 10),
        ('kind = "sobol"\npoints = 16', 16),
        ('kind = "saltelli"\nbase = 8', 8 * (2 + 2)),
        ('kind = "saltelli"\nbase = 8\nsecond_order = true', 8 * (2 * 2 + 2)),
        ('kind = "morris"\ntrajectories = 5', 5 * (2 + 1)),
    ):
        text = f"{TWO}\n[sampler]\n{sampler}\n"
        one, again = made(tmp_path / "a", text), made(tmp_path / "b", text)
        other = made(tmp_path / "c", text + "seed = 2\n")
        assert one.size.points == expected, sampler
        assert levels(one) == levels(again) != levels(other)
        assert all(0.8 <= row["forgetting"] <= 0.99 for row in levels(one))  # type: ignore[operator]


def test_a_latin_hypercube_has_a_point_in_every_slice(tmp_path: Path) -> None:
    design = made(tmp_path, f'{TWO}\n[sampler]\nkind = "lhs"\npoints = 20\n')
    people = [row["people"] for row in levels(design)]
    assert sorted(int(value * 20) for value in people) == list(range(20))  # type: ignore[operator]


def test_a_morris_step_moves_one_factor(tmp_path: Path) -> None:
    design = made(tmp_path, f'{TWO}\n[sampler]\nkind = "morris"\ntrajectories = 4\n')
    rows = [tuple(row.values()) for row in levels(design)]
    for first in range(0, len(rows), 3):
        for step in range(2):
            before, after = rows[first + step], rows[first + step + 1]
            assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


def test_zip_takes_levels_side_by_side(tmp_path: Path) -> None:
    text = TWO.replace("low = 0.8\nhigh = 0.99", "levels = [0.8, 0.9, 0.95]").replace(
        "low = 0.0\nhigh = 1.0", "low = 0.0\nhigh = 1.0\nsteps = 3"
    )
    design = made(tmp_path, text + '[sampler]\nkind = "zip"\n')
    assert [tuple(row.values()) for row in levels(design)] == [(0.8, 0.0), (0.9, 0.5), (0.95, 1.0)]


TABLE = """
[factors.people]
key = "cities.*.participation"
[factors.unit]
key = "cities.baubau.unit"
[sampler]
kind = "table"
"""


def test_points_can_be_listed_in_the_design_or_in_a_csv_file(tmp_path: Path) -> None:
    inline = made(
        tmp_path, TABLE + "rows = [{ people = 0.1, unit = true }, { people = 0.7, unit = false }]\n"
    )
    (tmp_path / "points.csv").write_text("unit,people\ntrue,0.1\nfalse,0.7\n")
    listed = made(tmp_path, TABLE + 'file = "points.csv"\n')
    assert levels(inline) == levels(listed)
    assert [row["unit"] for row in levels(listed)] == [True, False]
    assert inline.points.config(1) == listed.points.config(1)
    assert listed.points.config(1).cities["seoul"].participation == 0.7


def test_a_csv_file_is_told_its_faults_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("unit,people\ntrue,0.1\n\nfalse\n")
    with pytest.raises(Exception, match=r"points\.csv:4: "):
        made(tmp_path, TABLE + 'file = "points.csv"\n')


def test_a_table_lists_values_of_ranges(tmp_path: Path) -> None:
    ranges = (
        '[factors.interval]\nkey = "learning.interval"\nlow = 3\nhigh = 12\n'
        '[factors.gain]\nkey = "leadership.commitment_gain"\nlow = 0.025\nhigh = 0.1\nlog = true\n'
        '[sampler]\nkind = "table"\n'
    )
    design = made(tmp_path, ranges + "rows = [{ interval = 4, gain = 0.05 }]\n")
    assert levels(design) == [{"interval": 4, "gain": 0.05}]
    assert design.points.config(0).learning.interval == 4
    for row, what in (
        ("{ interval = 13, gain = 0.05 }", "13 is no whole number between 3 and 12"),
        ("{ interval = 4.5, gain = 0.05 }", "4.5 is no whole number between 3 and 12"),
        ("{ interval = 4, gain = true }", "True is no value between 0.025 and 0.1"),
    ):
        with pytest.raises(ConfigError, match=what):
            made(tmp_path, ranges + f"rows = [{row}]\n")


SPREAD = """
[factors.forgetting]
key = "trust.forgetting"
distribution = "triangular"
low = 0.8
mode = 0.95
high = 0.99

[factors.money]
key = "cities.*.budget"
change = "times"
distribution = "lognormal"
median = 1.0
sd_log = 0.3
low = 0.5
high = 2.0

[factors.unit]
key = "cities.baubau.unit"
levels = [false, true]
weights = [3, 1]
"""
"""Factors that are spread unevenly."""

GROUPED = SPREAD.replace("[factors.money]", '[factors.money]\ngroup = "means"').replace(
    "[factors.unit]", '[factors.unit]\ngroup = "means"'
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("factors", "fewer", "more"),
    [
        (SPREAD, 'kind = "lhs"\npoints = 6', "sampler.blocks=3"),
        (SPREAD, 'kind = "sobol"\npoints = 8', "sampler.points=32"),
        (SPREAD, 'kind = "saltelli"\nbase = 4', "sampler.base=16"),
        (SPREAD, 'kind = "saltelli"\nsecond_order = true\nbase = 4', "sampler.base=16"),
        (SPREAD, 'kind = "morris"\ntrajectories = 3', "sampler.trajectories=9"),
        (GROUPED, 'kind = "saltelli"\nbase = 4', "sampler.base=16"),
        (GROUPED, 'kind = "morris"\ntrajectories = 3', "sampler.trajectories=9"),
    ],
)
def test_more_points_begin_with_fewer(tmp_path: Path, factors: str, fewer: str, more: str) -> None:
    text = f"{factors}\n[sampler]\n{fewer}\nseed = 7\n"
    first = [made(tmp_path, text).points.sample.at(k) for k in range(6)]
    small, large = made(tmp_path, text).points.sample, made(tmp_path, text, more).points.sample
    assert len(large) >= 2 * len(small) > len(first)
    assert [large.at(k) for k in range(len(small))] == [small.at(k) for k in range(len(small))]


def test_each_block_is_a_latin_hypercube_of_its_own(tmp_path: Path) -> None:
    text = f'{TWO}\n[sampler]\nkind = "lhs"\npoints = 20\nblocks = 3\n'
    people = np.array([row["people"] for row in levels(made(tmp_path, text))], dtype=float)
    slices = [sorted((block * 20).astype(int).tolist()) for block in people.reshape(3, 20)]
    assert slices == [list(range(20))] * 3
    assert len(set(people.tolist())) == 60


def even(factor: Factor, unit: float) -> float:
    """Return the value at a place of an even range of decimal numbers."""
    assert factor.range is not None
    low, high = factor.range.low, factor.range.high
    if factor.range.log:
        low, high = math.log(low), math.log(high)
        return min(max(math.exp(low + unit * (high - low)), factor.range.low), factor.range.high)
    return min(max(low + unit * (high - low), low), high)


@pytest.mark.parametrize("name", ["discovery", "prior"])
def test_draws_of_shipped_designs_are_those_of_scipy_to_the_bit(name: str) -> None:
    design = load_design(name)
    sampler, factors = design.file.sampler, design.points.factors
    kind = {"lhs": qmc.LatinHypercube, "sobol": qmc.Sobol}[sampler.kind]
    cube = kind(len(factors), rng=sampler.seed).random(sampler.points)
    for number in range(0, len(cube), 37):
        point = zip(factors, cube[number].tolist(), design.points.sample.at(number), strict=True)
        for factor, unit, coordinate in point:
            if factor.range is not None and not factor.range.whole:
                assert coordinate == even(factor, unit)


def test_a_group_moves_together_and_counts_as_one_factor(tmp_path: Path) -> None:
    text = f'{GROUPED}[sampler]\nkind = "morris"\ntrajectories = 4\n'
    design = made(tmp_path, text)
    assert design.size.points == 4 * (2 + 1)
    rows = levels(design)
    for first in range(0, len(rows), 3):
        for before, after in zip(rows[first : first + 2], rows[first + 1 : first + 3], strict=True):
            alone = before["forgetting"] != after["forgetting"]
            together = before["money"] != after["money"]
            assert alone != together
            assert together or before["unit"] == after["unit"]
    for order, size in (("false", 2 + 2), ("true", 2 * 2 + 2)):
        sampler = f'[sampler]\nkind = "saltelli"\nbase = 8\nsecond_order = {order}\n'
        assert made(tmp_path, GROUPED + sampler).size.points == 8 * size


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GROUPED.replace('"means"', '"forgetting"'), "'forgetting' is a factor itself"),
        (GROUPED.replace('"means"', '"no name"'), "a factor's name has letters, digits"),
        (
            GROUPED.replace("[factors.forgetting]", '[factors.forgetting]\ngroup = "means"'),
            "morris needs two factors or groups or more",
        ),
    ],
)
def test_groups_that_are_none_are_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        made(tmp_path, f'{text}[sampler]\nkind = "morris"\ntrajectories = 4\n')
