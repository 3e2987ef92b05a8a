"""The processes of a month, one module each, in the words of the field.

Each module declares its :class:`~paradiplomacy.rules.Mechanism` and holds the rules that run it.
The order in which they run is :data:`paradiplomacy.schedule.MONTH`.
"""

from paradiplomacy.processes import budgeting, delivery, gate, initiation, leadership, trust

PROCESSES = (leadership, budgeting, initiation, gate, delivery, trust)
