"""Each stylised scenario differs from the one it is compared with in what it says, no more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import pytest

from paradiplomacy.configuration.dates import months_since_zero
from paradiplomacy.configuration.regimes import Regime, RegimeChoice, resolve
from paradiplomacy_experiments.configuration.composition import SHIPPED
from paradiplomacy_experiments.configuration.listing import shipped_names
from paradiplomacy_experiments.configuration.scenario import load_scenario

WORDS = {"scenario.title", "scenario.question"}

NEW_NGOS = {"iris_chamber", "birch_schools", "olive_traders", "elm_foundation", "hazel_circle"}

SEVERAL: Any = object()
"""Stands for values that are not all the same."""

NGOS_IN_ALL_TIES = {f"ngos.{name}.*": SEVERAL for name in NEW_NGOS}
TWO_REFORMS = {
    **{f"events.{side}_reforms.field": f"countries.{side}.regime" for side in ("west", "east")},
    "events.*_reforms.month": "2010-01",
    "events.*_reforms.regime": "integrative",
    "events.*_reforms.change": 0.0,
    "events.*_reforms.rate": 0.0,
    "events.*_reforms.duration": 0,
}
INCIDENT = {
    "events.west_protests.field": "countries.west.bilateral.east",
    "events.east_protests.field": "countries.east.bilateral.west",
    "events.*_protests.month": "2010-01",
    "events.*_protests.change": -0.3,
    "events.*_protests.rate": 0.0,
    "events.*_protests.duration": 6,
}
PRESET = "countries.*.regime.preset"
SHARE = "countries.*.regime.top_down_share"

DIFFERENCES: list[tuple[str, str, dict[str, Any]]] = [
    ("mixed", "one-gate", {"countries.east.regime.preset": "progressive"}),
    ("mixed", "progressive", {"countries.west.regime.preset": "conservative_one_gate"}),
    ("one-gate", "progressive", {PRESET: "conservative_one_gate"}),
    ("progressive", "one-gate", {PRESET: "progressive"}),
    ("integrative", "one-gate", {PRESET: "integrative"}),
    ("integrative", "progressive", {PRESET: "integrative"}),
    ("top-down", "one-gate", {SHARE: 1.0}),
    ("top-down", "hybrid", {SHARE: 1.0}),
    ("top-down", "bottom-up", {SHARE: 1.0}),
    ("hybrid", "top-down", {SHARE: 0.5}),
    ("hybrid", "bottom-up", {SHARE: 0.5}),
    ("bottom-up", "top-down", {SHARE: 0.0}),
    ("bottom-up", "hybrid", {SHARE: 0.0}),
    ("bottom-up", "one-gate", {SHARE: 0.0}),
    ("incident", "one-gate", INCIDENT),
    ("reform", "one-gate", TWO_REFORMS),
    ("reform", "integrative", {PRESET: "conservative_one_gate", **TWO_REFORMS}),
    (
        "ngo-led",
        "one-gate",
        {
            "cities.*.capacity": 0.25,
            "cities.*.unit": False,
            "cities.*.budget": 12,
            "cities.*.identity_salience": 0.8,
            **NGOS_IN_ALL_TIES,
        },
    ),
    ("unreformed", "top-down", {"cities.*.dissemination": 0.0, "cities.*.monitoring": 0.0}),
    (
        "recommendation-coordination",
        "unreformed",
        {
            "countries.*.coordination_effort": 0.8,
            "countries.*.regime.fast_track.enabled": True,
        },
    ),
    (
        "recommendation-participation",
        "unreformed",
        {"cities.*.dissemination": 0.8, **NGOS_IN_ALL_TIES},
    ),
    ("recommendation-evaluation", "unreformed", {"countries.*.monitoring_mandate": 0.8}),
    ("recommendation-bottom-up", "unreformed", {SHARE: 0.5}),
    (
        "recommendations",
        "unreformed",
        {
            "countries.*.coordination_effort": 0.8,
            "countries.*.regime.fast_track.enabled": True,
            "countries.*.monitoring_mandate": 0.8,
            SHARE: 0.5,
            "cities.*.dissemination": 0.8,
            **NGOS_IN_ALL_TIES,
        },
    ),
]
"""A scenario, one that its file names for comparison, and what it says differently.

