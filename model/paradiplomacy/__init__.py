"""An agent-based model of paradiplomacy: the foreign relations of cities."""

from paradiplomacy.version import __version__

__all__ = ["__version__"]
