"""Where two runs of one luck part, and what is told of it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from paradiplomacy.state.codes import EVENT_MEANINGS
from paradiplomacy_app.happenings import happenings, parting
from paradiplomacy_app.runs import Asked, Desk
from paradiplomacy_experiments.configuration.scenario import load_scenario
from tests.support.fake_engine import LOG, FakeEngine, use

if TYPE_CHECKING:
    from paradiplomacy_results.reading import Results

TIE = "baubau-seoul"


def results_of(desk: Desk, **changes: object) -> Results:
    scenario = load_scenario(TIE, {"scenario.months": 24, **changes})
    return desk.ask(Asked(scenario, 1), 2, threading.Event()).result().results


def test_every_event_is_told_in_words_with_the_names_of_the_scenario(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(), monkeypatch)
    told = happenings(results_of(desk), 1, TIE)
    assert [(each.month, each.kind) for each in told] == [row[:2] for row in LOG]
    assert told[0].words.startswith("a programme is proposed (Baubau-Seoul, Baubau")
    assert "(Baubau-Seoul, Baubau, baubau: business, economy)" in told[2].words
    assert all(each.of_tie for each in told)
    short = [kind for kind, meaning in EVENT_MEANINGS.items() if meaning.startswith("it falls")]
    assert "relations_cooled" in short


def test_equal_runs_never_part(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    use(FakeEngine(), monkeypatch)
    results = results_of(desk)
    found = parting(results, results, 0, TIE)
    assert (found.month, found.state_month) == (None, None)
    assert (list(found.only[0]), list(found.only[1]), found.states) == ([], [], [])


@pytest.mark.compiled
def test_the_first_month_that_differs_is_told_with_what_each_side_has_alone(desk: Desk) -> None:
    baseline, variant = results_of(desk), results_of(desk, **{"cities.baubau.unit": True})
    for run in (0, 1):
        found = parting(baseline, variant, run, TIE)
        logs = [happenings(side, run, TIE) for side in (baseline, variant)]
        last = 24 if found.month is None else found.month
        before = [[each for each in log if each.month < last] for log in logs]
        assert before[0] == before[1]
        if found.month is not None:
            assert found.only[0] or found.only[1]
            assert not set(found.only[0]) & set(found.only[1])
        # An office costs from its first month on.
        assert found.state_month == 0
        assert "cost total" in [state.label for state in found.states]
