"""What CONTRIBUTING.md tells a contributor to add can be added, and the commands it names pass.

Each recipe is followed in a copy of the project, as a reader would: its blocks go where the page
says, then its lines are typed. What is copied is what is under version control. All recipes take
one folder, put back between them, so that what no recipe changes is compiled by Python once.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.pages import ROOT, Page
from tests.support.recipes import Edit, MisfitError, as_python, recipes, type_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PAGE = Page(ROOT / "CONTRIBUTING.md")
RECIPES = recipes(PAGE.text)
PROMISED = [
    "A new indicator",
    "A new parameter",
    "A rival",
    "A custom mechanism",
    "A new process of the month",
    "A new figure",
    "A new design",
    "A new case",
]


def files() -> list[str]:
    """Name what is, or would be, under version control."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode != 0:
        pytest.skip("not a git repository")
    return [name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


def copied(names: Iterable[str], folder: Path) -> Path:
    """Copy files of the project into a folder, and return the folder.

    Files that are there stay where they are the same; those that are no such copy go, but for what
    Python has compiled: it sees by the time of a source whether that is still the same.
    """
    wanted = {folder / name: ROOT / name for name in names}
    for path in folder.rglob("*"):
        if path.is_file() and path not in wanted and path.parent.name != "__pycache__":
            path.unlink()
    for path, source in wanted.items():
        if not path.exists() or _state(path) != _state(source):
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, path)
    return folder


def _state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size


def top(path: str) -> str:
    """Return the first folder of a path."""
    return path.partition("/")[0]


def unclean(root: Path, names: list[str]) -> str:
    """Return what the linter and the formatter say of files of ours; nothing without them."""
    ours = [name for name in names if name.endswith(".py") and (ROOT / top(name)).is_dir()]
    if not ours or importlib.util.find_spec("ruff") is None:
        return ""
    said = ""
    for call in (["check", "--quiet"], ["format", "--diff", "--quiet"]):
        line = [sys.executable, "-m", "ruff", *call, "--no-cache", *ours]
        said += subprocess.run(line, cwd=root, capture_output=True, text=True, check=False).stdout
    return said


def test_every_recipe_is_there() -> None:
    assert list(RECIPES) == PROMISED


@pytest.mark.parametrize("name", PROMISED)
def test_every_block_of_a_recipe_has_a_place_or_is_typed(name: str) -> None:
    recipe = RECIPES[name]
    assert recipe.edits
    assert recipe.shells == 1
    assert recipe.blocks == len(recipe.edits) + recipe.shells
    assert all(as_python(line) for line in recipe.commands)
    assert "By inheritance" in recipe.text


@pytest.mark.parametrize("name", PROMISED)
def test_every_place_is_found_once(name: str, tmp_path: Path) -> None:
    recipe = RECIPES[name]
    copy = copied((path for path in recipe.touched if (ROOT / path).exists()), tmp_path)
    for edit in recipe.edits:
        edit.apply(copy)


def test_a_parameter_is_three_files() -> None:
    assert RECIPES["A new parameter"].touched == {
        "model/channels.csv",
        "model/paradiplomacy/parameters/participation.py",
        "model/paradiplomacy/processes/participation.py",
    }


@pytest.mark.parametrize("name", ["A custom mechanism", "A new design", "A new case"])
def test_who_adds_a_theory_a_design_or_a_case_changes_no_file(name: str) -> None:
    assert {edit.where for edit in RECIPES[name].edits} == {"new"}


@pytest.mark.parametrize("name", PROMISED)
def test_no_recipe_compiles(name: str) -> None:
    for line in RECIPES[name].commands:
        words = as_python(line)
        assert "paradiplomacy_cli" not in words or "sweep" not in words
        if "pytest" in words and not words[-1].startswith(("theories", "turnover")):
            assert any(chosen.startswith("not compiled") for chosen in words), line


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("project")


