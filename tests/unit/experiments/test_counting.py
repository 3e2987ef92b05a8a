"""Points are counted by formula, and what cannot be listed is refused by its number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

import pytest

from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.configuration.listing import shipped_names
from paradiplomacy_experiments.design import DESIGNS
from paradiplomacy_experiments.design.counting import count_points, count_sets
from paradiplomacy_experiments.design.declarations import Combination
from paradiplomacy_experiments.design.factors import ONE_AT_A_TIME, Level, Lever, pulled
from paradiplomacy_experiments.design.limits import MOST_LEVER_SETS, RefusedError
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.design.sampling import Grid
from tests.support.designs import HEAD, TWO, made

if TYPE_CHECKING:
    from pathlib import Path

NAMED = """
[factors.regime.alternatives]
one = {}
two = {}

[factors.world]
scenarios = ["baubau-seoul", "bandung-seoul"]

[factors.forgetting]
key = "trust.forgetting"
low = 0.8
high = 0.9
steps = 3

[factors.people]
key = "cities.*.participation"
levels = { few = 0.1, many = 0.7 }
"""

DESIGNS_OF_ALL_KINDS = {
    "no factor": "",
    "a grid of all kinds of factors": NAMED,
    "a grid with levers": "[levers.a]\n[levers.b]\n[levers.c]\n" + NAMED,
    "zip": "[factors.a]\nkey = 'gate.patience'\nlevels = [3, 4, 5]\n[sampler]\nkind = 'zip'\n",
    "rows": (
        "[factors.a]\nkey = 'gate.patience'\n"
        "[sampler]\nkind = 'table'\nrows = [{ a = 3 }, { a = 3 }, { a = 4 }]\n"
    ),
    "lhs": TWO + "[sampler]\nkind = 'lhs'\npoints = 7\n",
    "blocks of lhs": TWO + "[sampler]\nkind = 'lhs'\npoints = 7\nblocks = 3\n",
    "draws crossed with levers": (
        "[levers.a]\n[levers.b]\n[factors.a]\nkey = 'gate.patience'\n" + NAMED + "[sampler]\n"
        "kind = 'draws'\nrows = [{ a = 3, people = 'few' }, { a = 4, people = 'many' }]\n"
    ),
    "groups": (
        TWO.replace("[factors.people]", "[factors.people]\ngroup = 'all'")
        + "group = 'all'\n[levers.a]\n[sampler]\nkind = 'saltelli'\nbase = 4\n"
    )
    .replace("[factors.forgetting]", "[factors.forgetting]\ngroup = 'all'")
    .replace("high = 1.0\ngroup = 'all'\n", "high = 1.0\n"),
    "sobol": TWO + "[sampler]\nkind = 'sobol'\npoints = 8\n",
    "saltelli": TWO + "[sampler]\nkind = 'saltelli'\nbase = 4\n",
    "saltelli, pairs": TWO + "[sampler]\nkind = 'saltelli'\nbase = 4\nsecond_order = true\n",
    "morris": TWO + "[sampler]\nkind = 'morris'\ntrajectories = 3\n",
}


@pytest.mark.parametrize("name", DESIGNS_OF_ALL_KINDS)
def test_as_many_points_are_made_as_were_counted(tmp_path: Path, name: str) -> None:
    design = made(tmp_path, DESIGNS_OF_ALL_KINDS[name])
    count, sample = count_points(design.file), design.points.sample
    assert count == len(sample) == design.size.points
    points = [sample.at(number) for number in range(count)]
    if isinstance(sample, Grid):
        assert len(set(points)) == count
    else:
        with pytest.raises(IndexError):
            sample.at(count)


@pytest.mark.parametrize("name", shipped_names(DESIGNS))
def test_points_of_shipped_designs_are_counted_truly(name: str) -> None:
    pytest.importorskip("SALib")
    design = load_design(name)
    assert count_points(design.file) == len(design.points)


@pytest.mark.parametrize("combine", get_args(Combination))
def test_as_many_sets_of_levers_are_pulled_as_were_counted(combine: Combination) -> None:
    for count in range(1, 7):
        levers = {f"l{number}": Lever(Level(f"l{number}")) for number in range(count)}
        found = len(pulled(levers, combine))
        sets = found // 2 if combine == ONE_AT_A_TIME else found - 1
        assert count_sets(count, combine) == sets


def levers(count: int, combine: str = "all combinations") -> str:
    """Return the head of a design with so many levers, which follow."""
    head = HEAD.replace("[settings]", f'combine = "{combine}"\n[settings]')
    return head + "".join(
        f'[levers.l{number}]\nset = {{ "gate.patience" = {number + 1} }}\n'
        for number in range(count)
    )


def test_more_combinations_of_levers_than_can_be_run_are_refused_with_their_number(
    tmp_path: Path,
) -> None:
    with pytest.raises(RefusedError) as raised:
        made(tmp_path, "", head=levers(60))
    assert f"{2**60:,} points" in str(raised.value)
    assert "max_runs=" in str(raised.value)


@pytest.mark.slow
def test_numbers_beyond_any_limit_are_refused_too(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="more than 9,223,372,036,854,775,807 runs"):
        made(tmp_path, "", head=levers(1_100))


def test_faults_of_levers_too_many_to_combine_are_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"levers\.b\.scenario: a lever takes no other"):
        made(tmp_path, "[levers.b]\nscenario = 'one-gate'\n", head=levers(60))


def test_combinations_of_levers_that_cannot_be_listed_are_refused_whatever_the_sample(
    tmp_path: Path,
) -> None:
    text = TWO + "[sampler]\nkind = 'lhs'\npoints = 4\n"
    with pytest.raises(RefusedError, match=re.escape(f"more than {MOST_LEVER_SETS:,} sets")):
        made(tmp_path, text, head=levers(60))
    assert made(tmp_path, text, head=levers(60, "each")).size.points == 4
