"""``search``: what it finds in a world whose front is known, and that nothing of it is lost."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.design.limits import OptionsError, RefusedError
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.finished import StoppedError
from paradiplomacy_experiments.searching.designs import Searched
from paradiplomacy_experiments.searching.foreseeing import foresee
from paradiplomacy_experiments.searching.space import Parameter, pulled_in, space_of
from paradiplomacy_results.aims import aims_of, on_front
from paradiplomacy_results.errors import DirectoryDiffersError
from paradiplomacy_results.reading import load
from tests.support.fake_engine import use
from tests.support.planted_search import (
    IDLE,
    LEVERS,
    PEAK,
    SEARCH,
    Peaked,
    Priced,
    contents_of,
    found_in,
    true_front,
    written_search,
)

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_experiments.finished import FinishedSearch


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Priced:
    """Return the engine of the world whose front is known."""
    return use(Priced(), monkeypatch)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> FinishedSearch:
    """Return a search that nothing disturbed, and whose folder no test changes."""
    with pytest.MonkeyPatch.context() as patch:
        use(Priced(), patch)
        return found_in(tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def contents(whole: FinishedSearch) -> list[str | None]:
    """Return the hashes of its contents."""
    return contents_of(whole)


def front_of(done: FinishedSearch) -> set[str]:
    """Return the sets of levers that a search found."""
    results = load(done.directory)
    aims = aims_of(results.manifest.design["search"], results.manifest.measured("runs"))
    on = aims.front(aims.means(results.runs))
    first = results.runs.drop_duplicates("point").sort_values("point")
    return set(first["levers"][on])


def test_the_front_that_is_planted_is_found(whole: FinishedSearch) -> None:
    assert front_of(whole) == true_front()
    assert whole.found is not None
    assert whole.found.report.manifest.seed == whole.evaluated.report.manifest.seed + 1
    judged = load(whole.directory / "front")
    assert set(judged.runs["levers"]) == true_front()
    assert set(judged.runs.groupby("point").size()) == {6}


@pytest.mark.slow
def test_the_best_place_of_a_range_is_approached_without_trying_everything(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use(Peaked(), monkeypatch)
    text = '[factors.memory]\nkey = "trust.forgetting"\nlow = 0.8\nhigh = 0.99\n' + IDLE
    lavish = SEARCH.replace("population = 8\ngenerations = 6", "population = 12\ngenerations = 10")
    done = found_in(tmp_path, text + lavish)
    judged = load(done.directory / "front").runs.drop_duplicates("point").iloc[1:]
    assert (judged["memory"] - PEAK).abs().max() < 0.02
    pulled = [frozenset(pulled_in(each)) - {"forgetting"} for each in judged["levers"]]
    known = (set(), {"patience"}, {"patience", "people"}, {"unit", "patience", "people"})
    assert {frozenset(each) for each in known} <= set(pulled)


@pytest.mark.slow
def test_what_costs_more_than_the_limit_is_not_on_the_front(engine: Priced, tmp_path: Path) -> None:
    limited = SEARCH.replace("population", 'limits = ["cost <= 4"]\npopulation')
    assert front_of(found_in(tmp_path, LEVERS + limited)) == true_front(4.0) != true_front()


@pytest.mark.slow
def test_what_misses_limits_least_is_judged_where_nothing_meets_them(
    engine: Priced, tmp_path: Path
) -> None:
    limited = SEARCH.replace("population", 'limits = ["cost <= 0.5"]\npopulation')
    done = found_in(tmp_path, LEVERS + limited)
    assert set(load(done.directory / "front").runs["levers"]) == {"none"}


def test_no_point_is_run_twice_and_every_one_is_kept(whole: FinishedSearch) -> None:
    done = whole
    manifest = done.evaluated.report.manifest
    counts = manifest.design["search"]["evaluated"]
    assert sum(counts) == manifest.points <= 16
    assert len(counts) == 6
    first = load(done.directory).runs.drop_duplicates("point")
    assert first["levers"].is_unique
    assert first["levers"].iloc[0] == "none"
    assert not (done.directory / "generations").exists()


@pytest.mark.slow
def test_one_worker_gives_the_same_as_several(
    engine: Priced, tmp_path: Path, contents: list[str | None]
) -> None:
    assert contents_of(found_in(tmp_path, workers=1)) == contents


@pytest.mark.parametrize(
    "calls", [3, *(pytest.param(calls, marks=pytest.mark.slow) for calls in (6, 12))]
)
def test_a_search_that_was_stopped_goes_on_to_the_same_bits(
    engine: Priced, tmp_path: Path, contents: list[str | None], calls: int
) -> None:
    stop, left = threading.Event(), iter(range(10**6))
    engine.before = lambda: stop.set() if next(left) == calls else None
    with pytest.raises(StoppedError):
        found_in(tmp_path, place="stopped", stop=stop, workers=1)
    kept = sorted((tmp_path / "stopped" / "generations").glob("*/manifest.json"))
    assert kept or (tmp_path / "stopped" / "manifest.json").exists()
    again = found_in(tmp_path, place="stopped")
    assert contents_of(again) == contents


@pytest.mark.slow
def test_a_search_that_was_stopped_while_it_was_put_together_goes_on(
    engine: Priced, tmp_path: Path, contents: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()
    runner = "paradiplomacy_experiments.searching.verb.run_design"
    from paradiplomacy_experiments.execution.runner import run_design

    def stopped(*arguments: Any, **settings: Any) -> Any:
        stop.set()
        return run_design(*arguments, **settings)

    with monkeypatch.context() as patch:
        patch.setattr(runner, stopped)
        with pytest.raises(StoppedError):
            found_in(tmp_path, place="stopped", stop=stop)
    again = found_in(tmp_path, place="stopped")
    assert again.evaluated.report.computed == 0
    assert contents_of(again) == contents


@pytest.mark.slow
def test_called_again_it_runs_nothing(engine: Priced, whole: FinishedSearch) -> None:
    again = found_in(whole.directory.parent)
    assert not engine.calls
    assert [each.report.computed for each in again.sweeps] == [0, 0]


@pytest.mark.slow
def test_another_search_in_the_same_folder_is_refused_and_may_take_its_place(
    engine: Priced, whole: FinishedSearch, tmp_path: Path
) -> None:
    shutil.copytree(whole.directory, tmp_path / "out")
    changed = LEVERS + SEARCH.replace("generations = 6", "generations = 3")
    with pytest.raises(DirectoryDiffersError, match=r"search\.generations: 6 there, 3 now"):
        found_in(tmp_path, changed)
    done = found_in(tmp_path, changed, overwrite=True)
    assert len(done.evaluated.report.manifest.design["search"]["evaluated"]) == 3


@pytest.mark.slow
def test_there_is_a_search_for_each_level_with_a_base_of_its_own(
    engine: Priced, tmp_path: Path
) -> None:
    text = '[factors.memory]\nkey = "trust.forgetting"\nlevels = [0.9, 0.95]\n' + LEVERS + SEARCH
    done = found_in(tmp_path, text.replace("population", 'each = ["memory"]\npopulation'))
    first = load(done.directory).runs.drop_duplicates("point").sort_values("point")
    assert list(first["memory"][:2]) == [0.9, 0.95]
    assert list(first["levers"][:2]) == ["none", "none"]
    assert set(first["levers"][first["memory"] == 0.9]) == set(
        first["levers"][first["memory"] == 0.95]
    )


@pytest.mark.slow
def test_where_runs_fail_there_is_no_further_generation(engine: Priced, tmp_path: Path) -> None:
    engine.failing = {2}
    done = found_in(tmp_path)
    assert done.found is None
    assert done.evaluated.report.failed
    assert [each.name for each in (done.directory / "generations").glob("0*")] == ["001"]
    engine.failing = set()
    assert front_of(found_in(tmp_path, retry_failed=True)) == true_front()


def test_levers_held_against_their_own_off_stay_as_the_scenario_has_them(tmp_path: Path) -> None:
    off = '[levers.unit.off]\n"gate.patience" = 50\n'
    path = written_search(tmp_path, off + LEVERS + SEARCH)
    patience = {}
    for name in ("each", "one at a time"):
        made = Searched(path, {"design.combine": name}).of([{"levers": "none"}])
        patience[name] = made.points.config(0).gate.patience
    assert patience == {"each": 50, "one at a time": load_design(path).base.config.gate.patience}


def test_all_faults_are_told_at_once_and_before_any_run(engine: Priced, tmp_path: Path) -> None:
    wrong = """