A path with a star holds for all entries of the table: they have this value in the scenario, and at
least one has another in the comparison.
"""

RECOMMENDATIONS = [name for name in shipped_names() if name.startswith("recommendation-")]


def _leaves(table: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*path, name))
        else:
            yield ".".join((*path, name)), value


@cache
def flat(name: str) -> dict[str, Any]:
    """Return the whole configuration of a scenario by dotted keys, title and question apart."""
    return {
        key: value for key, value in _leaves(load_scenario(name).resolved()) if key not in WORDS
    }


def changes(name: str, other: str) -> dict[str, Any]:
    """Return what a scenario says differently from another; None where it says nothing."""
    one, two = flat(name), flat(other)
    return {key: one.get(key) for key in one | two if one.get(key) != two.get(key)}


def text(name: str) -> str:
    return (SHIPPED / f"{name}.toml").read_text(encoding="utf-8")


def regimes(name: str) -> dict[str, Regime]:
    """Return the regime of each country at the start."""
    config = load_scenario(name).config
    return {key: resolve(entry.regime, config.regimes) for key, entry in config.countries.items()}


@pytest.mark.slow
def test_all_stylised_scenarios_stand_in_the_table() -> None:
    stylised = {name for name in shipped_names() if "ash" in load_scenario(name).config.cities}
    assert {name for name, _, _ in DIFFERENCES} == stylised


@pytest.mark.parametrize(("name", "other", "expected"), DIFFERENCES)
def test_a_scenario_differs_from_its_comparison_in_what_it_says(
    name: str, other: str, expected: dict[str, Any]
) -> None:
    differing = changes(name, other)
    unexpected = [
        key for key in differing if not any(fnmatchcase(key, pattern) for pattern in expected)
    ]
    assert unexpected == []
    for pattern, value in expected.items():
        assert any(fnmatchcase(key, pattern) for key in differing), pattern
        if value is not SEVERAL:
            found = [flat(name)[key] for key in flat(name) if fnmatchcase(key, pattern)]
            assert set(found) == {value}, pattern


@pytest.mark.parametrize(("name", "other", "_expected"), DIFFERENCES)
def test_the_file_names_what_to_compare_with(
    name: str, other: str, _expected: dict[str, Any]
) -> None:
    known = set(re.findall(r"`([a-z-]+)`", text(name)))
    assert known <= set(shipped_names())
    directly = other in known
    by_the_comparison = name in re.findall(r"`([a-z-]+)`", text(other))
    assert directly or by_the_comparison


@pytest.mark.parametrize("name", ["ngo-led", "recommendation-participation", "recommendations"])
def test_each_tie_has_an_organisation(name: str) -> None:
    config = load_scenario(name).config
    assert sorted(tie for ngo in config.ngos.values() for tie in ngo.partnerships) == sorted(
        config.partnerships
    )
    assert set(config.ngos) > NEW_NGOS
    assert {ngo.kind for ngo in config.ngos.values()} == {
        "business", "civil_society", "education", "foundation"
    }  # fmt: skip


def test_there_are_four_recommendations() -> None:
    assert len(RECOMMENDATIONS) == 4


def test_the_four_recommendations_change_different_things() -> None:
    keys = [key for name in RECOMMENDATIONS for key in changes(name, "unreformed")]
    assert len(keys) == len(set(keys))


def test_the_recommendations_are_the_four_together() -> None:
    together: dict[str, Any] = {}
    for name in RECOMMENDATIONS:
        together |= changes(name, "unreformed")
    assert changes("recommendations", "unreformed") == together


def test_the_recommendations_together_say_nothing_of_their_own() -> None:
    assert re.findall(r"^\[(.+)\]$", text("recommendations"), re.MULTILINE) == ["scenario"]


def test_one_gate_is_bottom_up_as_its_preset_stands() -> None:
    assert regimes("one-gate") == regimes("bottom-up")


def test_the_modes_differ_in_the_share_of_the_centre_alone() -> None:
    shares = {"top-down": 1.0, "hybrid": 0.5, "bottom-up": 0.0}
    chains = set()
    for name, share in shares.items():
        for regime in regimes(name).values():
            assert regime.top_down_share == share
            chains.add(regime.model_copy(update={"top_down_share": 0.0}).model_dump_json())
    assert len(chains) == 1


def test_the_reform_comes_in_mid_run_for_good_and_is_the_integrative_regime() -> None:
    config = load_scenario("reform").config
    assert len(config.events) == len(config.countries) == 2
    for event in config.events.values():
        assert event.month is not None
        passed = months_since_zero(event.month) - months_since_zero(config.scenario.start)
        assert passed == 120 == config.scenario.months // 2
        assert event.duration == 0
        assert isinstance(event.regime, RegimeChoice)
        reformed = resolve(event.regime, config.regimes)
        assert {"west": reformed, "east": reformed} == regimes("integrative")
