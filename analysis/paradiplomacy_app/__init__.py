"""A live page: turn regime, coordination, budget and more, and see what becomes of a tie.

:func:`serve` opens it on this machine; ``paradiplomacy app`` is the command. It lies above the
experiments and the analysis, and asks them for everything that it shows: what a control does is a
change of values as ``run`` takes them, what is computed is what ``run`` writes, and what is told
comes from the analysis.
"""

from __future__ import annotations

from paradiplomacy_app.serving import serve

__all__ = ["serve"]
