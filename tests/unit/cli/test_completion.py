"""What a shell is offered where a name is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.shell_completion import ShellComplete

from paradiplomacy_analysis.figures import FIGURES
from paradiplomacy_analysis.methods import METHODS
from paradiplomacy_analysis.patterns import PATTERNS
from paradiplomacy_cli.main import cli
from paradiplomacy_cli.reference import COMMANDS
from paradiplomacy_experiments.configuration.listing import shipped_names
from paradiplomacy_experiments.design import DESIGNS
from paradiplomacy_results.layout import TABLES
from tests.support.planted import LEVELS, planted

if TYPE_CHECKING:
    from pathlib import Path


def offered(*words: str) -> list[str]:
    """Return what is offered for the last of ``words``."""
    shell = ShellComplete(cli, {}, "paradiplomacy", "_PARADIPLOMACY_COMPLETE")
    return [item.value for item in shell.get_completions(list(words[:-1]), words[-1])]


def test_commands_are_offered() -> None:
    assert offered("") == list(COMMANDS)
    assert offered("exp") == ["explain", "explore", "export"]
    assert offered("help", "") == list(COMMANDS)


def test_scenarios_and_designs_are_offered() -> None:
    assert offered("run", "") == shipped_names()
    assert offered("show", "bandung-se") == ["bandung-seoul"]
    assert offered("sweep", "") == shipped_names(DESIGNS)
    assert offered("check", "le") == ["levers"]
    assert offered("explain", "gate", "--scenario", "baub") == ["baubau-seoul"]


def test_where_no_name_fits_files_are_offered() -> None:
    shell = ShellComplete(cli, {}, "paradiplomacy", "_PARADIPLOMACY_COMPLETE")
    (item,) = shell.get_completions(["run"], "./mine")
    assert (item.type, item.value) == ("file", "./mine")


def test_figures_methods_patterns_and_indicators_are_offered() -> None:
    assert offered("plot", "results", "--figure", "") == list(FIGURES)
    assert offered("analyse", "results", "--method", "") == list(METHODS)
    assert offered("patterns", "--pattern", "") == list(PATTERNS)
    assert offered("export", "results", "--table", "") == list(TABLES)
    assert "trust_government" in offered("analyse", "--outcome", "trust")


def test_indicators_are_those_of_the_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = planted(tmp_path, monkeypatch, LEVELS)
    directory = str(results.directory)
    assert offered("analyse", directory, "--outcome", "") == list(results.indicators)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["explain", "gate.pat"], ["gate.patience"]),
        (["explain", "heal"], ["health"]),
        (["explain", "health.trust_i"], ["health.trust_inside"]),
        (["explain", "sampler.k"], ["sampler.kind"]),
        (["explain", "cities.my_town.capa"], ["cities.my_town.capacity"]),
        (["explain", "cities."], ["cities.*"]),
        (["run", "bandung-seoul", "--set", "cities."], ["cities.bandung", "cities.seoul"]),
        (["run", "bandung-seoul", "--set", "cities.seoul.cap"], ["cities.seoul.capacity"]),
        (["run", "mixed", "--set", "mechanisms.trust=b"], ["mechanisms.trust=beta_prior_half"]),
        (["run", "bandung-seoul", "--set", "cities.seoul.unit=t"], ["cities.seoul.unit=true"]),
        (["sweep", "levers", "--set", "design.rep"], ["design.replicates"]),
        (["run", "bandung-seoul", "--set", "design.rep"], []),
        (["run", "no-such-scenario", "--set", "gate.pat"], []),
        (["explain", "nothing.of.this.kind"], []),
    ],
    ids=" ".join,
)  # fmt: skip
def test_keys_are_offered_table_by_table(words: list[str], expected: list[str]) -> None:
    assert offered(*words) == expected
