"""Events for a time that would leave a key at no value of its own are told, and no others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy.configuration.crossings import crossing_events
from paradiplomacy.engines.mesa_engine import WorldModel
from tests.support.worlds import date_after, small

START = "2009-01"
KEY = "cities.aa.monitoring"


def event(first: int, last: int, value: float = 0.5, **more: Any) -> dict[str, Any]:
    """Return an event that sets a key from a month to before another one."""
    dates = {"month": date_after(START, first), "until": date_after(START, last)}
    return {"field": KEY, "set": value} | dates | more


def told(**events: dict[str, Any]) -> list[Any]:
    return [found.path[1] for found in crossing_events({"events": events})]


spans = st.tuples(st.integers(1, 6), st.integers(1, 4)).map(lambda told: (told[0], sum(told)))


@pytest.mark.slow
@given(one=spans, other=spans, values=st.tuples(st.sampled_from([0.1, 0.9]), st.just(0.4)))
@settings(max_examples=60, deadline=None)
def test_what_is_not_told_has_the_value_of_the_last_that_goes_on(
    one: tuple[int, int], other: tuple[int, int], values: tuple[float, float]
) -> None:
    events = {"a": event(*one, values[0]), "b": event(*other, values[1])}
    if told(**events):
        return
    model = WorldModel(small(cities__aa__monitoring=0.5, events=events))
    for month in range(12):
        model.step()
        on = [
            (span[0], name, value)
            for name, span, value in zip("ab", (one, other), values, strict=True)
            if span[0] <= month < span[1]
        ]
        assert model.world.cities[0].monitoring == pytest.approx(max(on)[2] if on else 0.5)


@pytest.mark.parametrize(
    ("one", "other", "crosses"),
    [
        ((2, 6), (4, 9), True),
        ((2, 6), (6, 9), False),
        ((2, 9), (4, 6), False),
        ((2, 6), (4, 6), True),
        ((4, 9), (2, 6), True),
        ((6, 9), (2, 6), True),
        ((2, 6), (2, 9), True),
        ((2, 9), (2, 6), False),
    ],
    ids=str,
)
def test_two_cross_where_the_earlier_ends_while_the_later_goes_on(
    one: tuple[int, int], other: tuple[int, int], crosses: bool
) -> None:
    assert bool(told(a=event(*one), b=event(*other))) == crosses


def test_the_later_one_is_told_once_for_all_keys_that_a_star_stands_for() -> None:
    later = event(4, 9, field="cities.*.monitoring")
    assert told(b=event(2, 6), a=later) == ["a"]
    assert told(b=event(2, 6), a=later | {"field": "cities.bb.monitoring"}) == []


def test_what_adds_or_is_for_good_crosses_nothing() -> None:
    added = {"field": KEY, "change": 0.1, "month": date_after(START, 4), "duration": 9}
    for_good = {"field": KEY, "set": 0.2, "month": date_after(START, 4)}
    assert told(a=event(2, 6), b=added, c=for_good) == []


def test_a_reform_for_good_within_one_for_a_time_would_be_undone() -> None:
    reform = {"field": "countries.north.regime", "regime": "progressive"}
    dated = {"month": date_after(START, 2), "duration": 4}
    good = {"month": date_after(START, 4)}
    assert told(a=reform | dated, b=reform | good) == ["b"]
    assert told(a=reform | dated, b=reform | {"month": date_after(START, 6)}) == []
    assert told(a=reform | good, b=reform | {"rate": 0.1}) == []
    assert told(a=reform | dated, b=reform | {"rate": 0.1}) == ["b"]
