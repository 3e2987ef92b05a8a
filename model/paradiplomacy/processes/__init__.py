"""The processes of a month, a module or a folder each, in the words of the field.

Each declares its :class:`~paradiplomacy.rules.Mechanism` and holds the rules that run it; what
several of them share is in :mod:`paradiplomacy.processes.shared`.
The order in which they run is :data:`paradiplomacy.schedule.MONTH`.
"""

from paradiplomacy.processes import (
    bilateral,
    budgeting,
    carrying,
    context,
    coordination,
    delivery,
    gate,
    initiation,
    leadership,
    learning,
    norms,
    participation,
    trust,
)

PROCESSES = (
    context,
    leadership,
    budgeting,
    initiation,
    gate,
    coordination,
    delivery,
    participation,
    trust,
    bilateral,
    norms,
    learning,
    carrying,
)
"""Every process that is a mechanism, in the order of the month."""
