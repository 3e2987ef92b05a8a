"""What pages tell a reader to type works, in its order and an empty folder, and bears them out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from paradiplomacy_analysis import load
from paradiplomacy_analysis.figures import drawings
from paradiplomacy_analysis.patterns import PATTERNS
from paradiplomacy_experiments.configuration.listing import shipped_names
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.design import DESIGNS
from tests.support.command_line import call
from tests.support.once import Shelf
from tests.support.pages import ROOT, Page, Reader, assert_all_worked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

README = Page(ROOT / "README.md")
PAGES = {path.stem: Page(path) for path in sorted((ROOT / "analysis" / "howto").glob("*.md"))}

SMALL_WORLD = ["--set", "synthetic.cities=200", "--set", "synthetic.partnerships=300"]
FEW = ["--replicates", "8"]

SHORTER = {
    "paradiplomacy run": ["--no-figures"],
    "run world": ["--months", "24"],
    "run world --replicates 1": SMALL_WORLD,
    "run semarang-junggu": FEW,
    "--seed 1 --json": FEW,
    "mechanisms.trust=": FEW,
    "--out results/with-unit": FEW,
    "--out results/progressive": FEW,
    "--engine mesa": ["--replicates", "1"],
    "sweep regimes.toml": ["--set", "design.replicates=10"],
    "sweep autonomy-capacity --set design.replicates=30": [
        *("--set", "design.replicates=8", "--set", "factors.autonomy.levels=[0.0,1.0]"),
    ],
    "--pattern F17 --pattern N2": ["--replicates", "60"],
    "--pattern F17 --set": ["--replicates", "60"],
    "patterns --draws": ["--pattern", "F17", "--draws", "2", "--replicates", "12"],
    "--pattern F24": ["--replicates", "3"],
    "paradiplomacy sweep discovery": ["--set", "sampler.points=64"],
    "sweep prior": ["--set", "sampler.points=32"],
    "paradiplomacy matching": ["--draws", "32"],
    "sweep path-of-baubau": ["--set", "design.replicates=40"],
    "sweep lives.toml": ["--set", "sampler.points=100"],
    "sweep conditions.toml": ["--set", "sampler.points=250"],
    "sweep space.toml": ["--set", "sampler.points=300"],
    "sweep shares.toml": ["--set", "sampler.base=32"],
    "sweep sample.toml": ["--set", "sampler.points=60", "--set", "design.replicates=3"],
    "paradiplomacy sweep theories": ["--set", "design.replicates=2"],
    "paradiplomacy search": [
        *("--set", "search.population=12", "--set", "search.generations=2"),
        *("--set", "search.judged=8", "--set", "design.replicates=3"),
    ],
    "search policies.toml": ["--set", "search.population=8"],
    "search.generations=20": ["--set", "search.generations=3"],
    "robust.draws=16": ["--set", "robust.draws=8", "--set", "robust.replicates=4"],
}
"""Options for commands that a page mentions and that take long; no number that is told of them."""

SHARED = ("paradiplomacy matching --draws 256 --replicates 5",)
"""Lines that several pages begin with nothing from, and that take long."""

SAID = {
    "explore": ("page: results/autonomy-capacity/explore.html", "six-ties.html", "True ()"),
    "compare-two-regimes": (
        "where regime is progressive than where regime is one gate",
        "spells of ties active",
        "Less cost against more trust",
        "report: results/regimes/report.html",
    ),
    "find-the-conditions": (
        "of all points succeed: trust >= 0.6 and continuity >= 0.7",
        "of all points succeed: continuity >= 0.5 and mou_share < 0.5",
        "everywhere;",
        "boxes.png",
    ),
    "more-views": (
        "of all points succeed: trust >= 0.5 and continuity >= 0.6",
        "your choice; the rule keeps step",
        "it was chosen after looking",
        *("pairs.png", "parallel.png", "stacking.png", "peeling.png", "regions.png"),
        "contours.png",
    ),
    "which-parameters-matter": (
        "Moved through its range, each changes trust",
        "Of the variance of trust, each alone explains",
        "morris.png",
        "sobol.png",
        "Of trust, ",
        "not told from columns of lot",
        "importance.png",
    ),
    "search-for-policies": (
        "beaten by no other in every aim",
        "The search saw",
        "the last that added",
        "search.png",
        "8 draws that the record leaves",
    ),
    "what-is-possible": (
        "searched",
        *("extremes.png", "spread.png"),
        "of runs take the path of Baubau",
        "take it more often than on the whole",
    ),
    "emulate-what-is-dear": (
        "Of the variance of trust, each alone explains: forgetting",
        "each held out once; its 95 % intervals hold",
        "emulator.png",
        "<Emulated trust: 96 points, held-out R2 0.9",
        "sd_of_point",
    ),
    "compare-two-theories": ("asymmetric_exponential", "interactions.png", "forest.png"),
    "hold-it-against-the-record": (
        "2 patterns: 1 pass, 1 inconclusive, 0 not tested, 0 fail",
        "bilateral = neutral: F24 fail",
        "share of draws in which it passes (calibrated)",
        "The record leaves",
        "survive a run of their own as record",
        "hold together in",
        "record-baubau-seoul.png",
    ),
    "in-r": ("export: results/money/export/csv", "export: results/money/export/netlogo"),
    "in-stata": ("export: results/money/export/stata", "(series.dta)"),
    "with-other-tools": (
        "money drive trust cost",
        "first-order index of money",
        "experiments: 8",
        "best value",
        "2 outcomes",
    ),
    "sort-histories": (
        "histories are sorted into",
        "histories.png",
        "of all points succeed: share_flourishing >= 0.6",
    ),
    "your-own-figure": ("How does continuity grow with money?", "money.png"),
}
"""What each page's commands print, in parts."""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Return what lines that several pages share leave, each typed once."""
    return Shelf(tmp_path_factory.mktemp("shelf"), SHARED)


