"""What only lists or explains works without the extras, and what needs one says so in one line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_cli import exit_codes
from paradiplomacy_cli.reference import COMMANDS
from tests.support.command_line import ROOTS, call, printed
from tests.support.planted import DESIGNS, planted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

EXTRAS = (
    "SALib", "dask", "distributed", "ema_workbench", "htmltools", "jinja2", "markupsafe", "shiny",
    "sklearn", "starlette", "statsmodels", "uvicorn", "xlsxwriter",
)  # fmt: skip
DRAWING = ("PIL", "matplotlib")
RESULTS = "DIR"
"""Stands for a result directory."""

WITHOUT = """
import json, sys
from click.testing import CliRunner
from paradiplomacy_cli.main import cli

class Refusal:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.argv[1].split(","):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refusal())
for words in json.loads(sys.argv[2]):
    done = CliRunner().invoke(cli, words, prog_name="paradiplomacy")
    print(json.dumps([done.exit_code, done.stdout, done.stderr]))
"""


def without(modules: Sequence[str], *calls: Sequence[str]) -> list[tuple[int, str, str]]:
    """Call the command where some modules cannot be imported, in one process time and again.

    Return code, output and errors of each call.
    """
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS)}
    command = [sys.executable, "-c", WITHOUT, ",".join(modules), json.dumps(calls)]
    done = subprocess.run(command, env=env, capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return [(code, said, told) for code, said, told in map(json.loads, done.stdout.splitlines())]


LISTS = [
    ["--help"],
    ["--version"],
    ["scenarios"],
    ["designs"],
    ["designs", "--json"],
    ["show", "bandung-seoul"],
    ["check", "bandung-seoul", "levers"],
    ["schema", "--design"],
    ["explain"],
    ["explain", "health"],
    ["explain", "sampler"],
    ["explain", "compiled"],
]


@pytest.fixture(scope="module")
def said_without() -> dict[str, tuple[int, str, str]]:
    """Return what lists and help texts come to where no extra can be imported."""
    words = [*LISTS, *([name, "--help"] for name in COMMANDS)]
    found = without((*EXTRAS, *DRAWING), *words)
    return {" ".join(each): said for each, said in zip(words, found, strict=True)}


@pytest.mark.slow
@pytest.mark.parametrize("arguments", LISTS, ids=" ".join)
def test_what_lists_or_explains_needs_no_extra(
    said_without: dict[str, tuple[int, str, str]], arguments: list[str]
) -> None:
    code, output, errors = said_without[" ".join(arguments)]
    assert (code, errors) == (exit_codes.OK, "")
    assert len(output.splitlines()) == len(printed(*arguments).splitlines())


@pytest.mark.slow
def test_every_help_text_needs_no_extra(said_without: dict[str, tuple[int, str, str]]) -> None:
    for name in COMMANDS:
        assert said_without[f"{name} --help"] == (exit_codes.OK, printed(name, "--help"), "")


@pytest.mark.slow
def test_a_design_says_in_its_row_which_extra_it_needs() -> None:
    ((_, output, _),) = without(EXTRAS, ["designs"])
    needs = {row[0]: row[-1] for row in (line.split("\t") for line in output.splitlines()[1:])}
    lacking = "SALib: pip install 'paradiplomacy[analysis]'"
    assert {name: need for name, need in needs.items() if need} == {
        "morris": lacking,
        "sobol": lacking,
    }


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return result directories that are only read, by name of the design."""
    with pytest.MonkeyPatch.context() as patch:
        return {
            name: planted(tmp_path_factory.mktemp(name), patch, DESIGNS[name]).directory
            for name in ("morris", "levels")
        }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "calls"),
    [
        ("SALib", [["sweep", "sobol", "--dry-run"], ["analyse", RESULTS]]),
        ("jinja2", [["report", RESULTS], ["explore", RESULTS]]),
        ("matplotlib", [["plot", RESULTS]]),
        ("shiny", [["app", "--no-browser"]]),
    ],
)
def test_what_needs_a_library_says_so_in_one_line(
    results: dict[str, Path], module: str, calls: list[list[str]]
) -> None:
    place = str(results["morris"])
    typed = [[place if word == RESULTS else word for word in words] for words in calls]
    extra = {"matplotlib": "matplotlib", "shiny": "'paradiplomacy[app]'"}
    wanted = extra.get(module, "'paradiplomacy[analysis]'")
    for code, output, errors in without([module], *typed):
        assert (code, output) == (exit_codes.CONFIG, "")
        assert f"needs {module}: pip install {wanted}" in errors.splitlines()[-1]


@pytest.mark.slow
def test_a_method_that_needs_no_extra_is_applied_without(
    results: dict[str, Path], tmp_path: Path
) -> None:
    words = ["analyse", str(results["levels"]), "--out", str(tmp_path), "--method"]
    unknown, applied = without(EXTRAS, [*words, "nothing"], [*words, "contrasts"])
    assert unknown[0] == exit_codes.CONFIG
    assert "there are contrasts, tradeoffs, sobol" in unknown[2]
    assert (applied[0], applied[2]) == (exit_codes.OK, "")


@pytest.mark.slow
@pytest.mark.parametrize("command", ["report", "explore"])
def test_a_library_that_is_missing_is_told_before_any_work(
    results: dict[str, Path], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    for work in ("reporting.html", "exploring.writing.page_of"):
        monkeypatch.delattr(f"paradiplomacy_analysis.{work}")
    assert "needs jinja2" in call(command, str(results["morris"])).stderr
