"""Settings for the whole suite."""

from __future__ import annotations

import gc
import inspect
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType


def pytest_collectstart() -> None:
    """Settle how Hypothesis tests, before a file is imported that may use it.

    Not sooner: a process that only hands tests out to others needs no Hypothesis.
    """
    _load_profile()
    inspect.getouterframes = frames_without_sources


def pytest_collection_finish() -> None:
    """Have Python look for no garbage among tests and what they import: they stay to the end."""
    gc.collect()
    gc.freeze()


def frames_without_sources(frame: FrameType | None, context: int = 0) -> list[inspect.FrameInfo]:
    """Return the frames of a call stack without the lines of source code around them.

    Libraries ask for the names on the stack while they are imported, or make an object (mesa, the
    EMA workbench, shiny). For each of a hundred frames Python would then look through thousands of
    modules for its source, which nobody reads: a minute of the suite.
    """
    found = []
    while frame is not None:
        code = frame.f_code
        found.append(
            inspect.FrameInfo(frame, code.co_filename, frame.f_lineno, code.co_name, None, None)
        )
        frame = frame.f_back
    return found


@cache
def _load_profile() -> None:
    """Have the same examples on every run, and no verdict by the clock."""
    from hypothesis import HealthCheck, settings

    settings.register_profile(
        "seeded", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("seeded")
