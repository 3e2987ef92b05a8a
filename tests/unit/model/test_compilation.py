"""Compiled code is found again, and never where a source has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import paradiplomacy
from paradiplomacy import schedule
from paradiplomacy.engines import compiled_engine
from paradiplomacy.engines.compilation import cache, kernels
from paradiplomacy.indicators import PARTNERSHIP, WORLD, of_level
from paradiplomacy.sources import sources_hash

MODEL = Path(paradiplomacy.__file__).parent
ROOT = MODEL.parents[1]
ASK = "from paradiplomacy.engines.compilation import cache; print(cache.cache_folder())"


def cache_folder(root, **environment):
    """Return the cache folder that a model under ``root`` would use."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root), "HOME": str(root), **environment}
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=env, check=True, capture_output=True, text=True
    )
    return Path(done.stdout.strip())


def test_a_changed_rule_in_any_file_changes_the_folder(tmp_path):
    shutil.copytree(MODEL, tmp_path / "paradiplomacy")
    before = cache_folder(tmp_path)
    assert before == cache_folder(tmp_path)
    with (tmp_path / "paradiplomacy" / "processes" / "shared" / "forms.py").open(
        "a", encoding="utf-8"
    ) as file:
        file.write("\n# changed\n")
    assert before != cache_folder(tmp_path)


def test_the_folder_can_be_chosen_and_falls_back_without_a_home(tmp_path):
    chosen = cache_folder(MODEL.parent, PARADIPLOMACY_CACHE=str(tmp_path / "mine"))
    assert chosen.parent == tmp_path / "mine"
    file = tmp_path / "no-folder"
    file.touch()
    fallback = cache_folder(MODEL.parent, HOME=str(file), TMPDIR=str(tmp_path))
    assert fallback.parent.parent == tmp_path


def test_the_key_is_that_of_these_sources():
    assert cache.cache_folder().name == cache.binary_key()
    assert len(sources_hash()) == 64


PARTS = """
from __future__ import annotations

import hashlib, sys
import numpy as np
from numba.extending import overload
from paradiplomacy import schedule
from paradiplomacy.initialisation.build import build_world
from paradiplomacy.engines.compilation.kernels import every_row, in_turn, kernel
from paradiplomacy.engines.compilation.pointers import world_at
from paradiplomacy.engines.compilation.workspace import Workspace
from tests.support.worlds import BUSY_SEED, busy

FIRST, SECOND = [[s for s in schedule.MONTH if s.process == p] for p in ("leadership", "norms")]

def _first(world: World, values: Any) -> None: ...
def _second(world: World, values: Any) -> None: ...

@overload(_first)
def _first_compiled(world: World, values: Any) -> None:
    return in_turn([every_row(step.table, step.rule) for step in FIRST])

@overload(_second)
def _second_compiled(world: World, values: Any) -> None:
    return in_turn([every_row(step.table, step.rule) for step in SECOND])

@kernel
def first(block):
    world = world_at(block.ctypes.data)
    world.clock.month += 1
    _first(world, 0)

@kernel
def second(block):
    _second(world_at(block.ctypes.data), 0)

if __name__ == "__main__":
    from parts import first, second
    from paradiplomacy.engines import compiled_engine
    space = Workspace(build_world(busy(), seed=BUSY_SEED))
    for name in sys.argv[1:]:
        for _ in range(24):
            {"first": first, "second": second}[name](space.block)
    print(hashlib.sha256(space.memory.tobytes()).hexdigest())
"""
"""Two small kernels, each put together of the steps of one process."""


@pytest.mark.compiled
def test_kernels_that_different_processes_compiled_work_together(tmp_path):
    (tmp_path / "parts.py").write_text(PARTS, "utf-8")
    roots = [str(tmp_path), str(ROOT), *(str(ROOT / name) for name in ("model", "experiments"))]

    def hash_after(cache, *kernels):
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(roots)}
        env["PARADIPLOMACY_CACHE"] = str(tmp_path / cache)
        command = [sys.executable, str(tmp_path / "parts.py"), *kernels]
        return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout

    alone = hash_after("alone", "first", "second")
    hash_after("shared", "second")
    assert hash_after("shared", "first", "second") == alone


def test_every_part_of_a_kernel_has_a_name_of_its_own():
    steps = [kernels.every_row(step.table, step.rule) for step in schedule.MONTH]
    partnerships = [
        compiled_engine._of_partnership(k, each.measure)
        for k, each in enumerate(of_level(PARTNERSHIP).values())
    ]
    world = [
        compiled_engine._of_world(k, each.measure)
        for k, each in enumerate(of_level(WORLD).values())
    ]
    # A last one alone would be no bundle.
    bundles = [kernels.in_turn(steps[k : k + 3]) for k in range(0, len(steps) - 1, 3)]
    names = [part.__qualname__ for part in (*steps, *partnerships, *world, *bundles)]
    assert len(set(names)) == len(names)
    again = [kernels.every_row(step.table, step.rule) for step in schedule.MONTH]
    assert [part.__qualname__ for part in again] == [part.__qualname__ for part in steps]
