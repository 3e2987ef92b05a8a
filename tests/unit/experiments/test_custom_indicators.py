"""Indicators and state of one's own in scenarios, designs and results."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.configuration.scenario import Scenario, load_scenario
from paradiplomacy_experiments.design.loading import Design, load_design
from paradiplomacy_experiments.design.stored import design_from
from paradiplomacy_experiments.execution.runner import run_design, run_scenario
from paradiplomacy_experiments.patterns import pattern_design
from paradiplomacy_results import provenance
from paradiplomacy_results.manifest import Manifest, read_manifest
from paradiplomacy_results.reading import load
from tests.support.custom_files import GOODWILL, RECORDED
from tests.support.scenario_files import the_fault, write

SCENARIO = """extends = ["baubau-seoul"]
[scenario]
months = 24
[mechanisms]
trust = "goodwill.py"
[indicators]
""" + "".join(f'{name} = "goodwill.py"\n' for name in RECORDED)

DESIGN = """[design]
title = "Goodwill"
question = "Does patience buy goodwill?"
scenario = "./mine.toml"
replicates = 2
[keep]
indicators = ["trust", "goodwill", "goodwill_gap"]
series = ["looks"]
[factors.patience]
key = "gate.patience"
levels = [6, 24]
[analysis]
success = "goodwill >= 0.5"
outcomes = ["goodwill_gap"]
"""


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(provenance, "git_state", lambda: None)
    monkeypatch.chdir(tmp_path)
    Path("goodwill.py").write_text(GOODWILL)


def scenario(more: str = "") -> Scenario:
    return load_scenario(write(Path.cwd(), SCENARIO + more, "mine.toml"))


def design(text: str = DESIGN) -> Design:
    scenario()
    return load_design(write(Path.cwd(), text, "design.toml"))


@pytest.mark.slow
def test_each_is_a_column_like_any_other() -> None:
    report = run_scenario(scenario(), out=Path("out"), engine="mesa", replicates=2, workers=1)
    results = load("out")
    for table in (results.runs, results.series):
        assert table[[*RECORDED]].notna().all(axis=None)
    of_ties = ["goodwill_gap", "looks"]
    assert results.partnerships[of_ties].notna().all(axis=None)
    assert results.histories[of_ties].notna().all(axis=None)
    assert "goodwill" not in results.partnerships
    assert results.manifest.mechanism_files.keys() == {"goodwill.py"}
    told = report.manifest.indicators
    assert told["goodwill_gap"].low == -1.0
    assert told["goodwill_gap"].formula == "goodwill of the first city less that of the second"
    assert told["goodwill"].formula == "goodwill of a city's public, mean over cities"
    assert told["zeal"].formula == "zeal of an organisation, mean over active ngos"
    field = report.manifest.schema_of("series").field("willing_cities")
    assert field.metadata[b"unit"] == b"cities"


@pytest.fixture(scope="module")
def of_mesa(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """Return what results of the design on the Mesa engine say of themselves."""
    folder = tmp_path_factory.mktemp("of_mesa")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(provenance, "git_state", lambda: None)
        patch.chdir(folder)
        Path("goodwill.py").write_text(GOODWILL)
        run_design(design(), out=Path("out"), engine="mesa", workers=1)
    return read_manifest(folder / "out")


@pytest.mark.compiled
def test_a_sweep_keeps_and_judges_by_them_on_both_engines(of_mesa: Manifest) -> None:
    compiled = run_design(design(), out=Path("compiled"), workers=2)
    assert compiled.manifest.engine == "compiled"
    assert compiled.manifest.contents == of_mesa.contents
    runs = load("compiled").runs
    assert [*runs.columns] == [
        "run", "point", "replicate", "patience", "trust", "goodwill_gap", "goodwill",
        "status", "error",
    ]  # fmt: skip
    assert [*load("compiled").series.columns] == ["run", "month", "looks"]


@pytest.mark.compiled
def test_points_are_edits_of_a_prepared_world_that_has_the_state() -> None:
    many = DESIGN.replace("levels = [6, 24]", "low = 3\nhigh = 60") + (
        '[sampler]\nkind = "lhs"\npoints = 12\nseed = 2\n'
    )
    together = run_design(design(many), out=Path("together"), workers=1, chunk_runs=24)
    alone = run_design(design(many), out=Path("alone"), workers=1, chunk_runs=1)
    assert together.manifest.contents == alone.manifest.contents


@pytest.mark.slow
def test_a_design_is_made_again_from_its_results(of_mesa: Manifest) -> None:
    first = design()
    again = design_from(of_mesa)
    assert (again.layout, again.custom.recorded) == (first.layout, first.custom.recorded)
    assert again.custom.files["goodwill.py"].text == GOODWILL


def test_without_any_a_scenario_says_nothing_of_them() -> None:
    plain = load_scenario("baubau-seoul")
    assert "indicators" not in plain.resolved()
    assert scenario().resolved()["indicators"] == dict.fromkeys(RECORDED, "goodwill.py")


@pytest.mark.slow
def test_a_file_may_hold_indicators_alone() -> None:
    only = load_scenario("baubau-seoul", ["scenario.months=3", "indicators.looks=goodwill.py"])
    assert only.config.mechanisms == load_scenario("baubau-seoul").config.mechanisms
    run_scenario(only, out=Path("out"), engine="mesa", replicates=1, workers=1)
    assert load("out").runs["looks"].tolist() == [0.0]


def test_a_design_of_a_pattern_takes_files_from_the_current_folder() -> None:
    found = pattern_design("distance", ["indicators.goodwill=goodwill.py"])
    assert found.custom.files.keys() == {"goodwill.py"}


@pytest.mark.parametrize(
    ("override", "told"),
    [
        ("indicators.gap=goodwill.py", "'goodwill.py' declares no indicator or state 'gap'"),
        ("indicators.goodwil=goodwill.py", "declares no indicator or state 'goodwil'"),
        ("indicators.trust=goodwill.py", "results have a column 'trust' already"),
        ("indicators.mode=goodwill.py", "results have a column 'mode' already"),
        ("indicators.Gap=goodwill.py", "is no name of small letters, digits and _"),
        ("indicators.goodwill=none.py", "there is no file 'none.py' in"),
        ("indicators.goodwill=goodwill.txt", "is not the plain name of a file in the scenario's"),
        ("indicators.goodwill=../goodwill.py", "is not the plain name of a file"),
        ("indicators.goodwill=3", "must be a text, not a whole number"),
        ("indicators.other=other.py", "other.py:2: 'trust' cannot be the name of a state"),
        ("indicators.looks=looks.py", "declare the state 'looks' differently"),
    ],
)
def test_what_is_wrong_is_told(override: str, told: str) -> None:
    declare = "from paradiplomacy.custom import state\n"
    Path("other.py").write_text(declare + 'trust = state("cities", 0.5, "1", "trust")\n')
    Path("looks.py").write_text(declare + 'looks = state("partnerships", 1.0, "1", "looks")\n')
    scenario()
    fault = the_fault(Path("mine.toml"), [override])
    assert told in fault.message
    if override.startswith("indicators.goodwil="):
        assert fault.suggestion == "goodwill"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('"goodwill", "goodwill_gap"]', '"goodwil"]', "'goodwil' is none of the choices"),
        ('"goodwill >= 0.5"', '"zeal >= 0.5"', "'zeal' is not among keep.indicators"),
        ("[factors.patience]", "[factors.zeal]", "its name is that of an indicator"),
        (
            'key = "gate.patience"\nlevels = [6, 24]',
            'key = "indicators.zeal"\nlevels = ["goodwill.py"]',
            "indicators are the same at all points: name them in [settings]",
        ),
    ],
)
def test_what_is_wrong_in_a_design_is_told(before: str, after: str, told: str) -> None:
    scenario()
    with pytest.raises(ConfigError) as raised:
        load_design(write(Path.cwd(), DESIGN.replace(before, after), "design.toml"))
    assert any(told in fault.message for fault in raised.value.faults)


@pytest.mark.compiled
def test_what_is_kept_has_the_numbers_of_what_is_not_left_out() -> None:
    whole = DESIGN.replace('indicators = ["trust", "goodwill", "goodwill_gap"]\n', "")
    run_design(design(), out=Path("some"), workers=1)
    run_design(design(whole), out=Path("all"), workers=1)
    some, every = load("some").runs, load("all").runs
    pd.testing.assert_frame_equal(some, every[some.columns])
