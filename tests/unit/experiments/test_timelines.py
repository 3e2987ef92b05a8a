"""Timelines in TOML and CSV files, by overrides and in designs; their faults at their lines."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.configuration.scenario import Scenario, load_scenario
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.reference.explanation import explained
from tests.support.scenario_files import write

BUDGETS = Path(__file__).parents[2] / "data" / "budgets.csv"

HEAD = 'extends = ["indonesia-korea"]\n'
OF_A_FILE = HEAD + '[timelines.money]\nfile = "money.csv"\n'


def values(scenario: Scenario) -> dict[str, dict[str, float]]:
    """Return the values of all timelines of a scenario."""
    return {key: dict(each.values) for key, each in scenario.config.timelines.items()}


def told(path: Path, *overrides: str) -> list[str]:
    """Return the faults of a scenario, a line each."""
    with pytest.raises(ConfigError) as raised:
        load_scenario(path, list(overrides))
    return [str(fault) for fault in raised.value.faults]


def with_table(folder: Path, table: str) -> list[str]:
    """Return the faults of a scenario whose timelines stand in a CSV file."""
    (folder / "money.csv").write_text(table, encoding="utf-8")
    return told(write(folder, OF_A_FILE))


def test_a_table_of_money_by_city_and_year_is_a_timeline_of_each_city(tmp_path: Path) -> None:
    shutil.copy(BUDGETS, tmp_path / "money.csv")
    scenario = load_scenario(write(tmp_path, OF_A_FILE))
    assert values(scenario) == {
        "cities.bandung.budget": {"2013": 26, "2014": 31, "2015": 44, "2016": 40},
        "cities.baubau.budget": {"2013": 11, "2014": 7, "2015": 9},
    }
    origin = scenario.origin('timelines."cities.bandung.budget".values.2014')
    assert origin.where() == "money.csv:3"


def test_a_scenario_with_timelines_says_again_what_it_said(tmp_path: Path) -> None:
    shutil.copy(BUDGETS, tmp_path / "money.csv")
    whole = load_scenario(write(tmp_path, OF_A_FILE))
    again = whole.config.model_validate(
        {**whole.config.model_dump(exclude_none=True), "timelines": whole.resolved()["timelines"]}
    )
    assert again.timelines == whole.config.timelines
    assert "timelines" not in load_scenario("indonesia-korea").resolved()


def test_months_and_keys_of_nobody_may_stand_in_a_table(tmp_path: Path) -> None:
    table = "month;gate.patience;cities.seoul.leader.drive\n2013-07;20;0,5\n2014;;0,75\n"
    (tmp_path / "money.csv").write_text(table, encoding="utf-8")
    assert values(load_scenario(write(tmp_path, OF_A_FILE))) == {
        "gate.patience": {"2013-07": 20},
        "cities.seoul.leader.drive": {"2013-07": 0.5, "2014": 0.75},
    }
    table = "city,year,month,unit\nseoul,2013,7,true\n"
    (tmp_path / "money.csv").write_text(table, encoding="utf-8")
    found = values(load_scenario(write(tmp_path, OF_A_FILE)))
    assert found == {"cities.seoul.unit": {"2013-07": 1.0}}


def test_files_are_laid_over_one_another_and_overrides_over_them(tmp_path: Path) -> None:
    shutil.copy(BUDGETS, tmp_path / "money.csv")
    write(tmp_path, OF_A_FILE, "base.toml")
    text = 'extends = ["base.toml"]\n[timelines."cities.baubau.budget"]\nvalues = { 2014 = 8 }\n'
    path = write(tmp_path, text)
    key = 'timelines."cities.baubau.budget".values'
    scenario = load_scenario(path, [f"{key}.2015=10", 'timelines."gate.patience".values.2015=24'])
    found = values(scenario)
    assert found["cities.baubau.budget"] == {"2013": 11, "2014": 8, "2015": 10}
    assert found["gate.patience"] == {"2015": 24}
    (tmp_path / "other.csv").write_text("city,year,budget\nbaubau,2014,3\n", encoding="utf-8")
    other = load_scenario(path, ["timelines.more.file=other.csv"])
    assert values(other)["cities.baubau.budget"] == {"2014": 3}


def test_all_faults_are_told_at_their_lines(tmp_path: Path) -> None:
    table = "city,year,budget,population\nbandng,2013,26,5\nbaubau,2013,-1,\nbaubau,2014,x,\n"
    faults = "\n".join(with_table(tmp_path, table))
    assert "money.csv:2" in faults
    assert "there is no city 'bandng'; did you mean 'bandung'?" in faults
    assert "money.csv:3" in faults
    assert "-1 is not at least 0 and at most 1000000" in faults
    assert 'money.csv:4: timelines."cities.baubau.budget".values.2014: must be a number' in faults
    assert "cannot change in a run, because what size makes of an office" in faults


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("city,budget\nbaubau,3\n", "money.csv:1: has no column 'year' or 'month'"),
        ("city,year\nbaubau,2013\n", "money.csv:1: has no column with values"),
        ("city,ngo,year,budget\na,b,2013,3\n", "money.csv:1: has two columns of ids"),
        ("city,year,budget\nbaubau,,3\n", "money.csv:2: year: is empty"),
        ("city,year,budget\n,2013,3\n", "money.csv:2: city: is empty"),
        ("city,year,month,budget\nbaubau,2013,July,3\n", "'July' is no month of a year, 1 to 12"),
        (
            "city,year,budget\nbaubau,2013,3\nbaubau,2013,4\n",
            "money.csv:3: cities.baubau.budget: is given twice for 2013, first in line 2",
        ),
        ("city,year,budget\nbaubau,123456789,3\n", "is neither a month like 2009-12 nor a year"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path: Path, table: str, expected: str) -> None:
    assert any(expected in fault for fault in with_table(tmp_path, table))


def test_a_file_is_sought_beside_the_scenario_alone(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + '[timelines.money]\nfile = "../money.csv"\n')
    assert any("is not the plain name" in fault for fault in told(path))
    path = write(tmp_path, HEAD + '[timelines.money]\nfile = "none.csv"\n')
    assert any("there is no such file" in fault for fault in told(path))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('"cities.bandung.budget" = { values = { 2013 = nan } }', "finite"),
        ('"cities.bandung.budget" = { values = { 2013 = 1e400 } }', "finite"),
        ('"cities.bandung.budget" = { values = { 2013 = "a" } }', "must be a number"),
        ('"cities.bandung.budget" = { values = { 2013 = true } }', "not true or false"),
        ('"cities.bandung.budget" = { values = { 2013 = 1, 2013-01 = 2 } }', "the same month"),
        ('"cities.bandung.budget" = { values = {} }', "has no values"),
        ('"cities.bandung.unit" = { values = { 2013 = true }, between = "linear" }', "in steps"),
        ('"gate.patience" = { values = { 2013 = 1.5 } }', "must be a whole number"),
        ('"gate.patience" = { values = { 2013 = 0 } }', "not at least 1"),
        ('"delivery.scale" = { values = { 2013 = 0 } }', "not above 0"),
        ('"scenario.months" = { values = { 2013 = 1 } }', "it says what a run is"),
        ('"mechanisms.trust" = { values = { 2013 = 1 } }', "the same mechanisms"),
        ('"cities.bandung.leader" = { values = { 2013 = 1 } }', "only an event can change"),
        ('"trust.negativty" = { values = { 2013 = 2 } }', "did you mean 'trust.negativity'?"),
    ],
)
def test_what_is_no_timeline_is_refused_at_its_line(
    tmp_path: Path, lines: str, expected: str
) -> None:
    faults = told(write(tmp_path, HEAD + "[timelines]\n" + lines + "\n"))
    assert any(expected in fault and "mine.toml:3" in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"set": 1.5}, "1.5 is not at least 0 and at most 1"),
        ({"set": 0.5, "scale": 2.0}, "give one of"),
        ({"set": 0.5, "until": "2013-01"}, "does not lie after its beginning"),
        ({"set": 0.5, "until": "2015-01", "duration": 3}, "give either a 'duration'"),
        ({}, "needs a 'change' (not 0), a 'set' or a 'scale'"),
    ],
)
def test_an_event_that_changes_nothing_rightly_is_refused(
    event: dict[str, Any], expected: str
) -> None:
    value = {"field": "cities.bandung.need", "month": "2013-01", **event}
    with pytest.raises(ConfigError, match=r"events\.it") as raised:
        load_scenario("indonesia-korea", {"events.it": value})
    assert expected in str(raised.value)


def test_a_design_varies_the_values_of_a_timeline(tmp_path: Path) -> None:
    shutil.copy(BUDGETS, tmp_path / "money.csv")
    (tmp_path / "high.csv").write_text("city,year,budget\nbaubau,2013,99\n", encoding="utf-8")
    write(tmp_path, OF_A_FILE)
    text = """
