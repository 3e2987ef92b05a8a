"""Settings for the whole suite."""

from __future__ import annotations

import gc

from hypothesis import HealthCheck, settings

# The same examples on every run, and no verdict by the clock.
settings.register_profile(
    "seeded", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("seeded")


def pytest_collection_finish() -> None:
    """Set thousands of tests and their modules aside, which no collection of garbage need look at.

    A library of statistics collects all garbage at each call, which took seconds of a test.
    """
    gc.collect()
    gc.freeze()
