"""What only lists or explains works without the extras, and what needs one says so in one line."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_cli import exit_codes
from paradiplomacy_cli.reference import COMMANDS
from tests.support.command_line import ROOTS, in_a_process
from tests.support.planted import DESIGNS, planted

if TYPE_CHECKING:
    from pathlib import Path

EXTRAS = (
    "SALib", "dask", "distributed", "ema_workbench", "htmltools", "jinja2", "markupsafe", "shiny",
    "sklearn", "starlette", "statsmodels", "uvicorn", "xlsxwriter",
)  # fmt: skip
DRAWING = ("PIL", "matplotlib")

WITHOUT = """
import sys
from paradiplomacy_cli.main import main

class Refusal:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.argv[1].split(","):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refusal())
main(sys.argv[2:])
"""


def without(modules: tuple[str, ...], *arguments: str) -> tuple[int, str, str]:
    """Call the command where some modules cannot be imported; return code, output and errors."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS)}
    command = [sys.executable, "-c", WITHOUT, ",".join(modules), *arguments]
    done = subprocess.run(command, env=env, capture_output=True, check=False, text=True)
    return done.returncode, done.stdout, done.stderr


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


@pytest.mark.slow
@pytest.mark.parametrize("arguments", LISTS, ids=" ".join)
def test_what_lists_or_explains_needs_no_extra(arguments: list[str]) -> None:
    code, output, errors = without((*EXTRAS, *DRAWING), *arguments)
    _, everything, _ = in_a_process(arguments)
    assert (code, errors) == (exit_codes.OK, "")
    assert everything is not None
    assert len(output.splitlines()) == len(everything.splitlines())


@pytest.mark.slow
def test_every_help_text_needs_no_extra() -> None:
    loop = (
        "from click.testing import CliRunner; from paradiplomacy_cli.main import cli\n"
        f"for name in {list(COMMANDS)!r}:\n"
        "    result = CliRunner().invoke(cli, [name, '--help'])\n"
        "    assert result.exit_code == 0, (name, result.output, result.exception)\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS)}
    block = WITHOUT.replace("main(sys.argv[2:])", loop)
    command = [sys.executable, "-c", block, ",".join((*EXTRAS, *DRAWING))]
    done = subprocess.run(command, env=env, capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_a_design_says_in_its_row_which_extra_it_needs() -> None:
    _, output, _ = without(EXTRAS, "designs")
    needs = {row[0]: row[-1] for row in (line.split("\t") for line in output.splitlines()[1:])}
    lacking = "SALib: pip install 'paradiplomacy[analysis]'"
    assert {name: need for name, need in needs.items() if need} == {
        "morris": lacking,
        "sobol": lacking,
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("modules", "arguments"),
    [
        (("SALib",), ["sweep", "sobol", "--dry-run"]),
        (("SALib",), ["analyse"]),
        (("jinja2",), ["report"]),
        (("jinja2",), ["explore"]),
        (("matplotlib",), ["plot"]),
        (("shiny",), ["app", "--no-browser"]),
    ],
)
def test_what_needs_a_library_says_so_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    modules: tuple[str, ...],
    arguments: list[str],
) -> None:
    if len(arguments) == 1:
        arguments.append(str(planted(tmp_path, monkeypatch, DESIGNS["morris"]).directory))
    code, output, errors = without(modules, *arguments)
    assert (code, output) == (exit_codes.CONFIG, "")
    extra = {"matplotlib": "matplotlib", "shiny": "'paradiplomacy[app]'"}
    wanted = extra.get(modules[0], "'paradiplomacy[analysis]'")
    assert f"needs {modules[0]}: pip install {wanted}" in errors.splitlines()[-1]


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["--method", "nothing"], ["--method", "contrasts"]])
def test_a_method_that_needs_no_extra_is_applied_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    directory = planted(tmp_path, monkeypatch, DESIGNS["levels"]).directory
    code, _, errors = without(EXTRAS, "analyse", str(directory), *arguments)
    if arguments[1] == "nothing":
        assert code == exit_codes.CONFIG
        assert "there are contrasts, tradeoffs, sobol" in errors
    else:
        assert (code, errors) == (exit_codes.OK, "")
