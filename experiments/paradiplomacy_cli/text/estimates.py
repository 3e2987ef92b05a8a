"""Write what runs would take, for a dry run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_cli.text.quantities import amount, duration
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from paradiplomacy_experiments.execution.estimation import Estimate


def costs(found: Estimate, at_most: str) -> list[tuple[str, str]]:
    """Return rows of time, disk and memory; ``at_most`` stands before what may turn out less."""
    return [
        ("time", f"{at_most}{duration(found.seconds)} with {many(found.workers, 'worker')}"),
        ("disk", f"{at_most}{amount(found.disk)}, {amount(found.free)} free"),
        ("memory", amount(found.memory)),
    ]
