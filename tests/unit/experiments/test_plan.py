"""How runs are dealt, and that what is kept by default is bounded, whatever the size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paradiplomacy_experiments.execution.plan import (
    FIRST_EVENTS,
    MOST_SERIES_ROWS,
    NO_EVENTS,
    SERIES_STEPS,
    Round,
    chunk_size,
    usual_events,
    usual_step,
)
from tests.support.worlds import small

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


rounds = st.builds(
    lambda first, points, start, count: Round(first, points, range(start, start + count)),
    st.integers(0, 1000),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=12, unique=True).map(sorted),
    st.sampled_from([0, 50]),
    st.integers(1, 60),
)


def dealt(one: Round, runs: range) -> dict[int, tuple[int, int]]:
    """Return point and replicate of each run."""
    return {
        run: (task.point, replicate)
        for task in one.tasks(runs)
        for run, replicate in zip(task.runs, task.replicates, strict=True)
    }


@given(one=rounds, size=st.integers(1, 300))
def test_every_replicate_of_every_point_is_dealt_once_and_chunks_change_no_number(
    one: Round, size: int
) -> None:
    whole = dealt(one, one.runs)
    assert sorted(whole) == list(one.runs)
    assert sorted(whole.values()) == [(p, r) for p in one.points for r in one.replicates]
    for first in one.runs[::size]:
        runs = range(first, min(first + size, one.runs.stop))
        assert dealt(one, runs) == {run: whole[run] for run in runs}
        points = [task.point for task in one.tasks(runs)]
        assert points == sorted(set(points))
        firsts = any(whole[run][1] == 0 for run in runs)
        assert one.has_first(runs) == firsts


@given(one=rounds, share=st.floats(0.0, 1.0))
def test_an_experiment_stopped_at_any_run_is_an_even_sample_whatever_the_replicates(
    one: Round, share: float
) -> None:
    done = one.runs[: round(share * len(one.runs))]
    counts = dict.fromkeys(one.points, 0)
    for point, _ in dealt(one, done).values():
        counts[point] += 1
    assert max(counts.values()) - min(counts.values()) <= 1
