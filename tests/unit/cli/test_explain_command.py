"""The command that explains keys."""

from __future__ import annotations

import pytest

from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy_experiments.configuration.evidence import evidence
from paradiplomacy_experiments.configuration.keys import declarations
from tests.support.command_line import printed, told


def test_explain_tells_all_that_is_declared() -> None:
    lines = printed("explain", "gate.patience").splitlines()
    declared = declarations()[("gate", "patience")]
    assert lines[0] == "gate.patience"
    assert lines[1].strip() == declared.phrase
    facts = {line.split()[0]: line.split(maxsplit=1)[1] for line in lines[2:]}
    assert facts["type"] == "whole number"
    assert facts["unit"] == "months"
    assert facts["bounds"] == "1 to 1200"
    assert facts["default"] == "30"
    assert facts["source"] == declared.source


@pytest.mark.parametrize("path", declarations())
def test_explain_knows_every_key(path: tuple[str, ...]) -> None:
    from paradiplomacy_experiments.reference.explanation import explained

    lines = explained(".".join(path))
    assert lines[0].startswith(".".join(path) or "a scenario")
    assert len(lines) > 1


def test_explain_takes_the_id_of_an_entry() -> None:
    assert printed("explain", "cities.bandung.capacity") == printed("explain", "cities.*.capacity")


def test_explain_tells_the_value_in_a_scenario_and_its_evidence() -> None:
    text = printed("explain", "cities.baubau.capacity", "--scenario", "baubau-seoul")
    assert "cities.baubau.capacity = 0.25  (scenarios/baubau-seoul.toml:" in text
    assert evidence()["E65"].statement in text
    assert "assumption: code L" in text
    assert "seoul.capacity" not in text


def test_explain_tells_a_default_in_a_scenario() -> None:
    text = printed("explain", "trust.fall", "--scenario", "baubau-seoul")
    assert "trust.fall = 0.16  (default)" in text


def test_explain_lists_what_lies_below() -> None:
    text = printed("explain", "gate")
    assert "  gate.patience " in text
    assert "  countries " in printed("explain")
    assert "  cities.*.leader " in printed("explain", "cities")


def test_explain_lists_the_variants_of_a_mechanism() -> None:
    text = printed("explain", "mechanisms.trust")
    for variant in REGISTRY["trust"].variants:
        assert f"= {variant.name}: {variant.summary} [{variant.source}]" in text


@pytest.mark.parametrize(
    ("arguments", "suggestion"),
    [
        (["gate.patiense"], "gate.patience"),
        (["citys.x.capacity"], "cities"),
        (["patience"], "gate.patience"),
        (["cities.*.capasity"], "cities.*.capacity"),
        (["cities.capcity"], "cities.*.capacity"),
        (["cities.capacity"], "cities.*.capacity"),
        (["countries.regme"], "countries.*.regime"),
        (["regimes.one_gate.stages.thresold"], "regimes.*.stages.*.threshold"),
        (["ngos.kind"], "ngos.*.kind"),
        (["factors.levls"], "factors.*.levels"),
        (["smpler"], "sampler"),
        (["healt"], "health"),
        (["compild"], "compiled"),
        (["health.trust"], "health.trust_inside"),
        (["cities.bandun.capacity", "--scenario", "bandung-seoul"], "bandung"),
        (["trust.fall", "--scenario", "bandung-soul"], "bandung-seoul"),
    ],
)
def test_explain_says_what_was_meant(arguments: list[str], suggestion: str) -> None:
    assert f"did you mean {suggestion!r}?" in told("explain", *arguments)[-1]


def test_explain_takes_ids_that_ship_and_ids_of_ones_own() -> None:
    table = printed("explain", "cities.*")
    for entry in ("cities.bandung", "cities.my_town"):
        assert printed("explain", entry) == table


@pytest.mark.parametrize("key", ["a..b", "[", "a b", ".", "\n", "x" * 9999, "a." * 9999])
def test_explain_bears_what_is_no_key(key: str) -> None:
    assert len(told("explain", key)) == 1
