"""The house is in order: sources, versions, pinned dependencies, no traces of a machine."""

import re
import shutil
import subprocess
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
CONSTRAINTS = sorted((ROOT / "constraints").glob("*.txt"))
LONGEST = 400
"""Lines a Python file may have before it does more than one thing."""

# The patterns are spelled so that this file does not match itself.
REGISTRIES = re.compile(
    r"py[p]i\.org|pythonhoste[d]\.org|anacond[a]\.org|np[m]js\.(org|com)|crate[s]\.io",
    re.IGNORECASE,
)
MACHINE_PATHS = re.compile(r"(?<![\w.~}-])/(root|work|opt|home|Users)/")
LEFT_OVERS = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X])\b")


def files():
    """List what is, or would be, under version control."""
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
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def lines_matching(pattern):
    """List the places of text files at which ``pattern`` is found, as ``file:line: text``."""
    found = []
    for path in files():
        content = path.read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode(errors="replace").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    return found


def project():
    """Return the ``[project]`` table."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def version():
    """Return the version, read as the build reads it."""
    source = (ROOT / "model/paradiplomacy/version.py").read_text("utf-8")
    return re.search(r'__version__ = "(.+)"', source).group(1)


def pins(path):
    """Return the versions that a constraints file pins, by normalised name."""
    pairs = (line.split("==") for line in path.read_text("utf-8").splitlines())
    return {canonicalize_name(name): pinned for name, pinned in pairs}


@pytest.mark.slow
def test_no_file_names_a_package_registry():
    assert lines_matching(REGISTRIES) == []


def test_no_file_names_a_path_of_a_machine():
    assert lines_matching(MACHINE_PATHS) == []


def test_nothing_is_left_to_be_done():
    assert lines_matching(LEFT_OVERS) == []


def test_python_files_are_short():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for path in files()
        if path.suffix == ".py"
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_citation_and_licence_agree_with_the_package():
    citation = (ROOT / "CITATION.cff").read_text("utf-8").splitlines()
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert f"version: {version()}" in citation
    assert f"license: {project()['license']}" in citation
    assert licence.startswith(f"{project()['license']} License")
    assert "the paradiplomacy authors" in licence


def test_changelog_tells_of_this_version():
    headings = re.findall(
        r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert headings[0] in {"Unreleased", version()}


@pytest.mark.parametrize("path", CONSTRAINTS, ids=lambda path: path.stem)
def test_constraints_are_pins_and_nothing_else(path):
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[\w.]+", line)] == []
    assert lines == sorted(set(lines))


@pytest.mark.parametrize("path", CONSTRAINTS, ids=lambda path: path.stem)
def test_constraints_pin_every_declared_dependency(path):
    declared = project()
    extras = chain.from_iterable(declared["optional-dependencies"].values())
    pinned = pins(path)
    for requirement in map(Requirement, [*declared["dependencies"], *extras]):
        name = canonicalize_name(requirement.name)
        if name == declared["name"]:
            continue  # an extra that takes in others, which are declared too
        assert name in pinned, f"{path.name} does not pin {name}"
        assert requirement.specifier.contains(pinned[name]), f"{path.name}: {name}"


@pytest.mark.parametrize("name", ["llvmlite", "numba", "numpy", "pandas", "pyarrow", "scipy"])
def test_what_decides_the_bits_is_the_same_on_every_python(name):
    assert len({pins(path)[name] for path in CONSTRAINTS}) == 1