@pytest.mark.parametrize("line", SHARED)
def test_a_line_that_is_typed_once_stands_on_several_pages(line: str) -> None:
    assert sum(line in page.commands() for page in PAGES.values()) > 1


@pytest.mark.slow
@pytest.mark.compiled
@pytest.mark.parametrize("name", PAGES)
def test_a_page_works_from_top_to_bottom(
    name: str, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader(tmp_path, monkeypatch, SHORTER, shelf=shelf)
    reader.read(PAGES[name])
    assert_all_worked(reader)
    for words in SAID[name]:
        assert words in reader.printed, words


def test_every_page_is_read_and_says_something() -> None:
    assert set(PAGES) == set(SAID)


@pytest.mark.parametrize("page", [README, *PAGES.values()], ids=["readme", *PAGES])
def test_links_of_a_page_lead_somewhere(page: Page) -> None:
    assert [path for path in page.links if not path.exists()] == []


@pytest.mark.parametrize("page", [README, *PAGES.values()], ids=["readme", *PAGES])
def test_make_targets_exist(page: Page) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"`?make ([a-z-]+)`?", page.text):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_readme_leads_to_every_page() -> None:
    pages = {*(ROOT / "experiments").glob("*.md"), *(page.path for page in PAGES.values())}
    assert pages <= {path.resolve() for path in README.links}


