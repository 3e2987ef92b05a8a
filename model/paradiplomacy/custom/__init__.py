"""Files of one's own: steps of the month, indicators and state beside the built-in ones.

A custom file imports :func:`indicator` and :func:`state` from here, to say what it adds. It is
written in the form of the built-in rules: where it keeps to their dialect
(:mod:`paradiplomacy.dialect`) it is compiled like them; else it is plain Python, which only the
Mesa engine runs.
"""

from paradiplomacy.custom.declarations import indicator, state

__all__ = ["indicator", "state"]
