"""Help, examples and versions: what a user reads before anything is run."""

from __future__ import annotations

import importlib.metadata
import json
import shlex
from typing import TYPE_CHECKING

import click
import pytest

from paradiplomacy import __version__
from paradiplomacy_cli import exit_codes
from paradiplomacy_cli.main import EXAMPLES, cli
from paradiplomacy_cli.reference import COMMANDS, PROJECT
from tests.support.command_line import call, printed
from tests.support.once import in_a_hurry
from tests.support.pages import ROOT, Page, type_in
from tools import command
from tools.writing import THE_CODE, sections_of

if TYPE_CHECKING:
    from pathlib import Path

PAGE = Page(ROOT / "experiments" / "COMMAND.md")

ALL = [line for entry in COMMANDS.values() for line in entry.examples]

SHORTER = {
    "run": ["--no-figures", "--months", "36"],
    "sweep": ["--set", "scenario.months=36"],
    "drivers": ["--draws", "2", "--replicates", "2", "--set", "scenario.months=36"],
    "patterns": ["--replicates", "12"],
}
"""Options that take time out of an example and leave what is tested."""

FEWER = ["--set", "design.replicates=21"]
"""What takes more of it out of a sweep whose example does not name its replicates."""

FEWER_POINTS = ["--set", "factors.autonomy.levels=[0.0,1.0]"]
"""Two fifths of the points of the design that most examples are of."""

ENDLESS = {"app"}
"""Commands that work until somebody ends them; they have tests of their own."""

ON_ITS_PAGE = {"matching"}
"""Commands whose example is typed, and whose output is looked at, by the test of their page."""


def test_version_tells_what_shapes_results() -> None:
    lines = printed("--version").splitlines()
    assert lines[0] == f"paradiplomacy {__version__}"
    assert lines[1].startswith("python 3.")
    assert f"mesa {importlib.metadata.version('mesa')}" in lines


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_ends_with_examples_and_a_page(name: str) -> None:
    text = printed("help", name)
    assert text == printed(name, "--help")
    for line in COMMANDS[name].examples:
        assert f"\n    {line}\n" in text
    assert text.endswith(f"More: {PROJECT / COMMANDS[name].page}\n")


def test_help_alone_is_that_of_all_commands() -> None:
    assert printed("help") == printed("--help")


@pytest.mark.parametrize("line", [*ALL, *EXAMPLES])
def test_every_example_is_understood(line: str) -> None:
    program, name, *arguments = shlex.split(line)
    assert program == "paradiplomacy"
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    found.make_context(name, arguments, parent=click.Context(cli))


@pytest.mark.slow
@pytest.mark.compiled
def test_every_example_works_in_the_order_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    in_a_hurry(monkeypatch, {})
    Page(ROOT / "experiments" / "YOUR_TABLES.md").write_tables(tmp_path)
    for line in ALL:
        name = line.split()[1]
        if name in ENDLESS | ON_ITS_PAGE:
            continue
        fewer = FEWER if name == "sweep" and "design.replicates" not in line else ()
        points = FEWER_POINTS if line.startswith("paradiplomacy sweep autonomy-capacity") else ()
        outcome = type_in(line, *SHORTER.get(name, ()), *fewer, *points)
        expected = exit_codes.DIFFERS if name == "diff" else exit_codes.OK
        assert outcome.exit_code == expected, (line, outcome.stderr)


@pytest.mark.parametrize("name", sorted(ON_ITS_PAGE))
def test_an_example_that_is_typed_on_its_page_stands_there(name: str) -> None:
    typed = Page(ROOT / COMMANDS[name].page).commands()
    for line in COMMANDS[name].examples:
        assert any(each.startswith(line) for each in typed), line


def test_the_page_has_what_the_code_says() -> None:
    assert command.refreshed(PAGE.text) == PAGE.text
    assert [name for name, _ in sections_of(PAGE.text, THE_CODE)] == list(command.SECTIONS)


def test_what_the_page_links_to_exists() -> None:
    assert [path for path in PAGE.links if not path.is_file()] == []


def test_quiet_is_offered_by_every_command_that_does_something() -> None:
    silent = {"scenarios", "show", "schema", "explain", "designs", "help"}
    for name in set(COMMANDS) - silent:
        assert "--quiet" in printed("help", name), name


def test_json_is_offered_by_every_command_that_lists_or_finds_something() -> None:
    textual = {"schema", "help", "plot", "report", *ENDLESS}
    for name in set(COMMANDS) - textual:
        assert "--json" in printed("help", name), name


def test_quiet_leaves_the_exit_code_and_errors() -> None:
    result = call("check", "bandung-seoul", "--quiet")
    assert (result.exit_code, result.output) == (exit_codes.OK, "")
    result = call("check", "bandung-soul", "--quiet")
    assert result.exit_code == exit_codes.CONFIG
    assert result.stdout == ""
    assert "did you mean 'bandung-seoul'?" in result.stderr


def test_listings_as_json_hold_what_the_tables_hold() -> None:
    for name in ("scenarios", "designs"):
        head, *rows = [line.split("\t") for line in printed(name).splitlines()]
        found = json.loads(printed(name, "--json"))
        assert [list(one) for one in found] == [head] * len(rows)
        assert [one["name"] for one in found] == [row[0] for row in rows]


def test_an_explanation_as_json_has_the_declaration_and_the_values() -> None:
    found = json.loads(printed("explain", "gate.patience", "--json"))
    assert (found["key"], found["unit"], found["default"]) == ("gate.patience", "months", 30)
    table = json.loads(printed("explain", "gate", "--json"))
    assert found in table["keys"]
    key = ("explain", "cities.baubau.capacity", "--scenario", "baubau-seoul", "--json")
    assert json.loads(printed(*key))["values"][0]["evidence"] == ["E65", "E67"]
    health = json.loads(printed("explain", "health", "--json"))
    assert "trust_inside" in [check["check"] for check in health["checks"]]


def test_a_check_as_json_has_every_fault(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('extends = ["bandung-seoul"]\n[gate]\npatiense = 1\n')
    result = call("check", "levers", str(tmp_path / "a.toml"), "--json")
    assert result.exit_code == exit_codes.CONFIG
    sound, wrong = json.loads(result.stdout)
    assert (sound["sound"], sound["points"], sound["faults"]) == (True, 60, [])
    (fault,) = wrong["faults"]
    assert (fault["line"], fault["key"], fault["suggestion"]) == (3, "gate.patiense", "patience")
