"""``search`` with ``extend``: what is there is kept, and it ends as the longer search does."""

from __future__ import annotations

import re
import shutil
import threading
from typing import TYPE_CHECKING, Any

import pytest

from paradiplomacy_experiments.design.limits import OptionsError
from paradiplomacy_experiments.finished import StoppedError
from paradiplomacy_experiments.inspection.integrity import verify
from paradiplomacy_results import replacement
from paradiplomacy_results.errors import DirectoryDiffersError
from paradiplomacy_results.manifest import read_manifest
from tests.support.fake_engine import FakeEngine, use
from tests.support.planted_possible import EXTREMES, FACTORS, SPREAD, Corner
from tests.support.planted_search import (
    LEVERS,
    SEARCH,
    Priced,
    contents_of,
    found_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHORT = ["search.generations=1", "search.judged=3"]
"""A search that is shorter than it was written."""


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Priced:
    """Return the engine of the world whose front is known."""
    found = Priced()
    use(found, monkeypatch)
    return found


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> list[str | None]:
    """Return the hashes of the contents of the longer search in one go."""
    with pytest.MonkeyPatch.context() as patch:
        use(Priced(), patch)
        return contents_of(found_in(tmp_path_factory.mktemp("whole")))


def runs_of(engine: FakeEngine) -> int:
    """Return how many runs an engine was asked for since this was last told."""
    count = sum(len(replicates) for replicates, _ in engine.calls)
    engine.calls.clear()
    return count


@pytest.mark.slow
def test_more_generations_and_replicates_end_as_the_longer_search_does(
    engine: Priced, tmp_path: Path, contents: list[str | None]
) -> None:
    short = found_in(tmp_path, overrides=SHORT)
    before, judged = (each.report.manifest for each in short.sweeps)
    (tmp_path / "out" / "notes.txt").write_text("mine")
    runs_of(engine)
    longer = found_in(tmp_path, extend=True)
    assert contents_of(longer) == contents
    evaluated, found = (each.report.manifest for each in longer.sweeps)
    assert runs_of(engine) < evaluated.runs + found.runs - before.runs
    assert runs_of(engine) == 0
    assert longer.evaluated.report.computed == 0
    assert longer.directory == tmp_path / "out"
    assert judged.replicates == 3
    left = {each.name for each in (tmp_path / "out").iterdir()}
    assert left == {"manifest.json", "runs", "front", "notes.txt"}
    assert [each.name for each in tmp_path.glob("out*")] == ["out"]
    assert not verify(tmp_path / "out").faults
    assert not verify(tmp_path / "out" / "front").faults


@pytest.mark.slow
def test_only_what_is_new_is_run(engine: Priced, tmp_path: Path) -> None:
    short = found_in(tmp_path, overrides=SHORT)
    there = short.evaluated.report.manifest.points
    runs_of(engine)
    longer = found_in(tmp_path, overrides=["search.judged=3"], extend=True)
    new = longer.evaluated.report.manifest.points - there
    assert new > 0
    kept = rows(tmp_path / "out" / "front") & {*there_of(short)}
    judged = longer.found.report.manifest.points if longer.found else 0
    assert runs_of(engine) == 4 * new + 3 * (judged - len(kept))
    again = found_in(tmp_path, overrides=["search.judged=3"], extend=True)
    assert runs_of(engine) == 0
    assert contents_of(again) == contents_of(longer)


def there_of(done: Any) -> set[str]:
    """Return the sets of levers that were judged."""
    return {row["levers"] for row in done.found.report.manifest.design["sampler"]["rows"]}


def rows(folder: Path) -> set[str]:
    """Return the sets of levers that a directory has."""
    return {row["levers"] for row in read_manifest(folder).design["sampler"]["rows"]}


@pytest.mark.parametrize(
    "calls", [4, *(pytest.param(calls, marks=pytest.mark.slow) for calls in (1, 8))]
)
def test_an_extension_that_was_stopped_goes_on_to_the_same_bits(
    engine: Priced, tmp_path: Path, contents: list[str | None], calls: int
) -> None:
    found_in(tmp_path, overrides=SHORT)
    stop, left = threading.Event(), iter(range(10**6))
    engine.before = lambda: stop.set() if next(left) == calls else None
    with pytest.raises(StoppedError):
        found_in(tmp_path, extend=True, stop=stop, workers=1)
    engine.before = lambda: None
    assert read_manifest(tmp_path / "out").complete
    assert contents_of(found_in(tmp_path, extend=True)) == contents


@pytest.mark.slow
def test_a_search_that_was_stopped_goes_on_to_more_than_it_was_begun_for(
    engine: Priced, tmp_path: Path, contents: list[str | None]
) -> None:
    stop, left = threading.Event(), iter(range(10**6))
    engine.before = lambda: stop.set() if next(left) == 3 else None
    with pytest.raises(StoppedError):
        found_in(tmp_path, overrides=["search.generations=4"], stop=stop, workers=1)
    engine.before = lambda: None
    with pytest.raises(DirectoryDiffersError, match="generations: 4 there, 6 now") as caught:
        found_in(tmp_path)
    assert caught.value.extendable
    assert contents_of(found_in(tmp_path, extend=True)) == contents


@pytest.mark.slow
def test_what_was_run_for_an_extension_stays_where_the_shorter_search_is_called_for(
    engine: Priced, tmp_path: Path, contents: list[str | None]
) -> None:
    short = found_in(tmp_path, overrides=SHORT)
    stop, left = threading.Event(), iter(range(10**6))
    engine.before = lambda: stop.set() if next(left) == 4 else None
    with pytest.raises(StoppedError):
        found_in(tmp_path, extend=True, stop=stop, workers=1)
    engine.before = lambda: None
    assert contents_of(found_in(tmp_path, overrides=SHORT)) == contents_of(short)
    assert (tmp_path / "out" / "generations" / "002" / "manifest.json").exists()
    assert contents_of(found_in(tmp_path, extend=True)) == contents


@pytest.mark.slow
def test_killed_at_any_rename_the_same_call_completes_and_a_whole_search_stays(
    engine: Priced, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = replacement._rename
    text = LEVERS + SEARCH.replace("generations = 6", "generations = 2")
    text = text.replace("population = 8", "population = 5")
    contents = contents_of(found_in(tmp_path, text, place="whole"))
    runs_of(engine)
    found_in(tmp_path, text, overrides=SHORT, place="short")
    runs = runs_of(engine)
    survived, died = 0, True
    while died:
        place, left = f"out-{survived}", iter(range(survived))
        shutil.copytree(tmp_path / "short", tmp_path / place)

        def until_killed(path: Path, target: Path, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise SystemExit
            rename(path, target)

        with monkeypatch.context() as patch:
            patch.setattr(replacement, "_rename", until_killed)
            try:
                found_in(tmp_path, text, place=place, extend=True)
                died = False
            except SystemExit:
                pass
        again = found_in(tmp_path, text, place=place, extend=True)
        assert contents_of(again) == contents
        assert runs_of(engine) <= sum(each.report.runs for each in again.sweeps) - runs // 2
        survived += 1
    assert survived > 4


@pytest.mark.parametrize(
    ("overrides", "told"),
    [
        (["search.generations=5"], ["generations: 6 there, 5 now"]),
        (["search.judged=5"], ["judged: 6 there, 5 now"]),
        (
            ["search.generations=9", "search.seed=2", "design.replicates=5", "design.seed=3"],
            ["search.seed", "replicates: 4 there, 5 now", "seed: 1 there, 3 now"],
        ),
        (["search.population=9"], ["search.population: 8 there, 9 now"]),
        (["gate.patience=7"], ["gate.patience: 30 there", "settings.gate.patience"]),
    ],
)
def test_what_is_no_growth_is_refused_with_all_that_differs(
    engine: Priced, whole: Path, overrides: list[str], told: list[str]
) -> None:
    with pytest.raises(DirectoryDiffersError) as caught:
        found_in(whole, overrides=overrides, extend=True)
    assert not caught.value.extendable
    assert len(caught.value.differences) == len(told)
    for each in told:
        assert each in "; ".join(caught.value.differences)
    assert not engine.calls


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a search that is not changed by tests."""
    folder = tmp_path_factory.mktemp("there")
    with pytest.MonkeyPatch.context() as patch:
        use(Priced(), patch)
        found_in(folder)
    return folder


@pytest.mark.slow
def test_runs_of_another_search_are_not_taken_for_what_was_judged(
    engine: Priced, tmp_path: Path
) -> None:
    other = {"overrides": [*SHORT, "gate.patience=7"], "place": "other"}
    found_in(tmp_path, **other)
    shutil.rmtree(tmp_path / "other" / "runs")
    (tmp_path / "other" / "manifest.json").unlink()
    with pytest.raises(DirectoryDiffersError, match=r"gate\.patience: 7 there, 30 now") as caught:
        found_in(tmp_path, overrides=SHORT, place="other")
    assert not caught.value.extendable


def test_without_being_asked_the_refusal_says_that_extending_would_do(
    engine: Priced, whole: Path
) -> None:
    with pytest.raises(DirectoryDiffersError, match=r"with extend=True") as caught:
        found_in(whole, overrides=["search.generations=9", "search.judged=9"])
    assert len(caught.value.differences) == 2


def test_extending_and_overwriting_do_not_go_together(engine: Priced, tmp_path: Path) -> None:
    with pytest.raises(OptionsError, match="overwrite removes what was to be kept"):
        found_in(tmp_path, extend=True, overwrite=True)


@pytest.mark.slow
def test_a_search_of_each_level_is_extended_too(engine: Priced, tmp_path: Path) -> None:
    memory = '[factors.memory]\nkey = "trust.forgetting"\nlevels = [0.9, 0.95]\n'
    each = SEARCH.replace("population", 'each = ["memory"]\npopulation')
    text = memory + LEVERS + each.replace("generations = 6", "generations = 3")
    found_in(tmp_path, text, overrides=SHORT)
    longer = found_in(tmp_path, text, extend=True)
    assert contents_of(longer) == contents_of(found_in(tmp_path, text, place="other"))


ROBUST = "\n[robust]\ndraws = 3\nreplicates = 2\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "world"),
    [
        pytest.param(LEVERS + SEARCH + ROBUST, Priced(), id="robust"),
        pytest.param(FACTORS + EXTREMES, Corner(), id="extremes"),
        pytest.param(FACTORS + SPREAD, Corner(), id="spread"),
    ],
)
def test_every_algorithm_is_extended_and_so_is_what_is_held_against_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, world: FakeEngine
) -> None:
    use(world, monkeypatch)
    text = re.sub("generations = .*", "generations = 3", text)
    text = re.sub("population = 24", "population = 12", text)
    found_in(tmp_path, text, overrides=SHORT)
    runs_of(world)
    longer = found_in(tmp_path, text, extend=True)
    extending = runs_of(world)
    whole = found_in(tmp_path, text, place="other")
    assert contents_of(longer) == contents_of(whole)
    assert extending < runs_of(world)
