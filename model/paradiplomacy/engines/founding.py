"""Found the world that an engine runs: without the files of its config, with their states."""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING

from paradiplomacy.custom.declarations import with_states
from paradiplomacy.custom.mechanisms import without_files
from paradiplomacy.initialisation.build import build_world, initial_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.custom.declarations import State
    from paradiplomacy.state.world import World


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Let Python look for no garbage meanwhile.

    All records of a world stay. To look at them again and again takes half of the time of a large
    one, and more the larger it is.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@_uncollected()
def founded(config: WorldConfig, states: tuple[State, ...] = (), *, logging: bool = False) -> World:
    """Return the world of month 0 with no more rows than stand there, for rules that are compiled.

    ``states`` are those that custom files add to its records; with ``logging`` events are kept.
    """
    return with_states(initial_world(without_files(config), logging=logging), states)


@_uncollected()
def founded_whole(
    config: WorldConfig, states: tuple[State, ...], *, seed: int, replicate: int, log_size: int
) -> World:
    """Return the world of month 0 of one run, with rows for all that may come.

    ``log_size`` is the room of the event log; 0 keeps no events, only their counts.
    """
    bare = build_world(without_files(config), seed=seed, replicate=replicate, log_size=log_size)
    return with_states(bare, states)
