"""A value of the wrong shape at every key of the schemas: faults with their keys, never a crash."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from functools import cache
from itertools import cycle
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_experiments.configuration.faults import ConfigError, dotted
from paradiplomacy_experiments.configuration.keys import declarations
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.design.declarations import DesignFile
from paradiplomacy_experiments.design.limits import RefusedError
from paradiplomacy_experiments.design.loading import load_design
from tests.support.designs import FORGETTING, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from paradiplomacy_experiments.configuration.faults import Fault
    from paradiplomacy_experiments.configuration.keys import Path as Key

WRONG = {
    "text": '"x"',
    "no text": '""',
    "unseen text": '"\\u200b"',
    "long text": f'"{"x" * 1000}"',
    "truth": "true",
    "whole": "7",
    "negative": "-7",
    "number": "0.37",
    "huge": "9" * 30,
    "endless": "inf",
    "none": "nan",
    "date": "2009-12-01",
    "time": "07:30:00",
    "no list": "[]",
    "list": '["x"]',
    "numbers": "[1, 2.5]",
    "lists": "[[1], [[2]]]",
    "tables": "[{ x = 1 }]",
    "no table": "{}",
    "table": "{ x = 1 }",
    "deep": "{ x = { y = { z = [{}] } } }",
    "annotated": '{ value = { value = 1 }, evidence = "E1" }',
}
"""Values as they are written, none of which fits everywhere."""

SCENARIO = "baubau-seoul"


@cache
def keys(*, tables: bool) -> list[str]:
    """Return the keys or tables of a scenario, entries by the id of one that is there."""
    world = load_scenario(SCENARIO).resolved()
    known = declarations().items()
    return [_named(path, world) for path, about in known if path and about.is_table == tables]


def _named(path: Key, world: object) -> str:
    """Put an id for each star of a path."""
    named = []
    for part in path:
        here = world if isinstance(world, dict) else {}
        named.append(part if part != "*" else next(iter(here), "new"))
        world = here.get(named[-1])
    return dotted(named)


@contextmanager
def refused_in_place(key: str, value: str) -> Iterator[None]:
    """Let through a refusal by a limit, and one that says of every fault where it is."""
    faults: Sequence[Fault] = ()
    with suppress(RefusedError):
        try:
            yield
        except ConfigError as error:
            faults = error.faults
    assert all(fault.key or fault.file for fault in faults), (key, value)


@pytest.mark.parametrize("kind", WRONG)
def test_every_key_at_once_has_a_value_of_a_wrong_shape(kind: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load_scenario(SCENARIO, [f"{key}={WRONG[kind]}" for key in keys(tables=False)])
    assert all(fault.key or fault.file for fault in raised.value.faults)


@pytest.mark.slow
@pytest.mark.parametrize("kind", WRONG)
def test_each_table_by_itself_is_something_else(kind: str) -> None:
    for key in keys(tables=True):
        with refused_in_place(key, kind):
            load_scenario(SCENARIO, [f"{key}={WRONG[kind]}"])


@pytest.mark.slow
def test_each_key_by_itself_has_one_of_the_values_in_turn() -> None:
    for key, value in zip(keys(tables=False), cycle(WRONG.values()), strict=False):
        with refused_in_place(key, value):
            load_scenario(SCENARIO, [f"{key}={value}"])


def design_keys() -> list[str]:
    """Return every key of a design, each factor and lever by one name."""
    paths = (path for path in declarations(DesignFile) if path)
    return [dotted("forgetting" if part == "*" else part for part in path) for path in paths]


USUAL = ("text", "whole", "list", "table")


@pytest.mark.slow
@pytest.mark.parametrize("kind", USUAL)
def test_each_key_of_a_design_has_a_value_of_a_wrong_shape(tmp_path: Path, kind: str) -> None:
    _try_designs(tmp_path, WRONG[kind])


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in WRONG if kind not in USUAL])
def test_each_key_of_a_design_has_any_value(tmp_path: Path, kind: str) -> None:
    _try_designs(tmp_path, WRONG[kind])


def _try_designs(folder: Path, value: str) -> None:
    design = written(folder, FORGETTING)
    for key in design_keys():
        with refused_in_place(key, value):
            load_design(design, [f"{key}={value}"])
