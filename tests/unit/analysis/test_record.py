"""The dated record: what is in it, and which of its facts lie inside what runs do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from paradiplomacy.indicators import PARTNERSHIP, of_level
from paradiplomacy_analysis import load
from paradiplomacy_analysis.figures import FIGURES
from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.matching.claims import numbers_of
from paradiplomacy_analysis.matching.prediction import CASE
from paradiplomacy_analysis.methods import fitting
from paradiplomacy_analysis.record.method import record
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_experiments.configuration.evidence import known_ids
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.execution.runner import run_scenario
from paradiplomacy_results.errors import NotRecordedError, UnfitError
from tests.support.fake_engine import FakeEngine, use
from tests.support.record_of_cases import FACTS, RECORD, TARGETS

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_results.reading import Results

BAUBAU = "baubau-seoul"
RUNS = 100


def test_every_case_has_a_record_with_something_to_test() -> None:
    cases = set(load_scenario("indonesia-korea").config.partnerships)
    assert {one.case for one in FACTS.values()} == cases
    assert {one.case for one in FACTS.values() if one.role == "test"} == cases


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_cites_what_exists_and_is_about_what_runs_record(name: str) -> None:
    one = FACTS[name]
    assert set(one.sources) <= set(known_ids())
    assert one.begins <= one.ends
    if one.role == "test":
        for term in RECORD.claim_of(name).terms:
            assert term.case == one.case
            assert term.indicator in of_level(PARTNERSHIP)


class Early(FakeEngine):
    """Make up runs in which a tenth sign early, and NGOs deliver in one run of a hundred."""

    def run_batch(self, config: Any, *, replicates: Any, **settings: Any) -> Any:
        batch = super().run_batch(config, replicates=replicates, **settings)
        for column in batch.histories.values():
            column[:] = 0.0
        share = np.array([replicate % 10 == 0 for replicate in replicates], dtype=float)
        batch.histories["signed_share"][:] = share[:, None, None]
        once = np.array([replicate == 0 for replicate in replicates], dtype=float)
        years = np.arange(len(batch.followed), dtype=float)
        batch.histories["delivered_ngo"][:] = once[:, None, None] * (years + 1)[None, :, None]
        return batch


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = tmp_path_factory.mktemp("record")
    with pytest.MonkeyPatch.context() as patch:
        use(Early(), patch)
        run_scenario(load_scenario(BAUBAU), out=folder / "out", replicates=RUNS)
    return load(folder / "out")


def rows(results: Results) -> dict[str, dict[str, Any]]:
    return {row["fact"]: row for row in records(record(sample_of(results)).tables["facts"])}


def test_facts_lie_inside_where_enough_runs_meet_them(results: Results) -> None:
    found = rows(results)
    letter, school, none = (
        found[name] for name in ("baubau_letter", "baubau_school", "baubau_no_memorandum")
    )
    assert (letter["holds"], letter["inside"]) == (0.1, True)
    assert (school["holds"], school["inside"]) == (0.01, False)
    assert (none["holds"], none["inside"]) == (1.0, True)
    assert letter["low"] < 0.1 < letter["high"]


def test_inputs_and_context_have_no_share(results: Results) -> None:
    for row in rows(results).values():
        assert (row["holds"] is None) == (row["role"] != "test")


def test_facts_hold_together_where_one_run_meets_all(results: Results) -> None:
    (row,) = records(record(sample_of(results)).tables["together"])
    assert (row["case"], row["holds"], row["inside"]) == (BAUBAU, 0.01, False)


def test_what_is_outside_is_said(results: Results) -> None:
    said = " ".join(record(sample_of(results)).sentences)
    assert "organisations support pupils and open a school: outside (1 % of runs)" in said


def test_runs_of_a_case_ask_for_the_record_and_other_runs_do_not(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "record" in fitting(sample_of(results))
    use(FakeEngine(), monkeypatch)
    run_scenario(load_scenario("one-gate"), out=tmp_path / "one", replicates=3)
    other = sample_of(load(tmp_path / "one"))
    assert "record" not in fitting(other)
    with pytest.raises(UnfitError, match="is no run with a record"):
        record(other)


@pytest.mark.parametrize("size", ["slide", "column"])
def test_the_figure_numbers_every_fact(results: Results, size: str) -> None:
    figure = FIGURES["record"].draw(results, BAUBAU, size=size)
    numbers = [text.get_text() for text in figure.axes[0].texts]
    assert numbers == [str(k + 1) for k in range(len(RECORD.facts_of(BAUBAU)))]
    key = " ".join(text.get_text() for text in figure.axes[-1].texts)
    assert all(
        " ".join(one.what.split()) in " ".join(key.split())
        for one in RECORD.facts_of(BAUBAU).values()
    )


def test_a_tie_without_a_record_has_no_figure(results: Results) -> None:
    with pytest.raises(NotRecordedError, match="no record of fir-rose"):
        FIGURES["record"].draw(results, "fir-rose")


def test_the_case_that_is_kept_out_is_told_as_predicted() -> None:
    assert all(one.target is None for one in RECORD.facts_of(CASE).values())


# Runs that are shorter than the record.


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = tmp_path_factory.mktemp("short")
    with pytest.MonkeyPatch.context() as patch:
        use(Early(), patch)
        scenario = load_scenario("indonesia-korea", ["scenario.months=60"])
        run_scenario(scenario, out=folder / "out", replicates=10)
    return load(folder / "out")


def test_what_lies_outside_the_months_of_the_runs_is_not_judged(short: Results) -> None:
    found = rows(short)
    judged = [row["fact"] for row in found.values() if row["inside"] is not None]
    assert judged
    assert all(FACTS[name].ends <= "2011-12" for name in judged)
    assert found["baubau_no_memorandum"]["holds"] is None
    finding = record(sample_of(short))
    assert any("outside the months of the runs: not judged" in doubt for doubt in finding.doubts)
    assert "2025" not in " ".join(finding.sentences)


@pytest.mark.slow
def test_the_figure_of_a_short_run_is_drawn(short: Results) -> None:
    assert FIGURES["record"].draw(short, BAUBAU, size="slide")


def test_targets_beyond_the_end_of_the_runs_are_refused(short: Results) -> None:
    with pytest.raises(UnfitError, match="runs end in 2011, before the record does"):
        numbers_of(short, list(TARGETS.values()))
