"""Designs that ship must be sound, say truly what they ask for, and vary what they claim to."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy_experiments.configuration.evidence import known_ids
from paradiplomacy_experiments.configuration.listing import shipped_names
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.design.limits import MOST_RUNS
from paradiplomacy_experiments.design.loading import DESIGNS, Design, load_design
from paradiplomacy_results.layout import OFF

NAMES = sorted(path.stem for path in DESIGNS.glob("*.toml"))

PROMISED = {
    "autonomy-capacity",
    "budget",
    "centre",
    "discovery",
    "drivers",
    "gate-stages",
    "levers",
    "morris",
    "participation",
    "poor-city",
    "prior",
    "reform-year",
    "regime-dyads",
    "rich-city",
    "sobol",
    "theories",
}


@cache
def shipped(name: str) -> Design:
    """Load a design once for all tests."""
    if name in {"morris", "sobol"}:
        pytest.importorskip("SALib")
    return load_design(name)


def comment(name: str) -> str:
    """Return the comment at the head of a design's file, on one line."""
    lines = (DESIGNS / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    head = lines[: next(i for i, line in enumerate(lines) if not line.startswith("#"))]
    return " ".join(line.removeprefix("#").strip() for line in head)


def world(config: Any) -> Any:
    """Return a configuration without its title and question, which no run reads."""
    unnamed = config.scenario.model_copy(update={"title": "", "question": ""})
    return config.model_copy(update={"scenario": unnamed})


def at(name: str, **levels: Any) -> Any:
    """Return the world of the one point of a design with these levels."""
    points = shipped(name).points
    found = [n for n in range(len(points)) if points.levels(n) == levels]
    assert len(found) == 1, levels
    return world(points.config(found[0]))


def scenario(name: str) -> Any:
    """Return the world of a shipped scenario."""
    return world(load_scenario(name).config)


def test_all_designs_that_were_promised_ship() -> None:
    assert set(NAMES) >= PROMISED


def test_the_screening_moves_what_the_prior_leaves_open() -> None:
    prior, screening = (shipped(name).file.factors for name in ("prior", "morris"))
    assert prior == screening


def test_every_range_of_the_prior_holds_the_default() -> None:
    config = shipped("prior").points.bases[shipped("prior").points.base].scenario.config
    for factor in shipped("prior").points.factors:
        assert factor.range is not None
        section = shipped("prior").file.factors[factor.name]
        value: Any = config
        for part in str(section.key).split("."):
            value = getattr(value, part)
        assert factor.range.low <= value <= factor.range.high, factor.name


@pytest.mark.parametrize("name", NAMES)
def test_a_design_is_sound_and_asks_a_question(name: str) -> None:
    design = shipped(name)
    assert design.file.design.question.endswith("?")
    assert comment(name).find("?") > 0
    assert "assumption" not in design.file.design.title


@pytest.mark.parametrize("name", NAMES)
def test_the_comment_tells_points_and_runs_as_they_are(name: str) -> None:
    size = shipped(name).size
    plural = "" if size.replicates == 1 else "s"
    told = f"{size.points:,} points, {size.replicates:,} replicate{plural}: {size.runs:,} runs, "
    assert re.search(
        re.escape(told) + r"about \d+ (seconds|minutes?) on two processors\.$", comment(name)
    )
    assert size.runs <= MOST_RUNS


@pytest.mark.parametrize("name", NAMES)
def test_the_comment_cites_rows_and_names_scenarios_and_designs_that_exist(name: str) -> None:
    text = comment(name)
    cited = re.findall(r"\b([EDP]\d{2,3}[a-z]?)\b", text)
    ranges = [
        f"E{n}"
        for low, high in re.findall(r"\bE(\d+)-E(\d+)\b", text)
        for n in range(int(low), int(high) + 1)
    ]
    assert cited
    assert set(cited + ranges) <= known_ids()
    columns = set(shipped(name).layout.indicators) | set(shipped(name).layout.factors)
    labels = {level.label for factor in shipped(name).points.factors for level in factor.levels}
    bases = {"base-stylised-ngos"}
    known = {*shipped_names(), *NAMES, *bases, *columns, *labels, "neutral", "design.seed"}
    assert set(re.findall(r"`([^`]+)`", text)) <= known


@pytest.mark.parametrize("name", NAMES)
def test_every_factor_changes_the_world_between_its_levels(name: str) -> None:
    points = shipped(name).points
    for factor in points.factors:
        levels = factor.extremes()
        assert len(levels) > 1
        worlds = {str(level.label): world(points.check([level]).config) for level in levels}
        for label, one in worlds.items():
            own = [worlds[label + OFF]] if label + OFF in worlds else []
            against = own if any(each.endswith(OFF) for each in worlds) else worlds.values()
            assert sum(one == other for other in against) <= (not own), (factor.name, label)


@pytest.mark.parametrize("name", NAMES)
def test_points_stay_within_the_ranges_and_reach_most_of_them(name: str) -> None:
    points = shipped(name).points
    rows = [points.levels(number) for number in range(len(points))]
    for factor in points.factors:
        values = [row[factor.name] for row in rows]
        if factor.range is None:
            assert set(values) == {level.label for level in factor.levels}
            continue
        low, high = factor.range.low, factor.range.high
        assert low <= min(values)
        assert max(values) <= high
        assert max(values) - min(values) > 0.9 * (high - low)


@pytest.mark.parametrize("name", NAMES)
def test_the_points_at_the_ends_make_a_world(name: str) -> None:
    points = shipped(name).points
    rows = [points.levels(number) for number in range(len(points))]
    for factor in points.factors:
        if factor.range is not None:
            places = sorted(range(len(rows)), key=lambda number: rows[number][factor.name])
            points.check_point(places[0])
            points.check_point(places[-1])


# ----------------------------------------------------- what designs share with shipped scenarios


def test_the_lever_of_evaluation_is_the_recommendation() -> None:
    evaluation = at("levers", regime="one_gate", levers="evaluation")
    assert evaluation == scenario("recommendation-evaluation")


def test_levers_under_the_progressive_regime_differ_in_the_regime_alone() -> None:
    for lever in ("unit", "unit off", "vertical_coordination+fast_track"):
        one_gate = at("levers", regime="one_gate", levers=lever)
        free = at("levers", regime="progressive", levers=lever)
        assert free.model_copy(update={"countries": one_gate.countries}) == one_gate
        for name, country in free.countries.items():
            gated = one_gate.countries[name]
            assert country.regime.preset == "progressive"
            preset = country.regime.model_copy(update={"preset": gated.regime.preset})
            assert country.model_copy(update={"regime": preset}) == gated


CODES = {(0.25, 0.8), (0.8, 0.25), (12, 60)}
"""Low and high: stocks, shares of the centre, city budgets."""

PRESENCE = {(False, True), (0, 12)}
"""Not there and there: units and fast track, and the money of organisations."""


@pytest.mark.parametrize("name", ["levers", "drivers"])
def test_every_lever_declares_its_state_and_goes_from_low_to_high_or_from_not_to_there(
    name: str,
) -> None:
    for lever, section in shipped(name).file.levers.items():
        assert section.state in shipped(name).layout.indicators
        if lever.startswith("organisations") or lever in ("integrative", "progressive"):
            continue
        off, on = ([_plain(value) for value in one.values()] for one in (section.off, section.set))
        assert section.off.keys() == section.set.keys()
        assert set(zip(off, on, strict=True)) <= CODES | PRESENCE, lever


def _plain(value: Any) -> Any:
    return value["value"] if isinstance(value, dict) else value


def test_both_sides_try_harder_at_vertical_coordination_and_nothing_else_does() -> None:
    off, on = (
        at("levers", regime="one_gate", levers=f"vertical_coordination{end}") for end in (OFF, "")
    )
    assert {country.coordination_effort for country in off.countries.values()} == {0.25}
    assert {country.coordination_effort for country in on.countries.values()} == {0.8}
    for name, city in on.cities.items():
        assert city.model_copy(update={"centre_effort": 0.25}) == off.cities[name]


@pytest.mark.parametrize(
    ("levels", "name"),
    [
        ({"west": "one_gate", "east": "one_gate"}, "one-gate"),
        ({"west": "integrative", "east": "integrative"}, "integrative"),
        ({"west": "progressive", "east": "progressive"}, "progressive"),
        ({"west": "one_gate", "east": "progressive"}, "mixed"),
    ],
)
def test_pairs_of_regimes_are_the_stylised_scenarios(levels: dict[str, str], name: str) -> None:
    assert at("regime-dyads", **levels) == scenario(name)


@pytest.mark.parametrize(
    ("level", "name"),
    [("never", "one-gate"), ("from_the_start", "integrative"), ("2010", "reform")],
)
def test_years_of_reform_are_the_scenarios(level: str, name: str) -> None:
    assert at("reform-year", reform_in=level) == scenario(name)


def test_the_unchanged_gate_and_money_are_one_gate() -> None:
    assert at("gate-stages", stages="eight", service_times=1.0, load=0.65) == scenario("one-gate")
    budget = {"budget_times": 1.0, "matching_fund": 0.0, "grants": "moving"}
    assert at("budget", **budget, regime="one_gate") == scenario("one-gate")
    assert at("budget", **budget, regime="progressive") == scenario("progressive")


def test_each_step_of_the_gate_takes_away_what_its_name_says() -> None:
    numbers = {"eight": 8, "seven": 7, "six": 6, "five": 5, "four": 4, "three": 3, "one": 1}
    for label, number in numbers.items():
        config = at("gate-stages", stages=label, service_times=1.0, load=0.65)
        stages = config.regimes["conservative_one_gate"].stages.values()
        needed = [sum(stage.required_share.model_dump().values()) > 0.0 for stage in stages]
        assert sum(needed) == number


def test_organisations_are_engaged_in_as_many_ties_as_the_level_says() -> None:
    for level, count in (("in_three_ties", 3), ("in_all_ties", 8)):
        config = at("participation", dissemination=0.4, organisations=level, regime="one_gate")
        assert len({tie for ngo in config.ngos.values() for tie in ngo.partnerships}) == count
        assert len(config.partnerships) == 8


def test_theories_are_all_rivals_and_neutral_variants_one_at_a_time() -> None:
    limits = {"off"}
    expected = {
        (process, variant)
        for process, mechanism in REGISTRY.items()
        for variant in mechanism.names
        if variant not in {mechanism.default, *limits}
    }
    default = at("theories", theory="default", regime="one_gate").mechanisms.model_dump()
    assert default == {process: mechanism.default for process, mechanism in REGISTRY.items()}
    changed = []
    for level in shipped("theories").points.factors[0].levels:
        chosen = at("theories", theory=level.label, regime="one_gate").mechanisms.model_dump()
        new = [pair for pair in chosen.items() if pair not in default.items()]
        assert level.label == "_".join(new[0]) if new else level.label == "default"
        changed += new
    assert sorted(changed) == sorted(expected)
