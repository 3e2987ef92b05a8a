"""Samplers: how many points each makes, and where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paradiplomacy_experiments.configuration.faults import ConfigError
from tests.support.designs import TWO, levels, made

if TYPE_CHECKING:
    from pathlib import Path


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
