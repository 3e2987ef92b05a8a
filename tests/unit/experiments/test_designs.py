"""Designs: what their factors, levers and samplers make of a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.design.factors import Range
from paradiplomacy_experiments.design.limits import RefusedError
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.design.stored import design_from
from paradiplomacy_experiments.execution.manifests import manifest_of
from tests.support.designs import HEAD, TWO, levels, made, written

if TYPE_CHECKING:
    from pathlib import Path


# Factors.


def test_a_grid_combines_all_levels_and_the_last_factor_varies_fastest(tmp_path: Path) -> None:
    text = """
    [factors.forgetting]
    key = "trust.forgetting"
    levels = [0.9, 0.95]
    [factors.rule]
    key = "mechanisms.trust"
    levels = ["evidence", "beta_prior_half"]
    """
    variants = load_scenario("baubau-seoul").config.mechanisms
    design = made(tmp_path, text.replace('"evidence"', f'"{variants.trust}"'))
    assert levels(design) == [
        {"forgetting": forgetting, "rule": rule}
        for forgetting in (0.9, 0.95)
        for rule in (variants.trust, "beta_prior_half")
    ]
    config = design.points.config(3)
    assert (config.trust.forgetting, config.mechanisms.trust) == (0.95, "beta_prior_half")
    assert config.scenario.months == 12


def test_a_star_stands_for_every_id_and_keys_share_a_level(tmp_path: Path) -> None:
    text = """
    [factors.people]
    keys = ["cities.*.participation", "cities.baubau.dissemination"]
    levels = [0.1, 0.9]
    """
    config = made(tmp_path, text).points.config(1)
    assert {city.participation for city in config.cities.values()} == {0.9}
    assert config.cities["baubau"].dissemination == 0.9
    assert config.cities["seoul"].dissemination != 0.9


def test_levels_multiply_or_add_to_what_the_scenario_says(tmp_path: Path) -> None:
    text = """
    [factors.money]
    key = "cities.*.budget"
    levels = [0.5, 2]
    change = "times"
    [factors.people]
    key = "cities.*.population"
    levels = [0.3333]
    change = "times"
    [factors.patience]
    key = "gate.patience"
    levels = [-6]
    change = "plus"
    """
    before, after = load_scenario("baubau-seoul").config, made(tmp_path, text).points.config(0)
    for name, city in before.cities.items():
        assert after.cities[name].budget == 0.5 * city.budget
        assert after.cities[name].population == round(0.3333 * city.population)
    assert after.gate.patience == before.gate.patience - 6


def test_levels_may_have_names_and_be_tables(tmp_path: Path) -> None:
    text = """
    [factors.regime.levels]
    gate = "conservative_one_gate"
    half = { preset = "conservative_one_gate", blend_with = "progressive", blend = 0.5 }
    [factors.regime]
    key = "countries.indonesia.regime"
    """
    design = made(tmp_path, text)
    assert levels(design) == [{"regime": "gate"}, {"regime": "half"}]
    expected = load_scenario(
        "baubau-seoul",
        [
            "scenario.months=12",
            'countries.indonesia.regime.preset="conservative_one_gate"',
            'countries.indonesia.regime.blend_with="progressive"',
            "countries.indonesia.regime.blend=0.5",
        ],
    )
    assert design.points.config(1) == expected.config


def test_scenarios_and_alternatives_are_factors_too(tmp_path: Path) -> None:
    text = """
    [factors.case]
    scenarios = ["bandung-seoul", "baubau-seoul"]
    [factors.unit.alternatives]
    none = {}
    all = { set = { "cities.*.unit" = true } }
    """
    design = made(tmp_path, text)
    bandung = load_scenario("bandung-seoul", ["scenario.months=12"])
    assert design.points.config(0) == bandung.config
    config = design.points.config(3)
    assert set(config.cities) == {"baubau", "seoul"}
    assert all(city.unit for city in config.cities.values())


@pytest.mark.parametrize(
    ("combine", "expected"),
    [
        ("each", ["none", "unit", "money"]),
        ("each and all", ["none", "unit", "money", "unit+money"]),
        ("all combinations", ["none", "unit", "money", "unit+money"]),
    ],
)
def test_levers_are_pulled_singly_and_together(
    tmp_path: Path, combine: str, expected: list[str]
) -> None:
    text = """
    [levers.unit.set]
    "cities.baubau.unit" = true
    [levers.money.set]
    "cities.baubau.budget" = { value = 99, assumption = "much" }
    """
    design = made(tmp_path, text, f"design.combine={combine!r}")
    assert [row["levers"] for row in levels(design)] == expected
    both = design.points.config(len(expected) - 1).cities["baubau"]
    assert both.budget == 99
    assert both.unit == (combine != "each")


TWO_LEVERS = """
[levers.unit]
off = { "cities.baubau.unit" = false }
set = { "cities.baubau.unit" = true }
[levers.money]
off = { "cities.baubau.budget" = 1 }
set = { "cities.baubau.budget" = 99 }
"""


def test_a_lever_that_is_not_pulled_is_off(tmp_path: Path) -> None:
    design = made(tmp_path, TWO_LEVERS, 'design.combine="each"')
    cities = [design.points.config(number).cities["baubau"] for number in range(3)]
    assert [row["levers"] for row in levels(design)] == ["none", "unit", "money"]
    assert [(city.unit, city.budget) for city in cities] == [(False, 1), (True, 1), (False, 99)]


def test_one_at_a_time_each_lever_is_off_and_on_in_the_world_as_it_is(tmp_path: Path) -> None:
    head = HEAD.replace("[settings]", 'together = [["unit", "money"]]\n[settings]')
    design = made(tmp_path, TWO_LEVERS, 'design.combine="one at a time"', head=head)
    labels = [row["levers"] for row in levels(design)]
    assert labels == ["unit off", "unit", "money off", "money", "unit+money off", "unit+money"]
    cities = [design.points.config(number).cities["baubau"] for number in range(6)]
    as_it_is = 12
    assert [(city.unit, city.budget) for city in cities] == [
        (False, as_it_is), (True, as_it_is), (False, 1), (False, 99), (False, 1), (True, 99),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("together", "message"),
    [('["unit", "mony"]', "'mony' is no lever of this design"), ('["unit"]', "is no set of two")],
)
def test_a_set_of_levers_names_levers_of_the_design(
    tmp_path: Path, together: str, message: str
) -> None:
    head = HEAD.replace("[settings]", f"together = [{together}]\n[settings]")
    with pytest.raises(ConfigError, match=message):
        made(tmp_path, TWO_LEVERS, head=head)


def test_the_state_of_a_lever_is_an_indicator_that_is_kept(tmp_path: Path) -> None:
    text = TWO_LEVERS.replace("[levers.money]", '[levers.money]\nstate = "bugdet"')
    with pytest.raises(ConfigError, match=r"levers\.money\.state: 'bugdet' .* mean 'budget'"):
        made(tmp_path, text)


def test_a_lever_may_lay_a_scenario_over_the_base(tmp_path: Path) -> None:
    text = '[levers.people]\nextends = ["base-stylised-ngos"]\n'
    head = HEAD.replace("baubau-seoul", "unreformed")
    design = made(tmp_path, text, head=head)
    without, pulled = (design.points.config(number) for number in (0, 1))
    assert len(pulled.ngos) > len(without.ngos)
    assert {city.dissemination for city in pulled.cities.values()} == {0.0}


@given(
    unit=st.floats(0.0, 1.0),
    low=st.integers(-50, 50),
    width=st.integers(1, 100),
    log=st.booleans(),
    whole=st.booleans(),
)
def test_a_range_keeps_its_bounds(
    unit: float, low: int, width: int, log: bool, whole: bool
) -> None:
    low = abs(low) + 1 if log else low
    value = Range(float(low), float(low + width), log and not whole, whole, ()).at(unit)
    assert low <= value <= low + width
    assert isinstance(value, int) == whole


# Settings, overrides, sizes.


def test_settings_hold_at_all_points_and_overrides_come_last(tmp_path: Path) -> None:
    text = """
    [factors.forgetting]
    key = "trust.forgetting"
    levels = [0.9, 0.95]
    """
    design = made(tmp_path, text, "scenario.months=7", "design.replicates=9")
    assert {design.points.config(number).scenario.months for number in (0, 1)} == {7}
    assert design.replication.most == 9
    assert design.base.config.scenario.months == 7


def test_the_points_are_made_again_from_the_manifest_alone(tmp_path: Path) -> None:
    text = (
        TWO
        + """
    [factors.case]
    scenarios = ["bandung-seoul", "baubau-seoul"]
    [levers.people.set]
    "cities.*.dissemination" = 0.9
    [sampler]
    kind = "lhs"
    points = 12
    [keep]
    indicators = ["trust"]
    """
    )
    design = made(tmp_path, text, "countries.korea.coordination_effort=0.2")
    manifest = manifest_of(design)
    again = design_from(manifest)
    assert levels(again) == levels(design)
    for number in range(12):
        assert again.points.config(number) == design.points.config(number)
    assert again.layout == design.layout
    assert manifest_of(again).design == manifest.design


@pytest.mark.parametrize(
    "settings",
    [
        ["factors.forgetting.steps=10000", "factors.people.steps=10000"],
        ['sampler={kind="saltelli", base=1073741824}'],
        ['sampler={kind="lhs", points=1000000000}'],
    ],
)
def test_a_design_above_the_limit_is_refused_before_it_is_made(
    tmp_path: Path, settings: list[str]
) -> None:
    with pytest.raises(RefusedError, match=r"runs .*hours.*GB; the limit is .*max_runs="):
        made(tmp_path, TWO, *settings)
    small = TWO + '[sampler]\nkind = "lhs"\npoints = 5\n'
    with pytest.raises(RefusedError, match="max_runs=20 lifts it"):
        load_design(written(tmp_path, small), max_runs=19)
    assert len(load_design(written(tmp_path, small), max_runs=20).points) == 5


# What is wrong with a design, told all at once.

PATIENCE = "[factors.a]\nkey = 'gate.patience'\nlevels = [3]\n"
ZIP = "[sampler]\nkind = 'zip'\n"
LISTED = "[factors.a.alternatives]\nx = {}\n[sampler]\nkind = 'table'\n"

BAD = {
    "unknown key": ("[factors.a]\nkeyy = 'gate.patience'\n", "factors.a.keyy: unknown key"),
    "name of a column": ("[factors.trust]\nkey = 'gate.patience'\nlevels = [3]\n", "trust_level"),
    "bad name": ("[factors.'a b']\nkey = 'gate.patience'\nlevels = [3]\n", "letters, digits and _"),
    "no levels": ("[factors.a]\nkey = 'gate.patience'\n", "needs levels, or low and high"),
    "two ways": ("[factors.a]\nkey = 'gate.patience'\nscenarios = ['one-gate']\n", "needs one of"),
    "a level twice": ("[factors.a]\nkey = 'gate.patience'\nlevels = [3, 3]\n", "a level twice"),
    "reversed": ("[factors.a]\nkey = 'gate.patience'\nlow = 9\nhigh = 3\n", "low must be less"),
    "log of zero": (
        "[factors.a]\nkey = 'cities.*.budget'\nlow = 0\nhigh = 3\nlog = true\n",
        "begins above 0",
    ),
    "halves of a whole number": (
        "[factors.a]\nkey = 'gate.patience'\nlow = 0.5\nhigh = 3\n",
        "has whole ends",
    ),
    "out of bounds": (
        "[factors.a]\nkey = 'cities.*.capacity'\nlevels = [0.5, 1.5]\n",
        "must be at most 1 (the same for one more key)",
    ),
    "unknown scenario key": ("[factors.a]\nkey = 'gate.x'\nlevels = [1]\n", "gate.x: unknown key"),
    "no such entry": ("[factors.a]\nkey = 'cities.x.capacity'\nlevels = [0.5]\n", "no such entry"),
    "a star for nothing": (
        "[factors.a]\nkey = 'countries.*.cultural_distance.*'\nlevels = [0.5]\n",
        "nothing",
    ),
    "times a text": (
        "[factors.a]\nkey = 'cities.*.name'\nlevels = [2]\nchange = 'times'\n",
        "holds no number",
    ),
    "no scenario": ("[factors.a]\nscenarios = ['one-gat']\n", "did you mean 'one-gate'?"),
    "range in a grid": ("[factors.a]\nkey = 'gate.patience'\nlow = 1\nhigh = 3\n", "grid needs"),
    "not of this sampler": ("[sampler]\nkind = 'grid'\npoints = 3\n", "is no setting of grid"),
    "no number of points": (f"{TWO}[sampler]\nkind = 'lhs'\n", "lhs needs points"),
    "no power of two": (f"{TWO}[sampler]\nkind = 'sobol'\npoints = 12\n", "a power of two"),
    "odd levels": (
        f"{TWO}[sampler]\nkind = 'morris'\ntrajectories = 4\ngrid_levels = 3\n",
        "must be even",
    ),
    "unequal zip": (
        f"{PATIENCE}[factors.b]\nkey = 'trust.forgetting'\nlevels = [0.3, 0.4]\n{ZIP}",
        "equally many levels",
    ),
    "unknown level in a table": (
        f"{LISTED}rows = [{{ a = 'y' }}]\n",
        "'y' is none of its levels",
    ),
    "unknown factor in a table": (
        f"{LISTED}rows = [{{ a = 'x', b = 1 }}]\n",
        "row 1: b: is no factor",
    ),
    "varied and set": (
        "[factors.a]\nkey = 'scenario.months'\nlevels = [3]\n",
        "is varied by the factor 'a'",
    ),
    "unknown indicator": ("[keep]\nindicators = ['trst']\n", "did you mean 'trust'?"),
    "a lever with a scenario": ("[levers.a]\nscenario = 'one-gate'\n", "takes no other scenario"),
    "a path outside": ("[factors.a]\nscenarios = ['../x.toml']\n", "leads outside"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, name: str) -> None:
    text, expected = BAD[name]
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as raised:
        load_design(path)
    told = str(raised.value)
    assert expected in told
    for line in told.splitlines():
        number = int(line.removeprefix(f"{path}:").split(":")[0])
        assert 1 <= number <= path.read_text().count("\n")


def test_faults_of_all_sorts_come_together(tmp_path: Path) -> None:
    names = ("no levels", "unknown indicator", "out of bounds", "not of this sampler")
    text = "".join(
        BAD[name][0].replace("factors.a]", f"factors.a{k}]") for k, name in enumerate(names)
    )
    with pytest.raises(ConfigError) as raised:
        made(tmp_path, text)
    told = str(raised.value)
    assert all(BAD[name][1] in told for name in names)
    assert len(told.splitlines()) == len(names)


def test_a_design_needs_a_title_a_question_and_a_scenario(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        made(tmp_path, "", head="[design]\nreplicates = 3\n")
    assert {"design.title", "design.question", "design.scenario"} == {
        line.split(": ")[1] for line in str(raised.value).splitlines()
    }
