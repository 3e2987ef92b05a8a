"""What a page to explore results with leaves out of large ones, and that it says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import paradiplomacy
from paradiplomacy_analysis.exploring import happenings, sampling, writing
from paradiplomacy_analysis.exploring.columns import letters_of
from paradiplomacy_analysis.exploring.page import page_of
from tests.support.explored import data_of, design, made_once, of_ties, ties, whole_of
from tests.unit.analysis.test_report import Page

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_analysis import Results

__all__ = ["design", "made_once", "ties"]


@pytest.mark.slow
def test_large_results_are_shown_by_a_sample_of_the_first_replicates(design: Results) -> None:
    most = 1500
    page = page_of(design, ["trust"], None, most)
    data = data_of(writing.html(page))
    kept = whole_of(data["replicate"])
    counts = np.bincount(whole_of(data["point"]))
    assert len(set(counts)) == 1
    assert set(kept) == set(range(counts[0]))
    assert 0 < counts[0] < 5
    assert f"a sample of {len(kept)} of 30 runs, drawn by run number" in page.samples[0]
    whole = page_of(design, ["trust"])
    assert [each.as_json() for each in page.findings] == [one.as_json() for one in whole.findings]
    assert data_of(writing.html(page_of(design, ["trust"], None, most))) == data


def test_a_sample_of_single_replicates_takes_points_at_equal_steps() -> None:
    frame = pd.DataFrame({"run": np.arange(240), "point": np.arange(240), "replicate": 0})
    kept = sampling.fitting_rows(frame, 100)
    assert kept.sum() == 100
    assert set(np.diff(frame.index[kept])) == {2, 3}
    assert "100 of 240 runs, drawn by run number: points at equal" in sampling.told(frame, kept)
    assert sampling.told(frame, sampling.fitting_rows(frame, 240)) == ""


@pytest.mark.slow
def test_a_run_of_several_ties_is_one_run_of_a_sample(ties: Results) -> None:
    page = page_of(ties, ["trust"], None, 2500)
    kept = len(set(whole_of(page.data["run"])))
    assert 0 < kept < 7
    assert f"{kept} of 7 runs, drawn by run number: the first" in page.samples[0]
    assert "of each tie." in page.samples[0]


@pytest.mark.slow
def test_events_that_are_left_out_are_told(ties: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = len(ties.events[ties.events["run"] == 0])
    told = "Events are the first {} of the {} of run 0."
    for most, said in ((recorded, False), (recorded - 1, True)):
        monkeypatch.setattr(happenings, "MOST_EVENTS", most)
        page = page_of(ties, ["trust"])
        assert len(page.data["happenings"]["events"]) == most
        assert (told.format(most, recorded) in page.samples) == said
    assert told.format(most, recorded) in Page(writing.html(page)).text


@pytest.mark.slow
def test_a_page_of_large_results_has_less_than_five_megabytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = paradiplomacy.explore(of_ties(tmp_path, monkeypatch, replicates=200, years=15))
    assert page.samples
    assert 3_000_000 < page.bytes == page.path.stat().st_size < 5_000_000


@pytest.mark.slow
def test_numbers_stay_below_the_limit_whatever_the_results(design: Results) -> None:
    for most in (7000, 10_000, 20_000):
        page = page_of(design, (), None, most)
        assert letters_of(page.data) - letters_of(page.data["yearly"]["modes"]) <= most
