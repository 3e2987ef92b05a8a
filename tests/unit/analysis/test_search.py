"""What a search found: told by other luck, held against its base, and how far it got."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from paradiplomacy_analysis.figures import FIGURES
from paradiplomacy_analysis.finding import Finding
from paradiplomacy_analysis.methods import fitting
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.hypervolume import hypervolume
from paradiplomacy_analysis.statistics.searched import search as found_by_search
from paradiplomacy_analysis.statistics.winners_curse import curse
from paradiplomacy_experiments.searching.verb import search
from paradiplomacy_results.aims import Aim
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.reading import Results, load
from tests.support.designs import HEAD
from tests.support.fake_engine import use
from tests.support.planted import planted
from tests.support.planted_search import (
    ADDS,
    LEVERS,
    SEARCH,
    Lucky,
    Priced,
    true_front,
    written_search,
)

if TYPE_CHECKING:
    from pathlib import Path


def searched(
    folder: Path, text: str = LEVERS + SEARCH, engine: Priced | None = None, head: str = HEAD
) -> Results:
    """Search in a world that is known, by default that whose front is."""
    with pytest.MonkeyPatch.context() as patch:
        use(engine or Priced(), patch)
        done = search(written_search(folder, text, head), out=folder / "out", progress=False)
    return load(done.directory)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return searched(
        tmp_path_factory.mktemp("search"), LEVERS + SEARCH.replace("judged = 6", "judged = 12")
    )


@pytest.fixture(scope="module")
def finding(results: Results) -> Finding:
    return found_by_search(sample_of(results))


def test_the_search_answers_and_nothing_compares_points_that_it_went_for(results: Results) -> None:
    fits = fitting(sample_of(results))
    assert "search" in fits
    assert "contrasts" not in fits


def test_gains_are_those_that_levers_add_whatever_the_luck(finding: Finding) -> None:
    front = finding.tables["front"]
    assert set(front["levers"]) == true_front()
    for row in front.to_dict("records"):
        levers = [] if row["levers"] == "none" else row["levers"].split("+")
        trust, cost = np.sum([(0.0, 0.0), *(ADDS[name] for name in levers)], axis=0)
        assert row["gain"] == pytest.approx(trust if row["aim"] == "trust" else cost)
        assert row["told"] == bool(levers)
    trust = front[front["aim"] == "trust"]
    assert (trust["low"] < trust["mean"]).all()
    assert not np.allclose(trust["searched"], trust["mean"])


def test_points_of_the_front_are_told_apart_where_nothing_but_levers_differs(
    finding: Finding,
) -> None:
    pairs = finding.tables["pairs"]
    assert len(pairs) == len(true_front()) * (len(true_front()) - 1) / 2
    assert pairs["apart"].all()
    assert set(pairs["aims"]) == {"trust, cost"}


def test_what_the_front_has_in_common_is_told(finding: Finding) -> None:
    common = finding.tables["common"].set_index("name")["share"]
    true = [set(each.split("+")) for each in true_front()]
    for name in ADDS:
        assert common[name] == pytest.approx(sum(name in each for each in true) / len(true))


def test_the_hypervolume_grows_to_what_the_true_front_dominates(finding: Finding) -> None:
    generations = finding.tables["generations"]
    assert generations["hypervolume"].is_monotonic_increasing
    assert generations["reference trust"].nunique() == 1
    assert finding.sentences[0].startswith(f"{len(true_front())} policies of ")
    assert any("the last that added 1 % to that was number" in each for each in finding.sentences)


def test_few_replicates_are_doubted_and_the_curse_is_told(finding: Finding) -> None:
    assert any("4 replicates of each point" in each for each in finding.doubts)
    assert any(each.startswith("The search saw") for each in finding.sentences)


def test_without_runs_of_other_luck_the_front_is_doubted(results: Results, tmp_path: Path) -> None:
    shutil.copytree(results.directory, tmp_path / "alone")
    shutil.rmtree(tmp_path / "alone" / "front")
    found = found_by_search(sample_of(load(tmp_path / "alone")))
    assert found.doubts[0].startswith("the front is told by the luck that chose it")
    assert found.tables["front"]["mean"].isna().all()
    assert set(found.tables["front"]["levers"]) == true_front()


@pytest.mark.slow
def test_a_limit_that_is_met_only_by_chance_is_doubted(tmp_path: Path) -> None:
    limited = SEARCH.replace("population", 'limits = ["trust <= 0.35", "cost <= 9"]\npopulation')
    found = found_by_search(sample_of(searched(tmp_path, LEVERS + limited)))
    told = [each for each in found.doubts if "limit" in each]
    assert any("only within its interval" in each or "miss" in each for each in told), found.doubts
    limits = found.tables["limits"]
    assert limits.loc[limits["limit"] == "cost <= 9", "sure"].all()


@pytest.mark.slow
def test_limits_that_nothing_meets_are_told_with_what_misses_them_least(tmp_path: Path) -> None:
    limited = SEARCH.replace("population", 'limits = ["cost <= 0.5"]\npopulation')
    found = found_by_search(sample_of(searched(tmp_path, LEVERS + limited)))
    assert "meets all limits: least is missed with no lever pulled (cost <= 0.5 by 0.500)" in (
        found.answer
    )
    assert found.doubts[0] == "no point meets all limits: nothing is on the front"
    with pytest.raises(UnfitError, match="no point meets all limits"):
        FIGURES["search"].draw(load(tmp_path / "out"))


def test_results_of_no_search_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = sample_of(planted(tmp_path, monkeypatch, LEVERS))
    assert "search" not in fitting(sample)
    with pytest.raises(UnfitError, match="holds no search"):
        found_by_search(sample)


@pytest.mark.parametrize("size", ["column", "slide"])
def test_the_figure_shows_all_that_was_tried_and_the_front(results: Results, size: str) -> None:
    figure = FIGURES["search"].draw(results, size=size)
    aims, growth = figure.axes
    tried = aims.lines[0]
    assert len(tried.get_xdata()) == results.manifest.points
    assert aims.get_ylabel().replace("\n", " ").startswith("trust")
    assert aims.get_ylabel().endswith("↑")
    assert aims.get_xlabel().endswith("←")
    assert len(growth.lines[0].get_xdata()) == 6


@pytest.mark.parametrize(
    ("points", "reference", "volume"),
    [
        ([[2.0]], [1.0], 1.0),
        ([[1.0, 3.0], [2.0, 2.0], [3.0, 1.0]], [0.0, 0.0], 6.0),
        ([[1.0, 1.0], [2.0, 0.5], [0.5, 0.5]], [0.0, 0.0], 1.5),
        ([[1.0, 1.0, 1.0]], [0.0, 0.0, 0.0], 1.0),
        ([[2.0, 1.0, 1.0], [1.0, 2.0, 1.0], [1.0, 1.0, 2.0]], [0.0, 0.0, 0.0], 4.0),
        ([[1.0, 1.0], [1.0, 1.0]], [0.0, 0.0], 1.0),
        ([[1.0, -1.0]], [0.0, 0.0], 0.0),
    ],
)
def test_a_hypervolume_is_that_of_the_union_of_boxes(
    points: list[list[float]], reference: list[float], volume: float
) -> None:
    assert hypervolume(np.array(points), np.array(reference)) == pytest.approx(volume)


@pytest.mark.parametrize("aims", [2, 3, 4])
def test_a_hypervolume_is_the_share_of_places_that_are_dominated(aims: int) -> None:
    generator = np.random.default_rng(aims)
    points = generator.random((12, aims))
    places = generator.random((200_000, aims))
    dominated = np.zeros(len(places), dtype=bool)
    for point in points:
        dominated |= (places <= point).all(axis=1)
    assert hypervolume(points, np.zeros(aims)) == pytest.approx(dominated.mean(), abs=0.005)


@pytest.fixture(scope="module")
def lucky(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Return a search in a world in which levers cost and do nothing, and luck is each point's."""
    return searched(
        tmp_path_factory.mktemp("lucky"),
        LEVERS + SEARCH.replace("judged = 6", "judged = 100"),
        Lucky(),
        HEAD.replace("replicates = 4", "replicates = 40"),
    )


