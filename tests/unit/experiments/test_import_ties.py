"""A table of ties becomes a scenario that is sound, says where each value is from, and runs."""

from __future__ import annotations

import inspect
import json
import os
from pathlib import Path
from typing import Any

import pytest

from paradiplomacy.configuration.synthetic import SyntheticConfig, populate
from paradiplomacy_cli.commands.import_ties import import_ties as command
from paradiplomacy_cli.options import described
from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.configuration.scenario import Scenario, load_scenario
from paradiplomacy_experiments.design.limits import OptionsError
from paradiplomacy_experiments.importing import import_ties
from tests.support.command_line import call
from tests.support.pages import ROOT

TIES = (ROOT / "tests" / "data" / "ties.csv").read_text("utf-8")


def imported(folder: Path, text: str = TIES, **options: Any) -> Scenario:
    """Import a table, and what it may need more of, and load the scenario that it makes."""
    for name in ("cities", "ngos"):
        if name in options:
            (folder / f"{name}.csv").write_text(options[name], "utf-8")
            options[name] = folder / f"{name}.csv"
    (folder / "ties.csv").write_text(text, "utf-8")
    import_ties(folder / "ties.csv", folder / "made.toml", **{"overwrite": True, **options})
    return load_scenario(folder / "made.toml")


def faults(folder: Path, text: str, **options: Any) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        imported(folder, text, **options)
    return [str(fault) for fault in refused.value.faults]


def rows(*lines: str) -> str:
    header = "city,country,partner,partner_country,since,population,partner_population"
    return "\n".join([header, *lines]) + "\n"


def test_a_register_with_names_in_any_script_becomes_a_sound_scenario(tmp_path: Path) -> None:
    scenario = imported(tmp_path, regimes=["Norland=conservative_one_gate"])
    config = scenario.config
    assert list(config.countries) == ["hanguk", "norland", "suderia"]
    assert config.countries["norland"].regime.preset == "conservative_one_gate"
    assert config.countries["suderia"].regime.preset == "progressive"
    assert {name: city.name for name, city in config.cities.items()} == {
        "seohaesi": "서해시",
        "ashby": "Ashby",
        "harbourton": "Harbourton",
        "port_lyra": "Port Lyra",
        "koslin_am_see": "Köslin am See",
        "vellmar": "Vellmar",
    }
    assert config.cities["seohaesi"].population == 3_400_000
    assert {name: tie.founded for name, tie in config.partnerships.items()} == {
        "ashby-koslin_am_see": "2011-01",
        "ashby-vellmar": "2003-01",
        "harbourton-vellmar": "1994-01",
        "port_lyra-seohaesi": "2009-01",
    }
    assert (config.scenario.start, config.scenario.months) == ("1994-01", 324)


def test_each_value_says_that_it_is_drawn_or_which_line_gives_it(tmp_path: Path) -> None:
    scenario = imported(tmp_path)
    given = scenario.origin("cities.ashby.population").assumption
    assert given == "ties.csv:3"
    founded = scenario.origin("partnerships.ashby-vellmar.founded").assumption
    assert founded == "ties.csv:3: the year; the month is ours"
    for city in scenario.config.cities:
        for key in ("capacity", "unit", "budget"):
            origin = scenario.origin(f"cities.{city}.{key}")
            assert origin.assumption == "drawn by synthetic, seed 1"


def test_what_is_drawn_follows_the_rules_of_a_synthetic_world(tmp_path: Path) -> None:
    world = populate({}, SyntheticConfig(countries=2, cities=8, world=7))
    cities = world["cities"]
    (own, *_) = [name for name in cities if cities[name]["country"] == "country-1"]
    (other, *_) = [name for name in cities if cities[name]["country"] == "country-2"]
    ids = {name: name.replace("-", "_") for name in (own, other)}
    line = f"{ids[own]},A,{ids[other]},B,2000,,"
    first = imported(tmp_path, rows(line), seed=7).config.cities
    again = imported(tmp_path, rows(line, f"{ids[own]},A,Further,B,2001,,"), seed=7).config.cities
    for name in ids.values():
        assert first[name] == again[name]
    assert imported(tmp_path, rows(line), seed=8).config.cities != first
    settings = SyntheticConfig()
    size = first[ids[own]].population / 100_000
    budget = settings.budget_small * size**settings.budget_size
    assert first[ids[own]].budget == pytest.approx(budget, abs=1e-3)


