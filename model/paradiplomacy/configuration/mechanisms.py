"""The registry of mechanisms: which process has which named variants.

A process of the month is one named mechanism. Its module declares the variants beside the rules
that run them (:mod:`paradiplomacy.processes`); this module only collects the declarations, so that
configuration, documentation and tests read the same table.
"""

from __future__ import annotations

from paradiplomacy.processes import PROCESSES
from paradiplomacy.rules import Mechanism

REGISTRY: dict[str, Mechanism] = {
    module.MECHANISM.process: module.MECHANISM for module in PROCESSES
}

CUSTOM_FILE = r"\w[\w .-]{0,80}\.py"
"""Form of the name of a custom file: no path, and not hidden."""


def is_custom(choice: str) -> bool:
    """Tell whether a choice is a file with a custom mechanism rather than a variant."""
    return choice.endswith(".py")
