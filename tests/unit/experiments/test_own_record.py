"""A record and targets of one's own: files beside a scenario, held against its partnerships."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from paradiplomacy_analysis import load
from paradiplomacy_analysis.figures import FIGURES
from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.matching.method import matching
from paradiplomacy_analysis.record.method import record
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.design.limits import OptionsError
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.execution.runner import run_design, run_scenario
from paradiplomacy_experiments.matching import wave_design
from tests.support.fake_engine import FakeEngine, use
from tests.support.record_of_cases import RECORD

if TYPE_CHECKING:
    from pathlib import Path

CLAIM = """\
terms = [{ case = "ours", indicator = "signed_share", at = 2010 }]
at_least = 0.1
"""

FACTS = (
    """\
[cases.ours]
cities = ["Seoul", "Baubau"]
countries = ["Republic of Korea", "Indonesia"]

[facts.first_letter]
case = "ours"
begins = "2010-03"
ends = "2010-09"
what = "a letter is signed"
"""
    + CLAIM
    + """\
sources = ["the register of the port"]
"""
)

TARGETS = """\
[cases.ours]
cities = ["Baubau", "Seoul"]
countries = ["Indonesia", "Republic of Korea"]

[targets.trusting]
claim = "they trust each other at the end"
terms = [{ case = "ours", indicator = "trust" }]
at_least = 0.5
tolerance = 0.05
sources = ["a survey"]
"""

SCENARIO = """\
extends = ["baubau-seoul"]
record = "my-record.toml"
targets = "my-targets.toml"
[scenario]
months = 60
"""

DESIGN = """\
[design]
title = "Draws"
question = "Which draws fit?"
scenario = "mine.toml"
replicates = 5
[factors.forgetting]
key = "trust.forgetting"
low = 0.9
high = 0.99
[sampler]
kind = "lhs"
points = 200
[keep]
tables = ["runs", "histories"]
indicators = ["trust", "signed_share"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (
        ("mine.toml", SCENARIO),
        ("my-record.toml", FACTS),
        ("my-targets.toml", TARGETS),
        ("draws.toml", DESIGN),
    ):
        (tmp_path / name).write_text(text)
    return tmp_path


def faults(folder: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_scenario(folder / "mine.toml")
    return [str(fault).removeprefix(f"{folder}/") for fault in caught.value.faults]


def test_a_case_is_found_by_its_cities_and_goes_by_the_id_of_its_partnership(folder: Path) -> None:
    mine = load_scenario(folder / "mine.toml").record
    assert mine is not None
    assert list(mine.cases) == ["baubau-seoul"]
    assert [fact.case for fact in mine.facts.values()] == ["baubau-seoul"]
    assert [term.case for term in mine.targets["trusting"].terms] == ["baubau-seoul"]


def test_a_record_of_other_cities_is_not_held_against_a_partnership_of_the_same_id(
    tmp_path: Path,
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('extends = ["baubau-seoul"]\n[cities.baubau]\nname = "Harbourton"\n')
    assert load_scenario(path).record is None


def test_a_scenario_of_one_case_has_the_facts_of_that_case_only() -> None:
    mine = load_scenario("baubau-seoul").record
    assert mine is not None
    assert {*mine.facts} == {*RECORD.facts_of("baubau-seoul")}
    assert {term.case for one in mine.targets.values() for term in one.terms} == {"baubau-seoul"}


@pytest.mark.slow
def test_own_facts_are_tested_and_drawn_as_those_that_ship(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(), monkeypatch)
    run_scenario(load_scenario(folder / "mine.toml"), out=folder / "out", replicates=20)
    results = load(folder / "out")
    (row,) = records(record(sample_of(results)).tables["facts"])
    assert (row["fact"], row["case"], row["predicted"]) == ("first_letter", "baubau-seoul", False)
    assert row["inside"] is not None
    figure = FIGURES["record"].draw(results, "baubau-seoul", size="column")
    assert "a letter is signed" in figure.axes[-1].texts[0].get_text()


@pytest.mark.slow
def test_draws_are_matched_with_own_targets(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(FakeEngine(), monkeypatch)
    run_design(load_design(folder / "draws.toml"), out=folder / "out")
    found = matching(sample_of(load(folder / "out")))
    assert found.tables["targets"]["target"].tolist() == ["trusting"]
    assert found.sentences[0].startswith("The record leaves ")


def test_waves_begin_at_a_design_of_ones_own(folder: Path) -> None:
    wave = wave_design(2, np.array([[0.5]]), {"design.replicates": 4}, folder / "draws.toml")
    assert wave.name == "wave-2"
    assert wave.points.levels(0) == {"forgetting": pytest.approx(0.945)}
    assert wave.base.record == load_scenario(folder / "mine.toml").record


def test_a_design_that_cannot_be_matched_says_all_that_it_lacks() -> None:
    with pytest.raises(OptionsError) as caught:
        wave_design(1, design="autonomy-capacity")
    for word in ("targets: its scenario names none", "ranges alone: ", "histories", "sobol or lhs"):
        assert word in str(caught.value)


def test_a_changed_record_is_taken_over_without_a_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(), monkeypatch)
    first = run_scenario(load_scenario(folder / "mine.toml"), out=folder / "out", replicates=3)
    changed = FACTS.replace("a letter is signed", "a letter was sent")
    (folder / "my-record.toml").write_text(changed)
    again = run_scenario(load_scenario(folder / "mine.toml"), out=folder / "out", replicates=3)
    assert again.computed == 0
    assert again.manifest.contents == first.manifest.contents
    told = load(folder / "out").manifest.analysis.record
    assert told is not None
    assert told.facts["first_letter"].what == "a letter was sent"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('"Baubau"', '"Bauabu"', "my-record.toml:1: cases.ours: no partnership of the scenario"),
        ("at_least = 0.1", "", "my-record.toml:5: facts.first_letter: needs one bound"),
        ("at_least = 0.1", "at_least = 0.1\nat_most = 0.2", "facts.first_letter: needs one bound"),
        ('"2010-09"', '"2010-01"', "my-record.toml:8: facts.first_letter.ends: ends before"),
        ('"2010-09"', '"2010-13"', 'is not a month like "2009-12"'),
        ('"signed_share"', '"signed_shar"', "did you mean 'signed_share'?"),
        ('case = "ours"\nb', 'case = "theirs"\nb', "'theirs' is none of the cases of this file"),
        ('sources = ["the register of the port"]', "sources = []", "facts.first_letter.sources"),
        ("what =", 'target = "no_such"\nwhat =', "has a target or terms if, and only if"),
        (CLAIM, 'target = "no_such"\n', "'no_such' is no target that the scenario names"),
        ("[facts.first_letter]", "[facts.first_letter]\nwhom = 1", "whom: unknown key"),
        ("at = 2010", 'at = "2010"', "must be a whole number"),
        ("at_least = 0.1", "at_least = nan", "is not a finite number"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_record_is_told_at_its_line(
    folder: Path, before: str, after: str, told: str
) -> None:
    text = FACTS.replace(before, after)
    assert text != FACTS
    (folder / "my-record.toml").write_text(text)
    assert any(told in fault for fault in faults(folder)), faults(folder)


def test_a_predicted_case_can_be_in_no_target(folder: Path) -> None:
    predicted = FACTS.replace("[facts.", "predicted = true\n\n[facts.", 1)
    (folder / "my-record.toml").write_text(predicted)
    (fault,) = faults(folder)
    assert fault.startswith("my-targets.toml:5: targets.trusting: 'ours' is predicted")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ('"no-such.toml"', "there is no file 'no-such.toml' in the file's own folder"),
        ('"../my-record.toml"', "leads outside the file's own folder"),
        ('"indonesia-koera"', "did you mean 'indonesia-korea'?"),
        ("3", "must be a name, or the path of a file in its own folder"),
        ('"mine.toml"', "unknown key"),
    ],
)
def test_a_file_that_is_no_record_is_refused(folder: Path, value: str, told: str) -> None:
    (folder / "mine.toml").write_text(SCENARIO.replace('"my-record.toml"', value))
    assert any(told in fault for fault in faults(folder)), faults(folder)


def test_a_record_belongs_in_the_file() -> None:
    with pytest.raises(ConfigError, match="'record' belongs in the file"):
        load_scenario("baubau-seoul", ["record=mine.toml"])
