"""The processes of a month, one module each, in the words of the field.

Each module declares its :class:`~paradiplomacy.rules.Mechanism` and holds the rules that run it.
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
