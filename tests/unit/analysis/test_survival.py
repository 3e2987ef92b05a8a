"""Survival of results: what it is read from, what is said and doubted, and how it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from paradiplomacy.engines import mesa_engine
from paradiplomacy_analysis import load
from paradiplomacy_analysis.figures.survival_curves import survival_curves
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.spells import spells, ties
from paradiplomacy_analysis.statistics.survival import (
    ACTIVE,
    UNBROKEN,
    UNDER_WAY,
    followed,
    survival,
)
from paradiplomacy_analysis.statistics.survival_text import ENDS_OF_PROGRAMMES, ends_sentence
from paradiplomacy_analysis.statistics.waiting import incidence
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.execution.runner import run_design, run_scenario
from paradiplomacy_results.errors import UnfitError
from tests.support.designs import FORGETTING, HEAD, made
from tests.support.fake_engine import FakeEngine, use

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_results.reading import Results

ALL = '\n[keep]\ntables = ["runs", "events"]\nevents = "all"\n'
FIRST = '\n[keep]\ntables = ["runs", "events", "histories"]\nevents = "first"\n'
NONE = '\n[keep]\ntables = ["runs", "series"]\n'

MANY = HEAD.replace("replicates = 4", "replicates = 12").replace('months" = 12', 'months" = 36')


def results(folder: Path, monkeypatch: pytest.MonkeyPatch, keep: str) -> Results:
    use(FakeEngine(), monkeypatch)
    run_design(made(folder, FORGETTING + keep, head=MANY), out=folder / "r")
    return load(folder / "r")


def test_what_is_broken_off_is_not_completed_later() -> None:
    """Half are broken off at once, the others completed: no more than half are ever completed."""
    rows = pd.DataFrame({"run": [0, 1] * 2, "months": [1, 1, 9, 9], "files": 10})
    ends = incidence(rows.assign(ending=["broken_off"] * 2 + ["completed"] * 2), ENDS_OF_PROGRAMMES)
    told = ends_sentence(40, ends)
    assert told.startswith("Of 40 programmes that started, 50 % (")
    assert "are completed within 9 months and 50 % (" in told
    assert told.endswith("broken off; 0 % go on.")


@pytest.mark.slow
def test_spells_are_those_that_the_model_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine: Any = mesa_engine
    use(engine, monkeypatch)
    scenario = load_scenario("baubau-seoul", ["scenario.months=96", "scenario.evaluate=1"])
    run_scenario(scenario, out=tmp_path / "out", replicates=12, events="all")
    made = load(tmp_path / "out")
    there = ties(made, made.events, made.runs["run"].tolist())
    found = spells(made.events, there, made.manifest.months, 12)
    dormant = found[found["dormant"]].groupby(["run", "partnership"])
    counted = made.partnerships.astype({"partnership": str}).set_index(["run", "partnership"])
    number = dormant.size().reindex(counted.index, fill_value=0)
    assert number.tolist() == counted["dormant_spells"].tolist()
    some = counted[counted["dormant_spells"] > 0]
    revived = dormant["ended"].mean().reindex(some.index)
    assert revived.tolist() == pytest.approx(some["revival_rate"].tolist())
    # The model counts the silent months before dormancy with it.
    length = dormant["months"].mean().reindex(some.index) + 12 - revived
    assert length.tolist() == pytest.approx(some["dormant_months"].tolist())
    assert len(some) > 6


@pytest.mark.slow
def test_events_tell_of_programmes_and_of_ties(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = survival(sample_of(results(tmp_path, monkeypatch, ALL)))
    medians = found.tables["medians"].set_index(["what", "group"])
    # Of each of 36 runs: a programme of six months, and ties that sleep a year after month five.
    assert medians.loc[(UNDER_WAY, "all"), "spells"] == 36
    assert medians.loc[(UNDER_WAY, "all"), "median_months"] == 6
    assert medians.loc[(UNDER_WAY, "all"), "clusters"] == 12
    assert medians.loc[(UNBROKEN, "all"), "ended"] == 0
    assert {"forgetting = 0.9", "forgetting = 0.95", "forgetting = 0.99"} <= set(
        medians.loc[ACTIVE].index
    )
    curves = found.tables["curves"]
    assert curves["survival"].between(0, 1).all()
    assert any("Of 36 spells of programmes under way, 36 had ended" in s for s in found.sentences)
    assert any("replicates (12), not spells" in doubt for doubt in found.doubts)


@pytest.mark.slow
def test_levels_that_do_nothing_do_not_differ(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = survival(sample_of(results(tmp_path, monkeypatch, ALL)))
    assert not (found.tables["tests"]["p_holm"] < 0.05).any()
    assert not any("differs by" in sentence for sentence in found.sentences)


@pytest.mark.slow
def test_without_all_events_ties_are_those_of_yearly_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = survival(sample_of(results(tmp_path, monkeypatch, FIRST)))
    assert any("events were recorded in 3 of 36 runs" in doubt for doubt in found.doubts)
    assert any("looked at once a year" in doubt for doubt in found.doubts)
    medians = found.tables["medians"].set_index(["what", "group"])
    assert medians.loc[(UNDER_WAY, "all"), "spells"] == 3


def test_it_is_refused_where_nothing_was_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = sample_of(results(tmp_path, monkeypatch, NONE))
    assert not followed(sample)
    with pytest.raises(UnfitError, match="holds neither events nor yearly"):
        survival(sample)


@pytest.mark.slow
@pytest.mark.parametrize("size", ["column", "slide"])
def test_numbers_at_risk_stand_under_the_curves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    figure = survival_curves(results(tmp_path, monkeypatch, ALL), size=size)
    panel = next(axes for axes in figure.axes if axes.get_title("left").startswith("programmes"))
    numbers = [text.get_text() for text in panel.texts]
    assert numbers[0] == "12"
    assert figure.legends[0].get_texts()[0].get_text() == "forgetting: 0.9"
