"""A verb in Python and the command of its name take the same options and leave the same files."""

from __future__ import annotations

import inspect
import json
import re
import shutil
from functools import partial
from typing import TYPE_CHECKING, Any

import click
import pytest

import paradiplomacy
from paradiplomacy_cli.main import cli
from paradiplomacy_cli.options import described
from paradiplomacy_results.errors import ResultsError
from paradiplomacy_results.wording import argument, as_options
from tests.support.command_line import call, printed
from tests.support.designs import written
from tests.support.fake_engine import FakeEngine, use
from tests.support.planted import LEVELS, planted

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_analysis import Results

VERBS = (
    "run",
    "sweep",
    "search",
    "merge",
    "replay",
    "analyse",
    "plot",
    "report",
    "explore",
    "export",
    "diff",
)

OF_THE_COMMAND = {
    "run": {"as_json", "no_figures", "quiet"},  # in Python, figures are drawn by plot
    "sweep": {"as_json", "dry_run", "quiet"},  # in Python, a function of its own: estimate
    "search": {"as_json", "dry_run", "quiet"},  # in Python, of a module: foresee
    "merge": {"as_json", "quiet"},
    "replay": {"as_json", "quiet", "run"},  # required, there and in Python
    "analyse": {"as_json", "quiet"},
    "plot": {"quiet"},
    "report": {"quiet"},
    "explore": {"as_json", "quiet"},
    "export": {"quiet"},
    "diff": {"as_json", "quiet"},
}
"""Options about what a command prints, or which of several things it does."""

OF_THE_VERB = {
    "run": {"progress", "stop", "command"},
    "sweep": {"progress", "stop", "command"},
    "search": {"progress", "stop", "command", "left"},
    "merge": {"progress", "stop", "command"},
    "replay": {"told", "run"},
    "analyse": {"write"},  # the command always writes
    "plot": {"drawing"},
    "report": {"drawing"},
    "explore": set(),
    "export": set(),
    "diff": {"second"},  # an argument of the command
}
"""Parameters by which a program follows a verb."""


def parameters(verb: str) -> dict[str, inspect.Parameter]:
    """Return the parameters of a verb, without what it is about."""
    _, *others = inspect.signature(getattr(paradiplomacy, verb)).parameters.items()
    return dict(others)


def options(verb: str) -> dict[str, click.Parameter]:
    """Return the options of the command of that name."""
    command = cli.get_command(click.Context(cli), verb)
    assert command is not None
    found = [one for one in command.params if isinstance(one, click.Option)]
    return {str(one.name): one for one in found if one.name not in OF_THE_COMMAND[verb]}


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_of_a_command_is_a_parameter_of_its_verb_with_the_same_default(
    verb: str,
) -> None:
    defaults = {name: parameter.default for name, parameter in parameters(verb).items()}
    for name in OF_THE_VERB[verb]:
        del defaults[name]
    assert {name: option.default for name, option in options(verb).items()} == defaults


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_is_described_once_by_its_verb(verb: str) -> None:
    told = described(getattr(paradiplomacy, verb))
    assert list(told)[1:] == list(parameters(verb))
    for name, option in options(verb).items():
        assert isinstance(option, click.Option)
        assert str(option.help).startswith(told[name].replace("``", "")), name


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files in a folder, by path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def tables(folder: Path) -> dict[str, bytes]:
    """Return all files of a result directory but the manifest, which holds times."""
    return {name: data for name, data in contents(folder).items() if name != "manifest.json"}


def the_same(one: Path, other: Path) -> bool:
    """Tell whether two result directories hold the same, to the bit."""
    hashes = {paradiplomacy.load(folder).manifest.contents for folder in (one, other)}
    return tables(one) == tables(other) and len(hashes) == 1


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return use(FakeEngine(), monkeypatch)


RUN = ["--months", "12", "--replicates", "6", "--seed", "3", "--series-every", "2", "--events"]


def test_run_leaves_what_the_command_leaves(engine: FakeEngine, tmp_path: Path) -> None:
    words = ["--set", "gate.patience=24", "--out", str(tmp_path / "command"), "--no-figures"]
    said = done("run", "baubau-seoul", *RUN, *words)
    assert f"tables in Python: paradiplomacy.load({str(tmp_path / 'command')!r}).runs" in said
    finished = paradiplomacy.run(
        "baubau-seoul",
        ["gate.patience=24"],
        months=12,
        replicates=6,
        seed=3,
        series_every=2,
        events=True,
        out=tmp_path / "verb",
    )
    assert the_same(tmp_path / "command", finished.directory)


def test_sweep_leaves_what_the_command_leaves(engine: FakeEngine, tmp_path: Path) -> None:
    design = str(written(tmp_path))
    words = ["--set", "design.replicates=2", "--out", str(tmp_path / "command")]
    said = done("sweep", design, *words, "--max-runs", "6")
    assert f"tables in Python: paradiplomacy.load({str(tmp_path / 'command')!r}).runs" in said
    finished = paradiplomacy.sweep(
        design, ["design.replicates=2"], out=tmp_path / "verb", max_runs=6
    )
    assert the_same(tmp_path / "command", finished.directory)