def test_everything_draws_what_the_model_has_defaults_for(tmp_path: Path) -> None:
    plain = imported(tmp_path).config.cities.values()
    assert {city.leader.drive for city in plain} == {0.5}
    drawn = imported(tmp_path, everything=True).config.cities.values()
    assert len({city.leader.drive for city in drawn}) == 6
    assert all(len(city.agenda) == 6 for city in drawn)


def test_a_table_of_cities_completes_what_the_ties_do_not_say(tmp_path: Path) -> None:
    cities = (
        "Kota;Kapasitas;Anggaran;unit;lat;lon;leader.drive;agenda.culture\n"
        "Ashby;0,4;20,5;ya;51,5;0;0,7;0,9\nVellmar;0,3;;tidak;51,5;180;;\n"
    )
    scenario = imported(tmp_path, cities=cities)
    ashby, vellmar = (scenario.config.cities[name] for name in ("ashby", "vellmar"))
    assert (ashby.capacity, ashby.budget, ashby.unit, ashby.leader.drive) == (0.4, 20.5, True, 0.7)
    assert ashby.agenda == {"culture": 0.9}
    assert (vellmar.capacity, vellmar.unit) == (0.3, False)
    assert scenario.origin("cities.ashby.capacity").assumption == "cities.csv:2"
    assert scenario.origin("cities.vellmar.budget").assumption == "drawn by synthetic, seed 1"
    distance = scenario.config.partnerships["ashby-vellmar"].cultural_distance
    assert distance == pytest.approx((180 - 2 * 51.5) / 180, abs=1e-3)


def test_organisations_engage_in_the_tie_that_is_said_or_the_first(tmp_path: Path) -> None:
    ngos = (
        "NGO,home,partner,kind,budget\nFriends,Ashby,Vellmar,civil_society,18\nClub,Port Lyra,,,\n"
    )
    config = imported(tmp_path, ngos=ngos).config
    assert config.ngos["friends"].partnerships == ["ashby-vellmar"]
    assert config.ngos["friends"].budget == 18
    assert config.ngos["club"].partnerships == ["port_lyra-seohaesi"]
    wrong = "ngo,home,partner\nFriends,Ashby,서해시\nClub,Nowhere,\n"
    assert faults(tmp_path, TIES, ngos=wrong) == [
        "ngos.csv:2: Ashby has no tie with 서해시",
        "ngos.csv:3: no tie has a city 'Nowhere'",
    ]


def test_all_that_is_no_tie_is_told_at_its_line_at_once(tmp_path: Path) -> None:
    text = rows(
        "Ashby,Norland,Vellmar,Suderia,2003,95000,",
        "Ashby,Norland,Ashby,Norland,2003,,",
        "Ashby,Norland,Harbourton,Norland,2003,,",
        "Ashby,Norland,Lund,Suderia,2003,90000,",
        ",Norland,Lund,Suderia,2003,,",
        "Ashby,Norland,Basel,,2003,,",
        "Ashby,Norland,Turin,Suderia,some day,,",
    )
    assert faults(tmp_path, text) == [
        "ties.csv:3: Ashby is its own partner",
        "ties.csv:4: Ashby and Harbourton both lie in Norland; partners have different countries",
        "ties.csv:5: population: Ashby: 90000, but 95000 in ties.csv:2",
        "ties.csv:6: city: is not named",
        "ties.csv:7: partner: the country of 'Basel' is not given",
        "ties.csv:8: since: 'some day' is no year and no date like 2009, 2009-12 or 24.12.2009",
    ]


def test_values_out_of_bounds_are_told_at_the_line_of_the_table(tmp_path: Path) -> None:
    cities = "city,capacity,unit,budget\nAshby,1.5,maybe,-3\n"
    assert faults(tmp_path, TIES, cities=cities) == [
        "cities.csv:2: cities.ashby.capacity: 1.5 is out of bounds: must be at most 1",
        "cities.csv:2: cities.ashby.unit: must be true or false, not a text ('maybe')",
        "cities.csv:2: cities.ashby.budget: -3 is out of bounds: must be at least 0",
    ]


