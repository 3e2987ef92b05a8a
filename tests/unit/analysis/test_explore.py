"""The page to explore results with: what it holds, to the bit, and that it is one inert file."""

from __future__ import annotations

import base64
import functools
import hashlib
import itertools
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import paradiplomacy
from paradiplomacy_analysis import load
from paradiplomacy_analysis.exploring import switches, writing
from paradiplomacy_analysis.exploring.columns import column
from paradiplomacy_analysis.exploring.page import page_of
from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.execution.runner import run_design
from paradiplomacy_results.caveats import MODEL_OR_EVIDENCE, NOT_TOLD
from tests.support.command_line import call, printed
from tests.support.designs import FORGETTING, HEAD, made
from tests.support.explored import (
    CARRIED,
    OUTCOMES,
    data_of,
    design,
    made_once,
    numbers_of,
    of_a_design,
    of_a_sample,
    of_ties,
    same_bits,
    ties,
    whole_of,
)
from tests.support.fake_engine import FakeEngine, stopped_after, use
from tests.unit.analysis.test_report import ADDRESSES, TITLE, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paradiplomacy_analysis import Results

__all__ = ["design", "made_once", "ties"]

VENDORED = Path(writing.__file__).parent / "vendored"

SHIPPED = {
    "LICENSE": "8f989229699b4fe2f1a0432d0e9edc338a8a911e250e2d1b01ecd770a5f5b1bd",
    "uPlot.iife.min.js": "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",
    "uPlot.min.css": "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
}
"""The files of uPlot 1.6.32, as its package has them."""


HOME_OF_UPLOT = "https://github.com/leeoniya/uPlot"


