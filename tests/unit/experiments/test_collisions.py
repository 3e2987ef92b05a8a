"""Designs in which something has no effect: refused, or told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.design.limits import RefusedError
from tests.support.command_line import call
from tests.support.designs import HEAD, made, written

if TYPE_CHECKING:
    from pathlib import Path


def factor(name: str, key: str, levels: str = "[3, 9]", change: str = "set") -> str:
    return f'[factors.{name}]\nkey = "{key}"\nlevels = {levels}\nchange = "{change}"\n'


PATIENCE = "gate.patience"
CITIES, ONE_CITY = "cities.*.capacity", "cities.baubau.capacity"
SHARES = "[0.2, 0.8]"

LOST = {
    "one key twice": factor("a", PATIENCE) + factor("b", PATIENCE, "[4, 8]"),
    "a star first": factor("a", CITIES, SHARES) + factor("b", ONE_CITY, SHARES),
    "a star last": factor("a", ONE_CITY, SHARES) + factor("b", CITIES, SHARES),
    "a table over a key of it": factor("a", "cities.baubau.leader.drive", SHARES)
    + '[factors.b.alternatives.x.set]\n"cities.baubau.leader" = { drive = 0.1 }\n'
    + '[factors.b.alternatives.y.set]\n"cities.baubau.leader" = { drive = 0.2 }\n',
    "levers together": f'[levers.a.set]\n"{PATIENCE}" = 7\n[levers.b.set]\n"{PATIENCE}" = 8\n',
    "a setting": f'"{ONE_CITY}" = 0.5\n' + factor("a", CITIES, SHARES),
}


@pytest.mark.parametrize("text", LOST.values(), ids=list(LOST))
def test_what_is_overwritten_is_refused_where_it_stands(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError) as raised:
        made(tmp_path, text)
    (fault,) = raised.value.faults
    assert fault.kind == "bad_factor"
    assert fault.line is not None


KEPT = {
    "a number that is changed once more": factor("a", PATIENCE)
    + factor("b", PATIENCE, "[1.0, 2.0]", "times"),
    "a setting for all under a factor of one": f'"{CITIES}" = 0.5\n'
    + factor("a", ONE_CITY, SHARES),
}


@pytest.mark.parametrize("text", KEPT.values(), ids=list(KEPT))
def test_what_keeps_an_effect_is_sound(tmp_path: Path, text: str) -> None:
    assert made(tmp_path, text).notices == ()


def test_levers_on_one_key_that_are_pulled_singly_are_sound(tmp_path: Path) -> None:
    head = HEAD.replace("[design]", '[design]\ncombine = "each"')
    assert made(tmp_path, LOST["levers together"], head=head).notices == ()


@pytest.mark.parametrize(
    ("change", "levels"), [("plus", "[0.1, 0.2]"), ("times", "[1.0, 1.001]"), ("plus", "[0, 0.4]")]
)
def test_levels_that_are_rounded_to_the_same_are_refused(
    tmp_path: Path, change: str, levels: str
) -> None:
    with pytest.raises(ConfigError, match="make the same world: whole numbers are rounded"):
        made(tmp_path, factor("a", PATIENCE, levels, change))


def test_a_range_that_is_rounded_to_one_number_is_refused(tmp_path: Path) -> None:
    text = f'[factors.a]\nkey = "{PATIENCE}"\nlow = 0.1\nhigh = 0.4\nchange = "plus"\n'
    with pytest.raises(ConfigError, match="rounded"):
        made(tmp_path, text + '[sampler]\nkind = "lhs"\npoints = 4\n')


def test_a_lever_on_the_key_of_a_factor_is_told(tmp_path: Path) -> None:
    text = factor("a", PATIENCE) + f'[levers.b.set]\n"{PATIENCE}" = 7\n'
    assert made(tmp_path, text).notices == ("levers at 'b': sets what a varies",)


def test_a_key_that_a_factor_names_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="names a key twice"):
        made(tmp_path, f'[factors.a]\nkeys = ["{PATIENCE}", "{PATIENCE}"]\nlevels = [3, 9]\n')


def test_a_lever_that_changes_nothing_is_told(tmp_path: Path) -> None:
    text = '[levers.nothing.set]\n"cities.baubau.capacity" = 0.25\n'
    text += '[levers.money.set]\n"cities.baubau.budget" = 30\n'
    (notice,) = made(tmp_path, text).notices
    assert "the lever 'nothing' changes nothing" in notice
    done = call("check", str(written(tmp_path, text)))
    assert done.exit_code == 0
    assert notice in done.stderr


def test_alternatives_that_are_one_world_are_told(tmp_path: Path) -> None:
    text = f'[factors.a.alternatives.x.set]\n"{PATIENCE}" = 7\n'
    text += f'[factors.a.alternatives.y.set]\n"{PATIENCE}" = 7\n'
    (notice,) = made(tmp_path, text).notices
    assert "the levels 'x' and 'y' make the same world" in notice


def test_replicates_begin_below_their_end(tmp_path: Path) -> None:
    until = 'until = { indicator = "trust", half_width = 0.1, first = 100, max = 10 }'
    with pytest.raises(ConfigError, match=r"until\.first: 100 is above max, 10"):
        made(tmp_path, "", head=HEAD.replace("replicates = 4", until))


@pytest.mark.parametrize("key", ["title", "question"])
def test_a_head_that_shows_nothing_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(ConfigError, match=f"{key}: shows nothing"):
        made(tmp_path, "", f'design.{key}="\u200b\u3164 "')


def test_sixty_levers_in_all_combinations_are_counted_and_refused(tmp_path: Path) -> None:
    text = "".join(f'[levers.l{k}.set]\n"{PATIENCE}" = {k + 1}\n' for k in range(60))
    head = HEAD.replace("[design]", '[design]\ncombine = "all combinations"')
    with pytest.raises(RefusedError, match=f"{2**60:,} points"):
        made(tmp_path, text, head=head)


@pytest.mark.parametrize("cell", ["1" * 200_000, '"' + "x" * 200_000])
def test_a_table_that_cannot_be_read_is_told_at_its_line(tmp_path: Path, cell: str) -> None:
    (tmp_path / "points.csv").write_text(f"a\n3\n{cell}\n")
    sampler = '[sampler]\nkind = "table"\nfile = "points.csv"\n'
    with pytest.raises(ConfigError, match=r"points.csv:3: a cell has more than 131,072"):
        made(tmp_path, factor("a", PATIENCE) + sampler)


def test_a_lever_that_is_the_same_on_and_off_is_told(tmp_path: Path) -> None:
    text = f'[levers.idle]\noff = {{ "{PATIENCE}" = 30 }}\nset = {{ "{PATIENCE}" = 30 }}\n'
    head = HEAD.replace("[settings]", 'combine = "one at a time"\n[settings]')
    (notice,) = made(tmp_path, text, head=head).notices
    assert notice == "levers: the lever 'idle' changes nothing: on and off it makes the same world"
