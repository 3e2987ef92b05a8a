"""Agents that stand for organisations, and for no city."""

from paradiplomacy import NGO


class Quiet(NGO):
    """An organisation that starts nothing by itself."""

    def start_informal(self):
        """Start nothing."""
