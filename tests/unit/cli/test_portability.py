"""Runs, sweeps and what looks after results work without what only POSIX systems have."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_cli import exit_codes
from paradiplomacy_results.lock import DirectoryLock
from tests.support.command_line import ROOTS, in_a_process
from tests.support.designs import HEAD, written

if TYPE_CHECKING:
    from pathlib import Path

ELSEWHERE = '''
"""Take away what other systems than POSIX lack, and put in what Windows has."""

import fcntl
import os
import signal
import subprocess  # which takes a system that has msvcrt for Windows
import sys
import types

import psutil  # which asks each system in its own way


def locking(descriptor, mode, count):
    """Lock a file as Windows does: at once or not at all."""
    fcntl.flock(descriptor, fcntl.LOCK_UN if mode == 0 else fcntl.LOCK_EX | fcntl.LOCK_NB)


sys.modules["msvcrt"] = types.ModuleType("msvcrt")
vars(sys.modules["msvcrt"]).update(locking=locking, LK_UNLCK=0, LK_NBLCK=2)
for name in ("fcntl", "grp", "pty", "pwd", "resource", "termios", "tty"):
    sys.modules[name] = None
for name in (
    "O_CLOEXEC O_DIRECTORY O_NOFOLLOW O_NONBLOCK chown fchmod fchown fork getegid geteuid getgid "
    "getuid killpg mkfifo pread pwrite sched_getaffinity setsid"
).split():
    if hasattr(os, name):
        delattr(os, name)
for name in "SIGALRM SIGHUP SIGUSR1 alarm pthread_sigmask".split():
    delattr(signal, name)
'''
"""A module that Python imports as it starts, in this process and in those that it starts."""


ONE_BY_ONE = """
import contextlib, io, json, sys
from paradiplomacy_cli.main import main
for words in json.loads(sys.argv[1]):
    printed, told, code = io.StringIO(), io.StringIO(), None
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(told):
        try:
            main(words)
        except SystemExit as end:
            code = end.code
    print(json.dumps([code, printed.getvalue(), told.getvalue()]))
"""
"""Does what one process after the other would do, all but starting them."""


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a system that is not POSIX."""
    (tmp_path / "sitecustomize.py").write_text(ELSEWHERE, "utf-8")
    return {"PYTHONPATH": os.pathsep.join([str(tmp_path), *ROOTS])}


@pytest.mark.slow
@pytest.mark.compiled
def test_all_works_without_what_only_posix_has(tmp_path: Path, elsewhere: dict[str, str]) -> None:
    design = str(written(tmp_path, head=HEAD.replace("= 4", "= 2").replace("= 12", "= 6")))
    runs, points = str(tmp_path / "runs"), str(tmp_path / "points")
    run = ["run", "baubau-seoul", "--replicates", "4", "--months", "24", "--out", runs]
    run.append("--no-figures")  # which `plot` draws below
    calls = (
        run,
        [*run, "--json"],
        ["sweep", design, "--out", points, "--dry-run"],
        ["sweep", design, "--out", points, "--engine", "mesa", "--workers", "1"],
        ["status", points],
        ["verify", points],
        ["reproduce", points, "--workers", "1"],
        ["analyse", points, "--outcome", "trust"],
        ["plot", points, "--figure", "forest", "--dpi", "60"],
        ["report", points, "--outcome", "trust"],
    )
    command = [sys.executable, "-c", ONE_BY_ONE, json.dumps(calls)]
    env = {**os.environ, **elsewhere}
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    for words, line in zip(calls, done.stdout.splitlines(), strict=True):
        code, said, errors = json.loads(line)
        assert code == exit_codes.OK, (words, errors)
        assert said


@pytest.mark.slow
def test_a_directory_in_use_is_refused_there_too(tmp_path: Path, elsewhere: dict[str, str]) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with DirectoryLock(out):
        words = ["run", "baubau-seoul", "--replicates", "1", "--out", str(out)]
        code, _, told = in_a_process(words, elsewhere)
    assert code == exit_codes.LOCKED
    assert f"in use by process {os.getpid()}" in told.decode()