# The README: typed as it stands, and its numbers are those of what was typed.


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Return a reader who has done all that the README says, after `make run`."""
    with pytest.MonkeyPatch.context() as patch:
        reader = Reader(tmp_path_factory.mktemp("reader"), patch, SHORTER)
        patch.chdir(reader.folder)
        (reader.folder / "my-scenario.toml").write_text('extends = ["baubau-seoul"]\n', "utf-8")
        # Which is what `make run` does, but for its figures, which are counted below.
        call("run", "indonesia-korea", "--overwrite", "--no-figures")
        reader.read(README)
        yield reader


def in_full(test: object) -> object:
    """Mark a test that needs all that the README says."""
    return pytest.mark.compiled(pytest.mark.slow(test))


@in_full
def test_the_readme_works_from_top_to_bottom(reader: Reader) -> None:
    assert_all_worked(reader)
    assert len(reader.deeds) > 30


@in_full
def test_the_table_of_the_readme_is_that_of_the_first_command(reader: Reader) -> None:
    ties = load(reader.folder / "results" / "indonesia-korea").partnerships
    means = ties.groupby("partnership").mean(numeric_only=True)
    columns = (
        *("mou_share", "delivered_g2g", "realised_ratio"),
        *("trust_government", "trust_society", "ngo_led_share"),
    )
    rows = re.findall(r"^\| `([a-z-]+)` \| ([\d.| ]+) \|$", README.text, re.MULTILINE)
    assert {name for name, _ in rows} == set(load_scenario("indonesia-korea").config.partnerships)
    for name, cells in rows:
        for column, cell in zip(columns, cells.split(" | "), strict=True):
            assert cell == format(means.loc[name, column], f".{len(cell.partition('.')[2])}f")


def carried(reader: Reader, tie: str) -> pd.DataFrame:
    """Return in which share of runs each kind of actor carries a tie, year by year."""
    histories = load(reader.folder / "results" / "indonesia-korea").histories
    mine = histories[histories["partnership"] == tie]
    return pd.crosstab(mine["month"] // 12, mine["mode"], normalize="index")


def governments(reader: Reader, tie: str) -> pd.Series[float]:
    """Return in which share of runs governments are on board, year by year."""
    return carried(reader, tie)[["g2g", "hybrid"]].sum(axis=1)


CLAIMS: list[tuple[str, Callable[[Reader], bool]]] = [
    (
        "In over a quarter of the runs nobody carries Semarang–Jung-gu",
        lambda reader: 0.25 < carried(reader, "semarang-junggu")["none"].iloc[-1] < 0.35,
    ),
    (
        "Surabaya–Busan is carried by governments in nearly every run",
        lambda reader: governments(reader, "surabaya-busan").iloc[2:].mean() > 0.9,
    ),
    (
        "Baubau–Seoul has governments on board in four of ten runs in its first years",
        lambda reader: 0.36 < governments(reader, "baubau-seoul").iloc[:4].max() < 0.48,
    ),
    (
        "then mayors change, and NGOs go on with it",
        lambda reader: (
            carried(reader, "baubau-seoul")["ngo_led"].iloc[-1]
            > 2.0 * governments(reader, "baubau-seoul").iloc[-1]
        ),
    ),
    (
        "the norm of city diplomacy spreads in almost every run",
        lambda reader: (
            load(reader.folder / "results" / "indonesia-korea").runs["norm_adopted"].mean() > 0.9
        ),
    ),
]
"""Words of the README about its first command, and how to tell whether they are true."""


@in_full
@pytest.mark.parametrize(("words", "holds"), CLAIMS)
def test_the_readme_says_what_the_first_command_shows(words, holds, reader: Reader) -> None:
    assert words in README.prose
    assert holds(reader)


def test_the_readme_reads_its_table_right() -> None:
    (share,) = re.findall(r"^\| `bandung-seoul` \| (0\.\d+) \|", README.text, re.MULTILINE)
    assert f"in {float(share):.0%}".replace("%", " %") in README.prose


@in_full
def test_what_the_readme_quotes_was_printed(reader: Reader) -> None:
    assert README.quotes
    for quote in README.quotes:
        assert quote in reader.printed, quote


@in_full
def test_both_engines_print_the_same_numbers(reader: Reader) -> None:
    (line,) = [d.piece.text for d in reader.deeds if "--engine mesa" in d.piece.text]
    words = [*line.split()[1:], *reader.options(line)]
    words[words.index("mesa")] = "compiled"
    words[words.index("--out") + 1] = "results/compiled"
    compiled = json.loads(call(*words).stdout)
    (mesa,) = [json.loads(d.outcome.stdout) for d in reader.deeds if d.piece.text == line]
    assert mesa["indicators"] == compiled["indicators"]
    assert mesa["partnerships"] == compiled["partnerships"]


@in_full
def test_the_readme_counts_figures_right(reader: Reader) -> None:
    drawn = drawings(load(reader.folder / "results/indonesia-korea"), analysed=False)
    figures = {stem for stem, _ in drawn}
    assert "carriers" in figures
    assert f"One figure of {NUMBERS[len(figures)]}," in README.prose


NUMBERS = {
    12: "twelve", 13: "thirteen", 14: "fourteen", 15: "fifteen", 16: "sixteen", 17: "seventeen",
    18: "eighteen", 19: "nineteen", 20: "twenty", 28: "twenty-eight", 34: "thirty-four",
}  # fmt: skip
"""Numbers that the README writes out; another is added when it comes."""


def test_the_readme_counts_what_ships() -> None:
    assert f"{NUMBERS[len(shipped_names(DESIGNS))].capitalize()} ship, each" in README.prose
    patterns = NUMBERS[len(PATTERNS)]
    assert f"{patterns.capitalize()} patterns were declared" in README.prose
    assert f"# two of {patterns}" in README.text
