"""Scenarios: composed, annotated, checked as a whole, and written so that they load back."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paradiplomacy.configuration.regimes import resolve
from paradiplomacy_experiments.configuration.faults import MAX_TOLD, ConfigError, Fault, printable
from paradiplomacy_experiments.configuration.keys import declarations, declared_path
from paradiplomacy_experiments.configuration.layers import DEFAULT, Origin
from paradiplomacy_experiments.configuration.listing import shipped_names
from paradiplomacy_experiments.configuration.scenario import Scenario, load_scenario
from paradiplomacy_experiments.configuration.toml_text import toml_text
from paradiplomacy_experiments.configuration.values import values
from tests.support.scenario_files import at_once, faults_of, small, the_fault, write

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy.configuration.world_config import WorldConfig


def test_a_file_extends_a_shipped_scenario_and_its_tables_merge(tmp_path: Path) -> None:
    text = 'extends = ["baubau-seoul"]\n[cities.baubau]\nunit = true\n'
    scenario = load_scenario(write(tmp_path, text))
    assert scenario.name == "mine"
    assert scenario.config.cities["baubau"].unit is True
    assert scenario.config.cities["baubau"].name == "Baubau"
    mine = str(tmp_path / "mine.toml")
    assert scenario.origin("cities.baubau.unit") == Origin("file", mine, 3)
    assert scenario.origin("cities.baubau.name").where() == "scenarios/baubau-seoul.toml:16"
    assert scenario.origin("trust.rise") is DEFAULT


def test_later_layers_win_and_arrays_replace(tmp_path: Path) -> None:
    write(tmp_path, "[programme]\ncost = [2, 2, 2]\nduration = [1, 1, 1]\n", "one.toml")
    write(tmp_path, "[programme]\ncost = [3, 3, 3]\n", "two.toml")
    text = 'extends = ["bandung-seoul", "one.toml", "two.toml"]\n'
    config = load_scenario(write(tmp_path, text)).config
    assert config.programme.cost == [3.0, 3.0, 3.0]
    assert config.programme.duration == [1, 1, 1]


def test_a_base_that_two_layers_share_is_laid_once(tmp_path: Path) -> None:
    write(tmp_path, 'extends = ["bandung-seoul"]\n[gate]\npatience = 7\n', "one.toml")
    write(tmp_path, 'extends = ["bandung-seoul"]\n[gate]\ntension = 0.7\n', "two.toml")
    write(tmp_path, 'extends = ["base"]\n[countries.korea]\nterm_limit = 4\n', "three.toml")
    text = 'extends = ["one.toml", "two.toml", "three.toml"]\n'
    config = load_scenario(write(tmp_path, text)).config
    assert (config.gate.patience, config.gate.tension) == (7, 0.7)
    assert config.countries["korea"].term_limit == 4


def test_an_annotated_table_replaces_what_lies_under_it(tmp_path: Path) -> None:
    text = (
        'extends = ["bandung-seoul"]\n[cities.bandung]\n'
        'agenda = { value = { labour = 0.5 }, evidence = ["E63"] }\n'
    )
    scenario = load_scenario(write(tmp_path, text))
    assert scenario.config.cities["bandung"].agenda == {"labour": 0.5}
    assert scenario.origin("cities.bandung.agenda.labour").evidence == ("E63",)


def test_the_short_form_of_a_regime_replaces_a_table_and_bears_overrides(tmp_path: Path) -> None:
    write(tmp_path, '[countries.korea.regime]\nblend_with = "integrative"\nblend = 0.5\n', "b.toml")
    text = 'extends = ["bandung-seoul", "b.toml"]\n'
    blended = load_scenario(write(tmp_path, text)).config.countries["korea"].regime
    assert (blended.preset, blended.blend_with, blended.blend) == (
        "progressive", "integrative", 0.5
    )  # fmt: skip
    text += '[countries.korea]\nregime = "integrative"\n'
    whole = load_scenario(write(tmp_path, text)).config.countries["korea"].regime
    assert (whole.preset, whole.blend_with) == ("integrative", None)


@pytest.mark.parametrize("prefix", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_byte_order_marks_and_line_ends_do_not_matter(
    tmp_path: Path, prefix: str, newline: str
) -> None:
    path = tmp_path / "mine.toml"
    text = prefix + small().replace("\n", newline)
    path.write_bytes(text.encode())
    assert load_scenario(path).raw == load_scenario(write(tmp_path, small(), "other.toml")).raw


@pytest.mark.parametrize(
    "name", ["서울", "القاهرة", "🏙️", "São Paulo", "[/foo]", "=cmd()", "$\\frac{"]
)
def test_ids_of_any_script_work_and_are_normalised(tmp_path: Path, name: str) -> None:
    quoted = json.dumps(unicodedata.normalize("NFD", name), ensure_ascii=False)
    text = small().replace("cities.x", f"cities.{quoted}")
    text += f'[cities.y]\nname = {quoted}\ncountry = "b"\ncapacity = 1\nunit = false\nbudget = 0\n'
    text += f'[partnerships.p]\nname = "P"\ncities = [{quoted}, "y"]\ncultural_distance = 0.5\n'
    scenario = load_scenario(write(tmp_path, text))
    composed = unicodedata.normalize("NFC", name)
    assert composed in scenario.config.cities
    assert scenario.config.partnerships["p"].cities == [composed, "y"]
    again = load_scenario(write(tmp_path, toml_text(scenario.resolved()), "again.toml"))
    assert again.config == scenario.config


def test_minus_zero_is_zero(tmp_path: Path) -> None:
    text = small(sectors="[sectors.culture]\ncontact = -0.0")
    contact = load_scenario(write(tmp_path, text)).config.sectors["culture"].contact
    assert str(contact) == "0.0"


def test_worlds_of_one_city_and_of_no_tie_are_worlds(tmp_path: Path) -> None:
    config = load_scenario(write(tmp_path, small())).config
    assert len(config.cities) == 1
    assert config.partnerships == {}


def test_all_faults_are_told_at_once_and_none_hides_another(tmp_path: Path) -> None:
    text = """