def hostile(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Results:
    """Return results whose title, question, cities and levels were chosen to break out."""
    named = json.dumps(TITLE)
    head = HEAD.replace('"A design"', named).replace('"What comes of it?"', named)
    head = head.replace('"scenario.months"', f'"cities.seoul.name" = {named}\n"scenario.months"')
    levels = f'{{ {named} = 0.9, "=cmd()" = 0.95, "</script><script>alert(3)</script>" = 0.99 }}'
    text = f'[factors.a]\nkey = "trust.forgetting"\nlevels = {levels}\n'
    use(FakeEngine(), monkeypatch)
    run_design(made(folder, text, head=head), out=folder / "out")
    return load(folder / "out")


@functools.cache
def text_in(directory: Path, outcomes: tuple[str, ...], *, partial: bool) -> str:
    return writing.html(page_of(load(directory, partial=partial), outcomes))


def text_of(results: Results, outcomes: Sequence[str] = ()) -> str:
    """Return the page of results, which is made once."""
    return text_in(results.directory, tuple(outcomes), partial=results.partial)


@pytest.mark.slow
def test_every_number_of_the_runs_is_there_to_the_bit(design: Results) -> None:
    data = data_of(text_of(design, OUTCOMES))
    runs = design.runs.sort_values(["point", "replicate"])
    for name in ("run", "replicate"):
        assert whole_of(data[name]).tolist() == runs[name].tolist()
    assert whole_of(data["points"])[whole_of(data["point"])].tolist() == runs["point"].tolist()
    assert [each["name"] for each in data["outcomes"]] == list(OUTCOMES)
    for each in data["outcomes"]:
        assert same_bits(numbers_of(each), runs[each["name"]]), each["name"]
    for each in data["switches"]:
        levels = [float(option) for option in each["options"]]
        told = np.array(levels)[whole_of(each["codes"])][whole_of(data["point"])]
        assert told.tolist() == runs[each["name"]].tolist()


def test_every_number_of_the_years_is_there_to_the_bit(design: Results) -> None:
    data = data_of(text_of(design, OUTCOMES))
    series = design.series.set_index(["run", "month"])
    yearly = data["yearly"]
    months = [11, 23, 35]
    assert yearly["labels"] == ["end of 2009", "end of 2010", "end of 2011"] or len(months) == 3
    runs = whole_of(data["run"])[whole_of(yearly["rows"])]
    at = list(itertools.product(runs, months))
    assert whole_of(yearly["there"]).all()
    for name, values in yearly["values"].items():
        assert same_bits(numbers_of(values), series.loc[at, name]), name
    for name, values in zip(CARRIED, yearly["carried"], strict=True):
        assert same_bits(numbers_of(values), series.loc[at, name]), name


@pytest.mark.slow
def test_a_run_is_told_by_tie_to_the_bit(ties: Results) -> None:
    data = data_of(text_of(ties, ["trust", "cost_total"]))
    point, run = whole_of(data["point"]), whole_of(data["run"])
    ends = ties.partnerships.set_index(["partnership", "run"])
    histories = ties.histories.set_index(["partnership", "run", "month"])
    trust, world = (numbers_of(each) for each in data["outcomes"])
    carried = [numbers_of(each).reshape(-1, 3) for each in data["yearly"]["carried"]]
    there = whole_of(data["yearly"]["there"]).reshape(-1, 3)
    for place, tie in enumerate(data["ties"]):
        mine = np.flatnonzero(point == place)
        if not tie:
            whole = ties.runs.set_index("run")
            assert same_bits(trust[mine], whole.loc[run[mine], "trust"])
            assert same_bits(world[mine], whole.loc[run[mine], "cost_total"])
            continue
        assert same_bits(trust[mine], ends.loc[[(tie, each) for each in run[mine]], "trust"])
        assert np.isnan(world[mine]).all()
        for row, year in itertools.product(mine, range(3)):
            key = (tie, run[row], 12 * year + 11)
            assert there[row, year] == (key in histories.index)
            if there[row, year]:
                mode = histories.loc[key, "mode"]
                told = [each[row, year] for each in carried]
                expected = [float(f"{mode}_share" == name) for name in CARRIED]
                assert np.isnan(told).all() if mode == "none" else told == expected
    assert (there == 0).any()


@pytest.mark.slow
def test_what_happened_in_the_first_run_is_there_by_year_and_tie(ties: Results) -> None:
    data = data_of(text_of(ties, ["trust"]))
    events = ties.events[ties.events["run"] == 0]
    told = data["happenings"]["events"]
    assert data["happenings"]["run"] == 0
    assert [each[0] for each in told] == (events["month"] // 12).tolist()
    assert [each[1] for each in told] == [f"2007-{1 + m:02d}" for m in events["month"]]
    assert [each[2] for each in told] == [kind.replace("_", " ") for kind in events["kind"]]
    for each, tie in zip(told, events["partnership"], strict=True):
        named = [data["ties"][place] for place in each[4]]
        assert named == [tie] if isinstance(tie, str) else tie not in named


@pytest.mark.parametrize("distinct", [1, 3, 300, 70_000])
def test_a_column_keeps_all_bits_also_of_zeros_and_of_what_is_no_number(distinct: int) -> None:
    values = np.resize(np.random.default_rng(1).normal(size=distinct), 70_000)
    values[:4] = [0.0, -0.0, np.nan, np.inf]
    assert same_bits(numbers_of(column(values)), values)


@pytest.mark.parametrize(
    "of", [of_a_design, of_ties, hostile, pytest.param(of_a_sample, marks=pytest.mark.slow)]
)
def test_nothing_but_our_scripts_runs_and_nothing_comes_from_outside(
    of: Any, made_once: Callable[[Any], Results]
) -> None:
    text = text_of(made_once(of), OUTCOMES)
    parsed = Page(text)
    for tag, attributes in parsed.elements:
        assert tag not in {"iframe", "object", "embed", "base", "math", "img"}
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name not in {"style", "src", "action"}
            if name in ADDRESSES:
                assert value.startswith("#") or value == "data:,"
    policy = next(
        meta["content"]
        for meta in parsed.all("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    )
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(found.encode()).digest()).decode()}'"
        for found in re.findall("<(?:style|script)>(.*?)</(?:style|script)>", text, re.DOTALL)
    ]
    assert len(hashes) == 3
    assert policy == (
        f"default-src 'none'; img-src data:; style-src {hashes[0]}; "
        f"script-src {hashes[1]} {hashes[2]}; base-uri 'none'; form-action 'none'"
    )
    plain = text.replace("http://www.w3.org/2000/svg", "").replace(HOME_OF_UPLOT, "")
    assert "://" not in plain
    assert "\u202e" not in text


@pytest.mark.slow
def test_hostile_names_are_shown_as_they_are(made_once: Callable[[Any], Results]) -> None:
    text = text_of(made_once(hostile))
    assert len(re.findall("<script", text)) == 3
    words = Page(text).text
    assert "=cmd()" in words
    assert "</script><script>alert(3)</script>" in words
    assert TITLE.replace("\u202e", " ").split("onerror")[0] in words


@pytest.mark.slow
def test_it_is_in_order_for_a_screen_reader(design: Results) -> None:
    parsed = Page(text_of(design))
    assert len(parsed.all("h1")) == len(parsed.all("main")) == 1
    levels = [int(tag[1]) for tag, _ in parsed.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    ids = [attributes["id"] for _, attributes in parsed.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    referred = {
        word
        for _, attributes in parsed.elements
        for name in ("aria-describedby", "aria-labelledby", "for")
        for word in attributes.get(name, "").split()
    }
    assert referred <= set(ids)
    assert {link["href"].removeprefix("#") for link in parsed.all("a")} <= set(ids)
    labelled = {label["for"] for label in parsed.all("label") if "for" in label}
    for control in parsed.all("select"):
        assert control.get("aria-label") or control["id"] in labelled


def test_it_says_what_is_model_what_it_does_not_tell_and_where_it_comes_from(
    design: Results,
) -> None:
    words = Page(text_of(design)).text
    assert MODEL_OR_EVIDENCE in words
    for what, why in NOT_TOLD.items():
        assert f"{what}. {why}" in words
    for value in (design.manifest.config_sha256, design.manifest.contents, "seed"):
        assert str(value) in words
    assert "paradiplomacy reproduce" in words


@pytest.mark.slow
def test_a_doubt_stands_before_what_it_doubts(design: Results) -> None:
    page = page_of(design)
    words = Page(text_of(design)).text
    assert page.leading is not None
    assert page.leading.doubts
    assert words.index(page.leading.doubts[0]) < words.index(page.leading.answer)
    section = words[words.index("Look for yourself", words.index(page.leading.answer)) :]
    for finding in page.findings:
        assert section.index(finding.doubts[0]) < section.index(finding.sentences[0])


def test_words_of_the_field_are_explained_where_they_stand(design: Results) -> None:
    parsed = Page(text_of(design))
    words = [each for each in parsed.all("button") if each.get("class") == "word"]
    assert len(words) > 10
    assert all(each["aria-describedby"].startswith("word-") for each in words)
    assert "one run of a scenario; replicates differ in their luck only" in parsed.text


@pytest.mark.slow
def test_what_is_not_kept_is_said_with_the_command_that_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(), monkeypatch)
    monkeypatch.chdir(tmp_path)
    made(tmp_path, FORGETTING + '[keep]\ntables = ["runs"]\n')
    printed("sweep", "design.toml", "--out", "R", "--quiet")
    page = page_of(load("R"))
    ((what, how),) = page.lacking
    assert "series" in what
    command = how.removeprefix("To keep it: ").split()
    assert command[0] == "paradiplomacy"
    printed(*command[1:], "--quiet")
    assert page_of(load("R")).lacking == ()
    assert page_of(load("R")).data["yearly"]["labels"]


@pytest.mark.slow
def test_the_default_file_is_no_part_of_what_is_verified(design: Results) -> None:
    page = paradiplomacy.explore(design)
    assert page.path == design.directory / "explore.html"
    assert page.bytes == page.path.stat().st_size < 5_000_000
    assert str(page) == str(page.path)
    assert page.path.read_text("utf-8") == text_of(design)
    assert call("verify", str(design.directory)).exit_code == exit_codes.OK


@pytest.mark.slow
def test_the_command_writes_what_the_function_does(design: Results, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    told = printed("explore", str(design.directory), "--outcome", "trust", "--out", str(out))
    assert told == f"page: {out}\n"
    assert out.read_text("utf-8") == text_of(design, ["trust"])
    found = json.loads(printed("explore", str(design.directory), "--out", str(out), "--json"))
    assert found == {"page": str(out), "bytes": out.stat().st_size, "samples": []}


@pytest.mark.parametrize(
    ("out", "code", "said"),
    [
        ("nowhere/page.html", exit_codes.DISK, "there is no folder"),
        ("page.txt", exit_codes.CONFIG, ".html or .htm"),
        ("folder.html", exit_codes.DAMAGED, "it is no file"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused_before_the_work(
    design: Results, tmp_path: Path, out: str, code: int, said: str
) -> None:
    (tmp_path / "folder.html").mkdir()
    result = call("explore", str(design.directory), "--out", str(tmp_path / out))
    assert result.exit_code == code
    assert said in result.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["folder.html"]


def test_what_is_no_result_directory_is_refused(tmp_path: Path) -> None:
    result = call("explore", str(tmp_path))
    assert result.exit_code == exit_codes.CONFIG
    assert "is no result directory" in result.stderr


@pytest.mark.slow
def test_results_that_are_not_complete_are_shown_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, engine = stopped_after(3)
    use(engine, monkeypatch)
    out = tmp_path / "out"
    assert not run_design(made(tmp_path), out=out, chunk_runs=2, stop=stop, workers=1).complete
    words = Page(text_of(load(tmp_path / "out", partial=True))).text
    assert re.search(r"of 12 runs \(\d+ %\) of \d of 3 points: an incomplete sample", words)
    page = paradiplomacy.explore(tmp_path / "out")
    assert page.path.is_file()


def test_levers_that_are_combined_are_switches_one_by_one() -> None:
    sets = ["none", "a", "b", "a+b", "c", "a+c", "b+c", "a+b+c", "d", "a+d"]
    assert not switches._combined(sets[:8])
    found = list(switches._each_lever(sets[:8], pd.Series(sets[:8])))
    assert [each.name for each in found] == ["lever a", "lever b", "lever c"]
    assert found[0].codes.tolist() == [0, 1, 0, 1, 0, 1, 0, 1]


def test_uplot_is_what_its_package_holds() -> None:
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDORED.iterdir()
    }
    assert found == SHIPPED
    assert "(v1.6.32)" in (VENDORED / "uPlot.iife.min.js").read_text("utf-8")
    assert "MIT" in (VENDORED / "LICENSE").read_text("utf-8")


def test_every_script_is_in_the_page_and_none_is_long() -> None:
    folder = VENDORED.parent / "script"
    assert {path.stem for path in folder.iterdir()} == set(writing.SCRIPTS)
    assert all(len(path.read_text("utf-8").splitlines()) < 400 for path in folder.iterdir())
