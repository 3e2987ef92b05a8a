"""The question of the study as experiments: the design ``drivers``, in some worlds and four parts.

A part is a sweep of the design in one world: ``effects`` at the defaults, ``whole`` from one end of
each scale to the other, ``draws`` over draws of the prior, ``paths`` with one mechanism frozen
after the other. All parts of a world share their random numbers, so that they can be compared
replicate by replicate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy_experiments.configuration.keys import declarations, declared_path
from paradiplomacy_experiments.configuration.overrides import read_overrides, with_overrides
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.configuration.toml_lines import key_path
from paradiplomacy_experiments.design.declarations import is_of_design
from paradiplomacy_experiments.design.loading import Design, load_design
from paradiplomacy_experiments.patterns import (
    DEFAULT,
    EVERY_FILE,
    INTEGRATIVE,
    ONE_GATE,
    Variants,
    draws_of_prior,
)
from paradiplomacy_results.layout import DRAWS, PATHS, WHOLE

if TYPE_CHECKING:
    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy_experiments.configuration.overrides import Overrides
    from paradiplomacy_experiments.design.declarations import Lever

NAME = "drivers"
"""Name of the design."""

WORLDS = ("baubau-seoul", "bandung-seoul", "mixed", "indonesia-korea")
"""Scenarios in which the question is asked by default."""

FEWER = {DRAWS: 10}
"""By how much fewer replicates the points of a part have: shares over draws need few of each."""

FROZEN = "neutral"

SHARE = "0 to 1"
"""Bounds of a key whose scale has two ends that mean the same in each world."""

Levers = dict[str, dict[str, Any]]
"""Levers as a design's file has them."""


def driver_design(
    scenario: str, part: str, draws: int, replicates: int, overrides: Overrides = ()
) -> Design:
    """Return the design of a part in a world, with the ``replicates`` of its effects.

    Raises as :func:`~.design.loading.load_design` does.
    """
    config = load_scenario(scenario, _of_scenario(overrides)).config
    levers = levers_in(config, load_design(NAME).file.levers)
    settings = {
        "design.scenario": scenario,
        "design.replicates": max(replicates // FEWER.get(part, 1), 2),
    }
    return load_design(
        NAME,
        with_overrides(overrides, settings),
        variants=_variants(part, draws),
        levers=whole_scales(levers) if part == WHOLE else levers,
    )


def _of_scenario(overrides: Overrides) -> list[Any]:
    """Return the overrides that change the scenario, and not the design."""
    settings, _ = read_overrides(overrides)
    return [(".".join(path), value) for path, value in settings if not is_of_design(path)]


def _variants(part: str, draws: int) -> Variants:
    """Return what the points of a part are run under."""
    if part == DRAWS:
        return {name: v for name, v in draws_of_prior(range(draws)).items() if name != DEFAULT}
    if part == PATHS:
        frozen = (name for name, each in REGISTRY.items() if FROZEN in each.names)
        return {name: {f"mechanisms.{name}": FROZEN} for name in frozen}
    return {DEFAULT: {}}


def levers_in(config: WorldConfig, levers: dict[str, Lever]) -> Levers:
    """Return the levers as they are pulled in a world.

    Regimes are those of the countries behind one gate, off and on in the reading of it that each
    has; where there is no gate, levers of the regime are left out. What is set for organisations
    is left out of a world that has none.
    """
    presets = {name: each.regime.preset for name, each in config.countries.items()}
    gated = {name: preset for name, preset in presets.items() if preset in ONE_GATE}
    found: Levers = {}
    for name, lever in levers.items():
        told = lever.model_dump(mode="json", exclude_defaults=True)
        sides = {side: _placed(told.get(side, {}), gated, config) for side in ("off", "set")}
        if sides["off"]:
            found[name] = told | sides
    return found


def _placed(values: dict[str, Any], gated: dict[str, str], config: WorldConfig) -> dict[str, Any]:
    placed: dict[str, Any] = {}
    for key, value in values.items():
        if key == "countries.*.regime":
            placed |= {
                f"countries.{name}.regime": _as_read(value, own) for name, own in gated.items()
            }
        elif config.ngos or not key.startswith("ngos."):
            placed[key] = value
    return placed


def _as_read(preset: str, own: str) -> str:
    """Return a regime in the reading of the gate that a country has, or as it is."""
    return {EVERY_FILE: own, INTEGRATIVE[EVERY_FILE]: INTEGRATIVE[own]}.get(preset, preset)


def whole_scales(levers: Levers) -> Levers:
    """Return the levers that set shares only, from none to all of them."""
    found: Levers = {}
    for name, lever in levers.items():
        keys = list(lever["set"])
        if keys and keys == list(lever["off"]) and all(map(_is_share, keys)):
            ends = {"off": dict.fromkeys(keys, 0.0), "set": dict.fromkeys(keys, 1.0)}
            found[name] = lever | ends
    return found


def _is_share(key: str) -> bool:
    path = declared_path(key_path(key.replace("*", '"*"')) or ())
    return path is not None and declarations()[path].bounds == SHARE
