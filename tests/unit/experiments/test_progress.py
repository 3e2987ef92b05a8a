"""Who waits is told how compiling and runs get on: in a line that counts, or in some lines."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_experiments import load_design, load_scenario, run, sweep
from paradiplomacy_experiments.execution import progress as module
from paradiplomacy_experiments.execution.progress import Lines, Live, Silence, told
from tests.support.designs import written
from tests.support.fake_engine import FakeEngine, use

if TYPE_CHECKING:
    from pathlib import Path

REPLICATES = 60


def shown(stream: io.StringIO) -> list[str]:
    """Return what a line said, one state after the other, and where it went on below."""
    return stream.getvalue().replace("\n", "\n\r").split("\r")


def test_one_line_counts_parts_and_then_runs() -> None:
    stream = io.StringIO()
    live = Live(stream, interval=0.0)
    for done in range(3):
        live.compiling(done, 2)
    live.running(40, 10)
    live.advanced(10)
    live.advanced(20)
    states = [text.rstrip(" ") for text in shown(stream)]
    assert states[1:5] == [
        "compiling what is new in the model: 0 of 2 parts",
        "compiling what is new in the model: 1 of 2 parts",
        "compiling what is new in the model: 2 of 2 parts\n",
        "",
    ]
    assert states[5] == "running: 10 of 40 runs"
    assert states[6].startswith("running: 20 of 40 runs, about ")
    assert states[7].rstrip() == "running: 40 of 40 runs"
    assert stream.getvalue().endswith("\n")


def test_a_shorter_text_leaves_nothing_of_a_longer_one() -> None:
    stream = io.StringIO()
    live = Live(stream, interval=0.0)
    live.running(2_000_000, 0)
    live.advanced(1)
    long = len(shown(stream)[-1])
    live.advanced(1_999_999)
    assert len(shown(stream)[-2].rstrip("\n")) >= long


def test_many_small_steps_are_shown_now_and_then_and_the_last_always() -> None:
    stream = io.StringIO()
    live = Live(stream, interval=1e9)
    live.running(5_000, 0)
    for _ in range(5_000):
        live.advanced(1)
    assert [text.strip() for text in shown(stream)] == [
        "", "running: 0 of 5,000 runs", "running: 5,000 of 5,000 runs", "",
    ]  # fmt: skip


def test_a_notice_stands_on_a_line_of_its_own() -> None:
    stream = io.StringIO()
    live = Live(stream, interval=0.0)
    live.running(4, 0)
    live.noticed("set aside: \x1b[2J")
    live.end()
    assert stream.getvalue() == "\rrunning: 0 of 4 runs\nset aside: \\u001b[2J\n"


def by_default(monkeypatch: pytest.MonkeyPatch, *, interactive: bool) -> object:
    monkeypatch.setattr(module, "is_interactive", lambda: interactive)
    with told(None) as teller:
        return teller


def test_a_caller_says_whether_and_who_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = Silence()
    with told(True) as live, told(False) as silence, told(mine) as own:
        assert (type(live), type(silence)) == (Live, Silence)
        assert own is mine
    assert type(by_default(monkeypatch, interactive=True)) is Live
    assert type(by_default(monkeypatch, interactive=False)) is Lines


def test_a_prompt_and_a_notebook_are_interactive_and_a_script_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "flags", SimpleNamespace(interactive=0))
    monkeypatch.delattr(sys, "ps1", raising=False)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))
    assert not module.is_interactive()
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=object))
    assert module.is_interactive()
    monkeypatch.delitem(sys.modules, "IPython")
    assert not module.is_interactive()
    monkeypatch.setattr(sys, "ps1", ">>> ", raising=False)
    assert module.is_interactive()


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Have somebody wait for the runs of an engine that is none."""
    monkeypatch.chdir(tmp_path)
    use(FakeEngine(), monkeypatch)
    monkeypatch.setattr(module, "is_interactive", lambda: True)


@pytest.mark.slow
@pytest.mark.usefixtures("notebook")
def test_runs_and_sweeps_are_followed_where_somebody_waits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario = load_scenario("baubau-seoul", {"scenario.months": 6})
    run(scenario, replicates=REPLICATES)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("\rrunning: 0 of 60 runs")
    assert err.rstrip(" \n").endswith("60 of 60 runs")
    sweep(load_design(written(tmp_path)), progress=True)
    assert "\rrunning: 12 of 12 runs" in capsys.readouterr().err
    run(scenario, replicates=REPLICATES, seed=2, out="quiet", progress=False)
    assert capsys.readouterr() == ("", "")


@pytest.mark.slow
@pytest.mark.usefixtures("notebook")
def test_the_line_ends_where_runs_are_broken_off(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Live, "advanced", broken)
    with pytest.raises(KeyboardInterrupt):
        run(load_scenario("baubau-seoul", {"scenario.months": 6}), replicates=REPLICATES)
    assert capsys.readouterr().err == "\rrunning: 0 of 60 runs\n"