@pytest.mark.slow
def test_what_only_luck_chose_flatters_by_what_it_is_told_to(lucky: Results) -> None:
    finding = found_by_search(sample_of(lucky))
    curse = finding.tables["curse"].set_index("aim").loc["trust"]
    assert curse["points"] > 1
    assert curse["flatters"]
    # Nothing is to be gained: the judged have none of what the search saw.
    assert abs(curse["judged"]) < 3.0 / np.sqrt(100 * curse["points"])
    assert curse["low"] < -curse["searched"] < curse["high"] < 0.0
    (told,) = [each for each in finding.sentences if "more trust" in each]
    assert told.startswith("The search saw 0.")
    assert " (0." in told
    assert told.endswith("than runs that had no part in it: it flatters.")


def test_luck_that_all_points_share_is_no_flattery(finding: Finding) -> None:
    curse = finding.tables["curse"].set_index("aim")
    assert not curse["flatters"].any()
    assert curse.loc["trust", "low"] < 0.0 < curse.loc["trust", "high"]
    assert curse.loc["cost", ["change", "low", "high"]].tolist() == [0.0, 0.0, 0.0]
    told = [each for each in finding.sentences if each.startswith("The search saw")]
    assert "which chance explains" in told[0]
    assert told[1].startswith("The search saw as much cost in its")


@pytest.mark.slow
def test_the_interval_of_a_curse_covers_whatever_luck_points_share() -> None:
    aims = [Aim("trust", more=True)]
    covered = []
    for seed in range(300):
        generator = np.random.default_rng(seed)
        before, after = (
            generator.normal(0.0, 1.0, (count, 1)) + generator.normal(0.0, 0.3, (count, 7))
            for count in (12, 40)
        )
        before[0, 3] = np.nan
        (row,) = curse(aims, {"trust": (before + 0.5, after)}).to_dict("records")
        covered.append(row["low"] <= -0.5 <= row["high"])
    assert 0.92 <= np.mean(covered) <= 0.98
