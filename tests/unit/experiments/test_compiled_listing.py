"""What is told of the compiled model: where it is kept, and what of it is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from paradiplomacy.engines.compilation.binaries import CACHE_VARIABLE, SUFFIX, Binary, Cache
from paradiplomacy.engines.compilation.parts import BUILT_IN
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.reference.explanation import explained, explained_in
from tests.support.custom_files import GOODWILL
from tests.support.scenario_files import write


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "compiled"))
    return tmp_path / "compiled"


def test_folder_and_missing_parts_are_told(folder: Path) -> None:
    text = "\n".join(explained("compiled"))
    assert f"folder     {folder} (PARADIPLOMACY_CACHE names another)" in text
    assert f"parts      0 of {len(BUILT_IN)} compiled" in text
    Cache(folder).write(Binary(BUILT_IN[0].key, "entry", b"code"))
    text = "\n".join(explained("compiled"))
    assert f"parts      1 of {len(BUILT_IN)} compiled" in text
    assert f"missing    {BUILT_IN[1].name}," in text
    assert len(list(folder.glob("*" + SUFFIX))) == 1


def test_a_folder_that_cannot_hold_any_is_told(folder: Path) -> None:
    folder.write_text("a file")
    assert f"folder     none: {folder} is no folder, so each process compiles" in "\n".join(
        explained("compiled")
    )


def test_of_a_scenario_its_custom_files_are_told(folder: Path) -> None:
    assert not folder.exists()
    Path("goodwill.py").write_text(GOODWILL)
    Path("free.py").write_text("def revise_trust(world, c):\n    seen = []\n")
    start = 'extends = ["baubau-seoul"]\n[mechanisms]\ntrust = '
    goodwill = load_scenario(write(Path.cwd(), start + '"goodwill.py"\n', "a.toml"))
    free = load_scenario(write(Path.cwd(), start + '"free.py"\n', "b.toml"))
    assert "  goodwill.py 0 of 6 compiled" in explained_in("compiled", goodwill)
    assert "    free.py, line 2: a list is not in the dialect" in "\n".join(
        explained_in("compiled", free)
    )
    plain = load_scenario("baubau-seoul")
    assert explained_in("compiled", plain) == ["in baubau-seoul: no custom file"]