def test_a_copy_is_put_back_as_it_was(project: Path) -> None:
    names = [name for name in files() if name.startswith("model/paradiplomacy/processes/")]
    copied(names, project)
    changed, gone, new = project / names[0], project / names[1], project / "new" / "file.py"
    changed.write_text("x = 1\n", "utf-8")
    gone.unlink()
    new.parent.mkdir()
    new.write_text("y = 1\n", "utf-8")
    copied(names, project)
    there = {path.relative_to(project).as_posix() for path in project.rglob("*.py")}
    assert there == {name for name in names if name.endswith(".py")}
    assert all((project / name).read_bytes() == (ROOT / name).read_bytes() for name in names)


@pytest.mark.slow
@pytest.mark.parametrize("name", PROMISED)
def test_a_recipe_works_as_printed(name: str, project: Path) -> None:
    copy = copied(files(), project)
    for edit in RECIPES[name].edits:
        edit.apply(copy)
    assert unclean(copy, sorted(RECIPES[name].touched)) == ""
    for line in RECIPES[name].commands:
        done = type_in(line, copy)
        assert done.returncode == 0, f"{line}\n{done.stdout[-4000:]}\n{done.stderr[-2000:]}"


def test_what_it_names_exists() -> None:
    made = {
        edit.path for recipe in RECIPES.values() for edit in recipe.edits if edit.where == "new"
    }
    made.add("tests/regression/pictures/promises.png")
    named = re.findall(
        r"`((?:model|experiments|analysis|tests|tools|benchmarks)[/\w.-]*)`", PAGE.text
    )
    assert len(named) > 30
    assert [name for name in named if not (ROOT / name).exists() and name not in made] == []


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = re.findall(r"`?make ([a-z-]+)", PAGE.text)
    assert {"lint", "test", "test-fast", "refresh", "format"} <= set(targets)
    for target in re.findall(r"(?:`|^ *)make ([a-z-]+)", PAGE.text, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


# How a place is found.

LIST = 'names = (\n    f(\n        "a",\n    ),\n    "b",\n)\nlast = 1\n'


@pytest.mark.parametrize(
    ("where", "anchor", "expected"),
    [
        (
            "below",
            "    f(",
            'names = (\n    f(\n        "a",\n    ),\n# x\n    "b",\n)\nlast = 1\n',
        ),
        (
            "above",
            "    f(",
            'names = (\n# x\n    f(\n        "a",\n    ),\n    "b",\n)\nlast = 1\n',
        ),
        ("in place of", "    f(", 'names = (\n# x\n    "b",\n)\nlast = 1\n'),
        ("in place of", "names = (", "# x\nlast = 1\n"),
        ("below", '"b",', 'names = (\n    f(\n        "a",\n    ),\n    "b",\n# x\n)\nlast = 1\n'),
        ("at the end", "", LIST + "# x\n"),
    ],
)
def test_a_place_is_all_that_begins_on_a_line(
    where: str, anchor: str, expected: str, tmp_path: Path
) -> None:
    (tmp_path / "a.py").write_text(LIST, "utf-8")
    Edit("a.py", where, anchor, "# x\n").apply(tmp_path)
    assert (tmp_path / "a.py").read_text("utf-8") == expected


@pytest.mark.parametrize("anchor", ["a", "nowhere"])
def test_a_text_that_stands_in_no_line_or_in_several_is_refused(
    anchor: str, tmp_path: Path
) -> None:
    (tmp_path / "a.py").write_text(LIST, "utf-8")
    with pytest.raises(MisfitError, match="stands in"):
        Edit("a.py", "below", anchor, "# x\n").apply(tmp_path)


def test_a_new_file_is_new_and_an_old_one_is_there(tmp_path: Path) -> None:
    Edit("a.py", "new", "", "x = 1\n").apply(tmp_path)
    for edit in (Edit("a.py", "new", "", ""), Edit("b.py", "at the end", "", "")):
        with pytest.raises(MisfitError, match="is there already, or is not there"):
            edit.apply(tmp_path)