extends = ["bandung-seoul"]
[scenario]
months = "many"
[gate]
patiense = 3
tension = nan
[countries.indonesia]
regime = 7
[countries.korea.bilateral]
japan = 0.5
[cities.seoul]
country = 3
[cities.bandung]
capacity = { value = 2.0, evidence = ["E999x"] }
agenda = "all"
[ngos.bandung_entrepreneurs]
home = "nowhere"
[partnerships.bandung-seoul]
cities = ["bandung", "bandung"]
[partnerships.other]
"""
    found = {(fault.kind, fault.key) for fault in faults_of(write(tmp_path, text))}
    assert found == {
        ("wrong_type", "scenario.months"),
        ("unknown_key", "gate.patiense"),
        ("out_of_bounds", "gate.tension"),
        ("wrong_type", "countries.indonesia.regime"),
        ("dangling_reference", "countries.korea.bilateral.japan"),
        ("wrong_type", "cities.seoul.country"),
        ("unknown_evidence", "cities.bandung.capacity.evidence"),
        ("out_of_bounds", "cities.bandung.capacity"),
        ("wrong_type", "cities.bandung.agenda"),
        ("dangling_reference", "ngos.bandung_entrepreneurs.home"),
        ("self_partnership", "partnerships.bandung-seoul.cities"),
        ("missing_key", "partnerships.other.name"),
        ("missing_key", "partnerships.other.cities"),
        ("missing_key", "partnerships.other.cultural_distance"),
    }


def test_a_base_that_cannot_be_read_hides_no_fault_and_invents_none(tmp_path: Path) -> None:
    text = 'extends = ["gone.toml"]\n[gate]\npatiense = 3\n[cities.x]\ncountry = "a"\n'
    found = {(fault.kind, fault.key) for fault in faults_of(write(tmp_path, text))}
    assert found == {("not_found", "extends"), ("unknown_key", "gate.patiense")}


def test_a_fault_of_a_base_is_told_in_the_base(tmp_path: Path) -> None:
    write(tmp_path, "\n[gate]\npatience = 0\n", "lower.toml")
    fault = the_fault(write(tmp_path, 'extends = ["bandung-seoul", "lower.toml"]\n'))
    assert (fault.file, fault.line) == (str(tmp_path / "lower.toml"), 3)


def test_every_duplicate_is_told(tmp_path: Path) -> None:
    faults = faults_of(write(tmp_path, "[a]\nb = 1\nb = 2\nc = 1\nc = 2\n[a]\n"))
    assert [(fault.key, fault.line) for fault in faults] == [("a.b", 3), ("a.c", 5), ("a", 6)]


@pytest.mark.slow
def test_many_faults_are_told_in_a_bounded_text(tmp_path: Path) -> None:
    cities = [f'[cities.c{number}]\ncountry = "nowhere{number}"\n' for number in range(5000)]
    with at_once(20.0), pytest.raises(ConfigError) as raised:
        load_scenario(write(tmp_path, small(cities="".join(cities))))
    lines = str(raised.value).splitlines()
    assert len(lines) == MAX_TOLD + 1
    assert lines[-1].startswith("... and ")


def test_the_line_of_a_fault_reads_as_promised() -> None:
    fault = Fault("unknown_key", "a.stepz", "unknown key", "f.toml", 3, "steps")
    assert str(fault) == "f.toml:3: a.stepz: unknown key; did you mean 'steps'?"


@pytest.mark.parametrize("text", ["\x1b[31m", "a\nb", "\u202eabc", "\x9b1m", "\ud800", "\u2028"])
def test_what_moves_a_cursor_is_written_out(text: str) -> None:
    assert "\\u" in printable(text)
    assert printable(text).isprintable()


def test_letters_of_any_script_stay_as_they_are() -> None:
    assert printable("서울 é 🏙️ القاهرة [/foo]") == "서울 é 🏙️ القاهرة [/foo]"


def in_bounds(declaration: Any) -> st.SearchStrategy[str]:
    """Draw a value for a number's key from the bounds that its declaration states."""
    bounds = re.fullmatch(r"(above )?(-?\S+?)(?:,? (?:to|at most) (\S+))", declaration.bounds)
    assert bounds, declaration.bounds
    low, high = float(bounds[2]), min(float(bounds[3]), 1e6)
    if declaration.type == "whole number":
        return st.integers(int(low), int(high)).map(str)
    return st.floats(low, high, exclude_min=bool(bounds[1])).map(repr)