[factors.memory]
key = "trust.forgetting"
low = 0.9
high = 0.95

[search]
maximise = ["trsut", "cost"]
minimise = ["cost", "trust >"]
limits = ["cost <="]
each = ["memory", "levers", "memroy"]
"""
    with pytest.raises(ConfigError) as raised:
        found_in(tmp_path, LEVERS + wrong)
    told = str(raised.value)
    assert "search.maximise: 'trsut' is no indicator; did you mean 'trust'?" in told
    assert "'cost' is to be maximised too" in told
    assert "search.minimise: 'trust >': is no expression" in told
    assert "search.limits: 'cost <=': is no expression" in told
    assert "memory has a range" in told
    assert "levers are what is searched" in told
    assert "'memroy' is no factor; did you mean 'memory'?" in told
    assert not engine.calls
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("search_table", "said"),
    [
        ("", "search: is absent"),
        ("[search]\npopulation = 8\n", "has no aim"),
        ('[search]\nmaximise = ["delivered"]\n', "'delivered' is not among keep.indicators"),
        ('[search]\nmaximise = ["trust", "trust"]\n', "names 'trust' twice"),
    ],
)
def test_a_search_that_seeks_nothing_is_refused(
    engine: Priced, tmp_path: Path, search_table: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        found_in(tmp_path, LEVERS + search_table)


def test_points_with_unequal_luck_are_refused(tmp_path: Path) -> None:
    until = {
        "design.until.indicator": "trust",
        "design.until.half_width": 0.1,
        "design.until.max": 9,
        "design.until.first": 3,
    }
    with pytest.raises(ConfigError, match=r"give design\.replicates, not design\.until"):
        load_design(written_search(tmp_path), until)


def test_more_runs_than_allowed_are_refused_before_any(engine: Priced, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="the limit is 10 runs"):
        found_in(tmp_path, max_runs=10)
    with pytest.raises(OptionsError, match="goes not with dask"):
        found_in(tmp_path, workers=2, dask="tcp://127.0.0.1:1")
    assert not engine.calls


def test_a_search_with_ranges_can_be_swept_as_a_spread(tmp_path: Path) -> None:
    text = '[factors.memory]\nkey = "trust.forgetting"\nlow = 0.9\nhigh = 0.95\n' + SEARCH
    assert len(load_design(written_search(tmp_path, text)).points) == 8


def test_what_it_takes_is_told_without_writing(engine: Priced, tmp_path: Path) -> None:
    found = foresee(written_search(tmp_path), out=tmp_path / "out")
    assert (found.points, found.runs) == (49 + 14, 4 * (49 + 14))
    assert not (tmp_path / "out").exists()


def test_a_row_is_made_of_choices_and_of_places_in_the_cube(tmp_path: Path) -> None:
    text = '[factors.memory]\nkey = "trust.forgetting"\nlow = 0.9\nhigh = 0.95\n' + LEVERS + SEARCH
    space = space_of(load_design(written_search(tmp_path, text)))
    assert [each.name for each in space.parameters][:2] == ["memory", "unit"]
    row = space.row_at([0.5, 0.9, 0.1, 0.1, 0.7])
    assert row == {"memory": pytest.approx(0.925), "levers": "unit+people"}
    assert pulled_in(row["levers"]) == ["unit", "people"]
    with pytest.raises(TypeError, match="is a lever"):
        Parameter("unit").label(True)


def test_the_base_is_the_scenario_where_a_range_holds_its_value(tmp_path: Path) -> None:
    text = '[factors.memory]\nkey = "trust.forgetting"\nlow = 0.5\nhigh = 0.999\n' + LEVERS + SEARCH
    searched = Searched(written_search(tmp_path, text))
    config = searched.design.base.config
    assert searched.problem.base == {"memory": config.trust.forgetting, "levers": "none"}


def test_aims_count_shares_of_runs_and_limits_hold_of_means() -> None:
    section = {"maximise": ["trust > 1"], "minimise": ["cost"], "limits": ["trust >= 2"]}
    aims = aims_of(section, ["trust", "cost"])
    runs = pd.DataFrame(
        {
            "point": [1, 0, 1, 0],
            "replicate": [1, 0, 0, 1],
            "trust": [4.0, 0.0, 2.0, 1.5],
            "cost": [np.nan, 3.0, 5.0, 1.0],
        }
    )
    values = aims.means(runs)
    assert values["trust > 1"].tolist() == [0.5, 1.0]
    assert values["cost"].tolist() == [2.0, 5.0]
    assert values["trust >= 2"].tolist() == [1.25, -1.0]
    assert aims.allowed(values).tolist() == [False, True]
    assert aims.front(values).tolist() == [False, True]


def test_a_point_is_on_the_front_where_none_beats_it() -> None:
    values = np.array([[1.0, 3.0], [2.0, 2.0], [1.0, 2.0], [2.0, 2.0], [np.nan, 9.0]])
    assert on_front(values).tolist() == [True, True, False, True, False]
