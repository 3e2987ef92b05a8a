"""What can be wrong with a cluster; the command maps each kind to an exit code."""

from __future__ import annotations


class ClusterError(Exception):
    """Say that a cluster cannot be used; the text is one line for the user."""


class WorkersDifferError(ClusterError):
    """Say how workers differ from the coordinator: a line for each worker and key."""


class ClusterLostError(ClusterError):
    """Say that a cluster failed in the middle of the work; what is written stays."""