def done(*words: str) -> str:
    """Return what a command prints that must succeed, and may tell how it gets on."""
    result = call(*words)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def planted_levels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return results to copy."""
    with pytest.MonkeyPatch.context() as patch:
        return planted(tmp_path_factory.mktemp("planted"), patch, LEVELS).directory


@pytest.fixture
def levels(planted_levels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Results:
    """Return results that a test may write to; a report's figures are coarse."""
    use(FakeEngine(), monkeypatch)
    monkeypatch.setattr("paradiplomacy_analysis.report.DPI", 20)
    return paradiplomacy.load(shutil.copytree(planted_levels, tmp_path / "out"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "verb"),
    [
        (["analyse", "--outcome", "trust"], "analyse"),
        (["plot", "--figure", "heatmap", "--size", "column", "--format", "svg"], "plot"),
        (["report", "--outcome", "trust"], "report"),
    ],
    ids=["analyse", "plot", "report"],
)
def test_what_results_tell_is_written_as_the_command_writes_it(
    levels: Results, words: list[str], verb: str
) -> None:
    calls: dict[str, Any] = {
        "analyse": partial(paradiplomacy.analyse, outcomes=["trust"], write=True),
        "plot": partial(paradiplomacy.plot, figures=["heatmap"], size="column", format="svg"),
        "report": partial(paradiplomacy.report, outcomes=["trust"]),
    }
    before = contents(levels.directory)
    printed(words[0], str(levels.directory), *words[1:])
    by_command = contents(levels.directory)
    new = sorted(set(by_command) - set(before))
    assert new
    for path in new:
        (levels.directory / path).unlink()
    calls[verb](levels.directory)
    assert contents(levels.directory) == by_command


@pytest.mark.slow
def test_a_path_and_loaded_results_are_the_same_to_a_verb(levels: Results) -> None:
    by_path = paradiplomacy.analyse(str(levels.directory), ["contrasts"])
    by_results = paradiplomacy.analyse(paradiplomacy.load(levels.directory), ["contrasts"])
    assert [one.as_json() for one in by_path] == [one.as_json() for one in by_results]
    assert paradiplomacy.plot(levels, ["heatmap"], dpi=60) == [
        levels.directory / "figures/heatmap.png"
    ]
    assert paradiplomacy.report(levels, ["trust"]) == levels.directory / "report.html"


@pytest.mark.slow
def test_diff_tells_of_two_what_the_command_tells(engine: FakeEngine, tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "other"]
    for folder, unit in zip(folders, (False, True), strict=True):
        paradiplomacy.run(
            "baubau-seoul", {"cities.baubau.unit": unit}, months=12, replicates=4, out=folder
        )
    found = paradiplomacy.diff(*folders)
    told = call("diff", *map(str, folders), "--json")
    assert json.loads(told.stdout) == json.loads(json.dumps(found.as_json()))
    assert found.keys == ("cities.baubau.unit: false in the first, true in the second",)
    assert paradiplomacy.diff(*map(paradiplomacy.load, folders)).table.equals(found.table)
    assert "difference" in found.table.columns


def test_results_are_looked_after_by_paths_as_text(engine: FakeEngine, tmp_path: Path) -> None:
    paradiplomacy.run("baubau-seoul", months=12, replicates=4, out=tmp_path / "out")
    folder = str(tmp_path / "out")
    assert (paradiplomacy.status(folder).done, paradiplomacy.verify(folder).faults) == (4, [])
    found = paradiplomacy.reproduce(folder, runs=2, progress=False)
    assert (found.runs, found.differing) == (2, 0)


def test_analyse_writes_nothing_unless_asked(levels: Results) -> None:
    paradiplomacy.analyse(levels, ["contrasts"])
    assert not (levels.directory / "analysis").exists()


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (partial(paradiplomacy.analyse, methods=["contrast"]), "mean 'contrasts'.* tradeoffs"),
        (partial(paradiplomacy.plot, figures=["heat"]), "no figure 'heat'.* heatmap"),
        (partial(paradiplomacy.plot, format="gif"), "no format 'gif'.* png, svg, pdf"),
        (partial(paradiplomacy.plot, size="poster"), "no size 'poster'.* column"),
    ],
)
def test_an_unknown_name_is_answered_with_the_known_ones(
    levels: Results, ask: Any, answer: str
) -> None:
    with pytest.raises(ResultsError, match=answer):
        ask(levels)


@pytest.mark.parametrize(
    ("ask", "words", "in_python", "typed"),
    [
        (
            partial(paradiplomacy.load_scenario, "baubau-seoul", ["gate.patiense=3"]),
            ["show", "baubau-seoul", "--set", "gate.patiense=3"],
            "overrides: gate.patiense: unknown key",
            "--set: gate.patiense: unknown key",
        ),
        (
            partial(paradiplomacy.load_design, "autonomy-capacity", max_runs=3),
            ["sweep", "autonomy-capacity", "--max-runs", "3"],
            r"max_runs=\d+ lifts it",
            r"--max-runs \d+ lifts it",
        ),
        (
            partial(paradiplomacy.run, "baubau-seoul", out="mine"),
            ["run", "baubau-seoul", "--out", "mine"],
            "choose another directory with out=DIR$",
            "choose another directory with --out DIR$",
        ),
    ],
)
def test_a_refusal_speaks_to_its_caller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: Any, words: list[str], in_python: str,
    typed: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(Exception, match=in_python) as raised:
        ask()
    assert not re.search(r"(?<!\w)--\w", str(raised.value))
    told = call(*words).stderr
    assert re.search(typed, told, re.MULTILINE), told
    with pytest.raises(Exception, match=in_python):
        ask()


def test_an_argument_is_given_as_its_caller_gives_it() -> None:
    given = [("max_runs", 12), ("overwrite", True), ("engine", "mesa"), ("out", "DIR"),
             ("success", None), ("overrides", None), ("outcomes", None)]  # fmt: skip
    assert [argument(*one) for one in given] == [
        "max_runs=12", "overwrite=True", "engine='mesa'", "out=DIR", "success", "overrides",
        "outcomes",
    ]  # fmt: skip
    with as_options():
        assert [argument(*one) for one in given] == [
            "--max-runs 12", "--overwrite", "--engine mesa", "--out DIR", "--success", "--set",
            "--outcome",
        ]  # fmt: skip
