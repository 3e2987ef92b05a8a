"""Parts of processes that can be left out: what is declared of them, and their ablations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy.indicators import INDICATORS
from paradiplomacy_experiments.configuration.evidence import evidence
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.patterns import ablations, parts_of_processes

if TYPE_CHECKING:
    from pathlib import Path

ONE = """
[mending]
words = "what is evaluated is repaired"
set = { "learning.repair" = 0.0 }
process = "learning"
state = "repairs"
claim = ["E53"]
expects = "fewer deliveries without it"
"""


@pytest.mark.parametrize("name", parts_of_processes())
def test_a_part_that_can_be_left_out_is_there_and_is_swept(name: str) -> None:
    part = parts_of_processes()[name]
    config = load_scenario("one-gate").config
    assert any(value != _at(config, key) for key, value in part.set.items())
    factors = load_design("prior").file.factors.values()
    assert set(part.set) & {key for factor in factors for key in (factor.key, *factor.keys)}
    assert part.process in REGISTRY
    assert part.state in INDICATORS
    assert set(part.claim) <= set(evidence())


def _at(config: Any, key: str) -> Any:
    for name in key.split("."):
        config = getattr(config, name)
    return config


def test_each_part_makes_an_ablation_and_stands_in_the_order_of_names() -> None:
    parts = parts_of_processes()
    assert list(parts) == sorted(parts)
    for name, part in parts.items():
        assert ablations()[f"without {name}"] == part.set


def test_what_is_declared_of_a_part_is_read(tmp_path: Path) -> None:
    file = tmp_path / "ablations.toml"
    file.write_text(ONE, encoding="utf-8")
    (part,) = parts_of_processes(file).values()
    assert part.set == {"learning.repair": 0.0}
    assert part.claim == ("E53",)


def test_where_nothing_is_declared_there_is_no_part(tmp_path: Path) -> None:
    file = tmp_path / "ablations.toml"
    assert parts_of_processes(file) == {}
    file.write_text("# none yet", encoding="utf-8")
    assert parts_of_processes(file) == {}


def test_what_is_misspelt_in_a_part_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "ablations.toml"
    file.write_text(ONE.replace("words", "wrods"), encoding="utf-8")
    with pytest.raises(ValidationError, match="wrods"):
        parts_of_processes(file)
