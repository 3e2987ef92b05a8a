"""Which modules make up a process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes import (
    PROCESSES,
    conclusion,
    departure,
    informal,
    partners,
    proposals,
    queues,
    renewal,
    resources,
    slots,
    waiting,
)

if TYPE_CHECKING:
    from types import ModuleType

PARTS: dict[str, tuple[ModuleType, ...]] = {
    "initiation": (proposals, partners, informal, slots),
    "gate": (queues, conclusion, waiting),
    "delivery": (resources,),
    "carrying": (departure, renewal),
}
"""The modules that are part of a process beside the one of its name."""


def modules_of(process: str) -> tuple[ModuleType, ...]:
    """Return the modules of a process, the one of its name first."""
    main = next(module for module in PROCESSES if module.MECHANISM.process == process)
    return main, *PARTS.get(process, ())
