"""Which modules make up a process: the one of its name, or all in the folder of its name."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

from paradiplomacy.processes import PROCESSES

if TYPE_CHECKING:
    from types import ModuleType


def modules_of(process: str) -> tuple[ModuleType, ...]:
    """Return the modules of a process, first the one that declares its mechanism."""
    main = next(module for module in PROCESSES if module.MECHANISM.process == process)
    folder = getattr(main, "__path__", ())
    parts = (import_module(f"{main.__name__}.{part.name}") for part in pkgutil.iter_modules(folder))
    return main, *parts
