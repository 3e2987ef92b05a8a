"""Terminals, pipes and hostile names: what is printed is inert and nothing ends in a traceback."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_cli import exit_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

from tests.support.command_line import ROOTS, in_a_process, printed

HOSTILE = r"[/foo]\u001b[31m\u202e=cmd()</script>"


def hostile(folder: Path) -> Path:
    """Write a scenario with hostile names."""
    text = f'extends = ["bandung-seoul"]\n[scenario]\ntitle = "{HOSTILE}"\n'
    path = folder / "hostile.toml"
    path.write_text(text + '[cities.bandung]\nname = "서울 [bold]é"\n', encoding="utf-8")
    return path


@pytest.mark.parametrize("extra", [[], ["--origin"], ["--json"], ["--origin", "--json"]])
def test_hostile_names_are_inert(tmp_path: Path, extra: list[str]) -> None:
    text = printed("show", str(hostile(tmp_path)), *extra)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text)
    assert "[/foo]" in text


def in_a_terminal(arguments: Sequence[str], columns: int, **environment: str) -> str:
    """Return what the command prints on a terminal."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    env = {"COLUMNS": str(columns), "TERM": "xterm-256color", **environment}
    with ThreadPoolExecutor(1) as reader:
        text = reader.submit(everything, ours)
        code, _, _ = in_a_process(arguments, env, stdout=theirs, stderr=theirs)
        os.close(theirs)
        assert code == exit_codes.OK, text.result()
        return text.result()


def everything(terminal: int) -> str:
    """Read a terminal until its other end is closed."""
    data = b""
    with contextlib.suppress(OSError):
        while part := os.read(terminal, 65536):
            data += part
    os.close(terminal)
    return data.decode()


@pytest.mark.slow
def test_a_table_on_a_terminal_shows_hostile_names_as_they_are(tmp_path: Path) -> None:
    text = in_a_terminal(["show", str(hostile(tmp_path)), "--origin"], 200, NO_COLOR="1")
    assert "[/foo]" in text
    assert "서울 [bold]é" in text
    assert "\x1b[31m" not in text
    assert "\u202e" not in text


@pytest.mark.slow
@pytest.mark.parametrize("columns", [20, 80])
@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_narrow_and_colourless_terminals_get_plain_text(
    columns: int, environment: dict[str, str]
) -> None:
    text = in_a_terminal(["scenarios"], columns, **environment)
    assert "\x1b" not in text
    assert "bandung-seoul" in text
    assert columns < 60 or max(len(line) for line in text.splitlines()) <= columns


@pytest.mark.slow
def test_a_reader_who_leaves_causes_no_traceback() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    code, _, errors = in_a_process(["show", "bandung-seoul", "--origin"], stdout=writing)
    os.close(writing)
    assert (code, errors) == (exit_codes.BROKEN_PIPE, b"")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("arguments", [["show", "bandung-seoul"], ["scenarios"], ["schema"]])
def test_a_full_disk_is_told_in_one_line(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        code, _, errors = in_a_process(arguments, stdout=full)
    assert code == exit_codes.DISK
    assert errors.decode().splitlines() == ["cannot write the output: No space left on device"]


@pytest.mark.slow
def test_a_closed_stdout_causes_no_traceback() -> None:
    command = ["sh", "-c", 'exec "$0" -m paradiplomacy_cli check bandung-seoul >&-', sys.executable]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS)}
    done = subprocess.run(command, env=env, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (exit_codes.OK, b"")


@pytest.mark.slow
@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
)
def test_poor_locales_do(tmp_path: Path, environment: dict[str, str]) -> None:
    code, output, errors = in_a_process(["show", str(hostile(tmp_path))], environment)
    assert (code, errors) == (exit_codes.OK, b"")
    assert b"[bold]" in (output or b"")


@pytest.mark.slow
def test_no_home_and_no_temporary_folder_do() -> None:
    env = {"PYTHONPATH": os.pathsep.join(ROOTS), "PATH": os.environ.get("PATH", "")}
    command = [sys.executable, "-m", "paradiplomacy_cli", "check", "bandung-seoul"]
    assert subprocess.run(command, env=env, check=False).returncode == exit_codes.OK
