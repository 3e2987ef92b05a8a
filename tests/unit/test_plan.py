"""What an experiment keeps by default is bounded, whatever its size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paradiplomacy_experiments.plan import (
    FIRST_EVENTS,
    MOST_SERIES_ROWS,
    NO_EVENTS,
    SERIES_STEPS,
    chunk_size,
    usual_events,
    usual_step,
)
from tests.worlds import small

CONFIG = small()


@given(runs=st.integers(1, 2_000_000))
def test_series_are_as_dense_as_their_bound_allows(runs: int) -> None:
    step = usual_step(CONFIG, runs)
    months = CONFIG.scenario.months
    assert step in SERIES_STEPS
    assert runs * months / step <= MOST_SERIES_ROWS or step == SERIES_STEPS[-1]
    denser = [other for other in SERIES_STEPS if other < step]
    assert all(runs * months > other * MOST_SERIES_ROWS for other in denser)


@pytest.mark.parametrize(("months", "events"), [(120, FIRST_EVENTS), (1_000_000, NO_EVENTS)])
def test_events_are_recorded_where_they_are_few(months: int, events: str) -> None:
    header = CONFIG.scenario.model_copy(update={"months": months})
    assert usual_events(CONFIG.model_copy(update={"scenario": header})) == events


@given(runs=st.integers(1, 2_000_000), mesa=st.booleans())
def test_chunks_are_bounded_whatever_the_number_of_runs(runs: int, mesa: bool) -> None:
    assert 1 <= chunk_size(CONFIG, runs, mesa=mesa) <= 250