def test_what_is_wrong_with_rows_and_with_values_is_told_together(tmp_path: Path) -> None:
    text = rows("Ashby,Norland,Ashby,Norland,,,", "Ashby,Norland,Vellmar,Suderia,2003,0,")
    assert faults(tmp_path, text) == [
        "ties.csv:2: Ashby is its own partner",
        "ties.csv:3: cities.ashby.population: 0 is out of bounds: must be at least 1",
    ]


def test_a_tie_listed_twice_counts_once_and_is_told(tmp_path: Path) -> None:
    text = rows(
        "Ashby,Norland,Vellmar,Suderia,2003,,",
        "Vellmar,Suderia,Ashby,Norland,2003,,",
        "ASHBY,Norland,Vellmar,Suderia,,,",
    )
    (tmp_path / "ties.csv").write_text(text, "utf-8")
    made = import_ties(tmp_path / "ties.csv", tmp_path / "made.toml")
    assert (made.cities, made.partnerships) == (2, 1)
    assert any(notice.startswith("2 ties listed twice, counted once") for notice in made.notices)
    other = text.replace("Vellmar,Suderia,Ashby,Norland,2003", "Vellmar,Suderia,Ashby,Norland,2004")
    assert "'2004-01', but '2003-01' in ties.csv:2" in faults(tmp_path, other)[0]


def test_cities_of_one_name_are_told_apart_by_their_countries(tmp_path: Path) -> None:
    text = rows("Lund,Norland,Lund,Suderia,2003,,", "Lund,Suderia,Ashby,Norland,2004,,")
    config = imported(tmp_path, text).config
    assert {name: city.name for name, city in config.cities.items()} == {
        "ashby": "Ashby",
        "lund_norland": "Lund (Norland)",
        "lund_suderia": "Lund (Suderia)",
    }


def test_countries_may_be_said_once(tmp_path: Path) -> None:
    text = "city,sister city,country of partner\nAshby,Vellmar,Suderia\nLund,Vellmar,\n"
    config = imported(tmp_path, text.replace("country of partner", "partner country"),
                      country="Norland").config  # fmt: skip
    assert {name: city.country for name, city in config.cities.items()} == {
        "ashby": "norland",
        "lund": "norland",
        "vellmar": "suderia",
    }
    assert config.partnerships["ashby-vellmar"].founded is None


def test_columns_of_other_names_are_said(tmp_path: Path) -> None:
    text = TIES.replace("city,country,partner,", "A,country,Where to,", 1)
    lacking = faults(tmp_path, text)
    assert lacking[0].startswith("ties.csv:1: city: no column is recognised as the city")
    assert [fault.split(": ")[1] for fault in lacking] == ["city", "partner"]
    config = imported(tmp_path, text, columns=["city=A", "partner=Where to"]).config
    assert len(config.partnerships) == 4
    misspelt = faults(tmp_path, text, columns=["city=B", "ctiy=A", "A"])
    assert "no table has a column 'B'" in misspelt[0]
    assert "did you mean 'city'?" in misspelt[1]
    assert "has not the form ROLE=COLUMN" in misspelt[2]
    double = "kota,city,country,partner,partner_country\na,b,c,d,e\n"
    assert "gives the city as 'kota' does" in faults(tmp_path, double)[0]


def test_regimes_and_countries_that_are_not_there_are_refused(tmp_path: Path) -> None:
    found = faults(tmp_path, TIES, regimes=["Norlnd=progressive", "Norland=progresive", "liberal"])
    assert "no table has a country 'Norlnd'; did you mean 'Norland'?" in found[0]
    assert "there is no regime 'progresive'; did you mean 'progressive'?" in found[1]
    assert "there is no regime 'liberal'" in found[2]
    regimes = ["integrative", "Norland=progressive"]
    countries = imported(tmp_path, regimes=regimes).config.countries
    assert {name: one.regime.preset for name, one in countries.items()} == {
        "hanguk": "integrative",
        "norland": "progressive",
        "suderia": "integrative",
    }


