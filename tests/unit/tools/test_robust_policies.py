"""What is told of the searches for policies: measures, what each adds, and which one is robust."""

from __future__ import annotations

import pandas as pd
import pytest

from tools.pages import robust_policies, running
from tools.pages.policies import REGIMES, SAID, WHO
from tools.pages.robust_policies import STATES, Effect, Search, measures_of
from tools.pages.running import Job
from tools.pages.sets import POLICIES, SETS
from tools.pages.stamps import stamp_of_runs


def test_what_the_sum_goes_into_is_a_measure_like_the_levers() -> None:
    assert measures_of({"levers": "none"}) == ()
    assert measures_of({"levers": "unit+organisation"}) == ("unit", "organisation")
    row = {"levers": "fast_track", "spent_on": "evaluation"}
    assert measures_of(row) == ("evaluations", "fast_track")
    assert measures_of({"levers": "none", "spent_on": "nothing"}) == ()


def test_the_sum_goes_into_one_thing_only() -> None:
    here = ("fund", "fast_track")
    assert robust_policies._with(here, "officials") == ("fast_track", "officials")
    assert robust_policies._without(here, "officials") == ("fast_track",)
    assert robust_policies._without(here, "fast_track") == ("fund",)


@pytest.mark.parametrize("name", POLICIES)
def test_every_measure_of_a_design_has_words_and_a_state_that_is_kept(name: str) -> None:
    design = SETS[name].design(name)
    levers = design.file.levers
    assert set(levers) | (set(STATES) if name == "centre" else set()) <= set(SAID)
    states = {str(lever.state) for lever in levers.values()}
    states |= set(STATES.values()) if name == "centre" else set()
    assert states <= set(design.layout.indicators)
    assert set(WHO) == set(POLICIES)
    assert set(REGIMES) == {level.label for level in design.points.factors[0].levels}


def runs(effectiveness: list[float], state: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"effectiveness": effectiveness, "repairs": state})


def test_what_a_measure_adds_is_paired_and_told_with_how_far_it_moved() -> None:
    one = runs([0.51, 0.62, 0.71, 0.82], [3.0, 4.0, 5.0, 6.0])
    other = runs([0.40, 0.50, 0.61, 0.70], [2.0, 3.0, 4.0, 5.0])
    effect = Effect.of(one, other, "repairs", part=True)
    assert effect.adds == pytest.approx(0.1125)
    assert effect.told
    assert effect.moved == pytest.approx(1.0 / other["repairs"].std(ddof=1))
    assert str(effect).startswith("**+0.112 [") or str(effect).startswith("**+0.113 [")
    assert "moved +0.8 sd" in str(effect)
    assert str(Effect.of(other, other, "repairs", part=False)) == "nothing"


def test_a_measure_whose_runs_differ_by_luck_alone_is_not_told() -> None:
    one = runs([0.5, 0.4, 0.6, 0.5], [1.0, 1.0, 1.0, 1.0])
    other = runs([0.4, 0.5, 0.5, 0.6], [1.0, 1.0, 1.0, 1.0])
    effect = Effect.of(one, other, "repairs", part=True)
    assert not effect.told
    assert effect.moved == 0.0


def planted() -> Search:
    """Return a search whose tables are planted: the one with the least regret breaks a limit."""
    search = Search("poor-city", "one_gate")
    rows = {
        "levers": ["none", "unit", "unit+organisation"],
        "policy": ["none", "unit", "unit + organisation"],
        "regret": [0.2, 0.05, 0.01],
        "within_limits": [1.0, 0.95, 0.2],
    }
    vars(search)["judged"] = pd.DataFrame(rows)
    return search


def test_the_robust_policy_gives_up_least_of_those_within_the_budget() -> None:
    search = planted()
    assert search.measures(search.best) == ("unit",)
    assert search.measures(search.base) == ()


def test_a_stamp_of_a_search_hangs_on_how_it_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = SETS["centre"]
    before = stamp_of_runs(chosen, "centre")
    assert before == stamp_of_runs(chosen, "centre")
    monkeypatch.setattr("tools.pages.stamps._searched", lambda: ["another way"])
    assert stamp_of_runs(chosen, "centre").changed(before) == ("design",)


def test_a_set_that_is_searched_is_run_by_a_search(
    monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    monkeypatch.setattr("tools.pages.sets.FOLDER", tmp_path)
    monkeypatch.setattr("tools.pages.running.STAMPS", tmp_path / "stamps")
    called = []

    class Done:
        sweeps = ()

    monkeypatch.setattr(
        "tools.pages.running.search", lambda name, settings, **how: called.append(name) or Done()
    )
    job = Job("poor-city", "poor-city")
    assert job.missing == (True, False)
    assert running.work(job)[0] == 0
    assert called == ["poor-city"]
