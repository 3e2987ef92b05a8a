"""What ships must be sound, say where each number comes from, and state worlds only."""

from __future__ import annotations

import csv
import re
import tomllib
from functools import cache

import pytest

from paradiplomacy.configuration.regimes import resolve
from paradiplomacy_experiments.configuration.composition import SHIPPED
from paradiplomacy_experiments.configuration.evidence import evidence, known_ids
from paradiplomacy_experiments.configuration.keys import declarations
from paradiplomacy_experiments.configuration.listing import shipped_names
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.configuration.values import values
from paradiplomacy_experiments.patterns import AS_PUBLISHED, EVERY_FILE, INTEGRATIVE, ONE_GATE

SHARES = {"L": 0.25, "L-M": 0.35, "M": 0.5, "M-H": 0.65, "H": 0.8}
BUDGETS = {"L": 12, "L-M": 18, "M": 30, "M-H": 42, "H": 60}


shipped = cache(load_scenario)

LISTED = [name for name in shipped_names() if name != "world"]
"""The scenarios whose entities are listed, not drawn."""

ALL = [*LISTED, pytest.param("world", marks=pytest.mark.slow)]


@pytest.mark.parametrize("name", ALL)
def test_shipped_scenarios_are_sound(name: str) -> None:
    scenario = shipped(name)
    assert scenario.name == name
    for country in scenario.config.countries.values():
        resolve(country.regime, scenario.config.regimes)


@pytest.mark.parametrize("name", ALL)
def test_every_number_and_choice_of_a_world_says_what_supports_it(name: str) -> None:
    bare = [
        value.key
        for value in values(shipped(name))
        if isinstance(value.value, bool | int | float) and value.origin.source == "file"
        if not value.origin.evidence and not value.origin.assumption
    ]
    assert bare == []


@pytest.mark.parametrize("name", LISTED)
def test_the_gate_of_stylised_worlds_sees_every_file_and_that_of_cases_what_is_published(
    name: str,
) -> None:
    config = shipped(name).config
    gate = EVERY_FILE if "ash" in config.cities else AS_PUBLISHED
    presets = {country.regime.preset for country in config.countries.values()}
    assert presets <= {gate, "progressive", "integrative"}


def test_the_two_readings_of_one_gate_differ_in_what_the_ministries_see() -> None:
    every, published = (shipped("one-gate").config.regimes[name].stages for name in ONE_GATE)
    ministries = {name for name in every if every[name] != published[name]}
    assert ministries == {"home_affairs", "foreign_ministry"}
    for name in ministries:
        share = every[name].required_share
        assert set(share.model_dump().values()) == {1.0}
        assert every[name] == published[name].model_copy(update={"required_share": share})


@pytest.mark.parametrize("gate", ONE_GATE)
def test_a_reform_takes_away_stages_and_not_what_they_see(gate: str) -> None:
    regimes = shipped("one-gate").config.regimes
    ministry, desk = (
        regimes[gate].stages["home_affairs"],
        regimes[INTEGRATIVE[gate]].stages["joint_desk"],
    )
    assert desk.required_share == ministry.required_share
    assert desk.threshold == ministry.threshold


@pytest.mark.parametrize("name", LISTED)
def test_coded_values_follow_the_one_mapping(name: str) -> None:
    coded = 0
    for value in values(shipped(name)):
        found = re.match(r"code (\S+?)(?:[:\s]|$)", value.origin.assumption or "")
        if found:
            scale = BUDGETS if value.path[-1] == "budget" else SHARES
            assert value.value == scale[found[1]], value.key
            coded += 1
    assert coded > 30


@pytest.mark.parametrize("name", LISTED)
def test_the_stocks_of_cities_are_coded(name: str) -> None:
    stocks = ("capacity", "vertical_coordination", "horizontal_coordination", "participation")
    scenario = shipped(name)
    for city in scenario.config.cities:
        for stock in (*stocks, "identity_salience", "budget", "leader.drive"):
            assumption = scenario.origin(f"cities.{city}.{stock}").assumption or ""
            assert assumption.startswith("code "), (city, stock)


def test_the_mapping_is_written_in_the_base() -> None:
    text = (SHIPPED / "base.toml").read_text(encoding="utf-8")
    cells = [re.split(r"\s{2,}", line.strip("# ")) for line in text.splitlines()[:12]]
    rows = {row[0]: row[1:6] for row in cells}
    codes = rows["code"]
    assert [float(number) for number in rows["stock, share"]] == [SHARES[code] for code in codes]
    assert [int(number) for number in rows["city budget"]] == [BUDGETS[code] for code in codes]


def test_cases_state_only_their_world() -> None:
    parameters = {path[0] for path in declarations() if path} - {
        "scenario", "sectors", "regimes", "countries", "cities", "ngos", "partnerships", "events",
        "synthetic",
    }  # fmt: skip
    for file in SHIPPED.glob("*.toml"):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        assert not parameters & table.keys(), f"{file.name} sets parameters of its own"
        for tie in table.get("partnerships", {}).values():
            assert not {"mode", "formality", "outcome"} & tie.keys()


def test_evidence_tables_hold_what_the_declarations_cite() -> None:
    for declaration in declarations().values():
        for name in re.findall(r"\b[EDP]\d+[a-z]?\b", declaration.source or ""):
            assert name in known_ids(), f"{declaration.key} cites {name}"


def test_evidence_tables_are_whole() -> None:
    assert {f"E{number:02}" for number in range(1, 142)} <= known_ids()
    assert all(row.statement and row.reference for row in evidence().values())
    for file in ("evidence.csv", "sources.csv"):
        with (SHIPPED.parent / "configuration" / file).open(encoding="utf-8", newline="") as lines:
            ids = [row["id"] for row in csv.DictReader(lines)]
        assert len(ids) == len(set(ids))
