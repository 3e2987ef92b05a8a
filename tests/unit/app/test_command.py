"""The command ``app``: what it prints, how it ends, and what it says where it cannot begin."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from paradiplomacy_app import serving
from paradiplomacy_cli import exit_codes
from tests.support.command_line import ROOTS, call

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_it_prints_an_address_and_ends_quietly(folder: Path) -> None:
    room = folder.parent / "temporary"
    room.mkdir()
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS), "TMPDIR": str(room)}
    command = [sys.executable, "-m", "paradiplomacy_cli", "app", "--no-browser"]
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as process:  # fmt: skip
        assert process.stderr is not None
        first = process.stderr.readline()
        assert re.fullmatch(r"the page is at http://127\.0\.0\.1:\d+/\?token=[\w-]{32}\n", first)
        assert process.stderr.readline() == "Ctrl-C ends it\n"
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors) == (exit_codes.OK, "", "")
    assert [path for path in room.iterdir() if path.name.startswith("paradiplomacy-app")] == []


def test_what_ends_a_program_ends_it_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    ended: list[Thread] = []

    def tell(line: str) -> None:
        if line.startswith("the page is at"):
            ended.append(Thread(target=end_once_it_answers, args=[line.rpartition(" ")[2]]))
            ended[0].start()

    before = signal.getsignal(signal.SIGTERM)
    serving.serve(browser=False, tell=tell)
    ended[0].join()
    assert signal.getsignal(signal.SIGTERM) is before
    assert list(folder.iterdir()) == []


def end_once_it_answers(address: str) -> None:
    """Ask for the page, which answers as soon as it is served, and tell this program to end."""
    parts = urlsplit(address)
    asked = http.client.HTTPConnection(parts.netloc, timeout=60)
    asked.request("GET", f"/?{parts.query}")
    assert asked.getresponse().status == http.client.SEE_OTHER
    asked.close()
    os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.parametrize("port", ["80", "70000", "http", "-1", "8.5"])
def test_what_is_no_port_is_told(port: str) -> None:
    result = call("app", "--port", port)
    assert result.exit_code == exit_codes.CONFIG
    assert "--port" in result.stderr


def test_a_port_in_use_is_told_with_what_to_do(folder: Path) -> None:
    with serving.served(tell=lambda _: None) as (page, _):
        port = page.address.rpartition(":")[2].partition("/")[0]
        result = call("app", "--port", port, "--no-browser")
    assert result.exit_code == exit_codes.CONFIG
    assert f"cannot listen at 127.0.0.1, port {port}: Address already in use" in result.stderr
    assert "another --port may be free" in result.stderr


@pytest.mark.parametrize("scenario", ["baubau-soul", "../x.toml", "missing.toml"])
def test_a_scenario_that_is_not_there_is_told_before_anything_is_served(
    folder: Path, scenario: str
) -> None:
    result = call("app", scenario, "--no-browser")
    assert result.exit_code == exit_codes.CONFIG
    assert scenario in result.stderr
    assert "http" not in result.stderr


def test_where_no_browser_opens_it_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise serving.webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(serving.webbrowser, "get", none)
    monkeypatch.setattr(serving._Server, "run", lambda _: None)
    result = call("app")
    assert result.exit_code == exit_codes.OK
    assert "no browser opens here: copy the address into one" in result.stderr
