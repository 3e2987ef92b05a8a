"""``paradiplomacy analyse``, ``plot`` and ``report`` as a user meets them."""

from __future__ import annotations

import csv
import json
import os
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from paradiplomacy_analysis import load
from paradiplomacy_analysis.figures import FIGURES
from paradiplomacy_analysis.methods import METHODS
from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.execution.runner import run_design
from paradiplomacy_results.store import remove_results
from tests.support.command_line import call, printed
from tests.support.designs import FORGETTING, HEAD, made
from tests.support.fake_engine import FakeEngine, run, stopped_after, use
from tests.support.once import draw_coarsely
from tests.support.planted import DESIGNS, LEVELS, planted

if TYPE_CHECKING:
    from collections.abc import Callable

    from paradiplomacy_analysis import Results

COMMANDS = ("analyse", "plot", "report")
COARSE = {"plot": ("--dpi", "60")}

SMALL = DESIGNS | {
    "saltelli": DESIGNS["saltelli"].replace("base = 64", "base = 16"),
    "lhs": DESIGNS["lhs"].replace("points = 240", "points = 100"),
}
"""A design for each method of analysis, with as few points as it can do with."""

NO_CRITERION = SMALL["lhs"].partition("[analysis]")[0]


@pytest.fixture(scope="module")
def planted_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return what gives the results of a design, the same each time: to be read or copied."""

    @cache
    def made_of(text: str) -> Path:
        head = HEAD if text == LEVELS else HEAD.replace("= 4", "= 2")
        with pytest.MonkeyPatch.context() as patch:
            return planted(tmp_path_factory.mktemp("planted"), patch, text, head).directory

    return made_of


@pytest.fixture
def copied(tmp_path: Path, planted_once: Callable[[str], Path]) -> Callable[[str], Results]:
    """Return what gives results of a design that a test may write to."""
    return lambda text: load(shutil.copytree(planted_once(text), tmp_path / "out"))


@pytest.fixture
def levels(copied: Callable[[str], Results]) -> Results:
    return copied(LEVELS)


@pytest.fixture(scope="module")
def answered(
    tmp_path_factory: pytest.TempPathFactory, planted_once: Callable[[str], Path]
) -> Callable[[str], tuple[Path, dict[str, str]]]:
    """Return what gives results of a design after all commands, and what each printed.

    Levels are asked for all outcomes that are looked at by default, other designs for one.
    """

    @cache
    def answered_of(text: str) -> tuple[Path, dict[str, str]]:
        place = shutil.copytree(planted_once(text), tmp_path_factory.mktemp("answered") / "out")
        outcomes = () if text == LEVELS else ("--outcome", "trust")
        with pytest.MonkeyPatch.context() as patch:
            draw_coarsely(patch)
            said = {each: printed(each, str(place), *outcomes) for each in COMMANDS}
        return place, said

    return answered_of


# What comes out.


@pytest.mark.slow
def test_analyse_prints_sentences_doubts_and_tables_and_writes_them(levels: Results) -> None:
    out = printed("analyse", str(levels.directory))
    assert "contrasts: Which level or lever changes what" in out
    assert "Trust is 1.288" in out
    assert "only 4 replicates: intervals take differences for about normal" in out
    assert f"tables and findings: {levels.directory / 'analysis'}" in out
    with (levels.directory / "analysis/contrasts.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["factor"] for row in rows} == {"forgetting", "patience"}
    document = json.loads((levels.directory / "analysis/contrasts.json").read_text("utf-8"))
    assert document["of"]["contents"] == levels.manifest.contents


@pytest.mark.slow
def test_json_is_the_findings_and_nothing_else(levels: Results) -> None:
    findings = json.loads(printed("analyse", str(levels.directory), "--json"))
    assert [finding["method"] for finding in findings] == ["contrasts", "tradeoffs"]
    outcomes = {row["outcome"] for row in findings[0]["tables"]["contrasts"]}
    assert {"trust", "effectiveness"} <= outcomes


def test_methods_and_outcomes_are_chosen(levels: Results) -> None:
    chosen = ["--method", "contrasts", "--outcome", "trust", "--json"]
    (finding,) = json.loads(printed("analyse", str(levels.directory), *chosen))
    assert {row["outcome"] for row in finding["tables"]["contrasts"]} == {"trust"}


@pytest.mark.slow
def test_success_is_given_by_hand(copied: Callable[[str], Results]) -> None:
    results = copied(NO_CRITERION)
    out = printed("analyse", str(results.directory), "--success", "trust >= 10", "--json")
    assert json.loads(out)[0]["sentences"][0].endswith("of all points succeed: trust >= 10.")


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_each_design_goes_through_all_three(
    answered: Callable[[str], tuple[Path, dict[str, str]]], name: str
) -> None:
    directory, said = answered(SMALL[name])
    for command in COMMANDS:
        assert str(directory) in said[command]
    assert (directory / "report.html").stat().st_size > 10_000


@pytest.mark.slow
def test_plot_says_what_each_file_shows(levels: Results) -> None:
    lines = printed("plot", str(levels.directory), "--size", "column", *COARSE["plot"]).splitlines()
    assert [Path(line.split(":")[0]).name for line in lines] == [
        "heatmap-column.png",
        "interactions-column.png",
        "forest-column.png",
        "front-column.png",
    ]
    assert all(Path(line.split(":")[0]).is_file() for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_figure_is_chosen_and_its_format(levels: Results, kind: str) -> None:
    out = printed("plot", str(levels.directory), "--figure", "heatmap", "--format", kind)
    assert out.startswith(str(levels.directory / f"figures/heatmap.{kind}"))


@pytest.mark.slow
def test_outcomes_ties_title_and_dots_are_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(), monkeypatch)
    run(tmp_path / "out", replicates=2)
    plot = ["plot", str(tmp_path / "out"), "--figure"]
    printed(*plot, "trajectories", "--outcome", "perception", "--title", "An image", "--dpi", "50")
    with Image.open(tmp_path / "out/figures/trajectories.png") as image:
        assert image.width == 500
        assert image.info["Title"] == "An image"
        assert "Panels: perception." in image.info["Comment"]
    printed(*plot, "trust", "--ties", "baubau-seoul", "--size", "column")
    assert sorted(path.name for path in (tmp_path / "out/figures").iterdir()) == [
        "trajectories.png",
        "trust-column.png",
    ]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--figure", "trust", "--ties", "baubau-soul"], 2, "did you mean 'baubau-seoul'?"),
        (["--figure", "trust", "--outcome", "trusst"], 2, "did you mean 'trust'?"),
        (["--figure", "network", "--ties", "baubau-seoul"], 3, "figures that have one are trust"),
        (["--dpi", "7"], 2, "30<=x<=1200"),
    ],
)
def test_a_choice_that_a_figure_does_not_have_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int, said: str
) -> None:
    use(FakeEngine(), monkeypatch)
    run(tmp_path / "out", replicates=2)
    result = call("plot", str(tmp_path / "out"), *words)
    assert result.exit_code == code
    assert said in result.stderr


@pytest.mark.slow
def test_results_of_one_world_are_plotted_and_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(), monkeypatch)
    draw_coarsely(monkeypatch)
    run(tmp_path / "out", replicates=6)
    plot = ("plot", str(tmp_path / "out"))
    assert "carriers.png" in printed(*plot)
    assert "history-baubau-seoul.png" in printed(*plot, "--figure", "history")
    printed("report", str(tmp_path / "out"))


@pytest.mark.slow
def test_what_was_made_of_results_goes_when_they_are_overwritten(
    answered: Callable[[str], tuple[Path, dict[str, str]]], tmp_path: Path
) -> None:
    directory = Path(shutil.copytree(answered(LEVELS)[0], tmp_path / "out"))
    assert {"analysis", "figures", "report.html"} <= {path.name for path in directory.iterdir()}
    remove_results(directory)
    assert [path for path in directory.rglob("*") if path.is_file()] == []


# What is refused.


@pytest.mark.parametrize(
    ("arguments", "known"),
    [
        (["analyse", "--method", "tarot"], METHODS),
        (["plot", "--figure", "tarot"], FIGURES),
    ],
)
def test_unknown_names_are_answered_with_the_known_ones(
    levels: Results, arguments: list[str], known: dict[str, object]
) -> None:
    result = call(arguments[0], str(levels.directory), *arguments[1:])
    assert result.exit_code == exit_codes.CONFIG
    assert "tarot" in result.stderr
    assert all(name in result.stderr.replace("\n", " ") for name in known)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_without_results_is_refused(tmp_path: Path, command: str) -> None:
    result = call(command, str(tmp_path))
    assert result.exit_code == exit_codes.CONFIG
    assert "is no result directory" in result.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_failed_runs_are_refused_by_number_with_the_command_that_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    use(FakeEngine(failing={2}), monkeypatch)
    again = ("paradiplomacy", "sweep", "my design.toml")
    run_design(made(tmp_path, FORGETTING), out=tmp_path / "out", command=again)
    result = call(command, str(tmp_path / "out"))
    assert result.exit_code == exit_codes.REFUSED
    assert "runs 6, 7, 8 failed" in result.stderr
    assert "paradiplomacy sweep 'my design.toml' --retry-failed" in result.stderr
    assert not (tmp_path / "out/report.html").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_unfinished_results_are_refused_with_the_command_that_completes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    stop, engine = stopped_after(2)
    use(engine, monkeypatch)
    again = ("paradiplomacy", "sweep", "design.toml")
    run_design(
        made(tmp_path, FORGETTING), out=tmp_path / "out", chunk_runs=2, command=again, stop=stop
    )
    result = call(command, str(tmp_path / "out"))
    assert result.exit_code == exit_codes.REFUSED
    assert "is not complete" in result.stderr
    assert "paradiplomacy sweep design.toml" in result.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_damaged_results_are_refused(levels: Results, command: str) -> None:
    part = next((levels.directory / "runs").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:-20])
    result = call(command, str(levels.directory))
    assert result.exit_code == exit_codes.DAMAGED
    assert part.name in result.stderr


def test_a_method_that_does_not_fit_is_refused_by_its_reason(levels: Results) -> None:
    for method, reason in (
        ("sobol", "saltelli is needed"),
        ("morris", "morris is needed"),
        ("discovery", "does not say what counts as success"),
        ("survival", "holds neither events nor yearly"),
    ):
        result = call("analyse", str(levels.directory), "--method", method)
        assert result.exit_code == exit_codes.REFUSED
        assert reason in result.stderr
    assert not (levels.directory / "analysis").exists()


def test_one_point_has_nothing_to_compare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(FakeEngine(), monkeypatch)
    keep = '\n[keep]\ntables = ["runs"]\n'
    run_design(made(tmp_path, keep, head=HEAD), out=tmp_path / "out")
    result = call("analyse", str(tmp_path / "out"))
    assert result.exit_code == exit_codes.REFUSED
    assert "one point and nothing to compare" in result.stderr
    assert call("plot", str(tmp_path / "out")).exit_code == exit_codes.REFUSED
    printed("report", str(tmp_path / "out"))


@pytest.mark.slow
def test_a_spread_sample_without_a_criterion_asks_for_one(
    planted_once: Callable[[str], Path],
) -> None:
    result = call("analyse", str(planted_once(NO_CRITERION)))
    assert result.exit_code == exit_codes.REFUSED
    assert "say what counts as success, with --success" in result.stderr


@pytest.mark.slow
def test_a_spread_sample_that_is_too_small_to_be_searched_is_told_its_points(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = DESIGNS["lhs"].replace("points = 240", "points = 40")
    result = call("analyse", str(planted(tmp_path, monkeypatch, small).directory))
    assert result.exit_code == exit_codes.REFUSED
    assert "a search for the conditions of success needs 100 points" in result.stderr


def test_an_unknown_outcome_is_answered_with_those_that_were_kept(levels: Results) -> None:
    result = call("analyse", str(levels.directory), "--outcome", "happiness")
    assert result.exit_code == exit_codes.CONFIG
    assert f"no indicator 'happiness' in {levels.directory}: there are" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_cannot_be_written_is_told(
    levels: Results, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    before = {path: path.read_bytes() for path in levels.directory.rglob("*") if path.is_file()}
    monkeypatch.setattr(os, "fsync", full)
    result = call(command, str(levels.directory), "--outcome", "trust")
    assert result.exit_code == exit_codes.DISK
    assert "cannot write" in result.stderr
    after = {path: path.read_bytes() for path in levels.directory.rglob("*") if path.is_file()}
    assert after == before


# Hostile names.


@pytest.mark.slow
def test_hostile_levels_are_inert_in_tables_and_in_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = """
[factors.a]
key = "trust.forgetting"
levels = { a = 0.9, "=cmd()" = 0.95, "+1\\u001b[31m" = 0.96, "[/foo]" = 0.97, "$\\\\frac{" = 0.98 }
"""
    results = planted(tmp_path, monkeypatch, text)
    out = printed("analyse", str(results.directory), "--method", "contrasts")
    assert "\x1b" not in out
    assert "[/foo]" in out
    table = (results.directory / "analysis/contrasts.csv").read_text("utf-8")
    cells = [cell for row in csv.reader(table.splitlines()) for cell in row]
    assert "'=cmd()" in cells
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)
    # Numbers are numbers, negative ones too.
    rows = list(csv.DictReader(table.splitlines()))
    assert all(isinstance(float(row["difference"]), float) for row in rows)
