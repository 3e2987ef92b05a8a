"""A binary is found again, and never where anything that it reaches has changed."""

from __future__ import annotations

import ast
import os
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import paradiplomacy
from paradiplomacy import reach
from paradiplomacy.engines.compilation import binaries, building, parts
from paradiplomacy.engines.compilation.binaries import Binary, Cache, UnfitError
from paradiplomacy.initialisation.build import initial_world
from paradiplomacy.sources import sources_hash
from tests.support.worlds import small
from tools.rules_as_trees import reachable

MODEL = Path(paradiplomacy.__file__).parent
KEYS = """
from paradiplomacy.engines.compilation.parts import BUILT_IN
for part in BUILT_IN:
    print(part.key, part.name)
"""


def keys_of(root: Path) -> dict[str, str]:
    """Return the keys of all parts of the model under ``root`` by their names."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", KEYS], env=env, check=True, capture_output=True, text=True
    )
    return {
        name: key for key, _, name in (line.partition(" ") for line in done.stdout.splitlines())
    }


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(MODEL, tmp_path / "paradiplomacy", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def edited(root: Path, file: str, old: str, new: str) -> None:
    path = root / "paradiplomacy" / file
    text = path.read_text("utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), "utf-8")


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    assert before.keys() == after.keys()
    return {name for name in before if before[name] != after[name]}


@pytest.mark.slow
def test_the_keys_of_a_part_are_those_of_its_rules_and_nothing_else(copied):
    before = keys_of(copied)
    assert before == keys_of(copied)
    assert len(set(before.values())) == len(before)
    # A comment and a docstring are no rule.
    edited(copied, "processes/trust.py", '"""', '"""Changed. ')
    edited(copied, "processes/norms.py", "@rule", "# changed\n@rule")
    assert changed(before, keys_of(copied)) == set()
    # A constant of a module is part of what refers to it.
    edited(copied, "randomness.py", "MAX_POISSON_MEAN = 500.0", "MAX_POISSON_MEAN = 501.0")
    poisson = {part.name for part in parts.BUILT_IN if reaches(part, "poisson")}
    assert changed(before, keys_of(copied)) == poisson != set()


@pytest.mark.slow
def test_a_shared_rule_changes_all_parts_that_call_it_and_no_others(copied):
    before = keys_of(copied)
    edited(copied, "processes/shared/forms.py", "0.0", "0.5")
    found = changed(before, keys_of(copied))
    assert set() < found < set(before)


@pytest.mark.slow
def test_what_all_compiled_code_rests_on_changes_every_key(copied):
    before = keys_of(copied)
    with (copied / "paradiplomacy/engines/compilation/driver.py").open("a") as file:
        file.write("\n# changed\n")
    assert changed(before, keys_of(copied)) == set(before)


def reaches(part: parts.Part, name: str) -> bool:
    return any(
        each.__name__ == name for function in part.functions for each in reach.reached(function)
    )


@pytest.mark.parametrize("part", parts.BUILT_IN, ids=lambda part: part.name)
def test_what_a_part_reaches_is_what_its_syntax_trees_call(part):
    by_code = {each for function in part.functions for each in reach.reached(function)}
    by_trees = {each for function in part.functions for each in reachable(function)}
    assert {each for each in by_code if each.__name__ != "wrap"} >= by_trees


def test_a_function_that_refers_to_anything_else_has_no_key():
    table = {"x": [1]}

    def refers():
        return TABLE  # noqa: F821

    refers.__globals__["TABLE"] = table
    with pytest.raises(reach.ReachError, match="refers to TABLE, which is a dict"):
        reach.fingerprint(refers)


# Binaries on disk


BINARY = Binary("k" * 32, "entry", b"\x7fELF\n and more\n")


def test_a_binary_is_read_as_it_was_written(tmp_path):
    cache = Cache(tmp_path / "new" / "cache")
    assert stat.S_IMODE(cache.folder.stat().st_mode) == 0o700
    assert cache.read(BINARY.key) is None
    cache.write(BINARY)
    assert cache.read(BINARY.key) == BINARY
    assert BINARY.key in cache
    assert [path.name for path in cache.folder.iterdir()] == [BINARY.key + ".part"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:100],
        lambda text: b"",
        lambda text: text[:-1] + bytes([text[-1] ^ 1]),
        lambda text: text.replace(b"entry", b"other"),
        lambda text: b"\x80" * 300,
        lambda text: Binary("o" * 32, "entry", b"code").to_bytes(),
    ],
    ids=["cut", "empty", "flipped", "other entry", "garbage", "of another part"],
)
def test_a_damaged_binary_is_dropped(tmp_path, damage):
    cache = Cache(tmp_path / "cache")
    cache.write(BINARY)
    path = cache.folder / (BINARY.key + ".part")
    path.write_bytes(damage(path.read_bytes()))
    assert cache.read(BINARY.key) is None
    assert not path.exists()
    cache.write(BINARY)
    assert cache.read(BINARY.key) == BINARY


def test_links_pipes_and_files_that_others_may_write_are_not_read(tmp_path):
    cache = Cache(tmp_path / "cache")
    path = cache.folder / (BINARY.key + ".part")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(BINARY.to_bytes())
    path.symlink_to(elsewhere)
    assert cache.read(BINARY.key) is None
    assert elsewhere.exists()
    os.mkfifo(path)
    assert cache.read(BINARY.key) is None
    cache.write(BINARY)
    path.chmod(0o666)
    assert cache.read(BINARY.key) is None


def test_a_folder_that_is_a_file_or_a_link_is_not_used(tmp_path):
    file = tmp_path / "file"
    file.touch()
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    for path in (file, link):
        with pytest.raises(UnfitError, match="is no folder"):
            Cache(path)
    with pytest.raises(UnfitError, match="file"):
        Cache(file / "below")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs to be root")
def test_a_folder_of_another_user_is_not_used(tmp_path):
    others = tmp_path / "others"
    others.mkdir()
    os.chown(others, 65534, 65534)
    with pytest.raises(UnfitError, match="belongs to another user"):
        Cache(others)
    mine = Cache(tmp_path / "mine")
    mine.write(BINARY)
    os.chown(mine.folder / (BINARY.key + ".part"), 65534, 65534)
    assert mine.read(BINARY.key) is None


def test_a_folder_that_others_may_write_is_closed_to_them(tmp_path):
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o777)
    Cache(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_folder_can_be_chosen_and_lies_at_home_otherwise(monkeypatch, tmp_path):
    for name in (binaries.CACHE_VARIABLE, "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert binaries.chosen_folder() == tmp_path / ".cache/paradiplomacy/compiled"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert binaries.chosen_folder() == tmp_path / "xdg/paradiplomacy/compiled"
    monkeypatch.setenv(binaries.CACHE_VARIABLE, str(tmp_path / "mine"))
    assert binaries.chosen_folder() == tmp_path / "mine"


# Building


class FakeFarm:
    """Compile nothing: write a binary for each part, and count."""

    def __init__(self, monkeypatch):
        self.compiled: list[str] = []
        monkeypatch.setattr(building, "compile_side_by_side", self)

    def __call__(self, some, folder, told):
        cache = Cache(folder)
        for part in some:
            self.compiled.append(part.name)
            cache.write(Binary(part.key, part.name.replace(" ", "_"), b"code"))


def built(notices: list[str]) -> dict[str, Binary]:
    return building.built(parts.BUILT_IN, lambda done, of: None, notices.append)


@pytest.fixture
def farm(monkeypatch, tmp_path) -> FakeFarm:
    monkeypatch.setenv(binaries.CACHE_VARIABLE, str(tmp_path / "cache"))
    return FakeFarm(monkeypatch)


def test_only_what_is_missing_is_compiled(farm, tmp_path):
    notices: list[str] = []
    first = built(notices)
    assert sorted(farm.compiled) == sorted(part.name for part in parts.BUILT_IN)
    assert built(notices) == first
    assert len(farm.compiled) == len(parts.BUILT_IN)
    path = tmp_path / "cache" / (parts.BEGIN.key + ".part")
    path.write_bytes(path.read_bytes()[:100])
    assert built(notices) == first
    assert farm.compiled[-1] == parts.BEGIN.name
    assert len(farm.compiled) == len(parts.BUILT_IN) + 1
    assert notices == []


def test_where_nothing_can_be_kept_it_is_compiled_for_this_process_and_said(
    farm, tmp_path, monkeypatch
):
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv(binaries.CACHE_VARIABLE, str(file))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    notices: list[str] = []
    assert len(built(notices)) == len(parts.BUILT_IN)
    assert len(built(notices)) == len(parts.BUILT_IN)
    assert len(farm.compiled) == 2 * len(parts.BUILT_IN)
    assert notices == [f"compiled for this process alone: {file} is no folder"] * 2
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_read_only_cache_is_read(farm, monkeypatch):
    notices: list[str] = []
    first = built(notices)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert built(notices) == first
    assert notices == []


def test_what_was_not_compiled_is_an_error_of_no_run(monkeypatch, farm):
    monkeypatch.setattr(building, "compile_side_by_side", lambda some, folder, told: None)
    with pytest.raises(building.CompilationError, match="no binary of simulate"):
        built([])


def test_processes_that_compile_at_once_take_turns(farm):
    threads = [threading.Thread(target=built, args=([],)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(farm.compiled) == len(parts.BUILT_IN)


@pytest.mark.compiled
def test_a_worker_that_cannot_compile_says_why(tmp_path):
    odd = parts.Part("odd", parts.WHOLE, parts.BEGIN.functions)
    with pytest.raises(
        building.CompilationError, match=r"odd was not compiled: (?s:.*)LookupError"
    ):
        building.compile_side_by_side([odd], tmp_path / "cache", lambda done, of: None)


@pytest.mark.slow
def test_a_run_never_loads_what_compiles():
    code = (
        "import sys, ast; from paradiplomacy.engines import compiled_engine; "
        "print('numba' in sys.modules)"
    )
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(MODEL.parent)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, check=True, capture_output=True, text=True
    )
    assert ast.literal_eval(done.stdout) is False


def test_the_sources_have_one_hash():
    assert len(sources_hash()) == 64


@pytest.mark.compiled
def test_where_rows_are_checked_a_number_that_its_field_cannot_hold_raises():
    import numba

    from paradiplomacy.engines.compilation.intrinsics import world_at
    from paradiplomacy.engines.compilation.workspace import Workspace

    space = Workspace(initial_world(small()))

    @numba.njit(boundscheck=True)
    def stored(address, value):  # pragma: no cover - compiled
        city = world_at(address).cities[0]
        city.unit = value
        return city.unit

    assert stored(space.block.ctypes.data, -128) == -128
    with pytest.raises(OverflowError, match="a field of 8 bits cannot hold the number"):
        stored(space.block.ctypes.data, 128)
    assert space.tables.cities["unit"][0] == -128
