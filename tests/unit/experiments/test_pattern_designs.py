"""The designs of the patterns: sound, each needed, and run under whatever is asked for."""

from __future__ import annotations

import re
from typing import Any

import pytest

from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy.configuration.synthetic import populate
from paradiplomacy_analysis.patterns import PATTERNS
from paradiplomacy_analysis.patterns.measures import MEASURES, designs_for
from paradiplomacy_experiments.configuration import validation
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.patterns import (
    AS_PUBLISHED,
    CENTRAL_STAGES,
    DEFAULT,
    EVERY_FILE,
    FOLDER,
    ONE_GATE,
    ablations,
    draws_of_prior,
    parts_of_processes,
    pattern_design,
    pattern_names,
    unknowns,
)
from paradiplomacy_results.layout import VARIANT

CITED = re.compile(r"\b[FN]\d+\b")


def test_every_pattern_has_a_measure_and_every_design_is_needed() -> None:
    assert list(MEASURES) == list(PATTERNS)
    assert designs_for(list(PATTERNS)) == pattern_names()


@pytest.mark.parametrize("name", pattern_names())
def test_a_design_is_sound_and_says_which_patterns_it_bears(name: str) -> None:
    design = pattern_design(name)
    assert design.replication.most >= 60
    assert design.points.factors[0].name == VARIANT
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    head = text.partition("[design]")[0]
    assert "# Replicates:" in head
    assert set(CITED.findall(head)) >= {
        pattern for pattern, measure in MEASURES.items() if measure.design == name
    }


def test_ablations_are_all_neutral_variants_all_rivals_and_all_parts() -> None:
    found = ablations()
    expected = sum(
        variant.name not in (mechanism.default, "off")
        for mechanism in REGISTRY.values()
        for variant in mechanism.variants
    )
    assert found[DEFAULT] == {}
    assert len(found) == expected + len(parts_of_processes()) + 1
    for process, mechanism in REGISTRY.items():
        assert ("neutral" in mechanism.names) == (f"{process} = neutral" in found)


def test_every_variant_runs_the_same_worlds() -> None:
    design = pattern_design("regimes", variants=ablations())
    plain = pattern_design("regimes")
    assert len(design.points) == len(ablations()) * len(plain.points)
    labels = [design.points.levels(number) for number in range(len(design.points))]
    assert {one[VARIANT] for one in labels} == set(ablations())
    last = design.points.config(labels.index({VARIANT: "trust = neutral", "regimes": "mixed"}))
    assert last.mechanisms.trust == "neutral"


def test_a_design_has_the_last_word_over_a_variant() -> None:
    variants = {"deaf": {"mechanisms.delivery": "neutral", "bilateral.up": 0.02}}
    design = pattern_design("incident", variants=variants)
    for number in range(len(design.points)):
        levels, config = design.points.levels(number), design.points.config(number)
        assert config.mechanisms.delivery == ("off" if levels["ties"] == "idle" else "neutral")
        assert config.bilateral.up == (0.0 if levels["coupling"] == "none" else 0.02)


def test_what_central_stages_see_and_ask_for_is_unknown() -> None:
    found = unknowns()
    kinds = {key.rpartition(".")[2] for settings in found.values() for key in settings}
    assert {"required_share", "threshold", "service_rate"} <= kinds
    both = found["centre sees all and asks more"]
    config = pattern_design("regimes", variants={"x": both}).points.config(0)
    for gate in ONE_GATE:
        for name, stage in config.regimes[gate].stages.items():
            central = name in CENTRAL_STAGES
            assert (stage.threshold == 0.55) == central
            assert (stage.required_share.programme == 1.0) == central


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("centre sees what is published", EVERY_FILE, AS_PUBLISHED),
        ("ministries see every file", AS_PUBLISHED, EVERY_FILE),
    ],
)
def test_each_reading_of_the_gate_is_an_unknown_of_the_other(
    name: str, one: str, other: str
) -> None:
    plain = load_scenario("one-gate").config.regimes
    found = pattern_design("regimes", variants={"x": unknowns()[name]}).points.config(0).regimes
    assert found[one] == found[other] == plain[other] != plain[one]


@pytest.mark.slow
def test_what_nobody_knows_is_moved_both_ways_and_really_moves() -> None:
    found = unknowns()
    plain: Any = pattern_design("regimes").points.config(0)
    for name, settings in list(found.items())[1:]:
        assert settings, name
        for key, value in settings.items():
            at = plain
            for part in key.split("."):
                at = at[part] if isinstance(at, dict) else getattr(at, part)
            assert value != at, key
    for design in ("regimes", "cases", "baubau"):
        assert len(pattern_design(design, variants=found).points) % len(found) == 0


@pytest.mark.slow
def test_draws_are_points_of_the_prior() -> None:
    prior = load_design("prior")
    found = draws_of_prior([3, 7])
    assert list(found) == [DEFAULT, "draw 3", "draw 7"]
    point: Any = prior.points.config(7)
    for key, value in found["draw 7"].items():
        at = point
        for part in key.split("."):
            at = getattr(at, part)
        assert at == value


@pytest.mark.slow
def test_settings_of_the_user_reach_every_point() -> None:
    design = pattern_design("norm", ["design.replicates=7", "trust.negativity=3"])
    assert design.replication.most == 7
    assert all(design.points.config(n).trust.negativity == 3 for n in range(len(design.points)))


def test_a_world_that_settings_make_small_is_never_drawn_in_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn = []

    def counted(raw: Any, settings: Any) -> Any:
        drawn.append(settings.cities)
        return populate(raw, settings)

    monkeypatch.setattr(validation, "populate", counted)
    pattern_design("norm")
    assert set(drawn) == {72}
