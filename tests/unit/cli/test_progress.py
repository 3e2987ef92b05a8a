"""Progress is told phase by phase, and nothing of it stands when a phase is over."""

from __future__ import annotations

import click
import pytest

from paradiplomacy_cli.text import progress as module
from paradiplomacy_cli.text.progress import RunProgress
from paradiplomacy_cli.text.terminal import keep_quiet


def walk(progress: RunProgress) -> None:
    """Go through all phases, running in two rounds as a design with `until` does."""
    with progress:
        for done in range(4):
            progress.compiling(done, 3)
        for runs, before in ((10, 0), (20, 10)):
            progress.running(runs, before)
            progress.advanced(runs - before - 1)
            progress.advanced(1)
        for done in range(3):
            progress.drawing(done, 2)


def test_lines_name_the_phase(capsys: pytest.CaptureFixture[str]) -> None:
    walk(RunProgress())
    lines = capsys.readouterr().err.splitlines()
    phases = [line.split(":")[0].split()[0] for line in lines]
    assert list(dict.fromkeys(phases)) == ["compiling", "running"]
    assert "running: 20 of 20 runs" in lines


def test_a_bar_stands_while_its_phase_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    standing: set[int] = set()

    class Bar:
        def start(self) -> None:
            standing.add(id(self))

        def stop(self) -> None:
            standing.discard(id(self))

        def add_task(self, phase: str, **_: object) -> int:
            shown.append(phase)
            return 0

        def update(self, _task: int, *, description: str, **_: object) -> None:
            shown.append(description)

    monkeypatch.setattr(module, "_is_terminal", lambda: True)
    monkeypatch.setattr(module, "_new_bar", Bar)
    progress = RunProgress()
    with progress:
        progress.running(10, 0)
        assert len(standing) == 1
        progress.running(20, 10)
        assert len(standing) == 1
        progress.advanced(10)
        assert not standing
    walk(RunProgress())
    assert not standing
    assert list(dict.fromkeys(shown[-8:])) == ["compiling", "running", "drawing"]


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with click.Context(click.Command("x")) as ctx:
        keep_quiet(ctx, click.Option(["--quiet"]), True)
        walk(RunProgress())
    assert capsys.readouterr().err == ""