def test_an_existing_scenario_and_the_tables_themselves_are_never_lost(tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_text(TIES, "utf-8")
    (tmp_path / "made.toml").write_text("mine", "utf-8")
    for out, why in (("made.toml", "exists already"), ("ties.csv", "ends not in .toml")):
        with pytest.raises(OptionsError, match=why):
            import_ties(tmp_path / "ties.csv", tmp_path / out, overwrite=out == "ties.csv")
    os.link(tmp_path / "ties.csv", tmp_path / "ties.toml")
    (tmp_path / "link.toml").symlink_to(tmp_path / "ties.csv")
    with pytest.raises(OptionsError, match="one of the tables themselves"):
        import_ties(tmp_path / "ties.csv", tmp_path / "link.toml", overwrite=True)
    assert (tmp_path / "made.toml").read_text() == "mine"
    assert (tmp_path / "ties.csv").read_text("utf-8") == TIES


def test_the_command_says_what_was_read_and_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ties.csv").write_text(TIES, "utf-8")
    told = call("import-ties", "ties.csv", "--out", "made.toml", "--regime", "integrative")
    assert told.exit_code == 0
    assert "made.toml: countries 3, cities 6, partnerships 4, ngos 0" in told.stdout
    assert "since (founded)" in told.stdout
    assert "drawn by the rules of synthetic, seed 1: cities.*.capacity 6" in told.stdout
    again = call("import-ties", "ties.csv", "--out", "made.toml")
    assert (again.exit_code, again.stdout) == (2, "")
    assert "made.toml exists already; --overwrite replaces it" in again.stderr
    document = call("import-ties", "ties.csv", "--out", "made.toml", "--overwrite", "--json")
    assert json.loads(document.stdout)["columns"]["ties.csv"]["since"] == "founded"
    assert call("check", "made.toml").exit_code == 0
    Path("ties.csv").write_text(TIES.replace("410000", "41.000").replace(",", ";"), "utf-8")
    unclear = call("import-ties", "ties.csv", "--out", "other.toml")
    assert unclear.exit_code == 2
    assert "ties.csv:2: population: '41.000' is 41 with a decimal point" in unclear.stderr
    settled = call("import-ties", "ties.csv", "--out", "other.toml", "--decimal", ",")
    assert settled.exit_code == 0
    assert load_scenario("other.toml").config.cities["harbourton"].population == 41_000


def test_what_is_wrong_with_an_option_is_told_at_the_option(tmp_path: Path) -> None:
    assert faults(tmp_path, TIES, start="2005-13") == [
        "start: scenario.start: '2005-13' is not a month like \"2009-12\""
    ]
    assert faults(tmp_path, TIES, months=7000) == [
        "months: scenario.months: 7000 is out of bounds: must be at most 6000"
    ]
    config = imported(tmp_path, start="2005-01", months=36).config
    assert (config.scenario.start, config.scenario.months) == ("2005-01", 36)


def test_a_table_without_a_single_tie_says_only_what_is_wrong_with_it(tmp_path: Path) -> None:
    assert faults(tmp_path, "city,partner\nA,B\n", country="Norland") == [
        "ties.csv:2: partner: the country of 'B' is not given"
    ]


def test_folders_on_the_way_to_the_scenario_are_made(tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_text(TIES, "utf-8")
    made = import_ties(tmp_path / "ties.csv", tmp_path / "a" / "b" / "made.toml")
    assert len(load_scenario(made.path).config.cities) == 6


@pytest.mark.slow
def test_a_scenario_from_a_table_runs_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ties.csv").write_text(TIES, "utf-8")
    assert call("import-ties", "ties.csv", "--out", "made.toml").exit_code == 0
    run = [
        "run",
        "made.toml",
        "--replicates",
        "2",
        "--months",
        "24",
        "--engine",
        "mesa",
        "--no-figures",
    ]
    told = call(*run)
    assert told.exit_code == 0, told.stderr
    assert "2 runs of 24 months" in told.stdout


@pytest.mark.slow
def test_five_thousand_ties_are_read_and_load_again(tmp_path: Path) -> None:
    pairs = [(k % 2500, (k + 1 + k // 2500) % 2500) for k in range(5000)]
    text = rows(*(f"T{a},C{a % 50},T{b},C{b % 50},{1950 + a % 70},," for a, b in pairs))
    scenario = imported(tmp_path, text)
    assert len(scenario.config.partnerships) == 5000


def test_the_command_has_the_options_of_the_function() -> None:
    parameters = inspect.signature(import_ties).parameters
    options = {str(one.name): one for one in command.params}
    assert set(options) == {*parameters, "as_json", "quiet"}
    told = described(import_ties)
    assert list(told) == list(parameters)
    for name in set(parameters) - {"file", "out"}:
        assert options[name].default == parameters[name].default, name
        assert str(getattr(options[name], "help", "")).startswith(told[name].replace("``", ""))
