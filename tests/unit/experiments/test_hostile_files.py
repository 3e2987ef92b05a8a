"""Files that are none, lead elsewhere or never end are refused within a second."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_experiments.configuration.scenario import load_scenario
from tests.support.scenario_files import at_once, faults_of, small, the_fault, write

if TYPE_CHECKING:
    from paradiplomacy_experiments.configuration.faults import Fault


def refused_at_once(path: str | Path) -> Fault:
    """Return the fault of a hostile file, and make sure that it is told at once."""
    with at_once():
        return the_fault(path)


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo.toml"
    os.mkfifo(fifo)
    link = tmp_path / "zero.toml"
    link.symlink_to("/dev/zero")
    for path in (fifo, link, tmp_path, Path("/dev/zero")):
        assert refused_at_once(path).kind == "path_refused"


def test_a_base_that_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.toml")
    fault = refused_at_once(write(tmp_path, 'extends = ["fifo.toml"]\n'))
    assert fault.kind == "path_refused"


@pytest.mark.parametrize(
    "name",
    ["../mine.toml", "../../etc/passwd", "/etc/passwd", "a/../../b.toml", "a\\\\b.toml",
     "c:\\\\b.toml", "a\\u0000.toml", "a\\n.toml"],
)  # fmt: skip
def test_paths_outside_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    assert refused_at_once(write(tmp_path, f'extends = ["{name}"]\n')).kind == "path_refused"


def test_links_outside_the_folder_are_refused(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    write(outside, "[gate]\npatience = 1\n")
    (inside / "folder").symlink_to(outside)
    (inside / "file.toml").symlink_to(outside / "mine.toml")
    for name in ("file.toml", "folder/mine.toml"):
        fault = refused_at_once(write(inside, f'extends = ["{name}"]\n', "start.toml"))
        assert (fault.kind, fault.line) == ("path_refused", 1)


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").symlink_to(tmp_path / "b.toml")
    (tmp_path / "b.toml").symlink_to(tmp_path / "a.toml")
    assert refused_at_once(write(tmp_path, 'extends = ["a.toml"]\n')).kind == "unreadable"


def test_a_folder_below_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    write(tmp_path / "parts", "[gate]\npatience = 5\n", "gate.toml")
    text = 'extends = ["bandung-seoul", "parts/gate.toml"]\n'
    assert load_scenario(write(tmp_path, text)).config.gate.patience == 5


def test_chains_and_diamonds_without_end_are_refused(tmp_path: Path) -> None:
    for number in range(200):
        write(tmp_path, f'extends = ["f{number + 1}.toml"]\n', f"f{number}.toml")
    faults = faults_of(tmp_path / "f0.toml")
    assert [fault.kind for fault in faults] == ["too_large"]
    for number in range(40):
        two = f'"d{number + 1}.toml", "d{number + 1}.toml"'
        write(tmp_path, f"extends = [{two}]\n", f"d{number}.toml")
    write(tmp_path, 'extends = ["bandung-seoul"]\n', "d40.toml")
    with at_once():
        load_scenario(tmp_path / "d0.toml")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"a = " + b"[" * 100_000, "too_deep"),
        (b".".join([b"a"] * 20_000) + b" = 1", "too_deep"),
        (b"#" * 5_000_001, "too_large"),
        ("a = 1".encode("utf-16"), "encoding"),
        (b"\xff", "encoding"),
        (b"a = \x00", "syntax"),
        (b"a = 1\rb = 2", "syntax"),
    ],
)
def test_hostile_bytes_are_refused_within_a_second(tmp_path: Path, data: bytes, kind: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(data)
    assert refused_at_once(path).kind == kind


def test_a_sparse_file_of_a_terabyte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.toml"
    with path.open("wb") as file:
        try:
            file.truncate(1 << 40)
        except OSError:
            pytest.skip("this file system has no sparse files")
    assert refused_at_once(path).kind == "too_large"


@pytest.mark.parametrize(
    "name", ["nowhere.toml", "no/where", "bandung-soul", "", "a\0b", "x" * 9999]
)
def test_names_that_lead_nowhere_are_refused(name: str) -> None:
    assert refused_at_once(name).kind in ("not_found", "unreadable")


def test_a_file_in_place_of_a_folder_is_unreadable(tmp_path: Path) -> None:
    write(tmp_path, small())
    assert refused_at_once(tmp_path / "mine.toml" / "x.toml").kind == "unreadable"
