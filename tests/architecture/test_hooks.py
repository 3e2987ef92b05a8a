"""Git's hooks run commands that are here, on what is here, and fetch nothing."""

from __future__ import annotations

import ast
import importlib.util
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
CONFIGURATION = ROOT / ".pre-commit-config.yaml"
REPOSITORIES = yaml.safe_load(CONFIGURATION.read_text("utf-8"))["repos"]
HOOKS = {hook["id"]: hook for place in REPOSITORIES for hook in place["hooks"]}


def dev():
    """Name what the extra for developers installs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {Requirement(text).name for text in project["optional-dependencies"]["dev"]}


def test_every_hook_is_local():
    assert [place["repo"] for place in REPOSITORIES] == ["local"]
    assert {hook["language"] for hook in HOOKS.values()} == {"system"}
    assert set(HOOKS) == {"lint", "format", "made"}


def test_who_develops_has_pre_commit():
    assert "pre-commit" in dev()


@pytest.mark.parametrize("name", HOOKS)
def test_the_command_of_a_hook_exists(name):
    program, *words = shlex.split(HOOKS[name]["entry"])
    if program == "python":
        assert words[0] == "-m"
        program, *words = words[1:]
    assert importlib.util.find_spec(program) or program in dev()


@pytest.mark.parametrize("name", ["lint", "format"])
def test_a_hook_on_style_passes_and_fails_as_make_lint_does(name, tmp_path):
    """Its options are known to the program, which takes the names of files behind them."""
    if importlib.util.find_spec("ruff") is None:
        pytest.skip("the extra for developers is not installed")
    program, *words = shlex.split(HOOKS[name]["entry"])
    assert f"$(BIN)/{program} {words[0]}" in (ROOT / "Makefile").read_text("utf-8")
    for text, expected in (("x = 1\n", 0), ("import os\nx = [ 1]\n", 1)):
        path = tmp_path / "module.py"
        path.write_text(text, "utf-8")
        line = [sys.executable, "-m", program, *words, "--isolated", "--no-cache", str(path)]
        assert subprocess.run(line, capture_output=True, check=False).returncode == expected


@pytest.mark.parametrize("name", HOOKS)
def test_the_tests_that_a_hook_names_exist(name):
    for word in shlex.split(HOOKS[name]["entry"]):
        path, _, test = word.partition("::")
        if test:
            body = ast.parse((ROOT / path).read_text("utf-8")).body
            assert test in {node.name for node in body if isinstance(node, ast.FunctionDef)}


def test_what_is_made_is_looked_at_when_what_it_is_made_from_changes():
    pattern = HOOKS["made"]["files"]
    for path in (
        "model/ODD.md",
        "model/channels.csv",
        "model/paradiplomacy/schedule.py",
        "experiments/PYTHON.md",
        "experiments/schemas/scenario.schema.json",
    ):
        assert (ROOT / path).is_file()
        assert re.search(pattern, path)
