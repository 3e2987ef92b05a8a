"""The page reads and writes in its folder only, and writes over nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from paradiplomacy_app.folder import NotSavedError, WorkingFolder
from paradiplomacy_experiments.configuration.faults import ConfigError

SOUND = 'extends = ["baubau-seoul"]\n'


def test_what_ships_and_scenarios_of_the_folder_are_offered(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(SOUND)
    (tmp_path / "broken.toml").write_text("extends = [")
    (tmp_path / "design.toml").write_text('[design]\ntitle = "x"\n')
    (tmp_path / "other.toml").write_text("[tool]\nx = 1\n")
    (tmp_path / "link.toml").symlink_to(tmp_path / "mine.toml")
    (tmp_path / "people_first.py").write_text("")
    folder = WorkingFolder(tmp_path)
    offered = folder.scenarios()
    assert offered[-2:] == ["broken.toml", "mine.toml"]
    assert "baubau-seoul" in offered
    assert folder.mechanisms() == ["people_first.py"]


@pytest.mark.parametrize(
    "name",
    ["../secret.toml", "/etc/passwd", "sub/x.toml", "..\\x.toml", "x.toml/", "link.toml",
     "\0.toml", ".hidden.toml", "a b.toml", "-x.toml"],
)  # fmt: skip
def test_no_scenario_outside_the_folder_is_read(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "secret.toml").write_text(SOUND)
    (folder / "link.toml").symlink_to(tmp_path / "secret.toml")
    with pytest.raises(ConfigError, match=r"path_refused|folder|link"):
        WorkingFolder(folder).check(name)


@pytest.mark.parametrize(
    "name", ["../x.toml", "/tmp/x.toml", "sub/x.toml", "x.txt", "", ".toml", "a\0.toml", "x" * 200]
)
def test_nothing_is_saved_under_a_name_that_is_not_plain(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotSavedError, match="a name has letters"):
        WorkingFolder(tmp_path).save(name, SOUND)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    folder = WorkingFolder(tmp_path)
    assert folder.save("mine.toml", SOUND) == tmp_path / "mine.toml"
    (tmp_path / "gone.toml").symlink_to(tmp_path / "nowhere.toml")
    for taken in ("mine.toml", "gone.toml"):
        with pytest.raises(NotSavedError, match="is there already"):
            folder.save(taken, "other")
    assert (tmp_path / "mine.toml").read_text() == SOUND
    assert not (tmp_path / "nowhere.toml").exists()
