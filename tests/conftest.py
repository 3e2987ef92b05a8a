"""Settings for the whole suite."""

from __future__ import annotations

from functools import cache


def pytest_collectstart() -> None:
    """Settle how Hypothesis tests, before a file is imported that may use it.

    Not sooner: a process that only hands tests out to others needs no Hypothesis.
    """
    _load_profile()


@cache
def _load_profile() -> None:
    """Have the same examples on every run, and no verdict by the clock."""
    from hypothesis import HealthCheck, settings

    settings.register_profile(
        "seeded", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("seeded")
