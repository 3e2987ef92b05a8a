"""What the README tells a reader to type works as printed."""

from __future__ import annotations

import re

import pytest

from paradiplomacy_cli import exit_codes
from tests.support.command_line import call
from tests.support.pages import ROOT, Page, run_snippet, type_in

README = Page(ROOT / "README.md")

SHORTER = {
    "run": ["--no-figures"],
    "sweep": ["--set", "design.replicates=2"],
    "patterns": ["--replicates", "12"],
}
"""Options that take time out of a command and leave what is tested."""

pytestmark = pytest.mark.compiled


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder in which a reader has written a scenario."""
    place = tmp_path_factory.mktemp("reader")
    (place / "my-scenario.toml").write_text('extends = ["baubau-seoul"]\n', "utf-8")
    for name, text in README.files.items():
        (place / name).write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        call("run", "baubau-seoul", "--replicates", "4", "--no-figures")
    return place


def test_there_is_something_to_try():
    assert len(README.commands()) >= 8
    assert len(README.snippets) >= 2
    assert README.files


@pytest.mark.parametrize("line", README.commands())
def test_commands_work_as_printed(line, folder, monkeypatch):
    monkeypatch.chdir(folder)
    outcome = type_in(line, *SHORTER.get(line.split()[1], ()))
    assert outcome.exit_code == exit_codes.OK, outcome.stderr
    assert outcome.stdout


@pytest.mark.parametrize("code", README.snippets)
def test_python_works_as_printed(code, folder, monkeypatch):
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(folder)
    assert run_snippet(code).stdout


def test_make_targets_exist():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"`?make ([a-z-]+)`?", README.text):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
