"""What can be wrong with a cluster; the command maps each kind to an exit code."""

from __future__ import annotations


class ClusterError(Exception):
    """A cluster that cannot be used; the text is one line for the user."""


class WorkersDifferError(ClusterError):
    """Workers that differ from the coordinator: a line for each worker and key."""


class ClusterLostError(ClusterError):
    """A cluster that failed in the middle of the work; what is written stays."""
