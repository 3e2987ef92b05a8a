"""Settings for the whole suite."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# The same examples on every run, and no verdict by the clock.
settings.register_profile(
    "seeded", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("seeded")
