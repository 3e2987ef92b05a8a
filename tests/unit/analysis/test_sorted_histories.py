"""Histories of ties sorted into classes: what was planted is found, and in chance nothing is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from paradiplomacy_analysis.methods import applied, fitting
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics import histories
from paradiplomacy_analysis.statistics.remembered import remembered
from paradiplomacy_analysis.statistics.sequences import ABSENT, STATES, distances, sequences
from paradiplomacy_analysis.statistics.sorting import (
    STABLE,
    named,
    permuted,
    sort_histories,
    stability_of,
)
from paradiplomacy_results.errors import UnfitError
from tests.support.planted import LEVELS
from tests.support.planted import planted as made_up
from tests.support.planted_histories import CLASSES, YEARS, C, D, F, planted_histories

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from paradiplomacy_analysis import Results


def planted(each: int = 30, noise: float = 0.05) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """Return histories of the planted classes, some of their states at random, and the classes."""
    rng = np.random.default_rng(3)
    kind = np.repeat(np.arange(len(CLASSES)), each)
    states = np.array(list(CLASSES.values()), dtype=np.int8)[kind]
    other = rng.integers(len(STATES), size=states.shape)
    return np.where(rng.random(states.shape) < noise, other, states).astype(np.int8), kind


@pytest.mark.slow
def test_planted_classes_are_found_in_their_number_with_their_members_and_names() -> None:
    states, kind = planted()
    found = sort_histories(states)
    assert set(found.names) == set(CLASSES)
    names = np.array(found.names)[found.label]
    assert (names == np.array(list(CLASSES))[kind]).mean() > 0.97
    assert found.p == pytest.approx(1 / 50)
    assert min(found.stability) > 0.9


@pytest.mark.slow
def test_states_dealt_anew_each_year_give_no_class() -> None:
    states, _ = planted()
    found = sort_histories(permuted(states, np.random.default_rng(8)))
    assert found.names == ()


@pytest.mark.slow
def test_the_same_histories_are_sorted_in_the_same_way() -> None:
    states, _ = planted(each=101)
    one, other = sort_histories(states), sort_histories(states)
    assert one.sorted_of == 300 < len(states)
    np.testing.assert_array_equal(one.label, other.label)
    assert one.names == other.names
    assert one.stability == other.stability


def test_classes_cut_from_noise_dissolve() -> None:
    rng = np.random.default_rng(5)
    noise = rng.integers(len(STATES), size=(60, YEARS)).astype(np.int8)
    labels = rng.integers(1, 4, size=60)
    similar = stability_of(distances(noise, noise), labels, 3, rng)
    assert (similar < STABLE).all()


@pytest.mark.parametrize("rows", [0, 1, 2, 20])
def test_histories_that_are_all_alike_have_no_classes(rows: int) -> None:
    found = sort_histories(np.full((rows, YEARS), F, dtype=np.int8))
    assert found.names == ()
    assert not len(found.numbers)


def test_two_flickers_out_of_step_are_nearer_than_a_flicker_and_a_steady_tie() -> None:
    one, late, steady = np.array([[F, D] * 6, [D, F] * 6, [F] * 12], dtype=np.int8)
    apart = distances(np.array([one, late, steady]), np.array([one]))[:, 0]
    assert apart[0] == 0.0
    assert apart[1] < apart[2]


def test_only_years_in_which_both_ties_are_there_count() -> None:
    young = np.array([[ABSENT] * 6 + [F] * 6], dtype=np.int8)
    assert distances(young, np.array([[F] * 12], dtype=np.int8)) == 0.0
    gone = np.array([[F] * 6 + [ABSENT] * 6], dtype=np.int8)
    assert distances(young, gone) == 1.0


def test_classes_are_named_by_their_medoids_each_once() -> None:
    medoids = np.array([[F] * 6, [D, F] * 3, [F, F, D, D, C, C], [F] * 6, [F, D, D, D, D, F]])
    names, words = named(medoids.astype(np.int8))
    assert names == (
        "flourishing",
        "flicker",
        "flourishing_then_dormant_then_ceremonial",
        "flourishing_2",
        "flourishing_then_dormant_then_flourishing",
    )
    assert words[0] == "flourishes throughout"
    assert words[1] == "flicker: flourishes and is dormant by turns"


@pytest.fixture(scope="module", autouse=True)
def sorted_once() -> Iterator[None]:
    """Sort the histories of results once, whoever asks; those of a test alone it sorts anew."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(histories, "sort_histories", remembered(sort_histories))
        yield


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Results]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield planted_histories(tmp_path_factory.mktemp("planted"), monkeypatch)


@pytest.mark.slow
def test_the_finding_has_the_class_of_each_tie_and_how_many_are_of_each(results: Results) -> None:
    sample = sample_of(results)
    assert "histories" not in fitting(sample)
    found = applied("histories", sample)
    classes = found.tables["classes"].set_index("class")
    assert set(classes.index) == set(CLASSES)
    assert classes["share"].sum() == pytest.approx(1.0)
    assert (classes["low"] <= classes["share"]).all()
    ties = found.tables["ties"]
    assert list(ties.columns) == ["run", "partnership", "class"]
    assert len(ties) == 3 * len(sample.runs)
    assert "3 classes" in found.sentences[0]
    assert "against" in found.sentences[0]
    assert any("flourishing is hardly more than one tie: 100 % a" in each for each in found.doubts)
    assert any("one replicate" in each for each in found.doubts)


@pytest.mark.slow
def test_a_search_for_conditions_finds_what_makes_a_flicker(results: Results) -> None:
    sample = sample_of(results, success="share_flicker >= 0.5")
    values = sample.values("share_flicker")
    np.testing.assert_array_equal(values == 1.0, sample.runs["forgetting"] < 0.88)
    found = applied("discovery", sample)
    box = found.tables["limits"].query("outcome == 'success' and box == 1")
    assert "forgetting" in set(box["factor"])
    assert box.set_index("factor").loc["forgetting", "high"] == pytest.approx(0.88, abs=0.01)


@pytest.mark.slow
def test_a_class_that_there_is_not_is_refused_with_those_there_are(results: Results) -> None:
    with pytest.raises(UnfitError, match=r"share_decay: no class.*share_flicker"):
        sample_of(results, ["share_decay"])


@pytest.mark.slow
def test_the_share_of_a_class_is_an_outcome_with_bounds(results: Results) -> None:
    sample = sample_of(results, ["share_flicker"])
    assert sample.outcomes == ("share_flicker",)
    assert sample.has("share_flicker")
    assert sample.bounds("share_flicker") == (0.0, 1.0)


def test_without_the_table_it_is_said_what_to_keep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(histories, "sequences", sequences)
    results = made_up(tmp_path, monkeypatch, LEVELS + '[keep]\ntables = ["runs"]\n')
    with pytest.raises(UnfitError, match=r'keep.tables = \["runs", "histories"\]'):
        applied("histories", sample_of(results))
