"""Compiled code is found again, and never where a source has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import paradiplomacy
from paradiplomacy import compilation
from paradiplomacy.sources import sources_hash

MODEL = Path(paradiplomacy.__file__).parent
ASK = "from paradiplomacy import compilation; print(compilation.cache_folder())"


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
    with (tmp_path / "paradiplomacy" / "processes" / "forms.py").open(
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
    assert compilation.cache_folder().name == compilation.binary_key()
    assert len(sources_hash()) == 64
