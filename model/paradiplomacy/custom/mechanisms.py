"""Custom mechanisms: plain functions that stand in for steps of the month.

A step of :data:`~paradiplomacy.schedule.MONTH` applies a rule to every row of a table. A custom
function has the form of a rule, ``(world, row) -> None``, and the name of the step that it
replaces; it may call the built-in rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING

from paradiplomacy.configuration.mechanisms import REGISTRY, is_custom
from paradiplomacy.schedule import MONTH, Step

if TYPE_CHECKING:
    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.state.world import World

    Function = Callable[[World, int], None]
    Functions = Function | Sequence[Function]


def steps_of(process: str) -> tuple[Step, ...]:
    """Return the steps of a process, in the order of the month."""
    return tuple(step for step in MONTH if step.process == process)


def steps_at(table: str) -> tuple[Step, ...]:
    """Return the steps that act on the rows of a table: of agents, their behaviours."""
    return tuple(step for step in MONTH if step.table == table)


def functions_of(module: ModuleType, process: str) -> list[Function]:
    """Return the functions of an executed file for steps of ``process``."""
    names = [step.behaviour for step in steps_of(process)]
    return [getattr(module, name) for name in names if hasattr(module, name)]


def replacements(config: WorldConfig, mechanisms: Mapping[str, Functions]) -> dict[str, Function]:
    """Return the functions of ``mechanisms`` (by process) by the behaviour that each replaces.

    Raises ``ValueError`` for an unknown process or behaviour, for two functions of one behaviour,
    and where ``config`` names a file whose functions are not given.
    """
    found: dict[str, Function] = {}
    for process, given in mechanisms.items():
        if process not in REGISTRY:
            raise ValueError(f"no process is called {process!r}; there are {', '.join(REGISTRY)}")
        known = [step.behaviour for step in steps_of(process)]
        for function in given if isinstance(given, Sequence) else [given]:
            name = getattr(function, "__name__", repr(function))
            if name not in known:
                raise ValueError(
                    f"{name!r} is no step of {process}; name the function {' or '.join(known)}"
                )
            if name in found:
                raise ValueError(f"two functions replace the step {name!r} of {process}")
            found[name] = function
    for process in REGISTRY:
        choice = getattr(config.mechanisms, process)
        if is_custom(choice) and process not in mechanisms:
            raise ValueError(
                f"mechanisms.{process} is {choice!r}: hand over that file, as "
                f"custom=load_scenario(...).custom, or its functions, as "
                f"mechanisms={{{process!r}: [...]}}"
            )
    return found


def without_files(config: WorldConfig) -> WorldConfig:
    """Return ``config`` with the default variant wherever it names a file: the other steps' own."""
    chosen = {
        process: mechanism.default
        for process, mechanism in REGISTRY.items()
        if is_custom(getattr(config.mechanisms, process))
    }
    if not chosen:
        return config
    choices = config.mechanisms.model_copy(update=chosen)
    return config.model_copy(update={"mechanisms": choices})
