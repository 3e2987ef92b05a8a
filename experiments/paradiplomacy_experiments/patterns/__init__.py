"""The designs by which the model is held against its patterns, and what they are run under.

What is claimed of their results, and how it is tested, is for the analysis to say. Each design can
be run under the default alone, under every ablation and rival, or over draws of the prior; all
variants of a design share their random numbers.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy_experiments.configuration.overrides import Overrides
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.design.loading import Design, load_design

FOLDER = Path(__file__).parent
"""The folder of the designs."""

PARTS = FOLDER / "ablations.toml"
"""The parts of processes that can be taken out, as they were declared before they were run."""

DEFAULT = "default"
"""The variant in which nothing is changed."""

PRIOR = "prior"
"""The design whose factors are the prior."""

Variants = Mapping[str, Mapping[str, Any]]
"""Values by dotted key, by the name of the variant."""


def pattern_names() -> list[str]:
    """Return the names of the designs."""
    return sorted(path.stem for path in FOLDER.glob("*.toml") if path != PARTS)


def pattern_design(
    name: str, overrides: Overrides = (), variants: Variants | None = None
) -> Design:
    """Load one of the designs; raise as :func:`~..design.loading.load_design` does."""
    chosen = {DEFAULT: {}} if variants is None else variants
    return load_design(name, overrides, variants=chosen, shelf=FOLDER)


class PartOfProcess(BaseModel):
    """A part of a process: the values at which it is absent, and what was said of it beforehand.

    ``state`` is the indicator which tells that what drives the part moved, ``claim`` the rows of
    the claim that it carries, ``expects`` what was expected without it, and from which size on.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: str = Field(min_length=1)
    set: dict[str, Any] = Field(min_length=1)
    process: str
    state: str
    claim: tuple[str, ...] = Field(min_length=1)
    expects: str = Field(min_length=1)


def parts_of_processes(path: Path = PARTS) -> dict[str, PartOfProcess]:
    """Return the parts that ``path`` declares, by name; none where there is no such file."""
    if not path.exists():
        return {}
    declared = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: PartOfProcess(**entry) for name, entry in declared.items()}


def ablations() -> Variants:
    """Return the default, each mechanism neutral, each rival, and each part of a process absent.

    Limit cases are left out.
    """
    mechanisms = {
        f"{process} = {variant.name}": {f"mechanisms.{process}": variant.name}
        for process, mechanism in REGISTRY.items()
        for variant in mechanism.variants
        if variant.name not in (mechanism.default, "off")
    }
    absent = {f"without {name}": part.set for name, part in parts_of_processes().items()}
    return {DEFAULT: {}} | mechanisms | absent


UPWARD = ("bilateral.up", "bilateral.image")
DOWNWARD = ("initiation.bilateral", "gate.bilateral_pull")
"""Couplings of ties and states, upward and downward (the psi), on which sources are silent."""

ONE_GATE = EVERY_FILE, AS_PUBLISHED = ("conservative_one_gate", "memoranda_one_gate")
"""Two readings of one gate: ministries see every file (E29), or little but memoranda (P19)."""

INTEGRATIVE = dict(zip(ONE_GATE, ("integrative", "memoranda_integrative"), strict=True))
"""The regime to which each reading of one gate gives way; its desk sees what the ministries saw."""

CENTRAL_STAGES = ("home_affairs", "foreign_ministry", "state_secretariat", "full_power")
"""Stages of one gate of which no source tells the time, what they see, and what they ask for."""

OF_STAGE = "regimes.{gate}.stages.{stage}.{key}"

SEEN_LEAST = {"programme": 0.0, "loi": 0.0, "mou": 1.0}
SEEN_MOST = {"programme": 1.0, "loi": 1.0, "mou": 1.0}
"""Shares of files that central stages see at the least, memoranda alone, and at the most."""

ASKED_LEAST, ASKED_MOST = 0.29, 0.55
"""Alignment that central stages ask for, as far below the default as above it."""


def unknowns() -> Variants:
    """Return the default, and what nobody knows, each unknown at a low and at a high value.

    Couplings of ties and states off and twice as strong, the weight of cultural distance at the
    ends of its prior, central stages half and twice as fast, what they see and what they ask for.
    Worlds of one reading of the gate are also run under the other.
    """
    prior, config = load_design(PRIOR), load_scenario("one-gate").config
    weight = prior.file.factors["distance_weight"]

    def couplings(keys: Sequence[str], times: float) -> dict[str, Any]:
        sections = ((key, *key.split(".")) for key in keys)
        return {key: times * getattr(getattr(config, one), two) for key, one, two in sections}

    def each_stage(key: str, of: Callable[[str, Any], Any]) -> dict[str, Any]:
        found = {}
        for gate, s in product(ONE_GATE, CENTRAL_STAGES):
            plain = config.regimes[gate].stages[s].model_dump()[key]
            if (value := of(s, plain)) != plain:
                found[OF_STAGE.format(gate=gate, stage=s, key=key)] = value
        return found

    def rates(times: float) -> dict[str, Any]:
        return each_stage("service_rate", lambda _, rate: times * rate)

    def seen(share: Mapping[str, float]) -> dict[str, Any]:
        return each_stage("required_share", lambda *_: dict(share))

    def seen_as(gate: str) -> dict[str, Any]:
        stages = config.regimes[gate].stages
        return each_stage("required_share", lambda s, _: stages[s].required_share.model_dump())

    def asked(alignment: float) -> dict[str, Any]:
        return each_stage("threshold", lambda *_: alignment)

    return {
        DEFAULT: {},
        "ties act on no state": couplings(UPWARD, 0.0),
        "ties act on states twice as much": couplings(UPWARD, 2.0),
        "states act on no tie": couplings(DOWNWARD, 0.0),
        "states act on ties twice as much": couplings(DOWNWARD, 2.0),
        "distance weighs little": {str(weight.key): weight.low},
        "distance weighs much": {str(weight.key): weight.high},
        "central stages half as fast": rates(0.5),
        "central stages twice as fast": rates(2.0),
        "centre sees memoranda alone": seen(SEEN_LEAST),
        "centre sees what is published": seen_as(AS_PUBLISHED),
        "ministries see every file": seen_as(EVERY_FILE),
        "centre sees every file": seen(SEEN_MOST),
        "centre asks for less": asked(ASKED_LEAST),
        "centre asks for more": asked(ASKED_MOST),
        "centre sees all and asks more": seen(SEEN_MOST) | asked(ASKED_MOST),
    }


def draws_of_prior(numbers: Sequence[int], design: Design | None = None) -> Variants:
    """Return the default, and draws of the prior by their numbers as points of its design.

    ``design`` is that of the draws, where they are no points of the prior as it ships: a wave of
    history matching, or results of another day. Draws of a wave bear its name.
    """
    prior = load_design(PRIOR) if design is None else design
    of = "" if prior.name == PRIOR else f"{prior.name} "
    keys = {name: str(section.key) for name, section in prior.file.factors.items()}
    return {DEFAULT: {}} | {
        f"{of}draw {number}": {
            keys[name]: value for name, value in prior.points.levels(number).items()
        }
        for number in numbers
    }
