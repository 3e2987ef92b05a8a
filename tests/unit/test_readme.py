"""What the README tells a reader to type works as printed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from paradiplomacy_cli import exit_codes
from tests.command_line import call

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
COMMANDS = re.findall(r"^    (paradiplomacy .*)$", README, re.MULTILINE)
FILES = dict(re.findall(r"```(?:python|toml)\n# (\w+\.(?:py|toml))\n(.*?)```", README, re.DOTALL))
SNIPPETS = re.findall(r"```python\n(?!# \w+\.py\n)(.*?)```", README, re.DOTALL)

pytestmark = pytest.mark.compiled


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder in which the first case has run and a reader has written a scenario."""
    place = tmp_path_factory.mktemp("reader")
    (place / "my-scenario.toml").write_text('extends = ["baubau-seoul"]\n', "utf-8")
    for name, text in FILES.items():
        (place / name).write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        call("run", "baubau-seoul", "--replicates", "4", "--no-figures")
    return place


def test_there_is_something_to_try():
    assert len(COMMANDS) >= 8
    assert len(SNIPPETS) >= 2
    assert FILES


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_work_as_printed(line, folder, monkeypatch):
    monkeypatch.chdir(folder)
    command = line.split("#")[0].split(">")[0]
    arguments = shlex.split(command)[1:]
    if arguments[0] == "run":
        arguments += ["--no-figures"]
    result = call(*arguments)
    assert result.exit_code == exit_codes.OK, result.output
    assert result.stdout


@pytest.mark.parametrize("code", SNIPPETS)
def test_python_works_as_printed(code, folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(folder)
    exec(compile(code, "README.md", "exec"), {"__name__": "reader"})
    assert capsys.readouterr().out


def test_make_targets_exist():
    makefile = (Path(__file__).parents[2] / "Makefile").read_text("utf-8")
    for target in re.findall(r"`?make ([a-z-]+)`?", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