NUMBERS = [
    (key, declarations()[path])
    for key, path in (
        (value.key, declared_path(value.path))
        for name in shipped_names()[:1]
        for value in values(load_scenario(name))
    )
    if path is not None
    and declarations()[path].type in ("number", "whole number")
    and declarations()[path].bounds
    and not key.endswith("terms_served")
    and not key.endswith("term_limit")
    and not key.startswith("events.")
    and not re.fullmatch(r"partnerships\..*\.trust", key)  # which needs a past
]
OVERRIDES = st.lists(
    st.sampled_from(NUMBERS).flatmap(lambda pair: in_bounds(pair[1]).map(f"{pair[0]}={{}}".format)),
    max_size=8,
)
REGIMES = st.sampled_from(
    [
        [],
        ["countries.indonesia.regime=integrative"],
        [
            "countries.indonesia.regime.blend_with=progressive",
            "countries.indonesia.regime.blend=0.4",
            "countries.indonesia.regime.stages.council.required_share.mou=0.5",
        ],
    ]
)
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.slow
@SLOW
@given(OVERRIDES, REGIMES)
def test_what_is_shown_loads_back_to_the_same_configuration(
    tmp_path_factory: pytest.TempPathFactory, overrides: list[str], regimes: list[str]
) -> None:
    scenario = load_scenario(shipped_names()[0], overrides + regimes)
    path = write(tmp_path_factory.getbasetemp(), toml_text(scenario.resolved()), "shown.toml")
    again = load_scenario(path)
    assert again.config == scenario.config
    assert again.resolved() == scenario.resolved()
    assert regimes_of(again) == regimes_of(scenario)


def regimes_of(scenario: Scenario) -> dict[str, Any]:
    """Return the regime that each country ends up with."""
    config: WorldConfig = scenario.config
    return {name: resolve(one.regime, config.regimes) for name, one in config.countries.items()}
