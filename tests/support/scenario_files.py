"""Scenario files for tests: write one, and see what is told of it."""

from __future__ import annotations

import gc
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_experiments.configuration.faults import ConfigError, Fault
from paradiplomacy_experiments.configuration.scenario import load_scenario

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def write(folder: Path, text: str, name: str = "mine.toml") -> Path:
    """Write a scenario file and return its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@contextmanager
def at_once(seconds: float = 5.0) -> Iterator[None]:
    """Make sure that what follows costs this thread no more than so many seconds.

    It tells what is refused at sight (milliseconds) from what is first worked through (minutes, or
    without end); the bound lies far from both, so that a busy machine changes nothing. The work of
    other threads does not count, nor that of collecting what earlier tests left.
    """
    gc.disable()
    started = time.thread_time()
    try:
        yield
        assert time.thread_time() - started < seconds
    finally:
        gc.enable()


def faults_of(path: str | Path, overrides: Sequence[str] = ()) -> list[Fault]:
    """Return the faults of a scenario that must have some."""
    with pytest.raises(ConfigError) as raised:
        load_scenario(path, overrides)
    return list(raised.value.faults)


def the_fault(path: str | Path, overrides: Sequence[str] = ()) -> Fault:
    """Return the fault of a scenario that must have exactly one."""
    faults = faults_of(path, overrides)
    assert len(faults) == 1, faults
    return faults[0]


def small(**changes: str) -> str:
    """Return the text of a small scenario that stands alone, with some of its lines changed."""
    lines = {
        "scenario": '[scenario]\ntitle = "Small"\nstart = "2010-01"\nmonths = 12',
        "sectors": "[sectors.culture]\ncontact = 0.5",
        "countries": "\n".join(
            f'[countries.{name}]\nname = "{name}"\nregime = {{}}' for name in ("a", "b")
        ),
        "cities": '[cities.x]\nname = "X"\ncountry = "a"\ncapacity = 0.5\nunit = true\nbudget = 30',
    }
    return "\n".join({**lines, **changes}.values()) + "\n"
