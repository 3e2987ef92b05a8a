"""Faults of the disk: full, read-only, a file in the way; whole files or none."""

from __future__ import annotations

import errno
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_experiments.inspection.integrity import verify
from paradiplomacy_results import disk
from paradiplomacy_results.errors import DiskError
from paradiplomacy_results.manifest import read_manifest
from tests.support.command_line import ROOTS
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
    """Give a file system of 384 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    if not mount("-t", "tmpfs", "-o", "size=384k", "tmpfs", str(place)):
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
    disk.write_file(tmp_path / "a", b"new")
    assert [done[0], done[2]] == ["sync", "sync"]
    assert re.fullmatch(r"rename a\.\w+\.tmp a", done[1])
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
        disk.write_file(tmp_path / "a", b"new")
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
    (small_disk / "ballast").write_bytes(bytes(384 * 1024 - 8192))
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


@pytest.mark.slow
def test_folders_that_the_directory_lies_in_are_made(engine: FakeEngine, tmp_path: Path) -> None:
    run(tmp_path / "a" / "b" / "results")
    assert (tmp_path / "a" / "b" / "results" / "manifest.json").is_file()


@pytest.mark.slow
def test_a_finished_directory_verifies_after_all(engine: FakeEngine, tmp_path: Path) -> None:
    run(tmp_path / "results")
    assert verify(tmp_path / "results").faults == []
    (tmp_path / "results" / "runs" / "part-00000.parquet").unlink()
    (fault,) = verify(tmp_path / "results").faults
    assert fault.fault == "it is missing"


FILE = resource.RLIMIT_FSIZE


@pytest.fixture
def small_files() -> Iterator[None]:
    """Let no file grow above a kilobyte, as if the disk were full."""
    before = resource.getrlimit(FILE)
    told = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(FILE, (1000, before[1]))
    yield
    resource.setrlimit(FILE, before)
    signal.signal(signal.SIGXFSZ, told)


@pytest.mark.usefixtures("small_files")
def test_of_files_that_belong_together_all_are_written_or_none(tmp_path: Path) -> None:
    disk.write_files(tmp_path, {"a": b"old", "b": b"old"})
    with pytest.raises(DiskError, match="b: File too large"):
        disk.write_files(tmp_path, {"a": b"new", "b": bytes(5000), "c": b"new"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "a": b"old",
        "b": b"old",
    }


def test_what_a_killed_process_was_writing_is_removed_by_the_next_writer(tmp_path: Path) -> None:
    killed = """
import os, signal, sys
from pathlib import Path
from paradiplomacy_results import disk
os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)
disk.write_file(Path(sys.argv[1]), b"new")
"""
    (tmp_path / "a").write_bytes(b"old")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS)}
    done = subprocess.run([sys.executable, "-c", killed, tmp_path / "a"], check=False, env=env)
    assert done.returncode == -signal.SIGKILL
    assert (tmp_path / "a").read_bytes() == b"old"
    assert len(list(tmp_path.glob("*.tmp"))) == 1
    disk.write_file(tmp_path / "b", b"new")
    assert {path.name for path in tmp_path.iterdir()} == {"a", "b"}


def test_what_another_process_is_writing_stays(tmp_path: Path) -> None:
    with disk.written(tmp_path / "a.tmp", b"half"):
        disk.write_file(tmp_path / "b", b"new")
        assert (tmp_path / "a.tmp").exists()
    disk.write_file(tmp_path / "b", b"new")
    assert not (tmp_path / "a.tmp").exists()