[design]
title = "Money"
question = "How much?"
scenario = "mine.toml"
replicates = 2
seed = 1
[factors.all]
keys = ['timelines.*.values.*']
change = "times"
levels = [0.5, 1.0]
[factors.table.alternatives.low]
[factors.table.alternatives.high]
set = { "timelines.money.file" = "high.csv" }
"""
    path = tmp_path / "design.toml"
    path.write_text(text, encoding="utf-8")
    points = load_design(path).points
    key = "cities.baubau.budget"
    seen = {
        (points.levels(n)["all"], points.levels(n)["table"]): dict(
            points.config(n).timelines[key].values
        )
        for n in range(len(points))
    }
    assert seen[0.5, "low"] == {"2013": 5.5, "2014": 3.5, "2015": 4.5}
    assert seen[1.0, "low"] == {"2013": 11, "2014": 7, "2015": 9}
    assert seen[1.0, "high"] == {"2013": 99}


def test_explain_says_whether_a_key_may_change_in_a_run() -> None:
    assert "  in a run may change, by a timeline or an event" in explained("cities.*.budget")
    assert any("cannot change, because it is a name" in line for line in explained("cities.*.name"))


@pytest.mark.slow
def test_a_table_of_many_thousand_values_is_read(tmp_path: Path) -> None:
    months = [f"{1900 + n // 12}-{n % 12 + 1:02}" for n in range(2400)]
    cities = ["bandung", "baubau", "seoul", "jakarta"]
    columns = ("need", "access", "informed", "capacity", "monitoring", "participation")
    rows = [f"{city},{month}{',0.5' * len(columns)}" for city in cities
            for month in months]  # fmt: skip
    text = f"city,month,{','.join(columns)}\n" + "\n".join(rows)
    (tmp_path / "money.csv").write_text(text, encoding="utf-8")
    scenario = load_scenario(write(tmp_path, OF_A_FILE))
    assert sum(map(len, values(scenario).values())) == len(cities) * len(months) * len(columns)
