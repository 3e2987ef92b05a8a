"""``paradiplomacy`` is the one door in Python: it has few names, and imports them when asked."""

from __future__ import annotations

import ast
import importlib
import json
import os
import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import paradiplomacy
from tests.support.command_line import ROOTS

ROOT = Path(__file__).parents[3]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
VERBS = {
    *("run", "sweep", "drivers", "matching", "search", "merge", "load", "replay"),
    *("analyse", "plot", "report", "explore", "export", "diff"),
    *("status", "verify", "reproduce", "estimate"),
}
LOADERS = {"import_ties", "load_scenario", "load_design"}
ADAPTERS = {"as_ema_model", "as_ema_outcomes", "as_objective", "as_salib_problem", "evaluate"}
MODEL = {"ParadiplomacyModel", "CentralGovernment", "CityGovernment", "NGO"}
OF_THE_MODEL = {module.name for module in pkgutil.iter_modules(paradiplomacy.__path__)}

WHAT_IS_LOADED = """
import json, sys
import paradiplomacy
dir(paradiplomacy)
hasattr(paradiplomacy, "walk")
at_the_door = [name for name in sys.modules if name.partition(".")[0].startswith("paradiplomacy")]
from paradiplomacy import run, sweep
print(json.dumps([at_the_door, sorted(sys.modules)]))
"""


def door() -> ast.Module:
    """Return the source of the door as a syntax tree."""
    return ast.parse(Path(paradiplomacy.__file__).read_text("utf-8"))


def seen_by_type_checkers() -> dict[str, str]:
    """Return the names that the door imports for type checkers, and whence."""
    (guarded,) = [
        node
        for node in door().body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    return {
        alias.name: node.module
        for node in guarded.body
        if isinstance(node, ast.ImportFrom) and node.module != "typing"
        for alias in node.names
    }


def test_the_door_has_the_model_its_agents_the_loaders_the_verbs_and_the_adapters() -> None:
    assert set(dir(paradiplomacy)) == MODEL | LOADERS | VERBS | ADAPTERS | {"__version__"}
    assert set(paradiplomacy.__all__) == set(dir(paradiplomacy))


@pytest.mark.parametrize("name", sorted(MODEL | LOADERS | VERBS | ADAPTERS))
def test_a_name_is_what_type_checkers_see(name: str) -> None:
    home = seen_by_type_checkers()[name]
    assert getattr(paradiplomacy, name) is getattr(importlib.import_module(home), name)


def test_nothing_is_loaded_before_it_is_asked_for_and_verbs_load_little() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WHAT_IS_LOADED],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS)},
        capture_output=True,
        text=True,
        check=True,
    )
    at_the_door, with_verbs = json.loads(done.stdout)
    assert at_the_door == ["paradiplomacy.version", "paradiplomacy"]
    assert not {"mesa", "numba", "pandas", "pyarrow", "matplotlib"} & set(with_verbs)


@pytest.mark.parametrize(
    ("wrong", "meant"), [("analyze", "analyse"), ("load_scenaro", "load_scenario"), ("Ngo", "NGO")]
)
def test_a_misspelt_name_is_answered_with_the_one_that_was_meant(wrong: str, meant: str) -> None:
    with pytest.raises(AttributeError, match=f"no attribute '{wrong}'; did you mean '{meant}'"):
        getattr(paradiplomacy, wrong)
    with pytest.raises(ImportError, match=wrong):
        exec(f"from paradiplomacy import {wrong}")


def test_a_name_that_is_like_none_is_refused_without_a_guess() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'walk'$"):
        getattr(paradiplomacy, "walk")  # noqa: B009  (type checkers know that it is not there)


def test_no_module_of_the_model_hides_a_name_of_the_door() -> None:
    """Python sets a submodule as an attribute of its package, and would not ask the door."""
    assert not OF_THE_MODEL & set(dir(paradiplomacy))


@pytest.mark.slow
def test_no_module_of_the_project_comes_in_through_the_door_but_results_that_open_a_run() -> None:
    found = []
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "paradiplomacy":
                asked = {alias.name for alias in node.names} - OF_THE_MODEL - {"__version__"}
                found += [f"{path.name}: {name}" for name in asked]
            if isinstance(node, ast.Import):
                found += [f"{path.name}: whole" for a in node.names if a.name == "paradiplomacy"]
    assert set(found) == {"reading.py: ParadiplomacyModel"}


def test_every_package_that_ships_says_that_it_has_types() -> None:
    assert [name for name in PACKAGES if not (ROOT / name / "py.typed").is_file()] == []


def test_the_wheel_leaves_out_no_marker_of_types() -> None:
    """A wheel holds all files of its packages that neither the build nor git leaves out."""
    build = PYPROJECT["tool"]["hatch"]["build"]
    for settings in (build, build["targets"]["wheel"]):
        assert not {"exclude", "include", "only-include", "only-packages"} & set(settings)
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert [line for line in ignored if "typed" in line or line.strip() in ("*", "py.*")] == []
