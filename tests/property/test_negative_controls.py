"""Negative controls: where a channel is cut, nothing passes, to the last bit.

Each is paired with a positive run in which the same quantity moves.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy.simulation import ParadiplomacyModel
from tests.worlds import configs, raw, small

UNTOUCHED = ("delivered", "promised", "trust", "realised_ratio", "continuity", "cost")


def history(config, months=72, seed=1):
    """Return the indicators of every tie, month by month."""
    model = ParadiplomacyModel(config, seed=seed)
    months_seen = []
    for _ in range(months):
        model.step()
        months_seen.append({name: repr(value) for name, value in model.measure().items()})
    return months_seen


def swapped(poor):
    """Return two worlds that differ in their regimes only, with money or without."""
    worlds = []
    for regimes in (("one_gate", "progressive"), ("progressive", "one_gate")):
        changes = {
            f"countries__{country}__regime": regime
            for country, regime in zip(("north", "south"), regimes, strict=True)
        }
        if poor:
            changes |= {f"cities__{city}__budget": 0.0 for city in raw()["cities"]}
            changes |= {f"ngos__{ngo}__budget": 0.0 for ngo in raw()["ngos"]}
        worlds.append(small(initiation__city_rate=0.2, **changes))
    return worlds


@given(seed=st.integers(0, 10_000))
@settings(max_examples=10)
def test_without_money_swapping_regimes_changes_papers_and_waiting_only(seed):
    one, other = (history(config, seed=seed) for config in swapped(poor=True))
    for name in UNTOUCHED:
        assert [month[name] for month in one] == [month[name] for month in other]
    assert [month["approval_months"] for month in one] != [
        month["approval_months"] for month in other
    ]


def test_with_money_swapping_regimes_changes_delivery_and_trust():
    one, other = (history(config) for config in swapped(poor=False))
    for name in ("delivered", "trust"):
        assert one[-1][name] != other[-1][name]


@given(config=configs(), seed=st.integers(0, 10_000))
@settings(max_examples=20)
def test_in_a_month_without_delivery_trust_does_not_rise(config, seed):
    """Holds for the belief with prior 0 and for smoothing; the beta rival returns to its prior."""
    model = ParadiplomacyModel(config, seed=seed)
    variant = config.mechanisms.trust
    if variant == "neutral":
        variant = None
    ceiling = 0.5 if variant == "beta_prior_half" else 0.0
    for _ in range(config.scenario.months):
        before = [(list(tie.trust), list(tie.good)) for tie in model.world.partnerships]
        model.step()
        for (trust, good), tie in zip(before, model.world.partnerships, strict=True):
            if variant is None or tie.delivered_last > 0:
                continue
            for i in range(4):
                assert tie.good[i] <= good[i]
                assert tie.trust[i] <= max(trust[i], ceiling)


def test_with_deliveries_trust_rises():
    model = ParadiplomacyModel(small(), seed=1)
    model.run(60)
    assert max(model.measure()["trust"]) > 0.3
