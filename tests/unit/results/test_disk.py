"""Faults of the disk: full, read-only, a file in the way; whole files or none."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_experiments.inspection.integrity import verify
from paradiplomacy_results import disk
from paradiplomacy_results.errors import DiskError
from paradiplomacy_results.manifest import read_manifest
from tests.support.fake_engine import FakeEngine, run, use

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return use(FakeEngine(), monkeypatch)


def mount(*arguments: str) -> bool:
    """Mount something, where this process may."""
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    done = subprocess.run(["mount", *arguments], check=False, capture_output=True)
    return done.returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a file system of 192 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    if not mount("-t", "tmpfs", "-o", "size=192k", "tmpfs", str(place)):
        pytest.skip("cannot mount a small file system here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """Give a directory on a file system that is mounted read-only."""
    place = tmp_path / "read-only"
    place.mkdir()
    if not mount("-t", "tmpfs", "-o", "ro,size=64k", "tmpfs", str(place)):
        pytest.skip("cannot mount a read-only file system here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_file_reaches_the_disk_before_it_gets_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []
    rename, fsync = Path.replace, os.fsync

    def note_rename(path: Path, target: Path) -> Path:
        done.append(f"rename {path.name} {target.name}")
        return rename(path, target)

    def note_fsync(descriptor: int) -> None:
        done.append("sync")
        fsync(descriptor)

    monkeypatch.setattr(Path, "replace", note_rename)
    monkeypatch.setattr(os, "fsync", note_fsync)
    disk.write_atomically(tmp_path / "a", b"new")
    assert done == ["sync", "rename a.tmp a", "sync"]
    assert (tmp_path / "a").read_bytes() == b"new"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS])
def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    (tmp_path / "a").write_bytes(b"old")

    def fail(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(DiskError, match=r"a: .* \(3 bytes needed, [\d,]+ free\)"):
        disk.write_atomically(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.slow
def test_a_full_disk_keeps_earlier_chunks_and_resumes_when_there_is_room(
    engine: FakeEngine, small_disk: Path, tmp_path: Path
) -> None:
    out = small_disk / "results"
    with pytest.raises(DiskError, match=r"No space left on device \([\d,]+ bytes needed"):
        run(out, chunk_runs=1, workers=1)
    kept = sorted(out.glob("runs/part-*"))
    assert kept
    assert not list(out.rglob("*.tmp"))
    assert not (out / ".lock").exists()
    times = [path.stat().st_mtime_ns for path in kept]
    assert mount("-o", "remount,size=8m", str(small_disk))
    report = run(out, chunk_runs=1, workers=1)
    assert report.complete
    assert report.computed <= 23 - len(kept)
    assert [path.stat().st_mtime_ns for path in kept] == times
    run(tmp_path / "whole")
    assert read_manifest(out).contents == read_manifest(tmp_path / "whole").contents


def test_no_room_even_for_the_manifest(engine: FakeEngine, small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(192 * 1024 - 8192))
    with pytest.raises(DiskError, match="No space left"):
        run(small_disk / "results")
    assert engine.calls == []


def test_a_read_only_directory_is_refused_before_any_run(
    engine: FakeEngine, read_only: Path
) -> None:
    with pytest.raises(DiskError, match="Read-only file system"):
        run(read_only / "results")
    with pytest.raises(DiskError, match="Read-only file system"):
        run(read_only)
    assert engine.calls == []


def test_a_file_in_place_of_the_directory_is_refused(engine: FakeEngine, tmp_path: Path) -> None:
    (tmp_path / "results").write_text("mine")
    with pytest.raises(DiskError, match="a file is in its place"):
        run(tmp_path / "results")
    with pytest.raises(DiskError, match="Not a directory"):
        run(tmp_path / "results" / "deeper")
    assert engine.calls == []
    assert (tmp_path / "results").read_text() == "mine"


def test_folders_that_the_directory_lies_in_are_made(engine: FakeEngine, tmp_path: Path) -> None:
    run(tmp_path / "a" / "b" / "results")
    assert (tmp_path / "a" / "b" / "results" / "manifest.json").is_file()


def test_a_finished_directory_verifies_after_all(engine: FakeEngine, tmp_path: Path) -> None:
    run(tmp_path / "results")
    assert verify(tmp_path / "results").faults == []
    (tmp_path / "results" / "runs" / "part-00000.parquet").unlink()
    (fault,) = verify(tmp_path / "results").faults
    assert fault.fault == "it is missing"
